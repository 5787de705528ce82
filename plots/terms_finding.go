package plots

import "raftlab/sim/trace/diagnosis"

// termFinding is the title: what the terms of this run show.
func (p *terms) termFinding() string { return diagnosis.OfTerms(p.t).In(p.lang) }

// termSummary is the line below the title.
func (p *terms) termSummary() string {
	words := joined(p.say(": ", "："), p.t.Header.Scenario, p.say("the term of each server against time", "每台服务器的任期随时间的变化"))
	if p.from > 0 || p.to < p.t.End {
		words += p.say(" · from %s to %s of %s", " · %s 至 %s（全长 %s）", diagnosis.Length(p.from), diagnosis.Length(p.to), diagnosis.Length(p.t.End))
	}
	return words
}
