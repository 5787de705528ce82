package player

import (
	"errors"
	"strings"

	"raftlab/scenarios/run"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// OwnEngine begins the name of an engine that is a module which was given to the page; the rest is the file's name.
const OwnEngine = "wasm:"

// Programs starts the module that was given to the page.
type Programs interface {
	guest.Host
	SHA256() string // of the module's bytes, in hex; "": there is none
}

// engine returns the implementation that a request names.
func (p *Player) engine(q *Request) (engine.Engine, error) {
	module, own := strings.CutPrefix(q.Engine, OwnEngine)
	switch {
	case !own:
		return run.ParseEngine(q.Engine)
	case p.Programs == nil:
		return nil, errors.New(q.Lang.Say("%s is not here: drop the file on the page", "这里没有 %s：请把文件拖到页面上", module))
	}
	argument := trace.Argument{Word: lang.Clean(module), SHA256: p.Programs.SHA256()}
	e := &found{Engine: guest.Engine{Title: q.Engine, Program: []trace.Argument{argument}, Host: p.Programs, Fresh: true}}
	e.Found = e.add
	return e, nil
}

// found is an engine that keeps the first thing that is wrong with the program, and the first fault.
type found struct {
	guest.Engine
	first, fault *guest.Finding
}

func (e *found) add(f guest.Finding) {
	if e.first == nil {
		e.first = &f
	}
	if e.fault == nil && f.Fault != nil {
		e.fault = &f
	}
}

// remarks says what is wrong, the earliest first.
func (e *found) remarks(l lang.Lang) (said []string) {
	for _, f := range []*guest.Finding{e.first, e.fault} {
		if f != nil && (len(said) == 0 || f.Words.In(l) != said[0]) {
			said = append(said, f.Words.In(l))
		}
	}
	return said
}
