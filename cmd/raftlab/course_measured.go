package main

import (
	"context"
	"encoding/json"
	"math"
	"runtime"
	"sync/atomic"

	"raftlab/docs"
	"raftlab/lab/elections"
	"raftlab/sim/lang"
)

// leastMeasured is how many elections the exercise about the model asks for, and mostMeasured how many bytes its file may have.
const leastMeasured, mostMeasured = 20, 64 << 20

// sameDistance is by how much a distance that was computed again may differ: that of its digits in the file.
const sameDistance = 1e-9

// checkMeasured makes the comparison of a measurement again, from the elections in its file.
func (o *courseCheckOptions) checkMeasured(ctx context.Context, lesson *docs.Lesson, files []string) error {
	if len(files) != 1 {
		return lang.Errorf("write the file, too: raftlab course check %d elections.json (raftlab lab elections -n %d -o json > elections.json makes one)",
			"还要写文件：raftlab course check %d elections.json（raftlab lab elections -n %d -o json > elections.json 生成它）",
			lesson.Number, leastMeasured)
	}
	data, err := readFile(files[0], mostMeasured)
	if err != nil {
		return err
	}
	var claimed comparison
	if err := json.Unmarshal(data, &claimed); err != nil || len(claimed.Rounds) == 0 || claimed.Members == 0 {
		return lang.Errorf("%s: this is no measurement (raftlab lab elections -n %d -o json > elections.json makes one)",
			"%s：这不是测量结果（raftlab lab elections -n %d -o json > elections.json 生成它）", files[0], leastMeasured)
	}
	again, err := o.compareAgain(ctx, &claimed)
	if err != nil {
		return err
	}
	var why lang.Text
	switch {
	case len(claimed.Rounds) < leastMeasured:
		why = lang.Say("%d elections, at least %d are asked for", "%d 次选举，要求至少 %d 次", len(claimed.Rounds), leastMeasured)
	case again.Real != claimed.Real:
		why = lang.Say("the summary in the file is not that of its elections", "文件中的汇总与其中的各次选举不符")
	case math.Abs(again.Distance-claimed.Distance) > sameDistance:
		why = lang.Say("compared again the distance is %.3f, the file says %.3f", "重新比较得到的距离是 %.3f，文件里写的是 %.3f", again.Distance, claimed.Distance)
	}
	return o.measured(lesson, again, why)
}

// compareAgain simulates what was measured, and compares.
func (o *courseCheckOptions) compareAgain(ctx context.Context, claimed *comparison) (*comparison, error) {
	ctx, stop := untilSignal(ctx)
	defer stop()
	again := &comparison{Members: claimed.Members, Fault: claimed.Fault, Every: claimed.Every, Timers: claimed.Timers,
		Latency: claimed.Latency, Fsync: claimed.Fsync, Rounds: claimed.Rounds, Real: elections.Summarize(outages(claimed.Rounds))}
	scenario, err := again.scenario()
	if err != nil {
		return nil, lang.Errorf("what was measured cannot be simulated: %v", "测量的情形无法模拟：%v", err)
	}
	done := new(atomic.Uint64)
	hide := o.showProgress(done, simulated, lang.Text{EN: "simulated elections", ZH: "模拟选举"})
	model, err := sample(ctx, scenario, runtime.GOMAXPROCS(0), done)
	hide()
	if err != nil {
		return nil, interrupted(err)
	}
	lost := outages(again.Rounds)
	again.Distance, again.Critical = elections.Distance(lost, model), elections.Critical(len(lost), len(model))
	return again, nil
}

// measured prints what the check of a measurement showed, and keeps it if it is one.
func (o *courseCheckOptions) measured(lesson *docs.Lesson, again *comparison, why lang.Text) error {
	passed := why == lang.Text{}
	if passed {
		if err := keepPassed(lesson.Number); err != nil {
			return err
		}
	}
	if o.format == jsonFormat {
		if err := writeJSON(o.out, checked{Lesson: lesson.Number, Passed: passed, Changed: why}); err != nil {
			return err
		}
	} else {
		words := labElectionsOptions{labOptions: &labOptions{console: o.console}}
		write(o.out, o.say("%d real elections, %d simulated. ", "%d 次真实的选举，%d 次模拟。", len(again.Rounds), simulated), words.verdictWords(again), "\n")
		if passed {
			write(o.out, o.say("lesson %d: done\n", "第 %d 课：完成\n", lesson.Number))
		} else {
			write(o.out, o.say("lesson %d: not yet: %s\n", "第 %d 课：尚未完成：%s\n", lesson.Number, why))
		}
	}
	if !passed {
		return verdict(exitViolated)
	}
	return nil
}
