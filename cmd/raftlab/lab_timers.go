package main

import (
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
)

// labUpTimers are the flags of raftlab lab up about elections.
type labUpTimers struct {
	heartbeat, election time.Duration
	preVote             bool
	given               func(flag string) bool
}

func (t *labUpTimers) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.DurationVar(&t.heartbeat, "heartbeat", 0, "time between two heartbeats of a new lab's leader, and etcd's tick (default 20ms; kubeadm's is 100ms)")
	flags.DurationVar(&t.election, "election-timeout", 0, "least time that a new lab's members wait for a leader (default ten heartbeats)")
	flags.BoolVar(&t.preVote, "pre-vote", true, "a member of a new lab asks whether it would win before it raises the term")
	t.given = flags.Changed
}

// asked returns the timers that the flags ask for; the zero value if there is none of them.
func (t *labUpTimers) asked() labdir.Timers {
	if !t.given("heartbeat") && !t.given("election-timeout") && !t.given("pre-vote") {
		return labdir.Timers{}
	}
	asked := labdir.Timers{Heartbeat: t.heartbeat, Election: t.election, NoPreVote: !t.preVote}
	if !t.given("heartbeat") {
		asked.Heartbeat = max(t.election/labdir.HeartbeatsInElection, time.Millisecond).Truncate(time.Millisecond)
		if !t.given("election-timeout") {
			asked.Heartbeat = labdir.FastTimers.Heartbeat
		}
	}
	if !t.given("election-timeout") {
		asked.Election = labdir.HeartbeatsInElection * asked.Heartbeat
	}
	return asked
}

// timerLines say how the members time elections: in one line, if all do it alike.
func (o *labOptions) timerLines(members []cluster.Member) (lines []string) {
	var first *labdir.Timers
	alike := true
	for _, m := range members {
		if m.Timers == nil {
			continue
		}
		if first == nil {
			first = m.Timers
		}
		alike = alike && *m.Timers == *first
	}
	for _, m := range members {
		switch {
		case m.Timers == nil:
		case alike:
			return []string{o.timerWords(*m.Timers)}
		default:
			lines = append(lines, m.Name+": "+o.timerWords(*m.Timers))
		}
	}
	return lines
}

func (o *labOptions) timerWords(t labdir.Timers) string {
	preVote := o.say("with PreVote", "启用 PreVote")
	if t.NoPreVote {
		preVote = o.say("without PreVote", "不启用 PreVote")
	}
	return o.say("heartbeat %v, election timeout %v to %v, %s", "心跳 %v，选举超时 %v 至 %v，%s", t.Heartbeat, t.Shortest(), t.Longest(), preVote)
}
