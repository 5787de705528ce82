package run

import (
	"slices"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// idleSteps tells which of the added steps changed nothing, because the servers were that way already: whoever adds a step wants to
// see it. Steps of the script may well change nothing with some seeds.
func idleSteps(s *scenarios.Scenario, t *timeline.Timeline) (list []lang.Text) {
	steps := s.Script().Steps
	if t.Stop != trace.RunOver {
		return nil // it may not have come to them
	}
	number := len(steps) - s.Added()
	for _, override := range s.Overrides() {
		step, adds := scenarios.AddedStep(override)
		if !adds {
			continue
		}
		why := whyIdle(steps[number].Do)
		number++
		if why != (lang.Text{}) && !leftATrace(t, number) {
			list = append(list, lang.Say("%s changed nothing: %s", "%s 没有改变什么：%s", step, why))
		}
	}
	return list
}

// whyIdle says when an action changes nothing; the zero value for actions that always tell what they did.
func whyIdle(do script.Action) lang.Text {
	switch do.(type) {
	case script.CrashAction:
		return lang.Say("no such server was up", "没有这样的服务器在运行")
	case script.RestartAction:
		return lang.Say("no such server was down", "没有这样的服务器宕机")
	case script.PauseAction:
		return lang.Say("no such server was running", "没有这样的服务器在运行")
	case script.ResumeAction:
		return lang.Say("no such server was paused", "没有这样的服务器被暂停")
	}
	return lang.Text{}
}

// leftATrace reports whether a step did something, or was told to have been skipped.
func leftATrace(t *timeline.Timeline, step int) bool {
	return slices.ContainsFunc(t.Faults, func(f timeline.Fault) bool { return f.Step == step }) ||
		slices.ContainsFunc(t.Skipped, func(s timeline.Skipped) bool { return s.Step == step })
}
