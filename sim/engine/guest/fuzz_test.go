package guest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/engine/guest/testdata/figure2"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

// interloper plays as Figure 2 says, but for one answer.
type interloper struct {
	figure2.Program
	calls, at int
	line      string
}

func (p *interloper) Answer(request []byte) []byte {
	if p.calls++; p.calls == p.at {
		return []byte(p.line)
	}
	return p.Program.Answer(request)
}

// answered runs a schedule in which every server gives one answer that is not the program's, and returns what is found.
func answered(t testing.TB, at int, line string) *findings {
	engine, found := engineOf(func() answerer { return &interloper{at: at, line: line} })
	s := schedule.For(engine, schedule.Timed(3))
	s.MaxEvents = 2000
	if err := sim.New(engine).Run(s, 3); err != nil {
		t.Fatal(err)
	}
	return found
}

// Each answer that cannot be is named, with what to write instead.
func TestWrongAnswersAreNamed(t *testing.T) {
	for line, want := range map[string]string{
		`{"curentTerm":1}`:                "there is no field \"curentTerm\" (did you mean currentTerm?)",
		`{"currentTerm":"1"}`:             "currentTerm is \"1\" (write a whole number, 0 or more)",
		`{"currentTerm":-1}`:              "currentTerm is -1 (write a whole number, 0 or more)",
		`{"persist":1}`:                   "persist is 1 (write true or false)",
		`{"role":"precandidate"}`:         "role is precandidate, and boot said preVote false",
		`{"role":"boss"}`:                 `role is "boss" (write follower, candidate or leader; with preVote also precandidate)`,
		`got a vote`:                      `it printed "got a vote" (standard output is for answers`,
		``:                                `it printed "" (standard output is for answers`,
		`{} {}`:                           `the line goes on after the object: "{}"`,
		`{"role":`:                        "write one JSON object in one line",
		`{"votedFor":77}`:                 "votedFor is 77, and there is no such server (0: nobody)",
		`{"commitIndex":9}`:               "commitIndex is 9, and the log ends at",
		`{"log":{"from":9,"entries":[]}}`: "log.from is 9, and the log ends at",
		`{"log":{"from":1,"entries":[{"term":1,"data":"me"}]}}`:          `entry 1 has data "me", which nobody gave to this server since it booted`,
		`{"currentTerm":9007199254740992}`:                               "a term is at most 2^53-1",
		`{"send":[{"to":99,"type":"RequestVote"}]}`:                      "send[0]: to is 99, and there is no such server",
		`{"send":[{"to":2,"type":"RequestVotes"},{"to":1}]}`:             `type is "RequestVotes" (did you mean RequestVote?)`,
		`{"send":[{"to":2,"type":"x"},{"to":1,"type":"x"}]}`:             `type is "x" (write RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, PreVote, PreVoteReply, TimeoutNow, InstallSnapshot, InstallSnapshotReply)`,
		`{"send":[{"to":2,"type":"AppendEntriesReply","call":999}]}`:     "call 999 brought no AppendEntries, or that is answered already",
		`{"send":[{"to":2,"type":"PreVote"},{"to":1,"type":"PreVote"}]}`: "type is PreVote, and boot said preVote false",
		`{"send":[{"to":3,"type":"RequestVote","term":999}]}`:            "term is 999, and currentTerm is",
		`{"send":[{"to":2,"type":"InstallSnapshot"},{"to":1}]}`:          "type is InstallSnapshot, and this server has no snapshot (compact says when it has one)",
		`{"installSnapshot":true,"persist":true}`:                        "installSnapshot, and this call brought no InstallSnapshot",
	} {
		found := answered(t, 4, line)
		if len(found.all) == 0 || !strings.Contains(found.all[0].Words.EN, want) && !strings.Contains(found.all[0].Words.EN, "the server itself") {
			t.Errorf("%s: %v", line, found.all)
			continue
		}
		if f := found.all[0]; f.Fault == nil || !strings.HasPrefix(f.Words.EN, f.Node.String()+", call ") || f.Words.ZH == "" {
			t.Errorf("%s: %+v", line, f)
		}
	}
}

// sender asks n1 or n2 for its vote whenever its timer expires, with something in extra.
type sender struct {
	extra string
	to    string
}

func (p *sender) Answer(request []byte) []byte {
	switch {
	case bytes.Contains(request, []byte(`"hello"`)):
		return []byte(`{"raftlab":1}`)
	case bytes.Contains(request, []byte(`"boot"`)):
		p.to = "2"
		if bytes.Contains(request, []byte(`"id":2,`)) {
			p.to = "1"
		}
	case bytes.Contains(request, []byte(`"timeout"`)):
		return []byte(`{"send":[{"to":` + p.to + `,"type":"RequestVote","extra":"` + p.extra + `"}]}`)
	}
	return []byte(`{}`)
}

// observer is told nothing that a test wants to know.
type observer struct{ engine.Observer }

func (observer) Reconfigured(trace.Config) {}

// A boot that would not go into a line is not written.
func TestALongRequestIsNotWritten(t *testing.T) {
	e, found := engineOf(right)
	e.Heard = func(guest.Call) { t.Error("it was written") }
	log := []engine.Entry{{Index: 1, Term: 1, Kind: trace.Command, Data: bytes.Repeat([]byte("x"), guest.MostLine)}}
	e.NewNode().Boot(engine.Config{ID: 1}, &engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1, 2}}}, Entries: log}, observer{})
	if want := "n1, call 1 (boot): this request would have 10488"; len(found.all) != 1 || !strings.HasPrefix(found.all[0].Words.EN, want) {
		t.Errorf("%v", found.all)
	}
}

// A line has at most a mebibyte in both directions: extra has a limit of half of it, which its sender is told, so what raftlab adds has room.
func TestLinesHaveALimitInBothDirections(t *testing.T) {
	for letters, want := range map[int]string{
		1<<19 - 2: "",
		1<<19 - 1: "send[0]: extra has 524289 bytes (at most 524288, 512 KiB)",
		1 << 20:   "a line of more than 1 MiB",
	} {
		longest := 0
		engine, found := engineOf(func() answerer { return &sender{extra: strings.Repeat("x", letters)} })
		engine.Heard = func(c guest.Call) { longest = max(longest, len(c.Request)) }
		s := schedule.For(engine, schedule.Timed(3))
		s.MaxEvents = 60
		if err := sim.New(engine).Run(s, 3); err != nil {
			t.Fatal(err)
		}
		faults := slices.DeleteFunc(found.all, func(f guest.Finding) bool { return f.Fault == nil })
		switch {
		case want == "" && (len(faults) > 0 || longest < letters || longest > guest.MostLine):
			t.Errorf("%d letters: a request of %d bytes, %v", letters, longest, faults)
		case want != "" && (len(faults) == 0 || !strings.Contains(faults[0].Words.EN, want)):
			t.Errorf("%d letters: %v", letters, faults)
		}
	}
}

// What only increases may not go back, also where an answer says nothing of it.
func TestNothingGoesBack(t *testing.T) {
	for line, want := range map[string]string{
		`{"currentTerm":0}`:               "currentTerm goes back from ",
		`{"commitIndex":0}`:               "commitIndex goes back from ",
		`{"log":{"from":1,"entries":[]}}`: ", and the log ends at 0",
	} {
		found := answered(t, 60, line)
		if len(found.all) == 0 || found.all[0].Fault == nil || !strings.Contains(found.all[0].Words.EN, want) {
			t.Errorf("%s: %v", line, found.all)
		}
	}
}

// Whatever is answered, nothing panics, and a fault says where it is. The program itself may: it is asked for heartbeats
// as the leader that one answer made of it.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{`{}`, `{"role":"leader","currentTerm":3,"votedFor":1,"persist":true}`, `{"role":"leader"}`, `{"log":{"from":1,"entries":[{"term":2,"data":null}]},"commitIndex":1}`,
		`{"send":[{"to":2,"type":"AppendEntries","prevLogIndex":9007199254740991,"entries":[{"term":1}]}]}`, `{"send":[{"to":2,"type":"RequestVoteReply","voteGranted":true,"call":3,"extra":[1]}]}`,
		`{"log":{"from":1,"entries":[]}}`, `{"installSnapshot":true,"persist":true,"log":{"from":3,"entries":[]}}`, `{"send":[{"to":2,"type":"InstallSnapshot","lastIncludedIndex":3,"lastIncludedTerm":1}]}`, `{"send":[{"to":1,"type":"AppendEntriesReply","success":true,"lastLogIndex":18446744073709551615}]}`} {
		f.Add(seed, 5)
	}
	f.Fuzz(func(t *testing.T, line string, at int) {
		for _, found := range answered(t, 2+(at&0xff), line).all {
			if found.Words.EN == "" || found.Words.ZH == "" || strings.Contains(found.Words.ZH, "%!(") && !strings.Contains(line, "%!(") || found.Fault == nil == (found.Rule == 0) {
				t.Errorf("%+v", found)
			}
		}
	})
}

// A program that speaks another version is not played with.
func TestHelloIsHeldTo(t *testing.T) {
	for answer, want := range map[string]string{
		`{"raftlab":2}`:                         `its answer to hello: raftlab is 2 (write {"raftlab":1})`,
		`{}`:                                    `its answer to hello: raftlab is 0 (write {"raftlab":1})`,
		`{"raftlab":1,"features":["learners"]}`: `its answer to hello: there is no feature "learners" (there are preVote, checkQuorum, transfer, snapshots)`,
		`hello`:                                 "its answer to hello: it printed \"hello\"",
	} {
		if _, err := guest.Hello(conn{&interloper{at: 1, line: answer}}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
