package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"

	"github.com/spf13/pflag"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/shard"
)

// jobOptions are about the Kubernetes Job that runs trials, or a hunt, in shards.
type jobOptions struct {
	shards int
	image  string
}

// mostCompletions is how many Kubernetes lets an Indexed Job have.
const mostCompletions = 100_000

func (o *jobOptions) addFlags(flags *pflag.FlagSet) {
	flags.IntVar(&o.shards, "shards", 16, "with --emit: how many shards")
	flags.StringVar(&o.image, "image", "raftlab:latest", "with --emit: an `IMAGE` with raftlab, as make image builds it")
}

//go:embed kubernetes.yaml.tmpl
var jobTemplate string

// emission is a Job that does work in shards, and then joins their results.
type emission struct {
	Name, Image string
	Source      string // of the scenario, if it is a file
	File        bool
	Run, Merge  []string
	Shards      int
}

// inJob is where the Job has the scenario, if it is a file.
const inJob = "/scenario/scenario.yaml"

// refuse refuses options with which there is no Job.
func (o *jobOptions) refuse(part shard.Shard) error {
	switch {
	case o.shards < 1 || o.shards > mostCompletions:
		return lang.Errorf("--shards %d is not a number from 1 to %d", "--shards %d 不是 1 到 %d 的数", o.shards, mostCompletions)
	case o.image == "":
		return lang.Errorf("--image is empty (write registry/raftlab:v1)", "--image 是空的（请写 registry/raftlab:v1）")
	case part.Of > 0:
		return lang.Errorf("--shard with --emit: the Job runs all shards (leave --shard out, or write --shards 16)",
			"--shard 与 --emit 同用：Job 会运行全部分片（请删去 --shard，或写 --shards 16）")
	}
	return nil
}

// emit returns the Job that runs a command in shards, with what it needs: a volume for the results, and the scenario if it is a file.
func (o *jobOptions) emit(name string, command run.Command, scenario *scenarios.Scenario, file bool) (string, error) {
	job := emission{Name: jobName(name), Image: o.image, Shards: o.shards, File: file}
	if file {
		job.Source = string(scenario.Source())
	}
	job.Run = append(literal(command.With("--shard", fmt.Sprintf("job/%d", o.shards), "--exit-zero").Words()),
		"--result", "/results/shard-$("+jobIndex+").json")
	job.Merge = []string{"raftlab", "merge", "/results/shard-*.json", "--result", "/results/result.json"}
	var text strings.Builder
	quote := template.FuncMap{"quote": func(value any) (string, error) { // JSON is YAML
		b, err := json.Marshal(value)
		return string(b), err
	}}
	err := template.Must(template.New("job").Funcs(quote).Parse(jobTemplate)).Execute(&text, job)
	return text.String(), err
}

// emitJob prints the Job that runs these trials.
func (o *trialsOptions) emitJob(lines []run.Line) error {
	if err := o.job.refuse(o.shard.Shard); err != nil {
		return err
	}
	scenario, file := lines[0].Scenario, run.IsFile(o.word)
	if file {
		o.word = inJob
	}
	text, err := o.job.emit(scenario.Name, o.command(), scenario, file)
	if err != nil {
		return err
	}
	write(o.out, text)
	return nil
}

// emitJob prints the Job that runs this hunt.
func (o *huntOptions) emitJob() error {
	if err := o.job.refuse(o.shard.Shard); err != nil {
		return err
	}
	scenario, err := o.scenario()
	if err != nil {
		return err
	}
	name, file := "hunt", run.IsFile(o.word)
	switch {
	case scenario != nil:
		name += "-" + scenario.Name
	case len(o.broken) == 1:
		name += "-" + o.broken[0]
	case len(o.broken) == 0:
		name += "-" + o.engine.Name()
	}
	if file {
		o.word = inJob
	}
	text, err := o.job.emit(name, o.command(), scenario, file)
	if err != nil {
		return err
	}
	write(o.out, text)
	return nil
}

// jobIndex is the variable in which Kubernetes tells a Pod of an Indexed Job its index, from 0.
const jobIndex = "JOB_COMPLETION_INDEX"

// shardOfJob returns the shard, of so many, that is this Pod's.
func shardOfJob(of string) (string, error) {
	index, given := os.LookupEnv(jobIndex)
	number, err := strconv.ParseUint(index, 10, 32)
	switch {
	case !given:
		return "", lang.Errorf("%s is not set, as it is in the Pods of an Indexed Job (write 2/4: the second of four)",
			"没有设置 %s，它在 Indexed Job 的 Pod 中才有（请写 2/4：四个中的第二个）", jobIndex)
	case err != nil:
		return "", lang.Errorf("%s is %q, and not a number from 0", "%s 是 %q，不是从 0 起的数", jobIndex, index)
	}
	return fmt.Sprintf("%d/%s", number+1, of), nil
}

// literal returns words in which Kubernetes finds no variable to put in place: $(NAME) is one, $$ is a $.
func literal(words []string) []string {
	escaped := make([]string, len(words))
	for i, word := range words {
		escaped[i] = strings.ReplaceAll(word, "$", "$$")
	}
	return escaped
}

// jobName returns a name that also fits as a label, with what Kubernetes appends.
func jobName(scenario string) string {
	return "raftlab-" + strings.TrimRight(scenario[:min(len(scenario), 30)], "-")
}
