package plots

import (
	"fmt"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// finding is the title: what this run showed.
func (p *picture) finding() string {
	if len(p.t.Breaches) > 0 {
		first := p.t.Breaches[0]
		return p.say("%s is violated after %s", "违反%s：%s 时发现", capital(p.propertyWords(first.Property)), length(first.At))
	}
	o, ok := p.worst()
	switch {
	case p.t.Events == 0:
		return p.say("Nothing happened", "没有任何事件")
	case !ok:
		return p.say("The cluster always has a leader", "集群始终有领导者")
	case o.Old == 0 && o.New == 0:
		return p.say("Nobody becomes leader in %s", "%s 内无人成为领导者", length(o.To-o.From))
	case o.Old == 0 && len(p.t.Led) == 2 && p.splits(o) == "":
		return p.say("%v leads term %d after %s, and to the end", "%[3]s 后 %[1]v 成为任期 %[2]d 的领导者，直到结束",
			o.New, o.Term, length(o.To))
	case o.Old == 0:
		return p.say("%v leads term %d after %s", "%[3]s 后 %[1]v 成为任期 %[2]d 的领导者", o.New, o.Term, length(o.To)) + p.splits(o)
	case o.New == 0:
		return p.cause(o) + p.say(": no leader for the last %s", "：最后 %s 没有领导者", length(o.To-o.From)) + p.splits(o)
	case o.Phases[len(o.Phases)-1].Kind == timeline.Return:
		return p.cause(o) + p.say(": no leader for %s, then it is back", "：%s 没有领导者，随后恢复", length(o.To-o.From))
	}
	return p.cause(o) + p.say(": %s without a leader until %v leads term %d", "：%s 没有领导者，随后 %v 在任期 %d 当选",
		length(o.To-o.From), o.New, o.Term) + p.splits(o)
}

// worst returns the longest time without a leader, other than the first, if there is another.
func (p *picture) worst() (worst timeline.Outage, ok bool) {
	for _, o := range p.t.Outages {
		if !ok || worst.Old == 0 || o.To-o.From > worst.To-worst.From {
			worst, ok = o, true
		}
	}
	return worst, ok
}

func (p *picture) cause(o timeline.Outage) string {
	switch o.Reason {
	case trace.LeaderCrashed:
		return p.say("%v crashes", "%v 宕机", o.Old)
	case trace.LeaderPaused:
		return p.say("%v is paused", "%v 被暂停", o.Old)
	case trace.LeaderCutOff:
		return p.say("%v is cut off", "%v 被隔绝", o.Old)
	case trace.LeaderDeposed:
		return p.fall(o)
	}
	return p.say("%v leads no longer", "%v 不再领导", o.Old)
}

// fall says why a leader stepped down, from the band that followed its leadership.
func (p *picture) fall(o timeline.Outage) string {
	for _, b := range p.t.Servers[o.Old-1].Bands {
		switch {
		case b.From != o.From:
		case b.Reason == trace.HigherTerm && b.Peer != 0:
			return p.say("%v steps down for the higher term of %v", "%v 因 %v 的更高任期下台", o.Old, b.Peer)
		case b.Reason == trace.QuorumLost:
			return p.say("%v steps down without a quorum", "%v 失去多数派而下台", o.Old)
		}
	}
	return p.say("%v steps down", "%v 下台", o.Old)
}

// splits counts the split votes of an outage, for the end of a sentence.
func (p *picture) splits(o timeline.Outage) string {
	n := 0
	for _, phase := range o.Phases {
		if phase.Election >= 0 && p.t.Elections[phase.Election].Split {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return p.say(", after a split vote", "，其间一次选票分裂")
	}
	return p.say(", after %d split votes", "，其间 %d 次选票分裂", n)
}

// summary is the line below the title.
func (p *picture) summary() string {
	split := 0
	for _, e := range p.t.Elections {
		if e.Split {
			split++
		}
	}
	var dark time.Duration
	for _, o := range p.t.Outages {
		dark += o.To - o.From
	}
	text := p.t.Header.Scenario
	if text != "" {
		text += p.say(": ", "：")
	}
	if len(p.t.Breaches) > 0 {
		return text + p.t.Breaches[0].Evidence
	}
	text += p.count(len(p.t.Servers), "server", "servers", "台服务器") + fmt.Sprintf(" · %g s", p.t.End.Round(time.Millisecond).Seconds()) +
		" · " + p.count(len(p.t.Elections), "election", "elections", "次选举")
	if split > 0 {
		text += p.say(" (%d split)", "（%d 次分裂）", split)
	}
	text += p.say(" · %s without a leader", " · %s 没有领导者", length(dark))
	if p.t.Stop == trace.EventLimit {
		text += p.say(" · stopped: too many events", " · 事件过多，运行中止")
	}
	return text
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
