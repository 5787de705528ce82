package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"raftlab/lab/supervisor"
)

type labSuperviseOptions struct{ *labOptions }

// newLabSupervise is what raftlab lab up starts in the background.
func newLabSupervise(lab *labOptions) *cobra.Command {
	o := labSuperviseOptions{lab}
	return &cobra.Command{
		Use:    "supervise",
		Short:  "Run the lab's members; raftlab lab up starts this",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return o.run() },
	}
}

func (o *labSuperviseOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	signal.Ignore(syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return labFailure(supervisor.Run(ctx, h))
}
