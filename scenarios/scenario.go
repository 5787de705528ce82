package scenarios

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/textfile"
	"raftlab/sim/trace"
)

// Scenario is a lesson that can be run.
type Scenario struct {
	Name        string
	Title       lang.Text
	Lesson      lang.Text
	Reference   string // where to read on: "Raft paper 5.2; thesis 9.2"
	Measure     Measure
	Predictions []Prediction // none with added steps

	file         string
	source       []byte
	root         *node // what was read, with the overrides in it
	digest       string
	overrides    []string
	added        []*node // the steps that were added
	script       script.Script
	slack        time.Duration  // of the timers; it is in the ranges of the script
	down         []trace.NodeID // from the start; the first step of the script sees to it
	expectations []expectation
}

// Load reads a scenario from the bytes of a file, which may be UTF-16. The name of the file is for messages only. What
// is wrong comes back as [Problems].
func Load(file string, source []byte) (*Scenario, error) {
	source, err := textfile.Decode(source)
	if err != nil {
		return nil, Problems{problemAt(1, 1, err)}.err(file, source)
	}
	s, problems := load(file, source)
	if problems == nil {
		return s, nil
	}
	return nil, culprits(string(source), problems, func(text string) Problems {
		_, problems := load(file, []byte(text))
		return problems
	}).err(file, source)
}

// load reads a scenario from a text in UTF-8.
func load(file string, source []byte) (*Scenario, Problems) {
	root, problem := parse(source)
	if problem != nil {
		problem.syntax = true
		return nil, Problems{problem}.inOrder(file, source)
	}
	s := &Scenario{file: file, source: slices.Clone(source), root: root}
	if problems := s.read(); problems != nil {
		return nil, problems
	}
	s.digest = digest(&s.script)
	return s, nil
}

// Source returns the text of the file as it was read, in UTF-8.
func (s *Scenario) Source() []byte { return slices.Clone(s.source) }

// Script returns what the simulator has to run. It must not be changed.
func (s *Scenario) Script() script.Script { return s.script }

// Digest returns the SHA-256, in hex, of what the file makes the simulator do: its cluster, its
// steps with their notes, and its end. Words of the lesson, predictions and expectations do not
// change it, nor do formatting and comments, nor overrides, which a trace's header names beside it.
func (s *Scenario) Digest() string { return s.digest }

// Overrides returns what was given to [Scenario.Set] and [Scenario.Add] so far, in order, as [Scenario.Override] takes it.
func (s *Scenario) Overrides() []string { return slices.Clone(s.overrides) }

// read reads the scenario from its root.
func (s *Scenario) read() Problems {
	draft := Scenario{file: s.file, source: s.source, root: s.root, digest: s.digest, overrides: s.overrides, added: s.added}
	draft.script.Cluster = script.DefaultCluster()
	d := &decoder{servers: draft.script.Cluster.Nodes}
	scenarioTable.read(d, s.root, &draft)
	readAdded(d, s.added, &draft)
	if problems := d.problems.inOrder(s.file, s.source); problems != nil {
		return problems
	}
	draft.addCrashes()
	draft.Title.EN = cmp.Or(draft.Title.EN, draft.Name)
	*s = draft
	return nil
}

// addCrashes crashes the servers that are down from the start, before anything else happens.
func (s *Scenario) addCrashes() {
	if len(s.down) == 0 {
		return
	}
	crash := script.Step{Do: script.CrashAction{Nodes: script.Selector{Kind: script.Named, Nodes: s.down}}}
	crash.Trigger = formatTrigger(&crash)
	s.script.Steps = append([]script.Step{crash}, s.script.Steps...)
}

// scenarioTable is in the order in which the parts need each other.
var scenarioTable = table[Scenario]{
	what: lang.Say("a scenario", "场景"), example: "name: my-scenario, cluster, steps and until: 3s",
	must: []string{"name: my-scenario", "until: 3s"},
	fields: slices.Concat(headTable.fields, []field[Scenario]{
		{"cluster", readCluster},
		{"until", func(d *decoder, n *node, s *Scenario) {
			s.script.Until, _ = d.wait(n, lang.Say("the run", "运行时间"))
			d.until = s.script.Until
		}},
		{eventLimit, func(d *decoder, n *node, s *Scenario) {
			s.script.MaxEvents, _ = d.number(n, lang.Say("events", "事件数"), 1, math.MaxInt)
		}},
		{"steps", func(d *decoder, n *node, s *Scenario) { s.script.Steps = readSteps(d, n, s) }},
		{"measure", func(d *decoder, n *node, s *Scenario) { measureTable.read(d, n, &s.Measure) }},
		{"predict", readPredictions},
		{"expect", readExpectations},
	}),
}

// headTable is what a scenario says of itself.
var headTable = table[Scenario]{
	what: lang.Say("the head of a scenario", "场景的开头部分"), example: "name: my-scenario",
	fields: []field[Scenario]{
		{"name", readName},
		{"title", func(d *decoder, n *node, s *Scenario) { s.Title = d.text(n) }},
		{"lesson", func(d *decoder, n *node, s *Scenario) { s.Lesson = d.text(n) }},
		{"reference", func(d *decoder, n *node, s *Scenario) {
			s.Reference, _ = d.word(n, lang.Say("reference", "reference "), `"Raft paper 5.2"`)
		}},
	},
}

var namePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func readName(d *decoder, n *node, s *Scenario) {
	name, ok := d.word(n, lang.Say("name", "name "), "name: my-scenario")
	if ok && (len(name) > 60 || !namePattern.MatchString(name)) {
		d.refuse(n, "%s cannot be a name (write small letters, digits and hyphens: my-scenario)",
			"%s 不能作名字（请用小写字母、数字和连字符：my-scenario）", quote(name))
	}
	s.Name = name
}

// Measure is the interval that trials measure: from something the script does until the cluster
// has a leader. The zero value is from the start. Of crashes, the first of a server that leads counts.
type Measure struct {
	From trace.Fault
}

// String returns the interval as a scenario file writes it.
func (m Measure) String() string {
	from := "start"
	if m.From != 0 {
		from = m.From.String()
	}
	return "from " + from + " to leader"
}

// ParseMeasure is the inverse of [Measure.String]. It refuses what is not of that form, and faults that there are not.
func ParseMeasure(text string) (m Measure, err error) {
	from, begins := strings.CutPrefix(text, "from ")
	from, ends := strings.CutSuffix(from, " to leader")
	if !begins || !ends {
		return m, lang.Errorf("%q is not a measured interval (write from crash to leader)", "%q 不是可测量的区间（请写 from crash to leader）", text)
	}
	if from == "start" {
		return m, nil
	}
	return m, m.From.UnmarshalText([]byte(from))
}

// Measured returns the interval that trials measure: what the file says, or, if it says nothing and
// a step crashes the leader, from that crash. It returns an error if there is neither.
func (s *Scenario) Measured() (Measure, error) {
	if s.root.get("measure") != nil {
		return s.Measure, nil
	}
	for i := range s.script.Steps {
		if crash, ok := s.script.Steps[i].Do.(script.CrashAction); ok && crash.Nodes.Kind == script.TheLeader {
			return Measure{From: trace.Crash}, nil
		}
	}
	return Measure{}, lang.Errorf("scenario %s has no interval to measure (write measure: {from: start, to: leader})",
		"场景 %s 没有要测量的区间（请写 measure: {from: start, to: leader}）", s.Name)
}

var measureTable = table[Measure]{
	what: lang.Say("measure", "measure "), example: "measure: {from: crash, to: leader}", must: []string{"from: crash", "to: leader"},
	fields: []field[Measure]{
		{"from", func(d *decoder, n *node, m *Measure) { m.From = d.fault(n) }},
		{"to", func(d *decoder, n *node, _ *Measure) {
			d.oneOf(n, lang.Say("an end of a measurement", "测量的终点"), []string{"leader"})
		}},
	},
}
