package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"raftlab/docs/site"
	"raftlab/plots/player"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
)

// writeSite writes the documents as pages, with a page that plays runs if this program can make one.
func (o *courseOptions) writeSite(dir string) error {
	if err := mustBeNew(dir); err != nil {
		return err
	}
	write := func(name string, content []byte) error { return writeBelow(dir, name, content) }
	pages := site.Site{Player: simulator() != nil, Playable: isPlayable}
	if err := pages.Write(write); err != nil {
		return err
	}
	if !pages.Player {
		fmt.Fprintln(o.err, o.say("There is no page to play runs: raftlab was built without the simulator for the browser (build it with make build).",
			"没有播放页面：raftlab 构建时没有加入浏览器用的模拟器（请用 make build 构建）。"))
		return nil
	}
	return o.writeCoursePlayer(write)
}

func isPlayable(name string) bool {
	return slices.ContainsFunc(scenarios.Builtin(), func(i scenarios.Info) bool { return i.Name == name })
}

// writeCoursePlayer writes the page that plays the scenarios as lessons.
func (o *courseOptions) writeCoursePlayer(write func(string, []byte) error) error {
	play := playOptions{console: o.console, course: true}
	play.engine.Engine = run.DefaultEngine()
	page, err := play.page(context.Background())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := player.Write(&b, page); err != nil {
		return err
	}
	return write(site.Player, b.Bytes())
}
