package ladder

import (
	"cmp"
	"context"
	"flag"
	"strings"
	"sync/atomic"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/engine/guest/testdata/differently"
	"raftlab/sim/engine/guest/testdata/figure2"
	"raftlab/sim/lang"
)

type answerer interface{ Answer(line []byte) []byte }

// host makes programs in this process.
type host func() answerer

func (h host) Start() (guest.Conn, error) {
	c := conn{h()}
	_, err := guest.Hello(c)
	return c, err
}

// Features asks a program of its own.
func (h host) Features() engine.Features {
	has, err := guest.Hello(conn{h()})
	if err != nil {
		return engine.AllFeatures
	}
	return has
}
func (host) End(guest.Conn) {}

type conn struct{ answerer }

func (c conn) Call(request []byte) ([]byte, error) { return c.Answer(request), nil }

func try(t *testing.T, seeds uint64, letters string, make func() answerer) *Report {
	t.Helper()
	var parts []Part
	for _, p := range Parts() {
		if strings.Contains(letters, p.Letter) {
			parts = append(parts, p)
		}
	}
	report, err := Try(context.Background(), Fit(parts, host(make).Features()), Options{Host: host(make), Title: "exec:./raft", Seeds: seeds, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func with(mistake string) func() answerer {
	return func() answerer { return &figure2.Program{Mistake: mistake} }
}

func follow(*First) []string { return nil }

// What is right passes, however it is written.
func TestCorrectProgramsPass(t *testing.T) {
	for name, make := range map[string]func() answerer{
		"figure 2": with(""), "differently": func() answerer { return &differently.Program{} },
	} {
		if r := try(t, *seeds/2, "ABCD", make); !r.Held() || r.Points != 100 {
			t.Errorf("%s:\n%s", name, r.Text(lang.English, follow))
		}
	}
}

// "Hearing from a current leader" can be read so that a leader of an earlier term counts for an election timeout, too.
func TestLeadersOfEarlierTermsMayCount(t *testing.T) {
	if r := try(t, 12, "D", with("knows old leaders")); !r.Held() {
		t.Error(r.Text(lang.English, follow))
	}
}

// inPart is the part of the ladder that a mistake fails first.
var inPart = map[string]string{"never persists": "C", "votes unpersisted": "C", "acknowledges unpersisted": "C", "checks no gap": "B", "votes for a log behind": "B",
	"keeps conflicts": "B", "commits what it has": "B", "commits an old term": "C", "counts stale successes": "B",
	"pre-votes for a log behind": "D", "pre-votes while it hears a leader": "D", "takes the term of a pre-vote": "D", "asks for no pre-votes": "D",
	"counts no pre-votes": "D", "leads without a quorum": "D", "votes while it hears a leader": "D", "hands over too early": "D", "takes over in a later term": "D",
	"says it was called": "D", "installs a stale snapshot": "D", "drops what follows a snapshot": "D", "keeps what conflicts with a snapshot": "D",
	"answers a snapshot and saves none": "D", "never sends a snapshot": "D"}

// Every mistake fails the part that is about it, and is left as a file.
func TestMistakesFail(t *testing.T) {
	for _, mistake := range figure2.Mistakes {
		t.Run(mistake, func(t *testing.T) {
			letter := cmp.Or(inPart[mistake], "A")
			r := try(t, *seeds, letter, with(mistake))
			first := r.Parts[0].First
			if r.Held() || first == nil || r.Points == r.Of && r.Of > 0 {
				t.Fatal(r.Text(lang.English, follow))
			}
			t.Logf("%s: %s (%d of %d steps): %s", letter, first.Name, first.Steps, first.Before, first.Words.EN)
			if _, err := scenarios.Load("first.yaml", []byte(first.Source)); err != nil {
				t.Error(err)
			}
		})
	}
}

// A leader that always sends all that a follower lacks shows no follower that commits too much. The ladder's network does.
func TestCommitToTheEndIsSeenWhateverALeaderSends(t *testing.T) {
	r := try(t, 1, "B", func() answerer { return &differently.Program{CommitsToTheEnd: true} })
	if first := r.Parts[0].First; first == nil || first.Name != "commit-bound" || !strings.Contains(first.Words.EN, "breaks AppendEntries, rule 5: commitIndex becomes") {
		t.Error(r.Text(lang.English, follow))
	}
}

// seeds is how many schedules of a part the tests try.
var seeds = flag.Uint64("seeds", 8, "number of schedules for tests over many")

// A program without persistence passes the parts that come before.
func TestPersistenceComesLast(t *testing.T) {
	if r := try(t, *seeds/2, "AB", with("never persists")); !r.Held() {
		t.Error(r.Text(lang.English, follow))
	}
}

// random answers a request for a vote as it likes.
type random struct {
	figure2.Program
	asked *int
}

func (p *random) Answer(line []byte) []byte {
	answer := p.Program.Answer(line)
	if *p.asked++; *p.asked%50 == 0 {
		return []byte(strings.Replace(string(answer), `"voteGranted":true`, `"voteGranted":false`, 1))
	}
	return answer
}

func TestChanceIsFound(t *testing.T) {
	asked := 0
	report, err := Try(context.Background(), Parts()[:1], Options{Host: host(func() answerer { return &random{asked: &asked} }), Seeds: 5})
	if err != nil {
		t.Fatal(err)
	}
	if report.Held() || !strings.Contains(report.Differs.EN, "it answers an equal request differently: n") {
		t.Error(report.Text(lang.English, follow))
	}
}

// An interrupted try tells what there is so far, and gives no points.
func TestInterruptedTry(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	done := new(atomic.Uint64)
	asked := 0
	report, err := Try(ctx, Parts(), Options{Host: host(func() answerer { return &interrupter{asked: &asked, stop: interrupt} }), Seeds: 50, Done: done})
	if err == nil || report == nil || len(report.Parts) != 1 || !report.Parts[0].Unfinished || done.Load() == 0 {
		t.Fatalf("%v: %+v after %d runs", err, report, done.Load())
	}
	if text := report.Text(lang.English, follow); !strings.Contains(text, "interrupted: so far 5 of 5 scenarios and") || strings.Contains(text, "points") {
		t.Error(text)
	}
}

// interrupter interrupts the try in which it plays.
type interrupter struct {
	figure2.Program
	asked *int
	stop  func()
}

func (p *interrupter) Answer(line []byte) []byte {
	if *p.asked++; *p.asked == 20_000 {
		p.stop()
	}
	return p.Program.Answer(line)
}

func TestReportInChinese(t *testing.T) {
	text := try(t, 3, "A", with("votes twice")).Text(lang.Chinese, follow)
	for _, want := range []string{"选举", "第一个失败", "违反 RequestVote 规则 2（5.2）"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
}
