package run

import (
	"slices"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// WithoutRule stands between the textbook's name and the rule of the paper that it leaves out.
const WithoutRule = textbook.Name + "-without-"

var engines = allEngines()

// allEngines returns every implementation that can be named, the default first.
func allEngines() []engine.Engine {
	all := []engine.Engine{etcdraft.Engine{}, textbook.Engine{}}
	for _, rule := range textbook.Rules() {
		all = append(all, textbook.Engine{Broken: rule})
	}
	return all
}

// DefaultEngine returns the implementation that runs where none is chosen: etcd's.
func DefaultEngine() engine.Engine { return engines[0] }

// EngineNames returns the names of all implementations, the default first.
func EngineNames() []string {
	names := make([]string, len(engines))
	for i, e := range engines {
		names[i] = e.Name()
	}
	return names
}

// ParseEngine returns the implementation of a name. The error says what there is.
func ParseEngine(name string) (engine.Engine, error) {
	if i := slices.IndexFunc(engines, func(e engine.Engine) bool { return e.Name() == name }); i >= 0 {
		return engines[i], nil
	}
	if rule, ok := strings.CutPrefix(name, WithoutRule); ok {
		if _, err := textbook.ParseRule(rule); err != nil {
			return nil, err
		}
	}
	return nil, lang.Errorf("write etcd, textbook or %sRULE", "请写 etcd、textbook 或 %sRULE", WithoutRule)
}

// engineFlags returns the flags that choose an engine: none for the default.
func engineFlags(e engine.Engine) []string {
	if e.Name() == DefaultEngine().Name() {
		return nil
	}
	return []string{"--engine", e.Name()}
}

// Refuse returns why an engine cannot run the script of a scenario, nil if it can: it lacks a feature that the script
// needs.
func Refuse(scenario string, script *script.Script, e engine.Engine) error {
	missing := script.Needs().Without(e.Features())
	if missing == 0 {
		return nil
	}
	return lang.Errorf("engine %s has no %v, which scenario %s needs (leave out --engine)",
		"引擎 %s 没有 %v，而场景 %s 需要它（请删去 --engine）", e.Name(), missing.First(), scenario)
}

// programmed is an engine whose servers are programs.
type programmed interface {
	Arguments() []trace.Argument
}

// programOf returns the command line of an engine's programs, nil if it has none.
func programOf(e engine.Engine) []trace.Argument {
	if p, ok := e.(programmed); ok {
		return p.Arguments()
	}
	return nil
}
