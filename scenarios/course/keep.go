package course

import (
	"fmt"
	"slices"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/script"
)

// stepLine is a step as it acts: when, and what. Notes do not matter.
func stepLine(s *script.Step) string {
	return fmt.Sprintf("%v %s %v %v %v", s.At, s.Trigger, s.After, s.Within, s.Do)
}

func stepLines(steps []script.Step) (lines []string) {
	for i := range steps {
		lines = append(lines, stepLine(&steps[i]))
	}
	return lines
}

// sameSteps lets the cluster change, and nothing that happens to it.
func sameSteps(given, own *scenarios.Scenario) lang.Text {
	if !slices.Equal(stepLines(given.Script().Steps), stepLines(own.Script().Steps)) {
		return lang.Say("the steps are not those of the exercise: only the part cluster may change",
			"步骤与练习中的不同：只能修改 cluster 部分")
	}
	return sameEnd(given, own)
}

// oneMoreStep lets one step be added.
func oneMoreStep(given, own *scenarios.Scenario) lang.Text {
	if text := sameCluster(given, own); text != (lang.Text{}) {
		return text
	}
	mine := stepLines(own.Script().Steps)
	for i := range mine {
		if slices.Equal(slices.Delete(slices.Clone(mine), i, i+1), stepLines(given.Script().Steps)) {
			return lang.Text{}
		}
	}
	return lang.Say("the steps are not those of the exercise and one more: add one step, and leave the others as they are",
		"步骤不是练习中的步骤再加一步：只加一步，其余保持不变")
}

// twoAndThree lets the partition change, to another one of two servers and three.
func twoAndThree(given, own *scenarios.Scenario) lang.Text {
	if text := otherStep(given, own, isTwoAndThree); text != (lang.Text{}) {
		return lang.Say("only the line with partition: may change, and it must make a group of two and a group of three",
			"只能修改 partition: 那一行，而且必须分成两台一组和三台一组")
	}
	return lang.Text{}
}

// isTwoAndThree reports whether an action divides five servers into two and three.
func isTwoAndThree(a script.Action) bool {
	p, ok := a.(script.PartitionAction)
	if !ok || len(p.Groups) != 2 {
		return false
	}
	one, other := p.Groups[0], p.Groups[1]
	if one.Kind == script.Others {
		one, other = other, one
	}
	n := len(one.Nodes)
	return one.Kind == script.Named && (n == 2 || n == 3) && (other.Kind == script.Others || len(other.Nodes) == 5-n)
}

// anotherDisk lets what the disk does change, or go.
func anotherDisk(given, own *scenarios.Scenario) lang.Text {
	isDisk := func(a script.Action) bool { _, ok := a.(script.DiskAction); return ok }
	without := slices.DeleteFunc(slices.Clone(given.Script().Steps), func(s script.Step) bool { return isDisk(s.Do) })
	if slices.Equal(stepLines(without), stepLines(own.Script().Steps)) {
		return sameCluster(given, own)
	}
	if text := otherStep(given, own, isDisk); text != (lang.Text{}) {
		return lang.Say("only the line with disk: may change", "只能修改 disk: 那一行")
	}
	return lang.Text{}
}

// otherStep lets the steps of a kind be others of that kind, and nothing else.
func otherStep(given, own *scenarios.Scenario, kind func(script.Action) bool) lang.Text {
	same := func(a, b script.Step) bool {
		return stepLine(&a) == stepLine(&b) || kind(a.Do) && kind(b.Do) && a.At == b.At
	}
	if !slices.EqualFunc(given.Script().Steps, own.Script().Steps, same) {
		return lang.Say("the steps are not those of the exercise", "步骤与练习中的不同")
	}
	return sameCluster(given, own)
}

func sameCluster(given, own *scenarios.Scenario) lang.Text {
	if !slices.Equal(given.Parameters(), own.Parameters()) {
		return lang.Say("the cluster is not that of the exercise: only steps may change", "集群与练习中的不同：只能修改步骤")
	}
	return sameEnd(given, own)
}

func sameEnd(given, own *scenarios.Scenario) lang.Text {
	was, is := given.Script(), own.Script()
	if was.Until != is.Until || was.Cluster.Nodes != is.Cluster.Nodes {
		return lang.Say("there must still be %d servers, and the run must end at %v", "仍须有 %d 台服务器，运行仍须在 %v 结束", was.Cluster.Nodes, was.Until)
	}
	return lang.Text{}
}

// noMessageLate lets any steps be added that leave messages and clocks alone.
func noMessageLate(given, own *scenarios.Scenario) lang.Text {
	if text := sameCluster(given, own); text != (lang.Text{}) {
		return text
	}
	for _, s := range own.Script().Steps {
		switch s.Do.(type) {
		case nil, script.NoteAction, script.CrashAction, script.RestartAction, script.TimeoutAction, script.ProposeAction:
		default:
			return lang.Say("a step does something else than crash, restart, timeout or propose: no message may be late, lost or cut off",
				"有一步不是 crash、restart、timeout 或 propose：不能有消息迟到、丢失或被切断")
		}
	}
	return lang.Text{}
}
