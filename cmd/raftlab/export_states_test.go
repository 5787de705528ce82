//go:build with_tla

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// transition is a line as tla/Traceetcdraft.tla reads it.
type transition struct {
	Level, Msg, Tag string
	TS              json.Number
	Event           struct {
		Name  string
		Nid   string
		State struct {
			Term   uint64
			Vote   string
			Commit uint64
		}
		Role string
		Log  uint64
		Conf [2][]string
		Msg  *struct {
			Type, From, To, Vote                              string
			Term, LogTerm, Index, Commit, RejectHint, Entries uint64
			Reject                                            bool
		}
		Prop map[string]any
	}
}

// What is written is read back: every line in the form of the specification, in an order that the sorting of its script keeps, beginning
// with the boot of all servers; each message is received after it is sent, and no more often; and one server of a term leads.
func TestTransitionsAreReadBack(t *testing.T) {
	for _, scenario := range []string{"cold-start", "leader-crash", "minority-leader", "snapshot-to-follower"} {
		cmd := exec.Command("raftlab", "export", scenario, "--to", "tla", "--seed", "3", "-f", t.TempDir()+"/states.ndjson")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Fatalf("%s: %v, %s", scenario, err, out)
		}
		text, err := os.ReadFile(cmd.Args[len(cmd.Args)-1])
		if err != nil {
			t.Fatal(err)
		}
		checkTransitions(t, scenario, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
	}
}

func checkTransitions(t *testing.T, scenario string, lines []string) {
	leaders, under, names := map[uint64]string{}, map[string]int{}, map[string]int{}
	last := ""
	for i, line := range lines {
		var e transition
		decoder := json.NewDecoder(bytes.NewReader([]byte(line)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil || e.Tag != "trace" {
			t.Fatalf("%s:%d: %v: %s", scenario, i+1, err, line)
		}
		third := strings.SplitN(line, ":", 3)[2] // sort -t: -k3, which the script of the specification does
		if third <= last {
			t.Fatalf("%s:%d: sorted, it would come before the line before", scenario, i+1)
		}
		last = third
		names[e.Event.Name]++
		if id, err := strconv.Atoi(e.Event.Nid); err != nil || id < 1 || id > 5 {
			t.Fatalf("%s:%d: server %q", scenario, i+1, e.Event.Nid)
		}
		if e.Event.Role == "StateLeader" {
			if other, led := leaders[e.Event.State.Term]; led && other != e.Event.Nid {
				t.Fatalf("%s:%d: %s and %s lead term %d", scenario, i+1, other, e.Event.Nid, e.Event.State.Term)
			}
			leaders[e.Event.State.Term] = e.Event.Nid
		}
		if e.Event.Msg == nil {
			continue
		}
		message, _ := json.Marshal(e.Event.Msg)
		if strings.HasPrefix(e.Event.Name, "Send") {
			under[string(message)]++
		} else if under[string(message)]--; under[string(message)] < 0 {
			t.Fatalf("%s:%d: it was received more often than sent: %s", scenario, i+1, line)
		}
	}
	for _, name := range []string{"InitState", "BecomeFollower", "BecomeCandidate", "BecomeLeader", "SendRequestVoteRequest", "ReceiveRequestVoteResponse",
		"SendAppendEntriesRequest", "ReceiveAppendEntriesRequest", "Commit", "Ready"} {
		if names[name] == 0 {
			t.Errorf("%s: there is no %s among %v", scenario, name, names)
		}
	}
	if begins := []string{"InitState", "ApplyConfChange", "BecomeFollower"}; len(leaders) == 0 || !slices.ContainsFunc(begins, func(name string) bool { return strings.Contains(lines[0], name) }) {
		t.Errorf("%s: leaders %v, and it begins with %s", scenario, leaders, lines[0])
	}
}
