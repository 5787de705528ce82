package main

import (
	"context"
	"errors"
	"syscall"

	"github.com/spf13/cobra"

	"raftlab/lab/snapshot"
)

func newLabSnapshot(lab *labOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "snapshot COMMAND",
		Short: "Verify, encrypt, decrypt and restore snapshots",
		Long: `What etcdctl snapshot save leaves to others: to know that a file is whole, to keep it secret, and to
restore it without risking the data that is there.

No file is written over: what is made appears under its name when it is whole.`,
		Example: examples(
			"save, then verify", "etcdctl snapshot save backup/snapshot.db\n  raftlab lab snapshot verify backup/snapshot.db"),
		DisableFlagsInUseLine: true,
	}
	withSubcommands(cmd)
	cmd.AddCommand(newSnapshotVerify(lab), newSnapshotKeygen(lab), newSnapshotEncrypt(lab), newSnapshotDecrypt(lab),
		newSnapshotRestore(lab))
	return cmd
}

func newSnapshotVerify(o *labOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE...",
		Short: "Say whether snapshots are whole",
		Long: `Compare the SHA-256 at the end of each file with that of the database before it, which etcdutl
snapshot status does not do, and say what became of a file that is not whole. The exit code is 1 if
one is not.`,
		Example: examples("one, in the lab's shell", "etcdctl snapshot save backup/snapshot.db\n  raftlab lab snapshot verify backup/snapshot.db"),
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return o.verifySnapshots(args) },
	}
}

func (o *labOptions) verifySnapshots(files []string) error {
	var result error
	for _, name := range files {
		file, err := snapshot.Verify(name)
		var damage *snapshot.Damage
		switch {
		case err == nil:
			o.tellLines(o.say("%s: whole, %d bytes, SHA-256 %s", "%s：完整，%d 字节，SHA-256 %s", name, file.Size, file.SHA256))
		case errors.As(err, &damage):
			o.tellLines(damage.In(o.lang))
			result = verdict(exitViolated)
		default:
			return snapshotFailure(o.console, err)
		}
	}
	return result
}

// snapshotFailure gives an error about a snapshot its language and its exit code.
func snapshotFailure(c *console, err error) error {
	var damage *snapshot.Damage
	var system syscall.Errno
	switch {
	case errors.As(err, &damage):
		return errors.New(damage.In(c.lang))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.As(err, &system):
		return labFailure(err)
	}
	return err
}
