package class

import (
	"path/filepath"
	"strings"

	"raftlab/scenarios"
	"raftlab/scenarios/course"
	"raftlab/sim/lang"
)

// task is a scenario file of the lecturer, whose expectations count. Its id is the name of the file
// without its ending.
type task struct {
	id       string
	scenario *scenarios.Scenario
	exercise *course.Exercise // of the course, if it is that one; nil: it is the lecturer's own
}

// tasks are those of a class, in the order of their files.
type tasks []task

// readTasks reads the scenario files of the lecturer, if there are any.
func (o *Options) readTasks() (tasks, error) {
	dir := o.Tasks
	if dir == "" {
		return nil, nil
	}
	files := filesLike(dir, "*.y*ml")
	if len(files) == 0 {
		return nil, lang.Errorf("%s has no scenario files (their names end in .yaml)", "%s 中没有场景文件（文件名以 .yaml 结尾）", dir)
	}
	var found tasks
	for _, file := range files {
		source, err := o.Read(file, scenarios.MostBytes)
		if err != nil {
			return nil, err
		}
		scenario, err := scenarios.Load(file, source)
		if err != nil {
			return nil, err
		}
		found = append(found, task{stem(file), scenario, course.ExerciseWith(source)})
	}
	return found, nil
}

// stem returns the name of a file without its directory and its ending.
func stem(file string) string {
	name := filepath.Base(file)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// of returns the task that a result is of. It is about the same scenario; if several are, the file's name
// decides. Without one the text says why.
func (t tasks) of(file, scenario string) (*task, lang.Text) {
	var same []*task
	var ids []string
	for i := range t {
		if t[i].scenario.Name != scenario {
			continue
		}
		if t[i].id == stem(file) {
			return &t[i], lang.Text{}
		}
		same, ids = append(same, &t[i]), append(ids, t[i].id)
	}
	switch len(same) {
	case 0:
		return nil, lang.Say("no task is about this scenario", "没有关于这个场景的题目")
	case 1:
		return same[0], lang.Text{}
	}
	return nil, lang.Say("several tasks are about this scenario (%s), and the name of the file is that of none",
		"有几道题目是关于这个场景的（%s），而文件名不是其中任何一个", strings.Join(ids, ", "))
}

// missing returns the tasks for which nothing was handed in.
func (t tasks) missing(results []Submission) []string {
	found := map[string]bool{}
	for _, r := range results {
		found[r.Task] = true
	}
	var ids []string
	for _, one := range t {
		if !found[one.id] {
			ids = append(ids, one.id)
		}
	}
	return ids
}

// changes returns what a student changed: the lines that the task's file does not have, with + before
// them, and those that only it has, with -. Lines from the expectations on do not matter.
func changes(task, own *scenarios.Scenario) []string {
	count := map[string]int{}
	for _, line := range scriptLines(own) {
		count[line]++
	}
	changed := []string{}
	for _, line := range scriptLines(task) {
		if count[line]--; count[line] < 0 {
			changed = append(changed, "-"+line)
		}
	}
	for _, line := range scriptLines(own) {
		if count[line] > 0 {
			count[line]--
			changed = append(changed, "+"+line)
		}
	}
	return changed
}

// scriptLines returns the lines of a scenario file up to its expectations.
func scriptLines(s *scenarios.Scenario) (lines []string) {
	for line := range strings.Lines(string(s.Source())) {
		line = strings.TrimSpace(line)
		if line == "expect:" {
			break
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}
