package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"raftlab/scenarios"
	"raftlab/sim/lang"
)

// emitted returns the documents that --emit kubernetes-job prints, by kind and name, each read strictly as
// the published type.
func emitted(t *testing.T, command string, args ...string) (jobs map[string]*batch.Job, claims []*core.PersistentVolumeClaim, maps []*core.ConfigMap) {
	t.Helper()
	var out bytes.Buffer
	c := &console{out: newBufferedOutput(&out, "nowhere"), err: new(bytes.Buffer), lang: lang.English}
	root := newRoot(c)
	root.SetArgs(append([]string{command, "--emit", "kubernetes-job"}, args...))
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	if err := c.out.Flush(); err != nil {
		t.Fatal(err)
	}
	jobs = map[string]*batch.Job{}
	for _, document := range strings.Split(out.String(), "\n---\n") {
		var kind struct{ Kind string }
		if err := yaml.Unmarshal([]byte(document), &kind); err != nil {
			t.Fatal(err)
		}
		switch kind.Kind {
		case "Job":
			job := new(batch.Job)
			strictly(t, document, job)
			jobs[job.Name] = job
		case "PersistentVolumeClaim":
			claims = append(claims, new(core.PersistentVolumeClaim))
			strictly(t, document, claims[len(claims)-1])
		case "ConfigMap":
			maps = append(maps, new(core.ConfigMap))
			strictly(t, document, maps[len(maps)-1])
		default:
			t.Fatalf("kind %q", kind.Kind)
		}
	}
	return jobs, claims, maps
}

func strictly(t *testing.T, document string, to any) {
	t.Helper()
	if err := yaml.UnmarshalStrict([]byte(document), to); err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
}

func TestEmittedJobIsOneOfKubernetes(t *testing.T) {
	jobs, claims, maps := emitted(t, "trials", "common-job", "-n", "1000", "--shards", "7", "--image", "registry/raftlab:v1")
	if len(jobs) != 2 || len(claims) != 1 || len(maps) != 0 {
		t.Fatalf("%d jobs, %d claims, %d maps", len(jobs), len(claims), len(maps))
	}
	job := jobs["raftlab-common-job"]
	if *job.Spec.CompletionMode != batch.IndexedCompletion || *job.Spec.Completions != 7 || *job.Spec.Parallelism != 7 {
		t.Errorf("the job is %+v", job.Spec)
	}
	pod := job.Spec.Template.Spec
	if pod.Containers[0].Image != "registry/raftlab:v1" || pod.RestartPolicy != core.RestartPolicyNever || !*pod.SecurityContext.RunAsNonRoot {
		t.Errorf("the pod is %+v", pod)
	}
	if pod.Volumes[0].PersistentVolumeClaim.ClaimName != claims[0].Name ||
		!slices.Contains(claims[0].Spec.AccessModes, core.ReadWriteMany) {
		t.Errorf("the results go to %+v", pod.Volumes)
	}
	if merge := jobs["raftlab-common-job-merge"]; !*merge.Spec.Suspend || merge.Spec.Template.Spec.Volumes[0].PersistentVolumeClaim == nil {
		t.Errorf("the merge step is %+v", merge.Spec)
	}
}

// What the Job runs is run here, index after index, and what it leaves is the result of one run.
func TestEmittedJobRuns(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	source := "name: mine\nsteps:\n  - {at: 400ms, crash: leader}\nuntil: 5s # it's \"mine\"\n"
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	jobs, _, maps := emitted(t, "trials", file, "-n", "50", "--shards", "3", "--set", "network.latency=normal 10ms 3ms")
	if maps[0].Data["scenario.yaml"] != source {
		t.Errorf("the scenario became\n%s", maps[0].Data["scenario.yaml"])
	}
	for index := range 3 {
		start(t, dir, jobs["raftlab-mine"], map[string]string{jobIndex: fmt.Sprint(index)})
	}
	start(t, dir, jobs["raftlab-mine-merge"], nil)
	one := exec.Command("raftlab", "trials", file, "-n", "50", "--set", "network.latency=normal 10ms 3ms", "--result", filepath.Join(dir, "one.json"))
	if out, err := one.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	merged, err1 := os.ReadFile(filepath.Join(dir, "result.json"))
	whole, err2 := os.ReadFile(filepath.Join(dir, "one.json"))
	if err1 != nil || err2 != nil || !bytes.Equal(merged, whole) {
		t.Errorf("the merged result differs from that of one run: %v, %v", err1, err2)
	}
}

// start runs the command of a job as a kubelet does, without a shell, with its volumes in a directory.
func start(t *testing.T, dir string, job *batch.Job, env map[string]string) {
	t.Helper()
	volumes := strings.NewReplacer("/results/", dir+"/", "/scenario/scenario.yaml", dir+"/mine.yaml")
	var command []string
	for _, word := range job.Spec.Template.Spec.Containers[0].Command {
		command = append(command, volumes.Replace(substituted(word, env)))
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = os.Environ()
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", command, err, out)
	}
}

var variable = regexp.MustCompile(`\$\$|\$\(([A-Za-z0-9_.-]+)\)`)

// substituted returns a word of a command as Kubernetes makes it: $(NAME) is the variable's value, or stays where there
// is none, and $$ is $ (core/v1, Container.Command).
func substituted(word string, env map[string]string) string {
	return variable.ReplaceAllStringFunc(word, func(found string) string {
		if found == "$$" {
			return "$"
		}
		if value, given := env[found[2:len(found)-1]]; given {
			return value
		}
		return found
	})
}

// A shard in which a property was violated is saved like any other, and its Pod need not run again.
func TestEmittedJobEndsWithSuccessWhateverItFinds(t *testing.T) {
	dir := t.TempDir()
	unsafe, err := scenarios.ByName("forgotten-vote")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "mine.yaml")
	if err := os.WriteFile(file, append(unsafe.Source(), "measure: {from: start, to: leader}\n"...), 0o666); err != nil {
		t.Fatal(err)
	}
	plain := exec.Command("raftlab", "trials", file, "-n", "20")
	if out, err := plain.CombinedOutput(); plain.ProcessState.ExitCode() != exitViolated {
		t.Errorf("without the Job nothing is violated: %v\n%s", err, out)
	}
	jobs, _, _ := emitted(t, "trials", file, "-n", "20", "--shards", "1")
	for name, job := range jobs {
		if !strings.HasSuffix(name, "-merge") {
			start(t, dir, job, map[string]string{jobIndex: "0"})
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "shard-0.json")); err != nil {
		t.Error(err)
	}
}

// The Job of a hunt is run here as well, and what it leaves is the result of one whole hunt.
func TestEmittedHuntRuns(t *testing.T) {
	dir := t.TempDir()
	args := []string{"--break", "persist-vote", "--seeds", "200"}
	jobs, _, _ := emitted(t, "hunt", append(args, "--shards", "2")...)
	for index := range 2 {
		start(t, dir, jobs["raftlab-hunt-persist-vote"], map[string]string{jobIndex: fmt.Sprint(index)})
	}
	start(t, dir, jobs["raftlab-hunt-persist-vote-merge"], nil)
	one := exec.Command("raftlab", append(append([]string{"hunt"}, args...), "--exit-zero", "--result", filepath.Join(dir, "one.json"))...)
	if out, err := one.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	merged, err1 := os.ReadFile(filepath.Join(dir, "result.json"))
	whole, err2 := os.ReadFile(filepath.Join(dir, "one.json"))
	if err1 != nil || err2 != nil || !bytes.Equal(merged, whole) {
		t.Errorf("the merged result differs from that of one hunt: %v, %v", err1, err2)
	}
}

// What Kubernetes would take for a variable reaches the program as it was given.
func TestEmittedJobKeepsDollars(t *testing.T) {
	words := []string{"raftlab", "trials", "$(HOME)/my $$.yaml", "$x"}
	for i, word := range literal(words) {
		if got := substituted(word, map[string]string{"HOME": "/root"}); got != words[i] {
			t.Errorf("%q became %q", words[i], got)
		}
	}
}
