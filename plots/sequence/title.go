package sequence

import (
	"fmt"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace/diagnosis"
)

// sequenceFinding is the title: what the messages show.
func (p *Sequence) sequenceFinding() string {
	return diagnosis.OfMessages(p.Run, p.Window, len(p.messages)).In(p.Lang)
}

func (p *Sequence) sequenceSummary() string {
	exact := func(t time.Duration) string { return fmt.Sprintf("%.1f ms", page.InUnits(t, time.Millisecond)) }
	what := p.Say("every message from %s to %s", "%s 至 %s 的每条消息", exact(p.From), exact(p.To))
	if p.Omitted != (run.Omissions{}) {
		what = p.Say("messages from %s to %s", "%s 至 %s 的消息", exact(p.From), exact(p.To))
	}
	return page.Joined(p.Say(": ", "："), p.Run.Header.Scenario, what+p.Say("; time runs down", "；时间向下"))
}
