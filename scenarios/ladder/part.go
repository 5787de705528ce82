package ladder

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/lang"
)

// Part is a rung of the ladder.
type Part struct {
	Letter    string // A
	Name      string // elections
	Title     lang.Text
	Points    int
	Scenarios []*scenarios.Scenario
	random    drawing
	Extra     bool // of what a program may have or not; it has no points
}

// Untried reports whether a program has nothing of what the part is about.
func (p *Part) Untried() bool { return p.Extra && p.random.extras == 0 }

// Fit leaves in the parts what a program has, which announces features.
func Fit(parts []Part, has engine.Features) []Part {
	fit := slices.Clone(parts)
	for i := range fit {
		p := &fit[i]
		p.random.extras &= has
		p.Scenarios = slices.DeleteFunc(slices.Clone(p.Scenarios), func(s *scenarios.Scenario) bool {
			script := s.Script()
			return script.Needs().Without(has) != 0
		})
	}
	return fit
}

// judgesDisks reports whether the part asks what a program has persisted. Before it does, a program without persistence can
// pass.
func (p *Part) judgesDisks() bool { return p.random.restarts }

//go:embed files
var files embed.FS

// Parts returns all parts in their order.
func Parts() []Part {
	parts := []Part{
		{Letter: "A", Name: "elections", Title: lang.Text{EN: "elections", ZH: "选举"}, Points: 30},
		{Letter: "B", Name: "replication", Title: lang.Text{EN: "replication", ZH: "复制"}, Points: 40, random: drawing{clients: true}},
		{Letter: "C", Name: "persistence", Title: lang.Text{EN: "persistence", ZH: "持久化"}, Points: 30, random: drawing{clients: true, restarts: true}},
		{Letter: "D", Name: "extras", Title: lang.Text{EN: "extras", ZH: "扩展"}, Extra: true,
			random: drawing{clients: true, restarts: true, extras: engine.PreVote | engine.CheckQuorum | engine.Transfer | engine.Compaction}},
	}
	for i := range parts {
		parts[i].Scenarios = fixed(parts[i].Letter)
	}
	return parts
}

// fixed returns the scenarios of a part. In C is also Figure 8 of the paper, by its script alone.
func fixed(letter string) (all []*scenarios.Scenario) {
	names, err := fs.Glob(files, "files/"+string(letter[0]-'A'+'a')+"*.yaml")
	if err != nil {
		panic(err) // the pattern is right
	}
	for _, name := range names {
		source, err := files.ReadFile(name)
		if err == nil {
			all = append(all, must(scenarios.Load(name, source)))
		}
	}
	if letter == "C" {
		all = append(all, figure8())
	}
	return all
}

func must(s *scenarios.Scenario, err error) *scenarios.Scenario {
	if err != nil {
		panic(fmt.Sprint("a scenario of the ladder: ", err))
	}
	return s
}

// figure8 is the built-in scenario without what it teaches of one engine: only safety is judged.
func figure8() *scenarios.Scenario {
	builtin := must(scenarios.ByName("figure-8"))
	script := builtin.Script()
	script.MaxEvents = mostEvents
	draft := scenarios.Draft{Name: "figure-8", Title: builtin.Title, Script: &script}
	source, err := draft.YAML()
	if err != nil {
		panic(err)
	}
	return must(scenarios.Load("figure-8.yaml", source))
}

// schedule returns the schedule of a number, from 1.
func (p *Part) schedule(number uint64) (*scenarios.Draft, error) {
	d := p.random.draft(number)
	d.Name = fmt.Sprintf("%s-%d", p.Name, number)
	return d, nil
}
