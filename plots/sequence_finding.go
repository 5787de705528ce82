package plots

import (
	"fmt"
	"time"

	"raftlab/sim/trace/diagnosis"
)

// sequenceFinding is the title: what the messages show.
func (p *sequence) sequenceFinding() string {
	return diagnosis.OfMessages(p.t, p.window(), len(p.messages)).In(p.lang)
}

func (p *sequence) sequenceSummary() string {
	exact := func(t time.Duration) string { return fmt.Sprintf("%.1f ms", inUnits(t, time.Millisecond)) }
	what := p.say("every message from %s to %s", "%s 至 %s 的每条消息", exact(p.from), exact(p.to))
	if p.omitted != (omissions{}) {
		what = p.say("messages from %s to %s", "%s 至 %s 的消息", exact(p.from), exact(p.to))
	}
	return joined(p.say(": ", "："), p.t.Header.Scenario, what+p.say("; time runs down", "；时间向下"))
}
