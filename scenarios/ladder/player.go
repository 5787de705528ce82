package ladder

import (
	"time"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Failure is what went wrong in a run, the earliest of all.
type Failure struct {
	Words lang.Text     `json:"words"`         // a sentence of Figure 2 that was broken, a promise, the protocol, or an expectation
	Harm  lang.Text     `json:"harm,omitzero"` // which promise was broken by that, if one was
	At    time.Duration `json:"at,omitempty"`  // since the start; 0: only the whole run shows it

	kind     string // failures of a kind are alike: a schedule is made smaller while they stay so
	promise  bool   // a promise of Figure 3 or one that carries it was broken
	noAnswer bool
}

// player makes runs, one after another.
type player struct {
	engine guest.Engine
	worlds map[int]*sim.World // by number of servers: their programs are used again
	fault  *guest.Fault       // of the present run
	rule   guest.Rule         // that was broken last
	disks  bool               // what a program persists is judged
	calls  transcript
	anew   *player // with fresh programs in each run; nil: this is it
}

// judges sets which part the next runs are of.
func (p *player) judges(part *Part) { p.disks, p.anew.disks = part.judgesDisks(), part.judgesDisks() }

func newPlayer(host guest.Host, title string) *player {
	p := &player{worlds: map[int]*sim.World{}, anew: &player{worlds: map[int]*sim.World{}}}
	for _, one := range []*player{p, p.anew} {
		one.engine = guest.Engine{Title: title, Host: host, Found: one.found, Heard: one.calls.add}
	}
	p.anew.engine.Fresh = true
	return p
}

func (p *player) found(f guest.Finding) {
	switch {
	case f.Fault != nil:
		p.fault = f.Fault
	default:
		p.rule = f.Rule
	}
}

// play makes a run, which the sinks see, and returns what went wrong in it; nil if nothing did.
func (p *player) play(s *scenarios.Scenario, seed uint64, sinks ...trace.Sink) (*Failure, error) {
	script := s.Script()
	world := p.worlds[script.Cluster.Nodes]
	if world == nil {
		world = sim.New(&p.engine)
		p.worlds[script.Cluster.Nodes] = world
	}
	p.fault, p.rule = nil, 0
	p.calls.reset()
	look := &lookout{player: p, sent: make([]int, script.Cluster.Nodes+1)}
	builder := timeline.NewBuilder(trace.Header{Format: trace.FormatVersion, Scenario: s.Name, Nodes: script.Cluster.Nodes})
	if err := world.Run(&script, seed, append(sinks, builder, look)...); err != nil {
		return nil, err
	}
	return p.judge(s, look, builder.Timeline()), nil
}

// judge returns the earliest of what went wrong.
func (p *player) judge(s *scenarios.Scenario, look *lookout, t *timeline.Timeline) *Failure {
	switch {
	case look.breach != nil && (look.harm == nil || look.breach.At <= look.harm.At):
		if look.harm != nil {
			look.breach.Harm, look.breach.promise = look.harm.Words, true
		}
		return look.breach
	case look.harm != nil:
		return look.harm
	case p.fault != nil:
		return &Failure{Words: p.fault.Words, At: look.ended, kind: "protocol", noAnswer: p.fault.NoAnswer}
	case t.Stop == trace.EventLimit:
		return &Failure{Words: look.most(), kind: tooMany}
	}
	for _, f := range s.Judge(t) {
		if f.Line == 0 && !p.disks {
			continue // safety, of which all that counts here has been seen by the lookout
		}
		if f.Verdict == trace.Violated {
			return &Failure{Words: lang.Say("expected: %s; seen: %s", "预期：%s；实际：%s", f.Expected, f.Seen), kind: f.Expected.EN}
		}
	}
	return nil
}

// tooMany is the kind of failure of a run that was stopped. Such runs take long, so they are not made smaller.
const tooMany = "too many events"

// lookout is a sink that keeps the first breach and the first broken promise.
type lookout struct {
	player       *player
	breach, harm *Failure
	ended        time.Duration
	sent         []int // messages, by server
}

// Observe implements [trace.Sink].
func (l *lookout) Observe(e *trace.Event) {
	switch {
	case e.Kind == trace.Sent:
		l.sent[e.Node]++
	case e.Kind == trace.Ended:
		l.ended = e.At
	case e.Kind == trace.Noted && e.Node != 0 && l.breach == nil && (l.player.disks || l.player.rule != guest.PersistBeforeResponding):
		l.breach = &Failure{Words: e.Note, At: e.At, kind: l.player.rule.String()}
	case e.Kind == trace.Checked && !e.Final && e.Verdict == trace.Violated && l.harm == nil && (l.player.disks || e.Property != trace.CommitDurability):
		l.harm = &Failure{Words: violation(e), At: e.At, kind: e.Property.String(), promise: true}
	}
}

// violation says which promise was broken, and how.
func violation(e *trace.Event) lang.Text {
	return lang.InAll(func(l lang.Lang) string {
		return l.Say("%s: %s", "%s：%s", text.Property(l, e.Property), text.Evidence(l, e.Evidence))
	})
}

// most says who sent most of too many messages.
func (l *lookout) most() lang.Text {
	who := 1
	for id := range l.sent {
		if l.sent[id] > l.sent[who] {
			who = id
		}
	}
	return lang.Say("too many events, the run was stopped: n%d alone sent %d messages", "事件过多，运行被停止：仅 n%d 就发送了 %d 条消息", who, l.sent[who])
}

// repeats makes a run again with fresh programs, and returns where they answer differently; the zero value if they do not.
func (p *player) repeats(s *scenarios.Scenario, seed uint64) (lang.Text, error) {
	if _, err := p.anew.play(s, seed); err != nil {
		return lang.Text{}, err
	}
	differs := p.calls.differs(&p.anew.calls)
	if differs == (lang.Text{}) {
		return differs, nil
	}
	return lang.Say("it answers an equal request differently: %s (use no clock and no chance, and forget everything at boot)",
		"对相同的请求给出不同的回答：%s（不要使用时钟和随机数，boot 时忘掉一切）", differs), nil
}

// transcript is every call of a run.
type transcript struct {
	text  []byte
	calls []heard
}

type heard struct {
	node            trace.NodeID
	number          uint64
	request, answer int // where they end in text
}

func (t *transcript) reset() { t.text, t.calls = t.text[:0], t.calls[:0] }

func (t *transcript) add(c guest.Call) {
	t.text = append(t.text, c.Request...)
	request := len(t.text)
	t.text = append(t.text, c.Answer...)
	t.calls = append(t.calls, heard{c.Node, c.Number, request, len(t.text)})
}

// of returns the request and the answer of a call.
func (t *transcript) of(i int) (request, answer string) {
	from := 0
	if i > 0 {
		from = t.calls[i-1].answer
	}
	c := t.calls[i]
	return string(t.text[from:c.request]), string(t.text[c.request:c.answer])
}

// differs says where another transcript has another answer to an equal request.
func (t *transcript) differs(o *transcript) lang.Text {
	for i := range min(len(t.calls), len(o.calls)) {
		request, first := t.of(i)
		again, second := o.of(i)
		if first == second && request == again {
			continue
		}
		here, there := difference(first, second)
		return lang.Say("%v, call %d, %s: %s, then %s", "%v，第 %d 次调用，%s：先是 %s，后是 %s", t.calls[i].node, t.calls[i].number, cut(request, 0), here, there)
	}
	return lang.Text{}
}

// difference returns the parts of two answers from a little before where they differ.
func difference(a, b string) (string, string) {
	const before = 20
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(at-before, 0)
	return cut(a, from), cut(b, from)
}

// cut returns a part of a line that fits into a sentence.
func cut(line string, from int) string {
	const most = 80
	part := line[from:]
	if len(part) > most {
		part = part[:most] + "..."
	}
	if from > 0 {
		part = "..." + part
	}
	return part
}
