package timeline

import (
	"testing"

	"raftlab/sim/trace"
)

// A server that restarts has forgotten what is committed, but for what it says at that moment.
func TestRestartKeepsWhatItCommitsAtOnce(t *testing.T) {
	s := Server{
		Bands: []Band{{From: 0, Role: trace.Follower}, {From: 20 * ms}, {From: 30 * ms, Role: trace.Follower}},
		Log:   []LogChange{{At: 5 * ms, First: 1, Index: 1, Term: 1}, {At: 6 * ms, First: 2, Index: 2, Term: 1}},
	}
	for _, test := range []struct {
		commits []Commit
		want    trace.Index
	}{
		{[]Commit{{At: 10 * ms, Index: 2}}, 0},
		{[]Commit{{At: 10 * ms, Index: 2}, {At: 30 * ms, Index: 1}}, 1},
	} {
		s.Commits = test.commits
		states := s.LogStates()
		if last := states[len(states)-1]; last.At != 30*ms || last.Committed != test.want {
			t.Errorf("after %v: commit index %d from %v on, want %d from 30ms on", test.commits, last.Committed, last.At, test.want)
		}
	}
}
