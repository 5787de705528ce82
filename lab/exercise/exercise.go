// Package exercise is what an exercise of the lab is: its texts, its steps, its grader, what it leaves in the lab; and how
// steps are performed, progress is kept, and what was left is taken away again.
//
// What people read of an exercise is one source: words in Markdown, English and Chinese ([ParseWords]),
// and shell lines with what they print ([ParseSteps]). It gives the page of the documentation, what
// "raftlab lab show" prints, and what "raftlab lab do" performs. The grader is a function of the
// evidence alone. Leftovers name what a reset takes away, in whatever state the exercise was left.
package exercise

import (
	"raftlab/lab/evidence"
	"raftlab/sim/lang"
)

// Part is the part of the course's handout that an exercise belongs to.
type Part string

// The parts, in the order of the course. The simulator has the greater share of H2.
const (
	Role        Part = "H1"
	Elections   Part = "H2"
	Environment Part = "H3"
	Operations  Part = "H4"
	Snapshots   Part = "H5"
	Restore     Part = "H6"
	Drill       Part = "H7"
	Beyond      Part = "beyond"
)

// Parts are all parts in the order of the course.
var Parts = []Part{Role, Elections, Environment, Operations, Snapshots, Restore, Drill, Beyond}

// Title returns what a part is about.
func (p Part) Title() lang.Text {
	return map[Part]lang.Text{
		Role:        {EN: "The role of etcd", ZH: "etcd 的作用"},
		Elections:   {EN: "Elections", ZH: "选举"},
		Environment: {EN: "The environment", ZH: "实验环境"},
		Operations:  {EN: "Operations with etcdctl", ZH: "用 etcdctl 操作"},
		Snapshots:   {EN: "Snapshot", ZH: "快照"},
		Restore:     {EN: "Restore", ZH: "恢复"},
		Drill:       {EN: "The recovery drill", ZH: "恢复演练"},
		Beyond:      {EN: "Beyond the handout", ZH: "讲义之外"},
	}[p]
}

// Heading returns the part's name and what it is about: "H5 Snapshot".
func (p Part) Heading() lang.Text {
	if p == Beyond {
		return p.Title()
	}
	return lang.Text{EN: string(p) + " " + p.Title().EN, ZH: string(p) + " " + p.Title().ZH}
}

// Exercise is one exercise. An exercise does not change once it is made.
type Exercise struct {
	ID        string
	Part      Part
	Row       string   // of the handout's table: "b" of H4b; may be empty
	Members   int      // how many the lab must have at least: 1 or 3
	Alone     bool     // it must not have more
	Handout   []string // the handout's own lines
	Words     map[lang.Lang]Texts
	Steps     []Step
	Scope     evidence.Scope
	Check     func(*evidence.Evidence) Verdict // given only what is in Scope
	Leftovers Leftovers
}

// Place returns where the exercise is in the handout: "H4 b", or that it is beyond it.
func (x *Exercise) Place(l lang.Lang) string {
	switch {
	case x.Part == Beyond:
		return x.Part.Title().In(l)
	case x.Row == "":
		return string(x.Part)
	}
	return string(x.Part) + " " + x.Row
}

// Text returns a text of the exercise in both languages.
func (x *Exercise) Text(of func(Texts) string) lang.Text {
	return lang.Text{EN: of(x.Words[lang.English]), ZH: of(x.Words[lang.Chinese])}
}

// Title returns the exercise's title.
func (x *Exercise) Title() lang.Text { return x.Text(func(w Texts) string { return w.Title }) }

// Fits reports whether a lab with so many members has as many as the exercise needs.
func (x *Exercise) Fits(members int) bool {
	return x.Members == members || x.Members < members && !x.Alone
}

// needs are the labs that exercises need, by the number of members.
var needs = [...]lang.Text{
	1: {EN: "a lab of any size", ZH: "任何大小的实验环境"},
	3: {EN: "a lab with three members or more", ZH: "三个或更多成员的实验环境"},
}

// Need says which lab the exercise needs.
func (x *Exercise) Need() lang.Text {
	if x.Alone {
		return lang.Text{EN: "a lab with one member", ZH: "一个成员的实验环境"}
	}
	return needs[x.Members]
}

// Grade grades evidence of the work done since the mark.
func (x *Exercise) Grade(e *evidence.Evidence, since evidence.Mark) Graded {
	seen := e.On(x.Scope, since)
	return Graded{Exercise: x.ID, At: e.Taken, Verdict: x.Check(seen), Evidence: seen, Digest: seen.Digest()}
}

// Leftovers are what an exercise leaves in a lab, and what a reset therefore takes away.
type Leftovers struct {
	Keys     []string // keys; all that begin so, if it ends in a star
	Files    []string // below the lab's directory; may have stars
	Alarms   bool     // all alarms
	Network  bool     // faults of the network between members
	Users    []string // with them authentication is switched off
	Roles    []string
	Members  bool     // members that are down are started
	Extra    []string // members that the lab was not made with
	Manifest bool     // manifests that are away or changed are written anew
}
