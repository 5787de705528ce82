package diagram

import (
	"raftlab/plots/page"
	"raftlab/sim/trace/diagnosis"
)

// termFinding is the title: what the terms of this run show.
func (p *Terms) termFinding() string { return diagnosis.OfTerms(p.Run).In(p.Lang) }

// termSummary is the line below the title.
func (p *Terms) termSummary() string {
	words := page.Joined(p.Say(": ", "："), p.Run.Header.Scenario, p.Say("the term of each server against time", "每台服务器的任期随时间的变化"))
	if p.From > 0 || p.To < p.Run.End {
		words += p.Say(" · from %s to %s of %s", " · %s 至 %s（全长 %s）", diagnosis.Length(p.From), diagnosis.Length(p.To), diagnosis.Length(p.Run.End))
	}
	return words
}
