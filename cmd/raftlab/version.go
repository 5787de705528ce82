package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"raftlab/sim"
)

// version is set by the linker for a release: -ldflags "-X main.version=v1.2.3".
var version string

func newVersion(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of raftlab, of the simulation and of its Raft library",
		Long: "Print the versions of raftlab, of the simulation and of its Raft library.\n\n" +
			"The simulation's version rises when the same scenario and seed give another run than before.",
		Example: examples("which Raft code runs here", "raftlab version"),
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			write(c.out, buildInfo().String())
			return nil
		},
	}
}

// build is what this program was made of.
type build struct{ raftlab, raft string }

const raftModule = "go.etcd.io/raft/v3"

func buildInfo() build {
	b := build{raftlab: version}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.raftlab = cmp.Or(b.raftlab, info.Main.Version)
		for _, dep := range info.Deps {
			if dep.Path == raftModule {
				b.raft = dep.Version
			}
		}
	}
	b.raftlab = cmp.Or(b.raftlab, "(devel)")
	return b
}

func (b build) String() string {
	return fmt.Sprintf("raftlab %s\nsimulation %s\nengine etcd: %s %s\n%s %s/%s\n",
		b.raftlab, sim.Version, raftModule, b.raft, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
