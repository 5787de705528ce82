package lanes

import (
	"fmt"
	"time"

	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
)

// findingWords is the title: what tells most of the part of the run that is shown.
func (f *figure) findingWords(part run.TimeScale) string {
	return diagnosis.Of(f.Run, part.Window).In(f.Lang)
}

// summary is the line below the title.
func (f *figure) summary(part run.TimeScale) string {
	t := f.Run
	words := []string{f.Count(len(t.Servers), "server", "servers", "台服务器"),
		fmt.Sprintf("%g s", t.End.Round(time.Millisecond).Seconds()),
		f.electionWords(),
		f.Say("%s without a leader", "%s 没有领导者", diagnosis.Length(t.LeaderlessTime()))}
	if n := len(t.Violations); n > 0 {
		words = append(words, f.Count(n, "violation", "violations", "次违反安全性"))
	}
	if part.From > 0 || part.To < t.End {
		words = append(words, f.Say("enlarged: %s to %s", "放大：%s 至 %s", diagnosis.Length(part.From), diagnosis.Length(part.To)))
	}
	if t.Stop == trace.EventLimit {
		words = append(words, f.Say("stopped: too many events", "事件过多，运行中止"))
	}
	text := t.Header.Scenario
	if text != "" {
		text += f.Say(": ", "：")
	}
	for i, w := range words {
		if i > 0 {
			text += " · "
		}
		text += w
	}
	return text
}

// electionWords counts the elections of the run.
func (f *figure) electionWords() string {
	count := diagnosis.CountElections(f.Run)
	words := f.Count(count.Held, "election", "elections", "次选举")
	if count.Split > 0 {
		words += f.Say(" (%d split)", "（%d 次分裂）", count.Split)
	}
	return words
}
