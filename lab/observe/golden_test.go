package observe

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/sim/check"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

var update = flag.Bool("update", false, "write the golden traces anew")

func TestMain(m *testing.M) {
	flag.Parse()
	time.Local = time.UTC // the supervisor writes local times, and the logs were recorded where that is UTC
	os.Exit(m.Run())
}

// lab is a lab that is down, with the logs of a recorded one.
func lab(dir string, members int) *labdir.Dir {
	h := &labdir.Dir{Path: dir}
	for number := 1; number <= members; number++ {
		h.Members = append(h.Members, labdir.Member{Name: labdir.Name(number)})
	}
	return h
}

func at(t *testing.T, clock string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339Nano, "2026-11-30T"+clock+"Z")
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// observed returns the trace of a part of a lab's logs, and the lines for people.
func observed(t *testing.T, h *labdir.Dir, from, to time.Time) (file, lines []byte, results []check.Result) {
	t.Helper()
	o := New(h)
	defer o.Close()
	if err := o.Read(); err != nil {
		t.Fatal(err)
	}
	var saved, story bytes.Buffer
	header := o.Header()
	writer, err := trace.NewWriter(&saved, header)
	if err != nil {
		t.Fatal(err)
	}
	suite := check.NewSuiteOf(header)
	o.Begin(from, many{writer, text.NewPrinter(&story, text.Options{}), suite})
	if err := o.Tell(to); err != nil {
		t.Fatal(err)
	}
	o.End(to, nil)
	if _, err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if doubts := o.Doubts(); len(doubts) > 0 {
		t.Errorf("doubts: %v", doubts)
	}
	return saved.Bytes(), story.Bytes(), suite.Results()
}

type many []trace.Sink

func (m many) Observe(e *trace.Event) {
	for _, one := range m {
		one.Observe(e)
	}
}

// Logs that real members wrote become these traces, and no property is violated in them. What must be in each is said
// here, in the words that people read.
func TestGoldenLogs(t *testing.T) {
	for _, one := range []struct {
		name, logs string
		members    int
		from, to   string
		says       []string
	}{
		{"crash", "three", 3, "22:23:48", "22:23:51", []string{
			"n1  t2  leader     is leader of term 2",
			"n1  t2  down       crashes",
			"pre-vote request #2 (term 3) to n1 is lost: receiver down",
			"n3  t3  leader     becomes leader of term 3",
			"n1  t2             restarts; on disk: term 2, log up to (2,11); its vote is not told",
		}},
		{"start", "three", 3, "22:23:45", "22:23:48", []string{
			"n1  t1  follower   starts as follower",
			"becomes leader of term 2",
		}},
		{"transfer", "three", 3, "22:23:52", "22:23:53", []string{
			"n3  t3  leader     is asked to hand leadership to n2",
			"n2  t4  candidate  becomes candidate for term 4: leadership transfer (order to campaign from n3)",
			"n3  t4  follower   steps down to follower in term 4: saw a higher term (vote request from n2)",
			"n2  t4  leader     becomes leader of term 4",
		}},
		{"partition", "three", 3, "22:23:53", "22:23:55", []string{
			"the network splits: n1 n3 | n2",
			"the cluster lost its leader n2: the leader is cut off from a quorum",
			"n1  t5  leader     becomes leader of term 5",
			"n2  t4  follower   steps down to follower in term 4: lost contact with a quorum",
			"the network heals",
		}},
		{"lease", "lease", 3, "22:15:58", "22:16:00", []string{
			"n3  t3  leader     ignores n2, which asks for its pre-vote for term 4: lease",
			"n2  t3  follower   returns to follower in term 3: heard the leader of this term",
		}},
		{"split", "split", 5, "22:24:13", "22:24:16", []string{
			"denies n1 its vote for term 4: already voted",
			"denies n2 its vote for term 4: already voted",
			"is candidate again, now for term 5",
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			file, lines, results := observed(t, lab("testdata/"+one.logs, one.members), at(t, one.from), at(t, one.to))
			for _, want := range one.says {
				if !strings.Contains(string(lines), want) {
					t.Errorf("nobody says %q in\n%s", want, lines)
				}
			}
			for _, r := range results {
				if r.Verdict == trace.Violated {
					t.Error(r.Evidence)
				}
				if r.Property == trace.LogMatching && r.Verdict != trace.Untested {
					t.Errorf("%v is %v, though no log tells of entries", r.Property, r.Verdict)
				}
			}
			golden := "testdata/" + one.name + ".trace"
			if *update {
				if err := os.WriteFile(golden, file, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || !bytes.Equal(file, want) {
				t.Errorf("the trace is another than %s (-update writes it): %v", golden, err)
			}
		})
	}
}

// A golden trace is whole, says that it is of real servers, and has no seed.
func TestTraceIsMarked(t *testing.T) {
	file, _, _ := observed(t, lab("testdata/three", 3), at(t, "22:23:48"), at(t, "22:23:51"))
	r, err := trace.NewReader(bytes.NewReader(file), "crash.trace")
	if err != nil {
		t.Fatal(err)
	}
	if h := r.Header(); !h.Live() || h.Engine != "etcd 3.7.3, live" || h.Seed != 0 || h.ScenarioDigest != "" {
		t.Errorf("%+v", h)
	}
}

// The sentences are those of the library that the lab's members are built with, word by word.
func TestSentencesAreTheLibrarys(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}} {{.Version}}", "go.etcd.io/raft/v3").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir, version, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if version != RaftVersion {
		t.Errorf("the library is %s, the sentences are of %s: compare them, and name the version", version, RaftVersion)
	}
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source []byte
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, text...)
	}
	source = bytes.ReplaceAll(source, []byte("\"+\n\t\t\t\""), nil) // a sentence of two lines
	known := map[string]bool{}
	for _, s := range sentences {
		known[s.format] = true
		if !bytes.Contains(source, []byte(`"`+s.format+`"`)) {
			t.Errorf("the library does not say %q", s.format)
		}
		if verbs, values := strings.Count(s.format, "%"), len(strings.Fields(s.values)); verbs != values {
			t.Errorf("%q has %d values, %d are named", s.format, verbs, values)
		}
	}
	for _, said := range regexp.MustCompile(`[lL]ogger\.(?:Info|Warning|Error)f?\("([^"]*)"`).FindAllSubmatch(source, -1) {
		if format := string(said[1]); !known[format] {
			t.Errorf("the library says %q, and it is not among the sentences", format)
		}
	}
}

func TestConfigurations(t *testing.T) {
	for text, want := range map[string][4]int{
		"voters=(a1 b2 c3)": {3, 0, 0, 0},
		"voters=()":         {0, 0, 0, 0},
		"voters=(a1 b2 c3 d4)&&(a1 b2 c3) learners=(e5) learners_next=(c3) autoleave": {4, 3, 1, 1},
	} {
		voters, outgoing, learners, next := parseConfig(text)
		if got := [4]int{len(voters), len(outgoing), len(learners), len(next)}; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// write makes a lab of one member with a log.
func write(t *testing.T, lines ...string) *labdir.Dir {
	t.Helper()
	h := lab(t.TempDir(), 1)
	if err := os.MkdirAll(filepath.Dir(h.Log(labdir.First)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.Log(labdir.First), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

func said(clock, library, sentence string) string {
	return `{"level":"info","ts":"2026-11-30T` + clock + `Z","logger":"raft","caller":"v3@` + library + `/raft.go:1","msg":"` + sentence + `"}`
}

func TestAClockThatGoesBackIsRefusedWhereItMatters(t *testing.T) {
	h := write(t, said("10:00:00.000000", RaftVersion, "a1 became follower at term 5"), said("10:00:10.000000", RaftVersion, "a1 became candidate at term 6"),
		said("10:00:05.000000", RaftVersion, "a1 became leader at term 6"), said("10:00:20.000000", RaftVersion, "a1 became follower at term 7"))
	o := New(h)
	defer o.Close()
	if err := o.Read(); err != nil {
		t.Fatal(err)
	}
	var back *ClockError
	o.Begin(at(t, "10:00:00"), many{})
	if err := o.Tell(at(t, "10:00:30")); !errors.As(err, &back) || back.Back != 5*time.Second || !strings.Contains(err.Error(), "--from 2026-11-30T10:00:10.000001Z") {
		t.Errorf("%v", err)
	}
	o.Begin(at(t, "10:00:11"), many{}) // behind it everything is in order
	if err := o.Tell(at(t, "10:00:30")); err != nil {
		t.Error(err)
	}
}

// Who looks at what goes on is told what came after the clock was set back, as where a log begins.
func TestAClockThatGoesBackIsFollowed(t *testing.T) {
	h := write(t, said("10:00:00.000000", RaftVersion, "a1 became follower at term 5"), said("10:00:10.000000", RaftVersion, "a1 became candidate at term 6"),
		said("09:00:05.000000", RaftVersion, "a1 became leader at term 6"), said("09:00:20.000000", RaftVersion, "a1 became follower at term 7"))
	o := NewLatest(h)
	defer o.Close()
	if err := o.Read(); err != nil || o.Stepped() != 1 || !o.First().Equal(at(t, "09:00:05")) {
		t.Fatalf("%v, %d steps, first %v", err, o.Stepped(), o.First())
	}
	terms := termsOf{}
	o.Begin(at(t, "09:00:00"), &terms)
	if err := o.Tell(at(t, "09:00:30")); err != nil {
		t.Fatal(err)
	}
	if got := terms.roles; len(got) != 2 || got[0] != trace.Leader || got[1] != trace.Follower {
		t.Errorf("%v", got)
	}
	if doubts := o.Doubts(); len(doubts) != 1 || !strings.Contains(doubts[0].EN, "begins at 2026-11-30T09:00:05Z") {
		t.Errorf("%v", doubts)
	}
}

func size(t *testing.T, file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// A log that was cut while it is read is read on from its new beginning.
func TestALogThatIsCut(t *testing.T) {
	h := write(t, said("10:00:01.000000", RaftVersion, "a1 became candidate at term 5"), said("10:00:01.500000", RaftVersion, "a1 became leader at term 5"))
	o := New(h)
	defer o.Close()
	terms := termsOf{}
	o.Begin(at(t, "10:00:00"), &terms)
	if err := errors.Join(o.Read(), o.Tell(at(t, "10:00:01.7"))); err != nil {
		t.Fatal(err)
	}
	cut := said("10:00:02.000000", RaftVersion, "a1 became follower at term 6") + "\n"
	cut += strings.Repeat("\n", int(size(t, h.Log(labdir.First)))-len(cut)) // as long as it was
	if err := os.WriteFile(h.Log(labdir.First), []byte(cut), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Read(), o.Tell(at(t, "10:00:03"))); err != nil {
		t.Fatal(err)
	}
	if got := terms.roles; len(got) != 3 || got[2] != trace.Follower {
		t.Errorf("%v", got)
	}
}

// Members of a new cluster start once, though their logs tell of two terms.
func TestAMemberStartsOnce(t *testing.T) {
	_, lines, _ := observed(t, lab("testdata/three", 3), at(t, "22:23:45"), at(t, "22:23:48"))
	if n := strings.Count(string(lines), "starts as follower"); n != 3 {
		t.Errorf("%d of 3 members start:\n%s", n, lines)
	}
}

func TestDoubts(t *testing.T) {
	h := write(t, said("10:00:01.000000", "v3.9.9", "a1 became candidate at term 6"), said("10:00:02.000000", "v3.9.9", "a1 does what nobody knows"),
		"panic: a line that is no JSON", said("10:00:03.000000", "v3.9.9", "a1 became leader at term 6"))
	o := New(h)
	defer o.Close()
	if err := o.Read(); err != nil {
		t.Fatal(err)
	}
	o.Begin(at(t, "10:00:00"), many{})
	if err := o.Tell(at(t, "10:00:30")); err != nil {
		t.Fatal(err)
	}
	var all string
	for _, doubt := range o.Doubts() {
		all += doubt.EN + "\n"
	}
	for _, want := range []string{"begins at 2026-11-30T10:00:01Z", "another version of raft, v3.9.9", `missing: 1, such as "a1 does what nobody knows"`} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in %s", want, all)
		}
	}
}

// What comes into a log while it is read is read next time, also when the log is rotated between.
func TestALogThatGrows(t *testing.T) {
	h := write(t, said("10:00:01.000000", RaftVersion, "a1 became follower at term 5"))
	o := New(h)
	defer o.Close()
	terms := termsOf{}
	step := func(until string) {
		t.Helper()
		if err := errors.Join(o.Read(), o.Tell(at(t, until))); err != nil {
			t.Fatal(err)
		}
	}
	o.Begin(at(t, "10:00:00"), &terms)
	step("10:00:01.5")
	log, err := os.OpenFile(h.Log(labdir.First), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	half := said("10:00:02.000000", RaftVersion, "a1 became candidate at term 6") + "\n"
	log.WriteString(half[:40])
	step("10:00:02.5")
	log.WriteString(half[40:])
	log.Close()
	if err := os.Rename(h.Log(labdir.First), h.Log(labdir.First)+".1"); err != nil {
		t.Fatal(err)
	}
	next := said("10:00:03.000000", RaftVersion, "a1 became leader at term 6") + "\n"
	if err := os.WriteFile(h.Log(labdir.First), []byte(next), 0o600); err != nil {
		t.Fatal(err)
	}
	step("10:00:04")
	if got := terms.roles; len(got) != 3 || got[1] != trace.Candidate || got[2] != trace.Leader {
		t.Errorf("%v", got)
	}
}

type termsOf struct{ roles []trace.Role }

func (r *termsOf) Observe(e *trace.Event) {
	if e.Kind == trace.RoleChange {
		r.roles = append(r.roles, e.Role)
	}
}
