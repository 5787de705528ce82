package diagnosis

import (
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Leaderless is a time without a leader of the cluster, and why it was so long.
type Leaderless struct {
	timeline.Outage
	Cause     Cause
	Lacked    bool                // for most of the time no server could exchange messages with a quorum
	Failed    int                 // elections that nobody won, without one that the end of the run cut short
	Splits    []timeline.Election // of these, split votes
	ShortLogs []trace.NodeID      // whose logs made most of the failed elections fail; none: another reason
	First     timeline.Phase      // at the start of a run: the wait for the first candidate; Node 0: none
	Alone     bool                // who led then led to the end
}

func leaderless(t *timeline.Timeline, o timeline.Outage) Leaderless {
	failed := failedIn(t, o)
	found := Leaderless{Outage: o, Cause: CauseOf(t, o), Lacked: LackedQuorum(t, o), Failed: len(failed),
		Splits: SplitVote.of(t, failed), Alone: len(t.Led) == 2}
	if short := ShortLog.of(t, failed); 2*len(short) > len(failed) {
		for _, e := range short {
			for _, node := range WithShortLog(e) {
				if !slices.Contains(found.ShortLogs, node) {
					found.ShortLogs = append(found.ShortLogs, node)
				}
			}
		}
	}
	if len(o.Phases) > 0 && o.Phases[0].Kind == timeline.Detection {
		found.First = o.Phases[0]
	}
	return found
}

// length is how long nobody led.
func (f Leaderless) length() time.Duration { return f.To - f.From }

// Cause is how a leader stopped leading the cluster.
type Cause struct {
	Leader    trace.NodeID
	Reason    trace.Reason  // as [timeline.Outage] has it
	DeposedBy trace.NodeID  // whose higher term made it step down; 0: that is not why
	Became    timeline.Band // what the leader was next; the zero value: it did not change during the outage
}

// CauseOf returns how an outage began. At the start of a run there is no leader: Leader is 0.
func CauseOf(t *timeline.Timeline, o timeline.Outage) Cause {
	c := Cause{Leader: o.Old, Reason: o.Reason, Became: becameAfter(t, o)}
	if c.Became.Reason == trace.HigherTerm && (o.Reason == trace.LeaderDeposed || o.Reason == trace.LeaderStale) {
		c.DeposedBy = c.Became.Peer
	}
	return c
}

// becameAfter returns what the old leader became in the outage: its first band that begins in it.
func becameAfter(t *timeline.Timeline, o timeline.Outage) timeline.Band {
	if o.Old >= 1 && int(o.Old) <= len(t.Servers) {
		for _, b := range t.Servers[o.Old-1].Bands {
			if o.From <= b.From && b.From < o.To {
				return b
			}
		}
	}
	return timeline.Band{}
}

// Round is how a phase of an outage ended that was spent on an election.
type Round uint8

// The ends of rounds.
const (
	NobodyWon Round = iota // see [FailureOf]
	Won                    // and the winner leads
	WonInVain              // the winner did not lead the cluster; [timeline.Phase] says why
	WonBefore              // it had been won before the phase began
	Overtaken              // it was won in the end, but the phase ended with the next election
)

// RoundOf returns how a phase ended; its Election is 0 or more.
func RoundOf(t *timeline.Timeline, phase timeline.Phase) Round {
	e := &t.Elections[phase.Election]
	switch {
	case phase.Kind == timeline.WinningRound:
		return Won
	case phase.Kind == timeline.WonRound:
		return WonInVain
	case e.Winner != 0 && e.To <= phase.From:
		return WonBefore
	case e.Winner != 0:
		return Overtaken
	}
	return NobodyWon
}
