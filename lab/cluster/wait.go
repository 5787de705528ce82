package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// How members are waited for.
const (
	pollInterval   = 5 * time.Millisecond
	healthPatience = time.Second // for one answer
	hopeless       = 4           // deaths in a row after which waiting is given up, the last of them of a start that we saw
)

// WaitHealthy returns when the member of this name, or every member that has a manifest if the name is
// "", runs as its manifest says and serves. It gives up early where waiting is of no use.
func WaitHealthy(ctx context.Context, h *labdir.Dir, name string) error {
	if err := known(h, name); err != nil {
		return err
	}
	begun := time.Now()
	return await(ctx, h, func() error { return healthy(ctx, h, name, begun) })
}

// await tries until it succeeds, or is hopeless.
func await(ctx context.Context, h *labdir.Dir, try func() error) error {
	for {
		err := try()
		var never hopelessError
		if err == nil || errors.As(err, &never) {
			return err
		}
		select {
		case <-ctx.Done():
			return lang.Errorf("%v: %v%s (raftlab lab status shows more)", "%v：%v%s（更多情况见 raftlab lab status）", over{ctx.Err()}, err, cause(h))
		case <-time.After(pollInterval):
		}
	}
}

// over is why a wait has ended, in words for people.
type over struct{ error }

func (o over) Error() string { return o.In(lang.English) }

// In returns the words in a language.
func (o over) In(l lang.Lang) string {
	if errors.Is(o.error, context.DeadlineExceeded) {
		return l.Say("the time is over", "时间已到")
	}
	return l.Error(o.error)
}

func (o over) Unwrap() error { return o.error }

// WaitStopped returns when no process of the member, or of any member if the name is "", runs.
func WaitStopped(ctx context.Context, h *labdir.Dir, name string) error {
	if err := known(h, name); err != nil {
		return err
	}
	var running []string
	err := supervisor.Until(ctx, h, func(s supervisor.State) bool {
		running = nil
		for _, m := range s.Members {
			if _, member := h.Member(m.Name); (name == "" && member || m.Name == name) && (m.Process.PID != 0 || m.Phase == supervisor.Starting) {
				running = append(running, m.Name)
			}
		}
		return len(running) == 0
	})
	switch {
	case errors.Is(err, supervisor.ErrDown):
		return nil
	case err != nil && len(running) > 0:
		return lang.Errorf("%v: %s still runs (take its manifest away, or: raftlab lab member NAME crash)",
			"%v：%s 还在运行（请移走它的清单，或 raftlab lab member NAME crash）", over{err}, strings.Join(running, ", "))
	}
	return err
}

func known(h *labdir.Dir, name string) error {
	if _, ok := h.Member(name); name != "" && !ok {
		return usage{lang.Errorf("there is no member %q (there are: %s)", "没有成员 %q（有：%s）", name, strings.Join(h.Names(), ", "))}
	}
	return nil
}

// hopelessError is an error that time does not mend.
type hopelessError struct{ error }

func (e hopelessError) Unwrap() error { return e.error }

// healthy asks once, for somebody who waits since begun.
func healthy(ctx context.Context, h *labdir.Dir, name string, begun time.Time) error {
	state, err := supervisor.Read(h)
	if err != nil {
		return hopelessError{err}
	}
	pods, _, broken := manifest.ReadAll(h)
	if err := noManifest(h, name, pods, broken); err != nil {
		return err
	}
	for _, one := range h.Members {
		pod := pods[one.Name]
		if pod == nil || name != "" && one.Name != name {
			continue
		}
		m, ok := state.Member(one.Name)
		if err := runs(h, m, ok, pod, begun); err != nil {
			return err
		}
	}
	for _, one := range h.Members {
		if pods[one.Name] == nil || name != "" && one.Name != name {
			continue
		}
		if err := answers(ctx, h, one); err != nil {
			return err
		}
	}
	return nil
}

// noManifest complains where nothing can be waited for.
func noManifest(h *labdir.Dir, name string, pods map[string]*manifest.Pod, broken map[string]string) error {
	if name == "" && len(pods) > 0 || pods[name] != nil {
		return nil
	}
	for file, problem := range broken {
		return fmt.Errorf("%s: %s", file, problem)
	}
	if name == "" {
		name = h.Members[0].Name
	}
	return lang.Errorf("%s has no manifest in %s (put it back; a new one: raftlab lab manifest %s > %s)",
		"%s 在 %s 中没有清单（请放回；新的清单：raftlab lab manifest %s > %s）",
		name, h.Shown(name, h.Manifests(name)), name, h.Shown(name, h.Manifest(name)))
}

// runs reports what keeps a member from running as its manifest says. A death is no evidence of what is true since begun
// if the member had been started before: the cause may be gone.
func runs(h *labdir.Dir, m supervisor.Member, known bool, pod *manifest.Pod, begun time.Time) error {
	switch {
	case !known:
		return lang.Errorf("%s is not started yet", "%s 还没有启动", pod.Key)
	case m.Digest != pod.Digest:
		return lang.Errorf("%s does not run with its manifest yet", "%s 还没有按它的清单运行", m.Name)
	case m.Phase == supervisor.Failing && m.Deaths >= hopeless && m.Since.After(begun):
		return hopelessError{lang.Errorf("%s does not run: %s%s", "%s 没有运行：%s%s", m.Name, m.Reason, quote(lastErrors(h.Log(m.Name), m.Logged)))}
	case m.Phase != supervisor.Running:
		return lang.Errorf("%s is %s%s", "%s 的状态是 %s%s", m.Name, m.Phase, because(m.Reason))
	}
	return nil
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func answers(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	if err := member.Healthy(ctx, h, m); err != nil {
		return fmt.Errorf("%s: %w", m.Name, err)
	}
	return nil
}

// Command carries out a command for a member.
func Command(ctx context.Context, h *labdir.Dir, name string, command supervisor.Command) error {
	if err := known(h, name); err != nil {
		return err
	}
	state, err := supervisor.Read(h)
	if err != nil {
		return err
	}
	m, ok := state.Member(name)
	if !ok {
		return lang.Errorf("%s is stopped: it has no manifest in %s", "%s 已停止：它在 %s 中没有清单", name, h.Shown(name, h.Manifests(name)))
	}
	possible := map[supervisor.Command][]supervisor.Phase{
		supervisor.Pause:  {supervisor.Running, supervisor.Paused},
		supervisor.Resume: {supervisor.Running, supervisor.Paused},
	}[command]
	if possible != nil && !slices.Contains(possible, m.Phase) {
		return lang.Errorf("%s is %s: it cannot %s (start it: raftlab lab member %s restart)",
			"%s 的状态是 %s：不能 %s（请启动：raftlab lab member %s restart）", name, m.Phase, command, name)
	}
	return supervisor.Ask(ctx, h, name, command)
}
