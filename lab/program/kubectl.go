package program

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/kubernetes/kubectl"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/supervisor"
)

// podVariable names the member in whose pod a shell is.
const podVariable = "RAFTLAB_POD"

// kubectlMain runs kubectl in this process.
func kubectlMain(args []string) int {
	h, err := openHome()
	if err != nil {
		fmt.Fprintf(os.Stderr, "raftlab: %v\n", err)
		return 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return kubectl.Main(ctx, args, kubectl.World{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Now:     time.Now,
		Lang:    langOfRemarks(),
		Connect: func() (*clientv3.Client, error) { return member.Client(h) },
		Members: h.Names(),
		PodEnv:  func(member string) []string { return podEnv(h, os.Environ(), member) },
		RunOn:   otherHosts(h),
		Static:  func(member string) (kubectl.Static, bool) { return staticOf(h, member) },
		Once: func(topic string) bool { // with a kube-apiserver what it says of itself is not so
			return !(topic == kubectl.StandIn && h.Kubernetes.Complete) && Once(h, "kubectl-"+topic)
		},
	})
}

// staticOf returns what the supervisor, which plays the kubelet, knows of the Pod of a member or of kube-apiserver.
func staticOf(h *labdir.Dir, name string) (s kubectl.Static, ok bool) {
	state, err := supervisor.Read(h)
	if err != nil {
		return s, false
	}
	pods, _, _ := manifest.ReadAll(h)
	pod := pods[name]
	if name == labdir.APIServer {
		pod = manifest.Server(h)
	}
	if pod != nil {
		s.Pod = pod.Spec
	}
	m, known := state.Member(name)
	s.Restarts, s.Running = m.Restarts, m.Phase == supervisor.Running || m.Phase == supervisor.Paused
	s.Log = func() []string { return lastLogLines(h.Log(name), m.Logged, 0, 0) }
	return s, known
}

// hosts runs programs in pods on other hosts of the machine.
type hosts struct{ here string }

func otherHosts(h *labdir.Dir) kubectl.Elsewhere {
	if h.Here == "" {
		return nil
	}
	return hosts{h.Here}
}

func (o hosts) Elsewhere(member string) bool { return member != o.here }

func (o hosts) Run(member string, line, env []string, tty bool) (int, error) {
	return machine.Run(machine.Job{Host: member, Args: append([]string{"/usr/bin/env"}, line...), Env: env, Dir: "/", TTY: tty})
}

// podEnv is the environment in the pod of a member: the tools and files of the lab, and no variable that
// would spare etcdctl its flags. 127.0.0.1 is that member.
func podEnv(h *labdir.Dir, environment []string, member string) []string {
	outside := func(entry string) bool { return strings.HasPrefix(entry, "ETCDCTL_") }
	env := slices.DeleteFunc(slices.Concat(environment, h.Env()), outside)
	return append(env, podVariable+"="+member)
}
