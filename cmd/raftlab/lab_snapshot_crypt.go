package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"raftlab/lab/snapshot"
	"raftlab/sim/lang"
)

func newSnapshotKeygen(o *labOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen FILE",
		Short: "Make a key, as age-keygen does",
		Long: `Write a new key of age to a file, which must not exist, and print its public half. The file decrypts
what was encrypted for the public half: keep it where the snapshots are not.`,
		Example: examples("for backups", "raftlab lab snapshot keygen backup.key"),
		Args:    oneArgument("a file for the key", "存放密钥的文件"),
		RunE: func(_ *cobra.Command, args []string) error {
			public, err := snapshot.Generate(args[0])
			if err != nil {
				return snapshotFailure(o.console, err)
			}
			o.tellLines(public)
			return nil
		},
	}
}

type snapshotCryptOptions struct {
	*labOptions
	to             string
	recipients     []string
	recipientsFile string
	identity       string
	passphraseFile string
}

const passphraseHelp = `With a passphrase instead of a key, it is taken from --passphrase-file, else from $RAFTLAB_PASSPHRASE, else asked
for at the terminal.`

func newSnapshotEncrypt(lab *labOptions) *cobra.Command {
	o := &snapshotCryptOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "encrypt FILE",
		Short: "Encrypt a snapshot with age",
		Long: `Encrypt a whole snapshot with age (age-encryption.org) to FILE.age, for the owner of a key or for who knows
a passphrase. FILE itself stays. No etcd tool encrypts: there is no etcdctl snapshot save --encrypt.

` + passphraseHelp,
		Example: examples(
			"for the owner of a key, in the lab's shell", "etcdctl snapshot save backup/snapshot.db\n  raftlab lab snapshot encrypt backup/snapshot.db --recipient age1...",
			"for who knows a passphrase", "etcdctl snapshot save backup/snapshot.db\n  raftlab lab snapshot encrypt backup/snapshot.db"),
		Args: oneArgument("a snapshot", "一个快照"),
		RunE: func(_ *cobra.Command, args []string) error { return o.encrypt(args[0]) },
	}
	cmd.Flags().Var(repeated{&o.recipients, "KEY"}, "recipient", "a public key: age1...")
	cmd.Flags().StringVar(&o.recipientsFile, "recipients-file", "", "a `FILE` with public keys, one in a line")
	o.addFlags(cmd, "FILE.age")
	cmd.MarkFlagsMutuallyExclusive("recipient", "recipients-file", "passphrase-file")
	return cmd
}

func newSnapshotDecrypt(lab *labOptions) *cobra.Command {
	o := &snapshotCryptOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "decrypt FILE.age",
		Short: "Decrypt a snapshot",
		Long: `Decrypt a file of age to FILE, if all of it is there and what comes out is a whole snapshot. FILE.age stays.

` + passphraseHelp,
		Example: examples(
			"with a key, in the lab's shell", "ls backup/snapshot.db.age backup.key\n  raftlab lab snapshot decrypt backup/snapshot.db.age --identity backup.key",
			"with a passphrase", "ls backup/snapshot.db.age\n  raftlab lab snapshot decrypt backup/snapshot.db.age --to backup/again.db"),
		Args: oneArgument("an encrypted snapshot", "加密的快照"),
		RunE: func(_ *cobra.Command, args []string) error { return o.decrypt(args[0]) },
	}
	cmd.Flags().StringVar(&o.identity, "identity", "", "a `FILE` with keys, as keygen writes it")
	o.addFlags(cmd, "FILE.age without .age")
	cmd.MarkFlagsMutuallyExclusive("identity", "passphrase-file")
	return cmd
}

// addFlags adds the flags that both commands have.
func (o *snapshotCryptOptions) addFlags(cmd *cobra.Command, to string) {
	cmd.Flags().StringVar(&o.passphraseFile, "passphrase-file", "", "a `FILE` with the passphrase in its first line")
	cmd.Flags().StringVar(&o.to, "to", "", "the new `FILE` (default: "+to+")")
}

func (o *snapshotCryptOptions) encrypt(file string) error {
	if _, err := snapshot.Verify(file); err != nil { // before a passphrase is asked for
		return snapshotFailure(o.console, err)
	}
	lock, err := o.lock()
	if err != nil {
		return snapshotFailure(o.console, err)
	}
	if o.to == "" {
		o.to = file + ".age"
	}
	ctx, stop := interruptible(hour)
	defer stop()
	if err := snapshot.Encrypt(ctx, file, o.to, lock); err != nil {
		return snapshotFailure(o.console, err)
	}
	o.tellLines(o.say("%s: encrypted. %s is still there, for everybody who may read it.",
		"%s：已加密。%s 仍然存在，有读取权限的人都能读。", o.to, file))
	return nil
}

// hour bounds what takes seconds.
const hour = time.Hour

// lock returns for whom to encrypt.
func (o *snapshotCryptOptions) lock() (snapshot.Lock, error) {
	switch {
	case len(o.recipients) > 0:
		return snapshot.Recipient(strings.Join(o.recipients, "\n"))
	case o.recipientsFile != "":
		return snapshot.Recipients(o.recipientsFile)
	}
	lock, _, err := o.passphrase("write --recipient age1...", true)
	return lock, err
}

func (o *snapshotCryptOptions) decrypt(file string) error {
	if o.to == "" {
		if o.to = strings.TrimSuffix(file, ".age"); o.to == file {
			return lang.Errorf("%s does not end in .age: what is the new file to be called? (write --to FILE)",
				"%s 不以 .age 结尾：新文件叫什么？（请写 --to FILE）", file)
		}
	}
	key, err := o.key()
	if err != nil {
		return snapshotFailure(o.console, err)
	}
	ctx, stop := interruptible(hour)
	defer stop()
	if err := snapshot.Decrypt(ctx, file, o.to, key); err != nil {
		return snapshotFailure(o.console, err)
	}
	o.tellLines(o.say("%s: decrypted, and a whole snapshot", "%s：已解密，是完整的快照", o.to))
	return nil
}

// key returns what to decrypt with.
func (o *snapshotCryptOptions) key() (snapshot.Key, error) {
	if o.identity != "" {
		return snapshot.Identities(o.identity)
	}
	_, key, err := o.passphrase("write --identity FILE", false)
	return key, err
}

// passphrase finds the passphrase. A new one is asked for twice.
func (o *snapshotCryptOptions) passphrase(other string, isNew bool) (snapshot.Lock, snapshot.Key, error) {
	if o.passphraseFile != "" {
		return snapshot.PassphraseFile(o.passphraseFile)
	}
	words := os.Getenv("RAFTLAB_PASSPHRASE")
	if words == "" {
		var err error
		if words, err = o.askPassphrase(other, isNew); err != nil {
			return snapshot.Lock{}, snapshot.Key{}, err
		}
	}
	return snapshot.Passphrase(words)
}

func (o *snapshotCryptOptions) askPassphrase(other string, isNew bool) (string, error) {
	terminal := int(os.Stdin.Fd())
	if !term.IsTerminal(terminal) {
		return "", lang.Errorf("there is no key, no passphrase, and no terminal to ask for one (%s, --passphrase-file FILE, or set RAFTLAB_PASSPHRASE)",
			"没有密钥，没有口令，也没有终端可供输入口令（%s、--passphrase-file FILE，或设置 RAFTLAB_PASSPHRASE）", other)
	}
	words, err := o.ask(terminal, o.say("Passphrase: ", "口令："))
	if err != nil || !isNew {
		return words, err
	}
	again, err := o.ask(terminal, o.say("Once more: ", "再输入一次："))
	if err == nil && again != words {
		err = lang.Errorf("the two passphrases differ", "两次输入的口令不同")
	}
	return words, err
}

// ask reads a line that is not shown. An interrupt gives the terminal back as it was.
func (o *snapshotCryptOptions) ask(terminal int, prompt string) (string, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return "", environment(err)
	}
	ctx, stop := interruptible(hour)
	defer stop()
	defer context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) {
			term.Restore(terminal, before)
			write(o.err, "\n")
			os.Exit(exitInterrupted)
		}
	})()
	write(o.err, prompt)
	line, err := term.ReadPassword(terminal)
	write(o.err, "\n")
	return string(line), environment(err)
}
