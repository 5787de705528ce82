package run

import (
	"slices"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// idleSteps tells which of the added steps changed nothing, and why: whoever adds a step wants to see it. Steps of the
// script may well change nothing with some seeds.
func idleSteps(s *scenarios.Scenario, t *timeline.Timeline) (list []lang.Text) {
	number := len(s.Script().Steps) - s.Added()
	for _, override := range s.Overrides() {
		step, adds := scenarios.AddedStep(override)
		if !adds {
			continue
		}
		number++
		if why := whyIdle(t, number); len(why) > 0 {
			list = append(list, lang.Say("%s changed nothing: %s", "%s 没有改变什么：%s", step, lang.List(why...)))
		}
	}
	return list
}

// whyIdle says why a step changed nothing at any server; none if it changed something, or was not taken.
func whyIdle(t *timeline.Timeline, step int) (why []lang.Text) {
	if slices.ContainsFunc(t.Faults, func(f timeline.Fault) bool { return f.Step == step }) {
		return nil
	}
	for _, idle := range t.Idle {
		if idle.Step == step {
			why = append(why, lang.InAll(func(l lang.Lang) string { return reasonOf(l, idle) }))
		}
	}
	return why
}

func reasonOf(l lang.Lang, idle timeline.Idle) string {
	if idle.Node == 0 {
		return text.Reason(l, idle.Reason)
	}
	return l.Say("%v: %s", "%v：%s", idle.Node, text.Reason(l, idle.Reason))
}
