package main

import (
	"errors"
	"strings"
	"time"

	"raftlab/docs"
	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// listLab prints the parts of the lab, with how many of their exercises are passed.
func (o *courseOptions) listLab(p *exercise.Progress) {
	all, title := map[exercise.Part][]*exercise.Exercise{}, 0
	var parts []exercise.Part
	for _, x := range catalogue.All() {
		if all[x.Part] == nil {
			parts = append(parts, x.Part)
		}
		all[x.Part] = append(all[x.Part], x)
		title = max(title, lang.Width(x.Part.Heading().In(o.lang)))
	}
	write(o.out, "\n", o.say("Exercises of the lab (raftlab lab exercises)", "实验环境的练习（raftlab lab exercises）"), "\n")
	for _, part := range parts {
		mark, passed := " ", countPassed(p, all[part])
		if passed == len(all[part]) {
			mark = "*"
		}
		write(o.out, mark, "     ", lang.Pad(part.Heading().In(o.lang), title), "  ", o.say("%d of %d", "%d/%d", passed, len(all[part])), "\n")
	}
}

// forget forgets which exercises are done, those of the lab, too. What stands in the lab stays.
func (o *courseOptions) forget() error {
	lessons := 0
	if done, err := loadProgress(); err == nil { // what cannot be read is forgotten all the same
		lessons = len(done.Passed)
	}
	if err := resetProgress(); err != nil {
		return err
	}
	exercises, err := o.forgetLab()
	if err != nil {
		return err
	}
	line := o.say("Forgotten: %d of %d lessons, %d exercises of the lab. What was done in the lab stays there: raftlab lab reset ID brings an exercise back to its beginning.",
		"已忘掉：%d 课（共 %d 课），实验环境的练习 %d 个。在实验环境里做过的事还在：raftlab lab reset ID 把一个练习恢复到开始状态。", lessons, len(docs.Lessons()), exercises)
	write(o.out, strings.Join(lang.Wrap(lang.Breakable(line), o.terminal().Width), "\n"), "\n")
	return nil
}

// forgetLab forgets what was passed in the lab, and returns how many exercises that were.
func (o *courseOptions) forgetLab() (forgotten int, err error) {
	dir, err := o.lab.directory()
	if err != nil {
		return 0, err
	}
	h, err := labdir.Open(dir)
	if errors.Is(err, labdir.ErrNoLab) {
		return 0, nil
	}
	if err != nil {
		return 0, labFailure(err)
	}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	err = exercise.ChangeProgress(ctx, h, func(p *exercise.Progress) { forgotten = p.ForgetPassed() })
	if err != nil {
		return 0, labFailure(lang.Errorf("the lab's progress: %v", "实验环境的进度：%v", err))
	}
	return forgotten, nil
}
