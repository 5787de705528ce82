package snapshot

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"

	"raftlab/sim/lang"
)

// Lock encrypts for somebody: the owner of a key, or whoever knows a passphrase.
type Lock struct{ recipients []age.Recipient }

// Key decrypts what was locked for it.
type Key struct{ identities []age.Identity }

// Recipient returns the lock for the owner of a key, by the public half of it: age1...
func Recipient(public string) (Lock, error) {
	recipients, err := age.ParseRecipients(strings.NewReader(public))
	if err != nil {
		return Lock{}, lang.Errorf("%q is not a public key of age (write age1...; raftlab lab snapshot keygen FILE makes one)",
			"%q 不是 age 的公钥（请写 age1...；raftlab lab snapshot keygen FILE 生成一个）", public)
	}
	return Lock{recipients}, nil
}

// Recipients returns the lock that any of the keys opens whose public halves a file holds, one in a line.
func Recipients(path string) (Lock, error) {
	file, err := os.Open(path)
	if err != nil {
		return Lock{}, complain(path, err)
	}
	defer file.Close()
	recipients, err := age.ParseRecipients(file)
	if err != nil {
		return Lock{}, lang.Errorf("%s: %v (each line holds one public key: age1...)", "%s：%v（每行一个公钥：age1...）", path, err)
	}
	return Lock{recipients}, nil
}

// Identities returns the keys in a file, as keygen of age or of raftlab writes it.
func Identities(path string) (Key, error) {
	file, err := os.Open(path)
	if err != nil {
		return Key{}, complain(path, err)
	}
	defer file.Close()
	identities, err := age.ParseIdentities(file)
	if err != nil { // it is not repeated: the line may be half a secret
		return Key{}, lang.Errorf("%s: this holds no key of age (each line holds one: AGE-SECRET-KEY-1...)",
			"%s：其中没有 age 的密钥（每行一个：AGE-SECRET-KEY-1...）", path)
	}
	return Key{identities}, nil
}

// Passphrase returns lock and key for who knows a passphrase. Each takes about a second of work by intent:
// that is what guessing costs too.
func Passphrase(words string) (Lock, Key, error) {
	recipient, err := age.NewScryptRecipient(words)
	if err != nil {
		return Lock{}, Key{}, lang.Errorf("the passphrase is empty", "口令是空的")
	}
	identity, err := age.NewScryptIdentity(words)
	if err != nil {
		return Lock{}, Key{}, err
	}
	return Lock{[]age.Recipient{recipient}}, Key{[]age.Identity{identity}}, nil
}

// PassphraseFile returns lock and key for the first line of a file.
func PassphraseFile(path string) (Lock, Key, error) {
	file, err := os.Open(path)
	if err != nil {
		return Lock{}, Key{}, complain(path, err)
	}
	defer file.Close()
	line, err := bufio.NewReader(io.LimitReader(file, 64<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return Lock{}, Key{}, complain(path, err)
	}
	lock, key, err := Passphrase(strings.TrimRight(line, "\r\n"))
	return lock, key, complain(path, err)
}

// Generate writes a new key to a file that does not exist yet, readable for its owner only, and returns the
// public half.
func Generate(path string) (public string, err error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	public = identity.Recipient().String()
	return public, create(context.Background(), path, func(to io.Writer) error {
		_, err := fmt.Fprintf(to, "# public key: %s\n%s\n", public, identity)
		return err
	}, nil)
}

// Encrypt writes the whole snapshot in a file, encrypted, to a new file. A damaged one is refused with a
// [*Damage].
func Encrypt(ctx context.Context, from, to string, lock Lock) error {
	if _, err := Verify(from); err != nil {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return complain(from, err)
	}
	defer source.Close()
	return create(ctx, to, func(w io.Writer) error {
		sealed, err := age.Encrypt(w, lock.recipients...)
		if err != nil {
			return err
		}
		if _, err := io.Copy(sealed, source); err != nil {
			return err
		}
		return sealed.Close()
	}, nil)
}

// Decrypt writes the snapshot in an encrypted file to a new file, if it is whole. The error is a [*Damage] if
// what was encrypted is not.
//
// Of a damaged file age decrypts what comes before the damage. So the new file appears only when all of it
// was decrypted, and the SHA-256 at its end fits.
func Decrypt(ctx context.Context, from, to string, key Key) error {
	source, err := os.Open(from)
	if err != nil {
		return complain(from, err)
	}
	defer source.Close()
	return create(ctx, to, func(w io.Writer) error {
		opened, err := age.Decrypt(source, key.identities...)
		if err != nil {
			return fmt.Errorf("%s: %w", from, headerError(err))
		}
		if _, err := io.Copy(w, opened); err != nil {
			return lang.Errorf("%s: damaged: %v (take another copy)", "%s：文件已损坏：%v（请用另一份副本）", from, err)
		}
		return nil
	}, func(path string) error {
		_, err := Verify(path)
		var damage *Damage
		if errors.As(err, &damage) {
			damage.Path = from + ", decrypted"
		}
		return err
	})
}

// headerError says why a file could not be opened.
func headerError(err error) error {
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return lang.Errorf("wrong key or passphrase: the file was encrypted for another one", "密钥或口令不对：文件是用另一个加密的")
	case strings.Contains(err.Error(), "failed to read header"):
		return lang.Errorf("this is not a whole file of age: %v", "这不是完整的 age 文件：%v", err)
	}
	return err
}
