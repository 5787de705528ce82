package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"raftlab/plots/player"
	"raftlab/plots/player/live"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

type labPlayOptions struct {
	*labOptions
	port      int
	limit     time.Duration
	noBrowser bool
}

func newLabPlay(lab *labOptions) *cobra.Command {
	o := &labPlayOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "play",
		Short: "Show real etcd in the player's page, as it goes on, and break it by clicks",
		Long: `Serve a page that shows what real etcd does, as it happens: the cluster, the events with their reasons, the time
lanes. A click on a member crashes, pauses or restarts it, a click on a link cuts it, and keys can be put and got. The
page can be stopped and turned back while the cluster goes on, and opens the same situation in the simulator.

The page is for this computer: it is served on loopback, and only who has the address with its token is let in, while
this command runs. Several pages may be open, and all are shown the same.`,
		Example: examples(
			"three members to look at", "raftlab lab up --members 3",
			"show them for two seconds; without --for, until Ctrl-C", "raftlab lab play --for 2s",
			"for a while, and without a browser", "raftlab lab play --for 2s --no-browser"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.port, "port", 0, "serve on this `PORT` of 127.0.0.1 (default: one that is free)")
	addWait(flags, &o.limit, "for", 0, "90m", "end after `TIME`: 90m (default: with Ctrl-C)")
	flags.BoolVar(&o.noBrowser, "no-browser", false, "only print the address")
	return cmd
}

func (o *labPlayOptions) run(ctx context.Context) error {
	if err := o.outsideOnly("play"); err != nil {
		return err
	}
	if o.port < 0 || o.port > 65535 {
		return lang.Errorf("--port %d is no port (write one from 1 to 65535, or leave it out)",
			"--port %d 不是端口（请写 1 到 65535，或删去）", o.port)
	}
	h, err := o.open()
	if err == nil {
		err = labFailure(working(h))
	}
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	watch := newLabWatch(h)
	defer watch.close()
	if err := watch.begin(time.Now()); err != nil {
		return environment(err)
	}
	server, err := live.New(o.port, live.Options{Page: o.page(), Act: o.actions(ctx), Simulation: watch.simulation})
	if err != nil {
		return environment(err)
	}
	if err := o.announce(server.Address()); err != nil {
		return err
	}
	bounded, cancel := context.WithCancel(ctx)
	if o.limit > 0 {
		bounded, cancel = context.WithTimeout(ctx, o.limit)
	}
	defer cancel()
	go watch.follow(bounded, server)
	return o.over(ctx, server.Serve(bounded))
}

// over returns how the command ends: a signal is how it is ended.
func (o *labPlayOptions) over(ctx context.Context, err error) error {
	if err != nil {
		return environment(err)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return errInterrupted
	}
	return nil
}

// page is the page, without what it is told by the server.
func (o *labPlayOptions) page() player.Options {
	start := player.Start{Name: "lab", Seed: "0", Engine: "etcd", Lang: o.lang, Engines: run.EngineNames(), Scenarios: []player.Scenario{}}
	return player.Options{Title: "raftlab lab", Start: start}
}

// announce prints where the page is, and has the browser open it.
func (o *labPlayOptions) announce(address string) error {
	fmt.Fprintln(o.out, address)
	if err := o.out.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(o.err, o.say("raftlab: the address is for this computer, while this command runs; end it with Ctrl-C.",
		"raftlab：此地址仅供本机使用，在本命令运行期间有效；用 Ctrl-C 结束。"))
	if !o.noBrowser {
		go showInBrowser(address) // a desktop may keep the program until its browser is closed
	}
	return nil
}
