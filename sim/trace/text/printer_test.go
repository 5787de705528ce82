package text

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// print returns the lines of the events.
func print(o Options, events ...trace.Event) string {
	var out bytes.Buffer
	p := NewPrinter(&out, o)
	for i := range events {
		p.Observe(&events[i])
	}
	p.release(false)
	return out.String()
}

// neutral is what a Chinese line may hold of the Latin alphabet: servers, units, names.
var (
	neutral = regexp.MustCompile(`\b(n[0-9]+|t[0-9]+|ms|Raft|ReadIndex)\b`)
	latin   = regexp.MustCompile(`[A-Za-z_]+`)
)

// englishIn returns a word of the Latin alphabet that does not belong into a Chinese line.
func englishIn(line string) string {
	return latin.FindString(neutral.ReplaceAllString(line, ""))
}

// values returns the values from 1 on that have a word.
func values[T interface {
	~uint8
	String() string
}]() (all []T) {
	for v := T(1); !strings.HasPrefix(v.String(), "unknown("); v++ {
		all = append(all, v)
	}
	return all
}

// manyEvents are events of every kind with every reason and every other word that can vary.
func manyEvents() (all []trace.Event) {
	base := trace.Event{Seq: 1, At: 1234567891, Node: 1, Peer: 2, Term: 3, ID: 9, Role: trace.Follower, From: trace.Leader,
		Message: trace.RequestVote, Timeout: 212345678, Deadline: 5 * time.Second, Since: 800 * ms, Asked: 3, VotedFor: 3,
		Last: trace.Position{Term: 2, Index: 3}, PeerLast: trace.Position{Term: 1, Index: 5}, Votes: 2, Denials: 1,
		Quorum: 3, Voters: 5, Index: 7, First: 6, EntryTerm: 2, Entry: trace.Command, Command: "7", Entries: 2,
		Commit: 5, Prev: trace.Position{Term: 2, Index: 5}, Fault: trace.Crash,
		Groups: [][]trace.NodeID{{1, 2}, {3}}, Outcome: trace.LostForGood, Property: trace.LogMatching, Verdict: trace.Violated,
		Config:    &trace.Config{Voters: []trace.NodeID{1, 2}, Outgoing: []trace.NodeID{1}, Learners: []trace.NodeID{3}},
		Operation: &trace.Operation{Op: trace.AppendKey, Key: "7", Value: "8", Stage: trace.OperationAsked},
		Step:      4, Detail: "1 2", Setting: &trace.Setting{Recorded: "1 2"}, Note: lang.Text{EN: "A remark.", ZH: "一句话。"}}
	with := func(change func(e *trace.Event)) {
		e := base
		change(&e)
		all = append(all, e)
	}
	for _, kind := range values[trace.Kind]() {
		base.Kind = kind
		for _, reason := range append(values[trace.Reason](), 0) {
			base.Reason = reason
			for _, role := range values[trace.Role]() {
				with(func(e *trace.Event) { e.Role = role })
				with(func(e *trace.Event) { e.Role, e.From = role, trace.Candidate })
				if kind == trace.RoleChange || kind == trace.TimerSet {
					with(func(e *trace.Event) { e.Role, e.From, e.Peer, e.Message = role, trace.Follower, 0, 0 })
				}
			}
			with(func(e *trace.Event) { e.Granted, e.Drawn, e.Final, e.Copy = true, true, true, true })
			with(func(e *trace.Event) { e.Pre, e.Entries, e.VotedFor = true, 0, 0 })
			with(func(e *trace.Event) { e.Granted, e.Peer, e.VotedFor, e.Pre, e.First = true, 1, 1, true, 7 })
			with(func(e *trace.Event) { e.VotedFor, e.Node, e.Detail, e.Setting, e.Command = 1, 0, "", nil, "" })
		}
		base.Reason = trace.StaleTerm
		for _, message := range values[trace.MessageKind]() {
			with(func(e *trace.Event) { e.Message = message })
		}
		for _, fault := range values[trace.Fault]() {
			with(func(e *trace.Event) { e.Fault = fault })
		}
		for _, outcome := range values[trace.Outcome]() {
			with(func(e *trace.Event) { e.Outcome = outcome })
		}
		for _, entry := range values[trace.EntryKind]() {
			with(func(e *trace.Event) { e.Entry = entry })
		}
		for _, stage := range values[trace.OperationStage]() {
			for _, op := range values[trace.OperationKind]() {
				for _, way := range values[trace.ReadWay]() {
					with(func(e *trace.Event) {
						e.Operation = &trace.Operation{Op: op, Key: "7", Value: "8", Way: way, Session: uint64(way) % 2, Stage: stage}
					})
				}
			}
		}
		for _, verdict := range values[trace.Verdict]() {
			with(func(e *trace.Event) { e.Verdict = verdict })
		}
	}
	return all
}

// displayWidth counts columns of a terminal, where Chinese characters take two.
func displayWidth(s string) (columns int) {
	for _, r := range s {
		if columns++; r >= 0x2E80 {
			columns++
		}
	}
	return columns
}

const columnsWidth = 12 + 2 + 3 + 1 + 3 + 1 + 9 + 2

// sentenceOf returns what stands after the columns.
func sentenceOf(line string) string {
	for i := range line {
		if displayWidth(line[:i]) == columnsWidth {
			return line[i:]
		}
	}
	return ""
}

func TestEveryEventHasALineInBothLanguages(t *testing.T) {
	holes := regexp.MustCompile(`%!|%v|\(\)|（）|""|  |[:：,，] ?$|[:：] ?[:：]|unknown`)
	for _, l := range []lang.Lang{lang.English, lang.Chinese} {
		for _, e := range manyEvents() {
			lines := print(Options{Lang: l, Verbose: true}, e)
			line, rest, _ := strings.Cut(lines, "\n")
			if rest != "" {
				t.Errorf("%v makes more than one line: %q", e.Kind, lines)
			}
			sentence := sentenceOf(line)
			if sentence == "" || sentence[0] == ' ' || strings.HasSuffix(sentence, " ") {
				t.Errorf("%v: the sentence does not start at its column: %q", e.Kind, line)
			}
			if hole := holes.FindString(sentence); hole != "" {
				t.Errorf("%v, %v: %q in %q", e.Kind, e.Reason, hole, sentence)
			}
			if word := englishIn(line); l == lang.Chinese && word != "" {
				t.Errorf("%v, %v: %q in %q", e.Kind, e.Reason, word, line)
			}
		}
	}
}

// The two sentences of a reason differ where the event has room for one: nothing is left unsaid.
func TestTheReasonIsSaid(t *testing.T) {
	for _, kind := range []trace.Kind{trace.RoleChange, trace.TimerSet, trace.Lost, trace.Ignored, trace.Voted,
		trace.Client, trace.ClusterLed, trace.Stopped} {
		seen := map[string]trace.Reason{}
		for _, reason := range values[trace.Reason]() {
			line := print(Options{Verbose: true}, trace.Event{Kind: kind, Node: 1, Peer: 2, Term: 2, Role: trace.Follower,
				From: trace.Candidate, Reason: reason, Message: trace.RequestVote, ID: 3, VotedFor: 3,
				Outcome: trace.RefusedNow})
			if other, ok := seen[line]; ok {
				t.Errorf("%v says the same for %v and %v: %s", kind, reason, other, line)
			}
			seen[line] = reason
		}
	}
}

// election is the start of a run of three servers: n1 and n2 campaign, n2 wins, n2 crashes.
func election() []trace.Event {
	pos := func(term trace.Term, index trace.Index) trace.Position {
		return trace.Position{Term: term, Index: index}
	}
	three := &trace.Config{Voters: []trace.NodeID{1, 2, 3}}
	return []trace.Event{
		{Kind: trace.ClusterLed, Reason: trace.Boot},
		{Kind: trace.RoleChange, Node: 1, Role: trace.Follower, Reason: trace.Boot},
		{Kind: trace.Reconfigured, Node: 1, Config: three},
		{Kind: trace.TimerSet, Node: 1, Timeout: 150 * ms, Deadline: 150 * ms, Drawn: true, Reason: trace.Boot},
		{Kind: trace.RoleChange, Node: 2, Role: trace.Follower, Reason: trace.Boot},
		{Kind: trace.Reconfigured, Node: 2, Config: three},
		{Kind: trace.TimerFired, At: 150 * ms, Node: 1, Timeout: 150 * ms, Reason: trace.ElectionTimeout},
		{Kind: trace.RoleChange, At: 150 * ms, Node: 1, Term: 1, Role: trace.Candidate, From: trace.Follower,
			Reason: trace.ElectionTimeout},
		{Kind: trace.Voted, At: 150 * ms, Node: 1, Term: 1, Peer: 1, Asked: 1, Granted: true, VotedFor: 1},
		{Kind: trace.Tallied, At: 150 * ms, Node: 1, Term: 1, Peer: 1, Granted: true, Votes: 1, Quorum: 2, Voters: 3},
		{Kind: trace.Sent, At: 150 * ms, Node: 1, Term: 1, Peer: 2, Message: trace.RequestVote, ID: 1},
		{Kind: trace.Sent, At: 150 * ms, Node: 1, Term: 1, Peer: 3, Message: trace.RequestVote, ID: 2},
		{Kind: trace.Lost, At: 150 * ms, Node: 1, Term: 1, Peer: 3, Message: trace.RequestVote, ID: 2, Reason: trace.Partition},
		{Kind: trace.TimerFired, At: 152 * ms, Node: 2, Timeout: 152 * ms, Reason: trace.ElectionTimeout},
		{Kind: trace.RoleChange, At: 152 * ms, Node: 2, Term: 1, Role: trace.Candidate, From: trace.Follower,
			Reason: trace.ElectionTimeout},
		{Kind: trace.Voted, At: 152 * ms, Node: 2, Term: 1, Peer: 1, Asked: 1, VotedFor: 2, Reason: trace.AlreadyVoted},
		{Kind: trace.Tallied, At: 160 * ms, Node: 2, Term: 1, Peer: 3, Granted: true, Votes: 2, Quorum: 2, Voters: 3},
		{Kind: trace.RoleChange, At: 160 * ms, Node: 2, Term: 1, Role: trace.Leader, From: trace.Candidate,
			Peer: 3, Message: trace.VoteReply, Reason: trace.ElectionWon},
		{Kind: trace.ClusterLed, At: 160 * ms, Node: 2, Term: 1, Reason: trace.LeaderElected},
		{Kind: trace.Committed, At: 170 * ms, Node: 2, Term: 1, Role: trace.Leader, First: 1, Index: 2},
		{Kind: trace.Committed, At: 171 * ms, Node: 1, Term: 1, Role: trace.Follower, First: 1, Index: 2},
		{Kind: trace.FaultMade, At: 1000 * ms, Node: 2, Fault: trace.Crash, Entries: 1, Step: 1},
		{Kind: trace.ClusterLed, At: 1000 * ms, Peer: 2, Term: 1, Reason: trace.LeaderCrashed},
		{Kind: trace.Voted, At: 1200*ms + 345678, Node: 3, Term: 2, Peer: 1, Asked: 2, Reason: trace.LogBehind,
			Last: pos(2, 3), PeerLast: pos(1, 5)},
		{Kind: trace.Checked, At: 2000 * ms, Property: trace.ElectionSafety, Verdict: trace.Holds, Final: true},
		{Kind: trace.Stopped, At: 2000 * ms, Reason: trace.RunOver},
	}
}

func TestTheStory(t *testing.T) {
	for l, want := range map[lang.Lang]string{lang.English: `
    0.000 ms                     the cluster has no leader yet
    0.000 ms  n1  t0  follower   starts as follower
    0.000 ms  n1  t0  follower   configuration: voters n1 n2 n3
    0.000 ms  n2  t0  follower   starts as follower
  150.000 ms  n1  t0  follower   election timer expires: 150.000 ms drawn, set at 0.000 ms
  150.000 ms  n1  t1  candidate  becomes candidate for term 1: election timer expired
  150.000 ms  n1  t1  candidate  gives its vote for term 1 to itself
  150.000 ms  n1  t1  candidate  vote request #2 to n3 is lost: partition
  152.000 ms  n2  t0  follower   election timer expires: 152.000 ms drawn, set at 0.000 ms
  152.000 ms  n2  t1  candidate  becomes candidate for term 1: election timer expired
  152.000 ms  n2  t1  candidate  denies n1 its vote for term 1: already voted for itself
  160.000 ms  n2  t1  candidate  counts the vote of n3, yes: 2 for, 0 against; needs 2 of 3
  160.000 ms  n2  t1  leader     becomes leader of term 1: a quorum voted for it (vote reply from n3)
  160.000 ms  n2  t1  leader     the cluster has a leader: n2 in term 1
  170.000 ms  n2  t1  leader     commits entries 1 to 2
 1000.000 ms  n2  t1  down       crashes; entries lost because not yet synced: 1
 1000.000 ms                     the cluster lost its leader n2: the leader crashed
 1200.346 ms  n3  t2             denies n1 its vote for term 2: log behind, own ends at (2,3), candidate's at (1,5)
 2000.000 ms                     end: the run ended
`, lang.Chinese: `
    0.000 ms                     集群还没有领导者
    0.000 ms  n1  t0  跟随者     启动，成为跟随者
    0.000 ms  n1  t0  跟随者     配置：投票成员 n1 n2 n3
    0.000 ms  n2  t0  跟随者     启动，成为跟随者
  150.000 ms  n1  t0  跟随者     选举计时器到期：随机取值 150.000 ms，于 0.000 ms 开始计时
  150.000 ms  n1  t1  候选人     成为任期 1 的候选人：选举计时器到期
  150.000 ms  n1  t1  候选人     把任期 1 的选票投给自己
  150.000 ms  n1  t1  候选人     发给 n3 的投票请求 #2 丢失：网络分区
  152.000 ms  n2  t0  跟随者     选举计时器到期：随机取值 152.000 ms，于 0.000 ms 开始计时
  152.000 ms  n2  t1  候选人     成为任期 1 的候选人：选举计时器到期
  152.000 ms  n2  t1  候选人     拒绝把任期 1 的选票投给 n1：已投票给自己
  160.000 ms  n2  t1  候选人     计入 n3 的选票（赞成）：2 票赞成，0 票反对；需要 3 票中的 2 票
  160.000 ms  n2  t1  领导者     成为任期 1 的领导者：多数派投票给它（来自 n3 的投票回复）
  160.000 ms  n2  t1  领导者     集群选出领导者：n2，任期 1
  170.000 ms  n2  t1  领导者     提交条目 1 至 2
 1000.000 ms  n2  t1  宕机       发生宕机；因尚未落盘而丢失的条目：1
 1000.000 ms                     集群失去领导者 n2：领导者宕机
 1200.346 ms  n3  t2             拒绝把任期 2 的选票投给 n1：日志落后，自己的到 (2,3)，候选人的到 (1,5)
 2000.000 ms                     结束：运行结束
`} {
		if got := "\n" + print(Options{Lang: l}, election()...); got != want {
			t.Errorf("%s: got%s\nwant%s", l, got, want)
		}
	}
}

func TestVerboseAddsEveryEvent(t *testing.T) {
	verbose := print(Options{Verbose: true}, election()...)
	if got, want := strings.Count(verbose, "\n"), len(election()); got != want {
		t.Errorf("%d lines for %d events", got, want)
	}
	story := print(Options{}, election()...)
	for line := range strings.Lines(story) {
		if !strings.Contains(verbose, line) {
			t.Errorf("in the story only: %s", line)
		}
	}
}

// A change of the configuration is told at every server; that all start with the same one is not.
func TestConfigurationsAreToldWhenTheyChange(t *testing.T) {
	config := func(node trace.NodeID, voters ...trace.NodeID) trace.Event {
		return trace.Event{Kind: trace.Reconfigured, Node: node, Config: &trace.Config{Voters: voters}}
	}
	got := print(Options{}, config(1, 1, 2), config(2, 1, 2), config(2, 1), config(1, 1, 2), config(1, 1), config(1, 1, 2))
	var lines []string
	for line := range strings.Lines(got) {
		lines = append(lines, strings.Fields(line)[2]+sentenceOf(line))
	}
	want := "n1configuration: voters n1 n2\n" + "n2configuration: voters n1\n" + "n1configuration: voters n1\n" +
		"n1configuration: voters n1 n2\n"
	if strings.Join(lines, "") != want {
		t.Errorf("got %q, want %q", lines, want)
	}
}

func TestColourOnlyFromThePalette(t *testing.T) {
	plain := print(Options{}, election()...)
	if strings.Contains(plain, "\x1b") {
		t.Error("colour without a palette")
	}
	coloured := print(Options{Palette: ANSI}, election()...)
	for _, want := range []string{"\x1b[1;34mleader\x1b[0m", "\x1b[1;33mcandidate\x1b[0m", "\x1b[36mfollower\x1b[0m",
		"\x1b[2mdown\x1b[0m"} {
		if !strings.Contains(coloured, want) {
			t.Errorf("no %q", want)
		}
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(coloured, ""); got != plain {
		t.Error("without its colours the coloured text is not the plain one")
	}
}

func TestTextOfATraceCannotControlTheTerminal(t *testing.T) {
	const bad = "a\x1b[2Jb\nc\u202ed\x00\u0085"
	for _, e := range []trace.Event{
		{Kind: trace.Noted, Note: lang.Text{EN: bad}},
		{Kind: trace.Ended, Detail: bad},
		{Kind: trace.Skipped, Detail: bad},
		{Kind: trace.Checked, Detail: bad},
		{Kind: trace.FaultMade, Fault: trace.LinkChange, Setting: &trace.Setting{Recorded: bad}},
		{Kind: trace.FaultMade, Fault: trace.DiskChange, Setting: &trace.Setting{Recorded: bad}},
		{Kind: trace.Client, Outcome: trace.Proposed, Command: bad},
		{Kind: trace.Appended, Entry: trace.Command, Command: bad},
	} {
		line := print(Options{Verbose: true}, e)
		if strings.Count(line, "\n") != 1 || strings.ContainsAny(line, "\x1b\u202e\x00\u0085") {
			t.Errorf("%v: %q", e.Kind, line)
		}
	}
}

func TestPrinterKeepsTheFirstError(t *testing.T) {
	broken := errors.New("broken pipe")
	out := &failing{err: broken}
	p := NewPrinter(out, Options{})
	for _, e := range election() {
		p.Observe(&e)
	}
	if !errors.Is(p.Err(), broken) || out.calls != 1 {
		t.Errorf("error %v after %d calls", p.Err(), out.calls)
	}
}

type failing struct {
	err   error
	calls int
}

func (f *failing) Write([]byte) (int, error) {
	f.calls++
	return 0, f.err
}

func BenchmarkPrinter(b *testing.B) {
	events := election()
	b.ReportAllocs()
	for b.Loop() {
		p := NewPrinter(io.Discard, Options{Verbose: true})
		for i := range events {
			p.Observe(&events[i])
		}
	}
}
