package scenarios

import (
	"slices"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// history is what the steps so far may have done to the servers. It finds the steps that cannot
// have an effect, whatever happens in the run.
type history struct {
	servers int
	crashed []trace.NodeID // may be down
	paused  []trace.NodeID // may be paused
	divided bool           // there may be a partition or a cut
}

// addStep checks a step against the history, and adds it.
func (h *history) addStep(d *stepDecoder, n *node, do script.Action) {
	switch do := do.(type) {
	case script.CrashAction:
		h.crashed = h.add(h.crashed, do.Nodes)
	case script.PauseAction:
		h.paused = h.add(h.paused, do.Nodes)
	case script.RestartAction:
		h.crashed = h.undo(d, n, do.Nodes, h.crashed, undoStep{"restart", "crash", script.Crashed})
	case script.ResumeAction:
		h.paused = h.undo(d, n, do.Nodes, h.paused, undoStep{"resume", "pause", script.Paused})
	case script.PartitionAction, script.CutAction:
		h.divided = true
	case script.HealAction:
		h.heal(d, n)
		h.divided = false
	case script.HealLinkAction:
		h.heal(d, n)
	}
}

func (h *history) heal(d *stepDecoder, n *node) {
	if !h.divided {
		d.refuse(n, "there is nothing to heal (partition, isolate or cut in a step before)",
			"没有要恢复的（请在之前的步骤中写 partition、isolate 或 cut）")
	}
}

// assumeAll makes every later step possible.
func (h *history) assumeAll() {
	h.crashed, h.paused, h.divided = everybody(h.servers), everybody(h.servers), true
}

// add returns the servers with those that a selector may choose.
func (h *history) add(ids []trace.NodeID, s script.Selector) []trace.NodeID {
	chosen := s.Nodes
	if s.Kind != script.Named {
		chosen = everybody(h.servers)
	}
	for _, id := range chosen {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// undoStep is a step that undoes another.
type undoStep struct {
	undo, do string
	word     script.SelectorKind // chooses all to whom it can be done
}

// undo returns the servers without those that a selector certainly chooses.
func (h *history) undo(d *stepDecoder, n *node, s script.Selector, ids []trace.NodeID, u undoStep) []trace.NodeID {
	switch {
	case len(ids) == 0:
		d.refuse(n, "there is nothing to %s (%s a server in a step before)",
			"没有可以 %s 的服务器（请在之前的步骤中对一台服务器写 %s）", u.undo, u.do)
	case s.Kind == u.word || s.Kind == script.All:
		return nil
	case s.Kind != script.Named && s.Kind != script.OldLeader:
		d.refuse(n, "%s chooses running servers only (write %s: %s)", "%s 只能选出正在运行的服务器（请写 %s: %s）",
			s.Kind, u.undo, u.word)
	}
	for _, id := range s.Nodes {
		if len(ids) > 0 && !slices.Contains(ids, id) {
			d.refuse(n, "%v cannot be there to %s: no step before could %s it", "%v 此时无法 %s：之前没有步骤能对它 %s", id, u.undo, u.do)
		}
	}
	chosen := func(id trace.NodeID) bool { return slices.Contains(s.Nodes, id) }
	return slices.DeleteFunc(slices.Clone(ids), chosen)
}
