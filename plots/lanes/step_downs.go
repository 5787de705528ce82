package lanes

import (
	"raftlab/plots/page"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// drawStepDowns says why leaders became followers.
func (p *panel) drawStepDowns() {
	letters := page.TextStyle{Face: page.Regular(), Size: 11, Color: page.Ink, Halo: page.White}
	for _, down := range diagnosis.StepDowns(p.Run) {
		if text := p.stepDownWords(down.Band); text != "" && p.Shows(down.From) {
			p.Label(letters, p.mark(down.Node, down.From), 4, text)
		}
	}
}

func (f *figure) stepDownWords(b timeline.Band) string {
	switch b.Reason {
	case trace.QuorumLost:
		return f.Say("steps down: no quorum", "下台：失去多数派")
	case trace.HigherTerm:
		if b.Peer == 0 {
			return f.Say("steps down: higher term", "下台：更高任期")
		}
		return f.Say("steps down: higher term of %v", "下台：%v 的任期更高", b.Peer)
	case trace.LeaderOfTerm:
		return f.Say("steps down: %v leads", "下台：%v 领导", b.Peer)
	}
	return ""
}
