package kubectl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"

	"raftlab/sim/lang"
)

var errRefused = errors.New("connection refused")

// exit is the exit code of a program that exec ran.
type exit int

func (e exit) Error() string { return fmt.Sprintf("command terminated with exit code %d", int(e)) }

// doing says what was tried with an object when an error came up.
type doing struct {
	what string // "error when creating \"pod.yaml\": "
	error
}

func (d doing) Unwrap() error { return d.error }

func exitCode(err error) int {
	var code exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled):
		return 130 // as shells count an interrupt
	}
	return 1
}

// complaints returns the lines that kubectl would print of an error.
func (a *app) complaints(err error) []string {
	var several interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &several):
		var lines []string
		for _, one := range several.Unwrap() {
			lines = append(lines, a.complaints(one)...)
		}
		return lines
	case errors.Is(err, context.Canceled): // Ctrl-C
		return nil
	}
	return a.complaint(err)
}

func (a *app) complaint(err error) []string {
	what := ""
	var d doing
	if errors.As(err, &d) {
		what = d.what
	}
	var status apierrors.APIStatus
	var code exit
	switch {
	case errors.Is(err, errRefused):
		return []string{
			"The connection to the server 192.168.128.11:6443 was refused - did you specify the right host or port?",
			a.say(down)}
	case errors.Is(err, context.DeadlineExceeded):
		return []string{"Error from server (Timeout): " + what + "etcd gave no answer within " + a.timeout.String(), a.say(silent)}
	case errors.As(err, &code):
		return []string{code.Error()}
	case errors.As(err, &status) && status.Status().Reason == meta.StatusReasonInvalid && status.Status().Details != nil:
		s := status.Status()
		return []string{fmt.Sprintf("The %s %q is invalid: %s", s.Details.Kind, s.Details.Name, invalidity(s))}
	case errors.As(err, &status):
		s := status.Status()
		return []string{fmt.Sprintf("Error from server (%s): %s%s", s.Reason, what, s.Message)}
	case strings.HasPrefix(err.Error(), "etcdserver: "):
		return []string{"Error from server: " + err.Error()}
	}
	lines := []string{"error: " + err.Error()}
	if strings.HasPrefix(err.Error(), "unknown command") {
		lines = append(lines, a.say(limits))
	}
	return lines
}

// invalidity says what is wrong with an object, one thing on the line or each on its own.
func invalidity(s meta.Status) string {
	var wrong []string
	for _, cause := range s.Details.Causes {
		wrong = append(wrong, cause.Field+": "+cause.Message)
	}
	if len(wrong) == 1 {
		return wrong[0]
	}
	return "\n* " + strings.Join(wrong, "\n* ")
}

// Remarks of the stand-in.
var (
	standIn = lang.Text{
		EN: "this kubectl is a stand-in: it reads and writes the objects in etcd itself; there is no kube-apiserver, scheduler or kubelet",
		ZH: "这个 kubectl 是替身：它直接读写 etcd 里的对象，没有 kube-apiserver、调度器和 kubelet",
	}
	down = lang.Text{
		EN: "etcd is down, and no kube-apiserver lives without it. Is its manifest in /etc/kubernetes/manifests? (raftlab lab status)",
		ZH: "etcd 没有运行，而没有 etcd 就没有 kube-apiserver。它的清单在 /etc/kubernetes/manifests 里吗？（raftlab lab status）",
	}
	silent = lang.Text{
		EN: "etcd listens but does not answer: is a majority of its members alive, and none of them paused? (raftlab lab status)",
		ZH: "etcd 在监听，但不回答：多数派还活着吗？有没有成员被暂停？（raftlab lab status）",
	}
	again = lang.Text{
		EN: "etcd cancelled the watch: %v (up to revision %d). Listing again.",
		ZH: "etcd 取消了监视：%v（直到修订版本 %d）。重新列出。",
	}
	limits = lang.Text{
		EN: "the stand-in knows get, describe, run, create, apply, delete, exec, api-resources and version",
		ZH: "这个替身只会 get、describe、run、create、apply、delete、exec、api-resources 和 version",
	}
	noController = lang.Text{
		EN: "no controller replaces this Pod here: it stays deleted",
		ZH: "这里没有控制器来补上这个 Pod：它不会再出现",
	}
)

func (a *app) say(text lang.Text, args ...any) string {
	return "raftlab: " + text.With(args...).In(a.Lang)
}

func (a *app) remark(text lang.Text, args ...any) { fmt.Fprintln(a.Err, a.say(text, args...)) }

// remarkOnce makes a remark if it was not made in this shell.
func (a *app) remarkOnce(name string, text lang.Text) {
	if a.Once != nil && a.Once(name) {
		a.remark(text)
	}
}
