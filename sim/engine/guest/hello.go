package guest

import (
	"math"
	"strconv"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/lang"
)

// greeting answers hello.
type greeting struct {
	Raftlab  uint64
	Name     string
	Features []string
}

var greetingFields = []field[greeting]{
	{"raftlab", func(r *reader, g *greeting) { g.Raftlab = r.number(math.MaxUint64) }},
	{"name", func(r *reader, g *greeting) { g.Name = r.text() }},
	{"features", func(r *reader, g *greeting) {
		g.Features = list(r, func(r *reader, name *string) { *name = r.text() })
	}},
}

// features are what a program can announce.
var features = []feature{{"preVote", engine.PreVote}, {"checkQuorum", engine.CheckQuorum}, {"transfer", engine.Transfer}, {"snapshots", engine.Compaction}}

type feature struct {
	name string
	is   engine.Features
}

// Hello greets a program, and returns which features it announces, or how it misunderstands.
func Hello(c Conn) (engine.Features, error) {
	reply, err := c.Call([]byte(`{"do":"hello","raftlab":` + strconv.Itoa(Version) + `}`))
	if err != nil {
		return 0, err
	}
	has, fault := greeted(reply)
	if fault != nil {
		return 0, fault.in(lang.Say("its answer to hello", "对 hello 的回答"))
	}
	return has, nil
}

func greeted(reply []byte) (has engine.Features, fault *Fault) {
	var g greeting
	if fault := parse(reply, &g, greetingFields); fault != nil {
		return 0, fault
	}
	if g.Raftlab != Version {
		return 0, faultf(`raftlab is %d (write {"raftlab":%d})`, "raftlab 为 %d（应写 {\"raftlab\":%d}）", g.Raftlab, Version)
	}
	for _, name := range g.Features {
		is := featureOf(name)
		if is == 0 {
			return 0, faultf("there is no feature %q (there are %s)", "没有功能 %q（可用功能：%s）", name, featureNames())
		}
		has |= is
	}
	return has, nil
}

// featureOf returns a feature by its name; 0: there is none.
func featureOf(name string) engine.Features {
	for _, f := range features {
		if f.name == name {
			return f.is
		}
	}
	return 0
}

func featureNames() string {
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}
