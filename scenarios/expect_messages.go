package scenarios

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var messageKinds = []kind{
	messageKind("lost", lang.Say("messages lost", "丢失的消息"), lossReasons, whenEnded,
		func(m *timeline.Message) bool { return m.Fate == timeline.Lost }),
	messageKind("ignored", lang.Say("messages ignored", "被忽略的消息"), ignoreReasons, whenEnded,
		func(m *timeline.Message) bool { return m.Fate == timeline.Ignored }),
	messageKind("sent", lang.Say("messages sent", "发送的消息"), nil, whenSent,
		func(m *timeline.Message) bool { return !m.Copy }),
	messageKind("duplicated", lang.Say("messages that came twice", "重复到达的消息"), nil, whenEnded,
		func(m *timeline.Message) bool { return m.Copy && m.Fate != timeline.Lost }),
	messageKind("rejected", lang.Say("appends rejected", "被拒绝的追加"), nil, whenSent,
		func(m *timeline.Message) bool { return m.Kind == trace.AppendReply && !m.Granted && !m.Copy }),
}

// whenSent and whenEnded are when a message has the fate that is asked for.
func whenSent(m *timeline.Message) time.Duration  { return m.Sent }
func whenEnded(m *timeline.Message) time.Duration { return m.Ended }

var (
	lossReasons   = []trace.Reason{trace.Loss, trace.Partition, trace.Cut, trace.ReceiverDown, trace.Dropped}
	ignoreReasons = []trace.Reason{trace.StaleTerm, trace.LeaderLease}
)

// messages expects messages with some fate.
type messages struct {
	label  lang.Text
	shared func(*timeline.Message) bool
	when   func(*timeline.Message) time.Duration
	kind   trace.MessageKind
	from   script.Selector
	to     script.Selector
	reason trace.Reason
	amount
}

// messageKind makes a kind of expectation; without reasons, there is nothing to give a reason for.
func messageKind(key string, label lang.Text, reasons []trace.Reason, when func(*timeline.Message) time.Duration,
	shared func(*timeline.Message) bool) kind {
	t := table[messages]{example: key + ": {kind: request vote, from: n1}", fields: messageFields}
	if len(reasons) > 0 {
		t.fields = append([]field[messages]{
			{"reason", func(d *decoder, n *node, e *messages) { e.reason = d.reason(n, reasons) }},
		}, messageFields...)
	}
	return kindOf(key, "", t, func(e *messages, d *decoder, n *node) {
		e.label, e.shared, e.when = label, shared, when
		e.amount.check(d, n, false)
	})
}

var messageFields = append([]field[messages]{
	{"kind", func(d *decoder, n *node, e *messages) {
		if i, ok := d.oneOf(n, lang.Say("a kind of message", "消息类型"), messageWords()); ok {
			e.kind = trace.MessageKind(i + 1)
		}
	}},
	{"from", func(d *decoder, n *node, e *messages) { e.from = d.whom(n) }},
	{"to", func(d *decoder, n *node, e *messages) { e.to = d.whom(n) }},
}, amountFields(func(e *messages) *amount { return &e.amount })...)

// messageWords are the kinds of messages in the words of the trace, with spaces.
func messageWords() []string {
	var words []string
	for k := trace.Heartbeat; k <= trace.TimeoutNow; k++ {
		words = append(words, spaced(k.String()))
	}
	return words
}

func (e *messages) expected() lang.Text {
	return lang.Say("%s: %s", "%s：%s", labelled(e.label, sayMessage(e.kind), sayReason(e.reason),
		sayRole("from %s", "来自 %s", e.from), sayRole("to %s", "发往 %s", e.to)), e.amount.text())
}

func (e *messages) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	from, to := those(t, e.from), those(t, e.to)
	count, at, first := 0, time.Duration(0), lang.Text{}
	for i := range t.Messages {
		m := &t.Messages[i]
		if !e.shared(m) || e.kind != 0 && e.kind != m.Kind || e.reason != 0 && e.reason != m.Reason ||
			!concerns(from, e.from, m.From) || !concerns(to, e.to, m.To) {
			continue
		}
		if count++; count == 1 || e.when(m) < at {
			at = e.when(m)
			first = lang.Say("%s from %s to %s at %s", "%s，%s 到 %s，%s", sayMessage(m.Kind), m.From, m.To, at)
		}
	}
	return e.met(count), sayCount(count, first)
}
