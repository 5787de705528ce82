package browser_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace/playback"
)

// The loader's errors are those of the command line, with their places; a run begins with Ctrl-Enter.
func TestScriptEditor(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.click(`#tab-script`)
	p.eval(`(document.getElementById('yaml').value = document.getElementById('yaml').value.replace('latency: 5ms-15ms', 'latency: "15"'), document.getElementById('yaml').dispatchEvent(new Event('input')))`)
	p.wait(`document.body.dataset.problems === '1'`)
	if got := p.eval(`document.getElementById('yaml-problems').textContent`); !strings.HasPrefix(got, "leader-crash.yaml:15:22: ") || !strings.Contains(got, "15ms") {
		t.Errorf("the problem is %s", got)
	}
	first := p.data("digest")
	p.eval(`(document.getElementById('yaml').value = R.yaml.replace('until: 3s', 'until: 2s').replaceAll('The leader crashes', '</script><b>x</b>'), runScript())`)
	p.wait(`document.body.dataset.digest !== '` + first + `'`)
	if got := p.eval(`document.getElementById('title').textContent + document.querySelectorAll('b b').length`); got != "</script><b>x</b>0" {
		t.Errorf("the title is %s", got)
	}
	digest, link := p.data("digest"), p.eval(`linkOf()`)
	p.fine()

	again := openAt(t, strings.TrimPrefix(link, "#"))
	if got := again.data("digest"); got != digest {
		t.Errorf("the link with the script leads to %s, want %s", got, digest)
	}
	again.fine()
}

// A script that stands in the page from the start may hold whatever ends a script element.
func TestScriptInThePage(t *testing.T) {
	slow(t)
	s := start("mine.yaml")
	s.YAML = "name: mine\ntitle: '</script><!-- <script>'\nuntil: 1s\n"
	p := open(t, write(t, &player.Options{Title: "</title>", Start: s, Simulator: simulator(t)}))
	if got := p.eval(`document.getElementById('title').textContent`); got != "</script><!-- <script>" {
		t.Errorf("the title is %s", got)
	}
	p.fine()
}

// Trials in the page are those of the command line, and the worst can be played.
func TestTrials(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.click(`#tab-trials`)
	p.eval(`(many.wanted = 80, many.moved = {latency: 10}, startTrials())`)
	p.wait(`document.body.dataset.trials === '80'`)
	s, err := run.Open(run.Request{Word: "leader-crash", Overrides: []string{"network.latency=10ms"}, Seed: 1, Engine: run.DefaultEngine()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := (&run.Line{Simulation: s}).Plan(1, 0, 80)
	if err != nil {
		t.Fatal(err)
	}
	want := longestOf(t, plan)
	if got := p.eval(`many.results.longest`); got != fmt.Sprint(int64(want.Duration)) {
		t.Errorf("the longest takes %s, want %d", got, want.Duration)
	}
	p.eval(`takeWorst()`)
	if got := p.eval(`S.seed + ' ' + S.set`); got != fmt.Sprint(want.Seed, " network.latency=10ms") {
		t.Errorf("the worst is %s, want seed %d", got, want.Seed)
	}
	p.fine()
}

// A long run is in windows; the page goes where one looks.
func TestLongRun(t *testing.T) {
	slow(t)
	s := start("long.yaml")
	s.YAML = "name: long\ncluster: {nodes: 9}\nuntil: 120s\n"
	p := open(t, write(t, &player.Options{Title: "long", Start: s, Simulator: simulator(t)}))
	if p.eval(`D.whole`) != "false" || !strings.Contains(p.eval(`document.getElementById('remark').textContent`), "events") {
		t.Fatalf("%s events, all at once", p.data("events"))
	}
	p.eval(`goTo(110e9, true)`)
	p.wait(`D.window[0] <= 110e9 && D.window[1] >= 110e9`)
	if p.eval(`D.messages.length > 0 && D.messages.length < 50000`) != "true" {
		t.Error("the window has no messages, or all")
	}
	p.fine()
}

// A simulation can be cancelled, and the page goes on.
func TestCancel(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	first := p.data("digest")
	p.eval(`void (S.yaml = 'name: endless\ncluster: {nodes: 9}\nuntil: 3000s\n', simulate())`)
	p.wait(`!document.getElementById('busy').hidden`)
	p.click(`#cancel`)
	p.wait(`document.getElementById('busy').hidden && document.getElementById('error').textContent === 'The simulation was stopped.'`)
	p.eval(`(S.yaml = '', simulate())`)
	if p.data("digest") != first {
		t.Error("after the cancel the page runs something else")
	}
	p.fine()
}

// Links that are damaged or of another version are told.
func TestLinks(t *testing.T) {
	slow(t)
	for fragment, want := range map[string]string{
		"name=leader-crash&yaml=@@@": "damaged", "name=leader-crash&seed=x": "damaged", "name=leader-crash&v=1&lang=en": "simulation 1",
		"name=leader-crash&v=2&d=00000000": "digest differs", "name=leader-crash&t=abc": "damaged",
	} {
		p := openAt(t, fragment)
		if got := p.eval(`document.getElementById('remark').textContent`); !strings.Contains(got, want) {
			t.Errorf("%s: %q", fragment, got)
		}
		p.fine()
	}
}

// A page of a saved run needs no simulator; changes are refused with the reason.
func TestSavedRun(t *testing.T) {
	slow(t)
	p := open(t, write(t, &player.Options{Title: "saved", Start: start("leader-crash"), Saved: savedRun(t)}))
	p.eval(`(goTo(1172e6, true), menuOfServer(4, {x: 9, y: 9}))`)
	if p.eval(`document.querySelectorAll('#menu button:not(:disabled)').length`) != "0" || !strings.Contains(p.eval(`document.getElementById('menu').textContent`), "saved trace") {
		t.Error("a saved run can be changed")
	}
	p.do(chromedp.KeyEvent("\u001b"))
	p.click(`#every`)
	p.wait(`story.lines.length === ` + p.data("events") + ` || story.lines.length > 1000`)
	p.click(`#lang`)
	p.wait(`document.documentElement.lang === 'zh-CN'`)
	p.fine()
}

// savedRun is a run of leader-crash as a page without a simulator has it.
func savedRun(t *testing.T) map[lang.Lang]player.Run {
	t.Helper()
	saved := map[lang.Lang]player.Run{}
	for _, l := range lang.All {
		s, err := run.Open(run.Request{Word: "leader-crash", Seed: 1, Engine: run.DefaultEngine()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		recorder := playback.NewDetailedRecorder(l, playback.Window{})
		var trace bytes.Buffer
		outcome, err := s.Run(context.Background(), &trace, recorder)
		if err != nil {
			t.Fatal(err)
		}
		recording := recorder.Recording(outcome.Timeline).AppendJSON(nil, playback.Window{})
		if !json.Valid(recording) {
			t.Fatal("the recording is no JSON")
		}
		saved[l] = player.Run{Title: "leader-crash", Digest: outcome.Digest, Parts: []player.Part{{Recording: recording}}}
	}
	return saved
}
