package plots

import (
	"bytes"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

func drawn(t testing.TB, run *timeline.Timeline, format Format, l lang.Lang) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := Draw(&file, run, format, Options{Lang: l, Command: "raftlab run everything --seed 11"}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// wholeOf lays out a whole run.
func wholeOf(run *timeline.Timeline, l lang.Lang) *whole {
	return newWhole(run, Options{Lang: l})
}

func TestSameTimelineSameBytes(t *testing.T) {
	for format, l := range map[Format]lang.Lang{SVG: lang.Chinese, PNG: lang.English, PDF: lang.Chinese} {
		if !bytes.Equal(drawn(t, eventful(), format, l), drawn(t, eventful(), format, l)) {
			t.Errorf("format %d, language %s: two drawings of one run differ", format, l)
		}
	}
}

// A PDF says when it was made: that must not be now.
func TestPDFHasNoDateOfItsOwn(t *testing.T) {
	pdf := drawn(t, eventful(), PDF, lang.English)
	if n := bytes.Count(pdf, []byte("(D:19700101000000")); n != 2 {
		t.Errorf("%d fixed dates in the PDF, not 2", n)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || bytes.Contains(pdf, []byte("/Font /Type")) {
		t.Error("no PDF, or one that needs a font")
	}
}

func TestLanguageChangesThePicture(t *testing.T) {
	if bytes.Equal(drawn(t, eventful(), SVG, lang.English), drawn(t, eventful(), SVG, lang.Chinese)) {
		t.Error("English and Chinese pictures are the same")
	}
}

func TestPictureNeedsNoFont(t *testing.T) {
	if bytes.Contains(drawn(t, eventful(), SVG, lang.Chinese), []byte("<text")) {
		t.Error("the SVG has text that needs a font")
	}
}

// Every run must give a page of a sensible size, at most as high as wide.
func TestEveryRunCanBeDrawn(t *testing.T) {
	for name, run := range edgeRuns() {
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			_, page, _ := strings.Cut(string(drawn(t, run, SVG, l)), `width="1200pt" height="`)
			size, _, _ := strings.Cut(page, "pt")
			if height, err := strconv.ParseFloat(size, 64); err != nil || height < 300 || height > 1200 {
				t.Errorf("%s: the page is %q high", name, size)
			}
			if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Errorf("%s: the page has a length that is no number", name)
			}
		}
	}
}

func TestPNGHas96DotsPerInch(t *testing.T) {
	config, err := png.DecodeConfig(bytes.NewReader(drawn(t, newRun(5, "").Timeline(), PNG, lang.English)))
	if err != nil || config.Width != pageWidth*96/72 {
		t.Errorf("%d dots wide, %v", config.Width, err)
	}
}

func TestUnknownFormatIsRefused(t *testing.T) {
	if err := Draw(&bytes.Buffer{}, eventful(), 0, Options{}); err == nil {
		t.Error("format 0 was drawn")
	}
	if _, err := FormatOf("run.gif"); err == nil {
		t.Error("run.gif is a format")
	}
	if f, err := FormatOf("a/run.SVG"); f != SVG || err != nil {
		t.Errorf("run.SVG: %v, %v", f, err)
	}
}

func TestFinding(t *testing.T) {
	sound := eventful()
	sound.Breaches = nil
	alone := *sound
	alone.Outages, alone.Elections = sound.Outages[:1], sound.Elections[:1]
	for _, c := range []struct {
		run    *timeline.Timeline
		en, zh string
	}{
		{eventful(), "Election safety is violated after 900 ms", "900 ms 时选举安全性被违反"},
		{sound, "A split vote in term 2 keeps the cluster without a leader for 356 ms", "任期 2 选票分裂，集群 356 ms 没有领导者"},
		{&alone, "The first timer expires after 170 ms, and n3 leads term 1 after 186 ms",
			"第一个计时器在 170 ms 时到期，n3 在 186 ms 时当选任期 1 的领导者"},
		{newRun(3, "").Timeline(), "The cluster always has a leader", "集群始终有领导者"},
		{realRun(t, "leader-crash", 1), "n5 crashes: 178 ms without a leader until n4 leads term 2",
			"n5 宕机：178 ms 没有领导者，随后 n4 在任期 2 当选"},
		{realRun(t, "figure-8", 1), "Entry 2 of term 2 is on 3 of 5 servers, and is overwritten all the same",
			"任期 2 的条目 2 已在 5 台服务器中的 3 台上，仍被覆盖"},
		{realRun(t, "forgotten-vote", 1), "n2 votes for n1 and for n3 in term 1: one vote per term is violated after 76 ms",
			"n2 在任期 1 先后投票给 n1 和 n3：76 ms 时每任期一票被违反"},
		{realRun(t, "pre-vote", 1), "n5 asks 10 times for pre-votes in vain: n1 leads on in term 1",
			"n5 请求预投票 10 次，都没有成功：n1 继续领导任期 1"},
		{realRun(t, "removed-server", 1), "n5 stands for election 9 times in vain: n1 leads on in term 1",
			"n5 参选 9 次，都没有当选：n1 继续领导任期 1"},
		{realRun(t, "no-quorum", 1), "No quorum in reach: 12 elections fail, no leader for the last 2500 ms",
			"联系不到多数派：12 次选举失败，最后 2500 ms 没有领导者"},
		{realRun(t, "three-groups", 1), "No quorum in reach: 7 elections fail, 1591 ms without a leader until n3 leads term 9",
			"联系不到多数派：7 次选举失败，1591 ms 没有领导者，随后 n3 在任期 9 当选"},
		{realRun(t, "partial-partition", 1),
			"n1 steps down for the higher term of n2, whose log is behind: 860 ms without a leader until n5 leads term 7",
			"n1 因 n2 的更高任期下台，而后者的日志落后：860 ms 没有领导者，随后 n5 在任期 7 当选"},
		{realRun(t, "higher-term-shorter-log", 1), "n2 crashes, and the log of n1 is behind: 111 ms without a leader until n3 leads term 4",
			"n2 宕机，而 n1 的日志落后：111 ms 没有领导者，随后 n3 在任期 4 当选"},
	} {
		for l, want := range map[lang.Lang]string{lang.English: c.en, lang.Chinese: c.zh} {
			if got := diagnosis.Of(c.run, diagnosis.Whole(c.run)).In(l); got != want {
				t.Errorf("%s: %q, want %q", l, got, want)
			}
		}
	}
}

// A part of the run in which an old leader does not know that it was replaced.
func TestFindingNamesWhoStillBelievesThatItLeads(t *testing.T) {
	run := realRun(t, "heal", 1)
	part := diagnosis.Window{From: 1490 * ms, To: 1620 * ms}
	if got, want := diagnosis.Of(run, part).In(lang.English), "n5 leads term 2, and n1 still believes that it leads term 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	part = diagnosis.Window{From: 1700 * ms, To: 1800 * ms}
	if got, want := diagnosis.Of(run, part).In(lang.English), "n5 leads term 2 all the time"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFindingNamesWhoDeposedTheLeader(t *testing.T) {
	r := newRun(3, "")
	r.lead(1, 1)
	r.now += 100 * ms
	r.tell(trace.Event{Kind: trace.RoleChange, Node: 1, Role: trace.Follower, Term: 7, Reason: trace.HigherTerm, Peer: 3})
	r.tell(trace.Event{Kind: trace.ClusterLed, Reason: trace.LeaderDeposed})
	r.now += 50 * ms
	r.tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	run := r.Timeline()
	if got, want := diagnosis.Of(run, diagnosis.Whole(run)).In(lang.English), "n1 steps down for the higher term of n3: no leader for the last 50 ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPhasesAreSaid(t *testing.T) {
	run := eventful()
	for l, want := range map[lang.Lang][]string{
		lang.English: {"timer of n1 expires after 116 ms", "term 2: split 2–2", "term 3: won 3/5"},
		lang.Chinese: {"n1 的计时器在 116 ms 后到期", "任期 2：选票分裂 2–2", "任期 3：当选 3/5"},
	} {
		var got []string
		for _, phase := range run.Outages[1].Phases {
			got = append(got, diagnosis.PhaseWords(l, run, phase)[0])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
	}
}

// An election that the end of the run cuts short tells less than one that came to its end.
func TestWindowIsOfAnElectionThatEnded(t *testing.T) {
	run := realRun(t, "removed-server", 1)
	last := run.Elections[len(run.Elections)-1]
	if diagnosis.FailureOf(run, last) != diagnosis.CutShort {
		t.Fatalf("the last election is not cut short: %+v", last)
	}
	if from := diagnosis.Enlarged(run).From; from > run.Elections[len(run.Elections)-2].From {
		t.Errorf("enlarged from %v on: the election before is not shown whole", from)
	}
}

func TestWhyNobodyWon(t *testing.T) {
	for _, c := range []struct {
		scenario string
		term     trace.Term
		want     diagnosis.Failure
		words    string
	}{
		{"no-quorum", 4, diagnosis.OutOfReach, "no quorum"}, // n3 and n4 had voted too, but two votes more are none of three
		{"no-quorum", 14, diagnosis.CutShort, "undecided"},
		{"partial-partition", 2, diagnosis.ShortLog, "log behind"},
		{"partial-partition", 12, diagnosis.SplitVote, "split 2–2"},
		{"partial-partition", 13, diagnosis.Unexplained, "nobody won"}, // n5 was granted three votes; an answer was lost
		{"pre-vote-alone", 3, diagnosis.ShortLog, "pre-vote failed"},
	} {
		run := realRun(t, c.scenario, 1)
		for _, e := range run.Elections {
			if e.Term != c.term {
				continue
			}
			if why, words := diagnosis.FailureOf(run, e), diagnosis.FailureInShort(lang.English, run, e); why != c.want || words != c.words {
				t.Errorf("%s, term %d: failure %d, %q", c.scenario, c.term, why, words)
			}
		}
	}
}

// focusTexts returns what a focus figure says, and its panel.
func focusTexts(t *testing.T, scenario string) ([]string, *panel) {
	t.Helper()
	f := newFocus(realRun(t, scenario, 1), Options{Lang: lang.English})
	var said []string
	for _, text := range textsOf(t, f) {
		said = append(said, text.text)
	}
	return said, f.part
}

func TestRejectedEntriesAreDrawn(t *testing.T) {
	if said, _ := focusTexts(t, "follower-catch-up"); !slices.Contains(said, "does not fit") || !slices.Contains(said, "refused") {
		t.Errorf("no rejection in %q", said)
	}
}

func TestDenialForTheLogShowsLogs(t *testing.T) {
	if said, p := focusTexts(t, "higher-term-shorter-log"); !p.logs || !slices.Contains(said, "log behind") {
		t.Errorf("logs %t in %q", p.logs, said)
	}
	if _, p := focusTexts(t, "leader-crash"); p.logs {
		t.Error("logs are drawn where they are not the story")
	}
}

func TestCopiesLookLikeCopies(t *testing.T) {
	said, p := focusTexts(t, "lossy-network")
	if !slices.Contains(said, "copy") || !strings.Contains(strings.Join(said, "\n"), "duplicates 25%") {
		t.Errorf("no copies in %q", said)
	}
	for _, m := range p.t.Messages {
		if dotted := p.flight(m, false).pen.dash != nil; dotted != m.Copy {
			t.Fatalf("dotted %t: %+v", dotted, m)
		}
	}
	if said, _ := focusTexts(t, "leader-crash"); slices.Contains(said, "copy") {
		t.Error("the legend explains copies, and there are none")
	}
}

// What is drawn and what the foot says is not drawn are all messages.
func TestOmissionsAreCounted(t *testing.T) {
	for until, level := range map[time.Duration]detail{900 * ms: fine, 4 * time.Second: medium, time.Minute: coarse} {
		run := eventful()
		run.End = until
		p := wholeOf(run, lang.English).part
		if p.detail != level {
			t.Errorf("%v: detail %d, want %d", until, p.detail, level)
		}
		shown := 0
		for i, m := range run.Messages {
			if p.draws(m, false, i) {
				shown++
			}
		}
		o := p.omitted
		if sum := shown + o.heartbeats + o.entries + o.replies + o.preVotes + o.votes + o.underWay; sum != len(run.Messages) {
			t.Errorf("%v: %d messages drawn or counted of %d", until, sum, len(run.Messages))
		}
		if level == coarse && shown > 0 {
			t.Errorf("%d messages drawn where only bars are", shown)
		}
	}
}

func TestNetworkBands(t *testing.T) {
	cut := func(at, until int, from, to trace.NodeID) timeline.Fault {
		return timeline.Fault{At: time.Duration(at), Until: time.Duration(until), Fault: trace.CutLink, Node: from, Peer: to}
	}
	got := networkBands(&timeline.Timeline{Faults: []timeline.Fault{
		cut(1, 5, 1, 2), cut(1, 5, 2, 1), {At: 2, Until: 4, Fault: trace.Crash, Node: 3},
		{At: 3, Until: 9, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1}, {2, 3}}}, cut(5, 6, 1, 3)}}, newScale(0, time.Second))
	want := []band{{1, 5, "× n1 → n2, × n2 → n1", 0}, {3, 9, "n1 | n2 n3", 1}, {5, 6, "× n1 → n3", 0}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestNotesAreBesideOrAboveEachOther(t *testing.T) {
	note := func(at time.Duration, text string) timeline.Note {
		return timeline.Note{At: at, Text: lang.Text{EN: text}}
	}
	run := &timeline.Timeline{End: time.Second, Notes: []timeline.Note{note(0, "a first note that is long"),
		note(10*ms, "a second one"), note(500*ms, "far away"), note(990*ms, "at the end of the run")}}
	p := wholeOf(run, lang.English).part
	var rows []int
	for _, r := range p.notes { // the last note first
		rows = append(rows, r.row)
		if r.x0 < p.left || r.x1 > p.right {
			t.Errorf("%q is outside the picture", r.text)
		}
	}
	if want := []int{0, 0, 0, 1}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

func TestTicks(t *testing.T) {
	for span := time.Millisecond; span < 100*time.Hour; span = span*3/2 + 1 {
		step := tickStep(span)
		if n := span / step; n < 4 || n > 12 {
			t.Errorf("%v: %d steps of %v", span, n, step)
		}
	}
	for _, c := range []struct {
		at, step, span time.Duration
		want           string
	}{
		{0, 500 * ms, 4 * time.Second, "0.0 s"}, {1500 * ms, 500 * ms, 4 * time.Second, "1.5"},
		{50 * ms, 50 * ms, 500 * ms, "0.05"}, {20 * ms, 10 * ms, 100 * ms, "20"}, {0, 10 * ms, 100 * ms, "0 ms"},
	} {
		if got := tickLabel(c.at, c.step, c.span, c.at == 0); got != c.want {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestTextThatDoesNotFit(t *testing.T) {
	var s sheet
	l := lettering{face: regular(), size: 10}
	if got := s.cut(l, 30, "a long sentence"); !strings.HasSuffix(got, "…") || s.textWidth(l, got) > 30 {
		t.Errorf("cut to %q", got)
	}
	if got := s.wrap(l, 40, "one two three four"); strings.Join(got, " ") != "one two three four" || len(got) < 2 {
		t.Errorf("wrapped to %q", got)
	}
	if l, text := s.shrink(l, 60, "a long sentence"); text != "a long sentence" || l.size >= 10 {
		t.Errorf("shrunk to %q at %v", text, l.size)
	}
	if got := s.firstThatFits(l, 30, "a long sentence", "short"); got != "short" {
		t.Errorf("%q fits", got)
	}
}
