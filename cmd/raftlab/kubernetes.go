package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"

	"github.com/spf13/pflag"

	"raftlab/scenarios/run"
)

// jobOptions are about the Kubernetes Job that runs trials in shards.
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

// emitJob prints the Job, and what it needs: a volume for the results, and the scenario if it is a file.
func (o *trialsOptions) emitJob(lines []run.Line) error {
	switch {
	case o.job.shards < 1 || o.job.shards > mostCompletions:
		return fmt.Errorf("--shards %d is not a number from 1 to %d", o.job.shards, mostCompletions)
	case o.job.image == "":
		return errors.New("--image is empty (write registry/raftlab:v1)")
	case o.shard.Of > 0:
		return errors.New("--shard with --emit: the Job runs all shards (leave --shard out, or write --shards 16)")
	}
	job := struct {
		Name, Image, Source string
		Run, Merge          []string
		Shards              int
		File                bool
	}{Name: jobName(lines[0].Scenario.Name), Image: o.job.image, Shards: o.job.shards, File: run.IsFile(o.word)}
	if job.File {
		job.Source = string(lines[0].Scenario.Source())
		o.word = "/scenario/scenario.yaml"
	}
	job.Run = append(literal(o.command().With("--shard", fmt.Sprintf("job/%d", o.job.shards), "--exit-zero").Words()),
		"--result", "/results/shard-$("+jobIndex+").json")
	job.Merge = []string{"raftlab", "merge", "/results/shard-*.json", "--result", "/results/result.json"}
	var text strings.Builder
	quote := template.FuncMap{"quote": func(value any) (string, error) { // JSON is YAML
		b, err := json.Marshal(value)
		return string(b), err
	}}
	if err := template.Must(template.New("job").Funcs(quote).Parse(jobTemplate)).Execute(&text, job); err != nil {
		return err
	}
	write(o.out, text.String())
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
		return "", fmt.Errorf("%s is not set, as it is in the Pods of an Indexed Job (write 2/4: the second of four)", jobIndex)
	case err != nil:
		return "", fmt.Errorf("%s is %q, and not a number from 0", jobIndex, index)
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
