package textbook

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

var update = flag.Bool("update", false, "write the transcripts as they are now")

const transcripts = "testdata/transcripts.txt"

// What servers decide, say and write under schedules without any order is as it was: messages overtake each
// other, arrive twice or never, and disks finish when they like. A change of the engine that is meant to change
// this writes the transcripts anew (-update), and says why; the other tests say whether it is right.
func TestGoldenTranscripts(t *testing.T) {
	var now strings.Builder
	for seed := range uint64(120) {
		fmt.Fprintf(&now, "%d %s\n", seed, transcriptOf(t, seed))
	}
	if *update {
		if err := os.WriteFile(transcripts, []byte(now.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(transcripts)
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(before), "\n"), strings.Split(now.String(), "\n")
	for i := range is {
		if i >= len(was) || is[i] != was[i] {
			t.Fatalf("schedule %d goes another way than it did: %s", i, is[i])
		}
	}
}

// transcriptOf returns how one schedule ends, and a digest of all that happened on the way.
func transcriptOf(t *testing.T, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 1))
	pick := func(n int) int { return random.IntN(n) }
	l := newLab(t, 1+pick(5), func(c *engine.Config) {
		c.PreVote, c.CheckQuorum, c.SingleAppend = seed&1 > 0, seed&2 > 0, seed&4 > 0
	})
	return scheduleOf(l, random, 1500)
}

// scheduleOf lets as many things happen.
func scheduleOf(l *lab, random *rand.Rand, things int) string {
	pick := func(n int) int { return random.IntN(n) }
	digest := fnv.New64a()
	writing := make([]bool, len(l.members))
	for range things {
		i := pick(len(l.members))
		m := l.members[i]
		switch what := pick(100); {
		case what < 3:
			m.Campaign(trace.ElectionTimeout)
		case what < 8:
			fmt.Fprint(digest, m.Propose([]byte{byte(what)}))
		case what < 9:
			fmt.Fprint(digest, m.Transfer(trace.NodeID(1+pick(len(l.members)))))
		case what < 15:
			m.Advance(int64(1 + pick(4)))
		case what < 16 && !writing[i]:
			m.boot()
		case what < 60:
			deliverAny(l, pick)
		default:
			writing[i] = workOrDone(m, writing[i])
		}
		fmt.Fprint(digest, m.told, m.currentTerm, m.votedFor, m.role, m.hearsLeader(), m.commitIndex, m.lastApplied, m.log.length, m.TicksUntilAction())
		if m.role == trace.Leader {
			fmt.Fprint(digest, progress(m.peers))
		}
		m.told = nil
	}
	end := ""
	for _, m := range l.members {
		end += fmt.Sprintf(" %v:%d/%d/%d", m.role, m.currentTerm, m.log.last(), m.commitIndex)
	}
	return fmt.Sprintf("%016x%s", digest.Sum64(), end)
}

// progress returns what a leader knows of its followers.
func progress(peers []peer) (all []follower) {
	for _, p := range peers {
		all = append(all, follower{p.id, p.nextIndex, p.matchIndex, p.awaited, p.overdue, p.heardAt, p.answer})
	}
	return all
}

type follower struct {
	id                             trace.NodeID
	nextIndex, matchIndex, awaited trace.Index
	overdue                        bool
	heardAt                        int64
	answer                         answer
}

// deliverAny delivers one of the oldest messages; sometimes it is lost, or stays to arrive again.
func deliverAny(l *lab, pick func(int) int) {
	if len(l.mail) == 0 {
		return
	}
	i := pick(min(len(l.mail), 12))
	message := l.mail[i]
	if fate := pick(20); fate > 0 {
		l.mail = append(l.mail[:i:i], l.mail[i+1:]...)
		if fate == 1 {
			return
		}
	}
	l.n(message.To).Step(&message)
}

// workOrDone takes a server's work, or finishes what was taken, and reports whether the disk now writes.
func workOrDone(m *member, writing bool) bool {
	if !writing {
		return m.takeWork()
	}
	m.write()
	m.lab.mail = append(m.lab.mail, m.work.Messages...)
	m.note("work %+v %v %v %v", m.work.HardState, m.work.Entries, m.work.Apply, describe(m.work.Messages))
	m.note("more %t", m.Done())
	return false
}
