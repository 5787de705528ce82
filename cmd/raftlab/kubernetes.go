package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
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
	flags.StringVar(&o.image, "image", "raftlab:latest", "with --emit: an `IMAGE` with raftlab and sh")
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
		Name, Image, Run, Merge, Source string
		Shards                          int
		File                            bool
	}{Name: jobName(lines[0].Scenario.Name), Image: o.job.image, Shards: o.job.shards, File: run.IsFile(o.word)}
	if job.File {
		job.Source = string(lines[0].Scenario.Source())
		o.word = "/scenario/scenario.yaml"
	}
	// Codes 1 and 4 are results as well, and saved: an index that ends so is not to be tried again.
	job.Run = fmt.Sprintf(`code=0; %s --shard "$((JOB_COMPLETION_INDEX+1))/%d" --result "/results/shard-$JOB_COMPLETION_INDEX.json" || code=$?; `+
		`case $code in 1|4) exit 0;; esac; exit $code`, o.command(), o.job.shards)
	job.Merge = "raftlab merge /results/shard-*.json --result /results/result.json"
	var text strings.Builder
	quote := template.FuncMap{"quote": func(s string) (string, error) { // JSON is YAML
		b, err := json.Marshal(s)
		return string(b), err
	}}
	if err := template.Must(template.New("job").Funcs(quote).Parse(jobTemplate)).Execute(&text, job); err != nil {
		return err
	}
	write(o.out, text.String())
	return nil
}

// jobName returns a name that also fits as a label, with what Kubernetes appends.
func jobName(scenario string) string {
	return "raftlab-" + strings.TrimRight(scenario[:min(len(scenario), 30)], "-")
}
