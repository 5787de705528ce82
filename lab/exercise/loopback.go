package exercise

import (
	"strings"

	"raftlab/sim/lang"
)

// OnLoopback returns the exercise as it is typed in a lab on loopback: in the lab's directory, where /backup is backup,
// since there shells open files that the lab's tools do not see.
func (x *Exercise) OnLoopback() *Exercise {
	typed := *x
	typed.Steps = make([]Step, len(x.Steps))
	for i, step := range x.Steps {
		step.Line = relative(step.Line)
		step.Output = append([]string(nil), step.Output...)
		for n, line := range step.Output {
			step.Output[n] = relative(line)
		}
		typed.Steps[i] = step
	}
	typed.Words = map[lang.Lang]Texts{}
	for lang, words := range x.Words {
		words.Task, words.Why = relative(words.Task), relative(words.Why)
		typed.Words[lang] = words
	}
	return &typed
}

// relativePaths are written without the first stroke: a shell reads and writes them itself.
var relativePaths = strings.NewReplacer(
	"/backup/", "backup/", "ls /backup", "ls backup", "test -d /var/lib", "test -d var/lib",
	" /etc/kubernetes/manifests/etcd.yaml > ", " etc/kubernetes/manifests/etcd.yaml > ")

func relative(text string) string { return relativePaths.Replace(text) }
