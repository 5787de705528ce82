package plots

import (
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// outageWords says how long nobody led, and why so long.
func (f *figure) outageWords(o timeline.Outage) string {
	failed := failedIn(f.t, o)
	splits := splitVote.of(f.t, failed)
	long := length(o.To - o.From)
	switch {
	case withoutQuorum(f.t, o):
		return f.quorumWords(len(failed)) + f.ending(o)
	case len(splits) == 1 && len(failed) <= 2:
		return f.say("A split vote in term %d keeps the cluster without a leader for %s",
			"任期 %d 选票分裂，集群 %s 没有领导者", splits[0].Term, long)
	case len(splits) > 1 && len(splits)*2 >= len(failed):
		return f.say("%d split votes keep the cluster without a leader for %s",
			"%d 次选票分裂，集群 %s 没有领导者", len(splits), long)
	case o.Old == 0 && o.New == 0:
		return f.say("Nobody becomes leader in %s", "%s 内无人成为领导者", long)
	case o.Old == 0:
		said := f.firstWait(o) + f.say("%v leads term %d after %s", "%[1]v 在 %[3]s 时当选任期 %[2]d 的领导者", o.New, o.Term, long)
		if len(f.t.Led) == 2 {
			said += f.say(", to the end", "，一直领导到结束")
		}
		return said
	}
	return f.cause(o) + f.logWords(o, failed) + f.say(": ", "：") + f.ending(o)
}

// ending says for how long nobody led, and what came then.
func (f *figure) ending(o timeline.Outage) string {
	long := length(o.To - o.From)
	switch {
	case o.Old == 0 && o.New == 0:
		return f.say("no leader in %s", "%s 内没有领导者", long)
	case o.New == 0:
		return f.say("no leader for the last %s", "最后 %s 没有领导者", long)
	case o.Phases[len(o.Phases)-1].Kind == timeline.Return:
		return f.say("no leader for %s, then it is back", "%s 没有领导者，随后恢复", long)
	}
	return f.say("%s without a leader until %v leads term %d", "%s 没有领导者，随后 %v 在任期 %d 当选", long, o.New, o.Term)
}

// quorumWords begins the title of a time in which no quorum was in reach.
func (f *figure) quorumWords(failed int) string {
	said := f.say("No quorum in reach: ", "联系不到多数派：")
	if failed > 0 {
		said += f.count(failed, "election fails, ", "elections fail, ", "次选举失败，")
	}
	return said
}

// logWords goes on after the cause of an outage when most of its failed elections failed for the log
// of a candidate.
func (f *figure) logWords(o timeline.Outage, failed []timeline.Election) string {
	var nodes []trace.NodeID
	list := logBehind.of(f.t, failed)
	for _, e := range list {
		for _, node := range behind(e) {
			if !slices.Contains(nodes, node) {
				nodes = append(nodes, node)
			}
		}
	}
	switch {
	case 2*len(list) <= len(failed):
		return ""
	case len(nodes) == 1 && f.overthrown(o) == nodes[0]:
		return f.say(", whose log is behind", "，而后者的日志落后")
	case len(nodes) == 1:
		return f.say(", and the log of %v is behind", "，而 %v 的日志落后", nodes[0])
	}
	return f.say(", and the logs of %s are behind", "，而 %s 的日志落后", names(nodes))
}

// firstWait begins the title of a start: who stood first, when and why, if nobody did at once.
func (f *figure) firstWait(o timeline.Outage) string {
	if len(o.Phases) == 0 || o.Phases[0].Kind != timeline.Detection {
		return ""
	}
	first := o.Phases[0]
	switch long := length(first.To - o.From); first.Reason {
	case trace.ElectionTimeout:
		return f.say("The first timer expires after %s, and ", "第一个计时器在 %s 时到期，", long)
	case trace.ForcedTimeout:
		return f.say("%v is made to stand after %s, and ", "%v 在 %s 时被强制参选，", first.Node, long)
	}
	return ""
}

func (f *figure) cause(o timeline.Outage) string {
	switch o.Reason {
	case trace.LeaderCrashed:
		return f.say("%v crashes", "%v 宕机", o.Old)
	case trace.LeaderPaused:
		return f.say("%v is paused", "%v 被暂停", o.Old)
	case trace.LeaderCutOff:
		return f.say("%v is cut off", "%v 被隔绝", o.Old)
	case trace.LeaderDeposed, trace.LeaderStale:
		return f.fall(o)
	}
	return f.say("%v leads no longer", "%v 不再领导", o.Old)
}

// fall says why a leader stepped down, from the band that followed its leadership.
func (f *figure) fall(o timeline.Outage) string {
	switch peer := f.overthrown(o); {
	case peer != 0:
		return f.say("%v steps down for the higher term of %v", "%v 因 %v 的更高任期下台", o.Old, peer)
	case f.after(o).Reason == trace.QuorumLost:
		return f.say("%v steps down without a quorum", "%v 失去多数派而下台", o.Old)
	case f.after(o).Role == 0:
		return f.say("%v loses its voters to a later term", "%v 的投票者进入更高任期", o.Old)
	}
	return f.say("%v steps down", "%v 下台", o.Old)
}

// overthrown returns whose higher term made a leader step down, or no node.
func (f *figure) overthrown(o timeline.Outage) trace.NodeID {
	if b := f.after(o); b.Reason == trace.HigherTerm && (o.Reason == trace.LeaderDeposed || o.Reason == trace.LeaderStale) {
		return b.Peer
	}
	return 0
}

// after returns the first band of a leader that begins in the outage: what it became when it led no
// longer.
func (f *figure) after(o timeline.Outage) timeline.Band {
	if f.has(o.Old) {
		for _, b := range f.t.Servers[o.Old-1].Bands {
			if o.From <= b.From && b.From < o.To {
				return b
			}
		}
	}
	return timeline.Band{}
}
