package class

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/report"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// gradeReport grades the evidence in a lab report again.
func (g *grader) gradeReport(data []byte, in *Submission) {
	in.About, in.isReport = "lab", true
	r, err := report.Read(bytes.NewReader(data), in.File)
	if err != nil {
		in.Remark = lang.Say("%v", "%v", err)
		return
	}
	in.Standing, in.Verdict, in.fingerprints = Verified, trace.Holds, map[string]string{}
	for i, finding := range r.Verify() {
		switch {
		case finding.Problem != "" && r.Raftlab != g.Raftlab:
			in.Standing, in.Verdict = Unverified, 0
			in.Remark = lang.Say("made by raftlab %s, this is %s: grade it with the student's version",
				"由 raftlab %s 产生，这里是 %s：请用学生的版本评分", r.Raftlab, g.Raftlab)
		case finding.Problem != "":
			in.markForged(lang.Say("forged: %s: %s", "伪造：%s：%s", finding.Exercise, finding.Problem))
		case finding.State == exercise.Passed && wasShown(r.Exercises[i].Evidence):
			in.Shown = append(in.Shown, finding.Exercise)
		case finding.State == exercise.Passed:
			in.Passed = append(in.Passed, finding.Exercise)
			in.fingerprints[finding.Exercise] = fingerprintOf(r.Exercises[i].Evidence)
		}
	}
}

// wasShown reports whether raftlab lab do typed what the evidence rests on, or a part of it.
func wasShown(e *evidence.Evidence) bool {
	return slices.ContainsFunc(e.Commands, func(c evidence.Command) bool { return c.By != "" })
}

// fingerprintOf returns something in the evidence that no other lab has: no two run a command at the same
// nanosecond, and where there is no command, members and files have ids and times of their own.
func fingerprintOf(e *evidence.Evidence) string {
	if n := len(e.Commands); n > 0 && !e.Commands[n-1].Time.IsZero() {
		return fmt.Sprint(e.Commands[n-1].Time.UnixNano(), e.Commands[n-1].Args)
	}
	return e.Digest()
}

// findCopies marks the lab reports in which two students show the same evidence. Who copied from whom
// the evidence does not say, so the exercise counts for neither.
func findCopies(class []Student) {
	owners := map[string][]string{} // names of the students who hand in a trace
	for _, student := range class {
		for _, r := range student.Results {
			for _, t := range r.fingerprints {
				if !slices.Contains(owners[t], student.Name) {
					owners[t] = append(owners[t], student.Name)
				}
			}
		}
	}
	for i := range class {
		for j := range class[i].Results {
			class[i].Results[j].markCopies(owners)
		}
	}
}

// markCopies takes away the exercises whose evidence several students hand in.
func (in *Submission) markCopies(owners map[string][]string) {
	var shared, with []string
	for _, id := range in.Passed {
		if names := owners[in.fingerprints[id]]; len(names) > 1 {
			shared, with = append(shared, id), append(with, names...)
		}
	}
	if len(shared) == 0 {
		return
	}
	slices.Sort(with)
	names := strings.Join(slices.Compact(with), ", ")
	in.Passed = slices.DeleteFunc(in.Passed, func(id string) bool { return slices.Contains(shared, id) })
	if in.Standing != Forged {
		in.Standing, in.Verdict = Copied, trace.Violated
		in.Remark = lang.Say("copied: %s: the same evidence in the reports of %s",
			"雷同：%s：%s 的报告里证据相同", shortList(shared), names)
	}
}

// shortList names the first of many.
func shortList(names []string) string {
	const most = 3
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(", … (%d)", len(names))
	}
	return strings.Join(names, ", ")
}
