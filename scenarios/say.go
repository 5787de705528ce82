package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

func sayReason(r trace.Reason) lang.Text {
	return lang.InAll(func(l lang.Lang) string { return text.Reason(l, r) })
}

func sayProperty(p trace.Property) lang.Text {
	return lang.InAll(func(l lang.Lang) string { return text.Property(l, p) })
}

func sayOutcome(o trace.Outcome) lang.Text {
	return lang.InAll(func(l lang.Lang) string { return text.Outcome(l, o) })
}

func sayMessage(k trace.MessageKind) lang.Text {
	return lang.InAll(func(l lang.Lang) string { return text.Message(l, k) })
}

// labelled adds details to a label, in brackets.
func labelled(label lang.Text, details ...lang.Text) lang.Text {
	if all := lang.List(details...); all != (lang.Text{}) {
		return lang.Say("%s (%s)", "%s（%s）", label, all)
	}
	return label
}
