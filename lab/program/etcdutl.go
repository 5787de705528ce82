package program

import (
	"time"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/etcdutl/v3/etcdutl"
	"go.etcd.io/etcd/pkg/v3/cobrautl"
)

// etcdutlMain is the main function of etcdutl 3.7, whose own cannot be imported. The commands are its own;
// the root is put together as there.
func etcdutlMain() {
	if err := newEtcdutl().Execute(); err != nil {
		cobrautl.ExitWithError(cobrautl.ExitError, err)
	}
}

func newEtcdutl() *cobra.Command {
	root := &cobra.Command{
		Use:        "etcdutl",
		Short:      "An administrative command line tool for etcd3.",
		SuggestFor: []string{"etcdutl"},
	}
	flags := root.PersistentFlags()
	flags.DurationVar(&etcdutl.FlockTimeout, "timeout", 10*time.Second,
		"time to wait to obtain a file lock on db file, 0 to block indefinitely")
	flags.StringVarP(&etcdutl.OutputFormat, "write-out", "w", "simple",
		"set the output format (fields, json, protobuf, simple, table)")
	formats := cobra.FixedCompletions([]cobra.Completion{"fields", "json", "protobuf", "simple", "table"}, cobra.ShellCompDirectiveDefault)
	if err := root.RegisterFlagCompletionFunc("write-out", formats); err != nil {
		panic(err) // the flag does not exist
	}
	root.AddCommand(etcdutl.NewDefragCommand(), etcdutl.NewSnapshotCommand(), etcdutl.NewHashKVCommand(),
		etcdutl.NewVersionCommand(), etcdutl.NewCompletionCommand(), etcdutl.NewMigrateCommand())
	root.SetHelpTemplate(`{{.UsageString}}`)
	return root
}
