package plots

import (
	"fmt"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// finding is the title: what tells most of the part of the run that is shown.
func (f *figure) finding(part scale) string { return diagnosis.Of(f.t, part.window()).In(f.lang) }

// summary is the line below the title.
func (f *figure) summary(part scale) string {
	t := f.t
	words := []string{f.count(len(t.Servers), "server", "servers", "台服务器"),
		fmt.Sprintf("%g s", t.End.Round(time.Millisecond).Seconds()),
		f.count(held(t.Elections), "election", "elections", "次选举") + f.splitWords()}
	var dark time.Duration
	for _, o := range t.Outages {
		dark += o.To - o.From
	}
	words = append(words, f.say("%s without a leader", "%s 没有领导者", diagnosis.Length(dark)))
	if n := len(t.Breaches); n > 0 {
		words = append(words, f.count(n, "violation", "violations", "次违反安全性"))
	}
	if part.from > 0 || part.to < t.End {
		words = append(words, f.say("enlarged: %s to %s", "放大：%s 至 %s", diagnosis.Length(part.from), diagnosis.Length(part.to)))
	}
	if t.Stop == trace.EventLimit {
		words = append(words, f.say("stopped: too many events", "事件过多，运行中止"))
	}
	text := t.Header.Scenario
	if text != "" {
		text += f.say(": ", "：")
	}
	for i, w := range words {
		if i > 0 {
			text += " · "
		}
		text += w
	}
	return text
}

// held returns how many elections there were: terms for which somebody got further than asking for pre-votes.
func held(list []timeline.Election) (n int) {
	for i := range list {
		if _, stood := list[i].Stood(); stood {
			n++
		}
	}
	return n
}

func (f *figure) splitWords() string {
	split := 0
	for _, e := range f.t.Elections {
		if e.Split {
			split++
		}
	}
	if split == 0 {
		return ""
	}
	return f.say(" (%d split)", "（%d 次分裂）", split)
}
