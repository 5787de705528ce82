package observe

import (
	"regexp"
	"strconv"
	"strings"

	"raftlab/sim/trace"
)

// RaftVersion is the version of etcd's Raft library whose sentences this package knows.
const RaftVersion = "v3.7.0"

// kind is what a sentence of raft says.
type kind uint8

const (
	unknown kind = iota
	booted
	becameFollower
	becamePreCandidate
	becameCandidate
	becameLeader
	campaigns
	toldToCampaign
	asks
	granted
	denied
	tallied
	cast
	rejected
	leased
	sawHigher
	ignoredLower
	quorumLost
	transfers
	toldToStand
	reconfigured
	told // it tells nothing that a trace has
)

// sentence is a sentence of the library in its own words: a format string, and what its values are.
type sentence struct {
	kind   kind
	format string
	values string // names of fields of a line, see line.take
}

// sentences are all that the library writes into a member's log. That it has these, and no others, is tested. What another version
// says besides is counted.
var sentences = []sentence{
	{booted, "newRaft %x [peers: [%s], term: %d, commit: %d, applied: %d, lastindex: %d, lastterm: %d]", "member _ term _ _ index logterm"},
	{becameFollower, "%x became follower at term %d", "member term"},
	{becamePreCandidate, "%x became pre-candidate at term %d", "member term"},
	{becameCandidate, "%x became candidate at term %d", "member term"},
	{becameLeader, "%x became leader at term %d", "member term"},
	{campaigns, "%x is starting a new election at term %d", "member term"},
	{toldToCampaign, "%x [term %d] received MsgTimeoutNow from %x and starts an election to get leadership.", "member term peer"},
	{asks, "%x [logterm: %d, index: %d] sent %s request to %x at term %d", "member logterm index message peer term"},
	{granted, "%x received %s from %x at term %d", "member message peer term"},
	{denied, "%x received %s rejection from %x at term %d", "member message peer term"},
	{tallied, "%x has received %d %s votes and %d vote rejections", "member votes message denials"},
	{cast, "%x [logterm: %d, index: %d, vote: %x] cast %s for %x [logterm: %d, index: %d] at term %d", "member logterm index vote message peer peerlogterm peerindex term"},
	{rejected, "%x [logterm: %d, index: %d, vote: %x] rejected %s from %x [logterm: %d, index: %d] at term %d", "member logterm index vote message peer peerlogterm peerindex term"},
	{leased, "%x [logterm: %d, index: %d, vote: %x] ignored %s from %x [logterm: %d, index: %d] at term %d: lease is not expired (remaining ticks: %d)",
		"member logterm index vote message peer peerlogterm peerindex term ticks"},
	{sawHigher, "%x [term: %d] received a %s message with higher term from %x [term: %d]", "member _ message peer term"},
	{ignoredLower, "%x [term: %d] ignored a %s message with lower term from %x [term: %d]", "member term message peer _"},
	{quorumLost, "%x stepped down to follower since quorum is not active", "member"},
	{transfers, "%x [term %d] starts to transfer leadership to %x", "member term peer"},
	{toldToStand, "%x sends MsgTimeoutNow to %x immediately as %x already has up-to-date log", "member peer _"},
	{toldToStand, "%x sent MsgTimeoutNow to %x after received MsgAppResp", "member peer"},
	{reconfigured, "%x switched to configuration %s", "member text"},

	{told, "raft.node: %x elected leader %x at term %d", "member _ _"},
	{told, "raft.node: %x changed leader from %x to %x at term %d", "member _ _ _"},
	{told, "raft.node: %x lost leader %x at term %d", "member _ _"},
	{told, "%x no leader at term %d; dropping proposal", "member _"},
	{told, "%x no leader at term %d; dropping index reading msg", "member _"},
	{told, "%x no leader at term %d; dropping leader transfer msg", "member _"},
	{told, "%x [term %d] transfer leadership to %x is in progress; dropping proposal", "member _ _"},
	{told, "%x [term %d] abort previous transferring leadership to %x", "member _ _"},
	{told, "%x [term %d] transfer leadership to %x is in progress, ignores request to same node %x", "member _ _ _"},
	{told, "%x is already leader. Ignored transferring leadership to self", "member"},
	{told, "%x [term: %d] ignored entry appends from a %s message with lower term [term: %d]", "member _ _ _"},
	{told, "%x A tick missed to fire. Node blocks too long!", "member"},
	{told, "%x is unpromotable and can not campaign", "member"},
	{told, "found conflict at index %d [existing term: %d, conflicting term: %d]", "_ _ _"},
	{told, "log [%s] starts to restore snapshot [index: %d, term: %d]", "_ _ _"},
	{told, "%x [commit: %d, lastindex: %d, lastterm: %d] restored snapshot [index: %d, term: %d]", "member _ _ _ _ _"},
	{told, "%x [commit: %d] restored snapshot [index: %d, term: %d]", "member _ _ _"},
	{told, "%x [firstindex: %d, commit: %d] sent snapshot[index: %d, term: %d] to %x [%s]", "member _ _ _ _ _ _"},
	{told, "%x paused sending replication messages to %x [%s]", "member _ _"},
	{told, "%x snapshot succeeded, resumed sending replication messages to %x [%s]", "member _ _"},
	{told, "%x snapshot failed, resumed sending replication messages to %x [%s]", "member _ _"},
	{told, "%x [commit: %d, lastindex: %d, lastterm: %d] fast-forwarded commit to snapshot [index: %d, term: %d]", "member _ _ _ _ _"},
	{told, "%x [commit: %d] ignored snapshot [index: %d, term: %d]", "member _ _ _"},
	{told, "%x attempted to restore snapshot as leader; should never happen", "member"},
	{told, "%x cannot campaign at term %d since there are still pending configuration changes to apply", "member _"},
	{told, "%x is unpromotable; campaign() should have been called", "member"},
	{told, "%x forgetting leader %x at term %d", "member _ _"},
	{told, "%x ignoring conf change %s at config %s: %s", "member _ _ _"},
	{told, "%x not forwarding to leader %x at term %d; dropping proposal", "member _ _"},
	{told, "%x invalid format of MsgReadIndexResp from %x, entries count: %d", "member _ _"},
	{told, "ignoring MsgForgetLeader due to ReadOnlyLeaseBased", ""},
	{told, "pending MsgReadIndex should be released only after first commit in current term", ""},
	{told, "initiating automatic transition out of joint configuration %s", "_"},
	{told, "error occurred during starting a new node: %v", "_"},
	{told, "replace the unstable entries from index %d", "_"},
	{told, "truncate the unstable entries before index %d", "_"},
	{told, "entry at index %d missing from unstable log; ignoring", "_"},
	{told, "entry at index %d matched unstable snapshot; ignoring", "_"},
	{told, "entry at (index,term)=(%d,%d) mismatched with entry at (%d,%d) in unstable log; ignoring", "_ _ _ _"},
}

var verbs = map[byte]string{'x': `([0-9a-f]+)`, 'd': `(\d+)`, 's': `(.*)`, 'v': `(.*)`}

// patterns find the values of the sentences.
var patterns = func() (list []*regexp.Regexp) {
	for _, s := range sentences {
		parts := strings.Split(s.format, "%")
		pattern := "^" + regexp.QuoteMeta(parts[0])
		for _, part := range parts[1:] {
			pattern += verbs[part[0]] + regexp.QuoteMeta(part[1:])
		}
		list = append(list, regexp.MustCompile(pattern+"$"))
	}
	return list
}()

// understand finds what a sentence says.
func (l *line) understand(text string) {
	l.text = text
	for i, pattern := range patterns {
		values := pattern.FindStringSubmatch(text)
		if values == nil {
			continue
		}
		l.kind = sentences[i].kind
		for j, name := range strings.Fields(sentences[i].values) {
			l.take(name, values[j+1])
		}
		return
	}
}

// take sets a field by the name that sentences have for it.
func (l *line) take(name, value string) {
	number := func() uint64 { n, _ := strconv.ParseUint(value, 10, 64); return n } // the pattern has only digits
	id := func() uint64 { n, _ := strconv.ParseUint(value, 16, 64); return n }
	switch name {
	case "member":
		l.member = id()
	case "peer":
		l.peer = id()
	case "vote":
		l.vote = id()
	case "term":
		l.term = trace.Term(number())
	case "logterm":
		l.last.Term = trace.Term(number())
	case "index":
		l.last.Index = trace.Index(number())
	case "peerlogterm":
		l.peerLast.Term = trace.Term(number())
	case "peerindex":
		l.peerLast.Index = trace.Index(number())
	case "votes":
		l.votes = int(number())
	case "denials":
		l.denials = int(number())
	case "ticks":
		l.ticks = int(number())
	case "message":
		l.message, l.pre = messages[value], strings.Contains(value, "Pre")
	case "text":
		l.text = value
	}
}

// messages are the words of the library for messages that sentences are about.
var messages = map[string]trace.MessageKind{
	"MsgVote": trace.RequestVote, "MsgPreVote": trace.RequestPreVote,
	"MsgVoteResp": trace.VoteReply, "MsgPreVoteResp": trace.PreVoteReply,
	"MsgHeartbeat": trace.Heartbeat, "MsgHeartbeatResp": trace.HeartbeatReply,
	"MsgApp": trace.Append, "MsgAppResp": trace.AppendReply,
	"MsgSnap": trace.Snapshot, "MsgTimeoutNow": trace.TimeoutNow,
}

// answers are the answers to requests.
var answers = map[trace.MessageKind]trace.MessageKind{
	trace.RequestVote: trace.VoteReply, trace.RequestPreVote: trace.PreVoteReply,
}

// parseConfig reads a configuration as the library writes it, such as
// voters=(1 2 3)&&(1 2) learners=(4) learners_next=(2) autoleave.
func parseConfig(text string) (voters, outgoing, learners, learnersNext []uint64) {
	for _, part := range configParts.FindAllStringSubmatch(text, -1) {
		switch part[1] {
		case "voters":
			incoming, old, _ := strings.Cut(part[2], ")&&(")
			voters, outgoing = ids(incoming), ids(old)
		case "learners":
			learners = ids(part[2])
		case "learners_next":
			learnersNext = ids(part[2])
		}
	}
	return voters, outgoing, learners, learnersNext
}

var configParts = regexp.MustCompile(`(voters|learners_next|learners)=\(([0-9a-f )&(]*?)\)(?: |$)`)

// ids reads identifiers, which stand in the configuration as everywhere in hexadecimal digits.
func ids(text string) (list []uint64) {
	for _, word := range strings.Fields(text) {
		if n, err := strconv.ParseUint(word, 16, 64); err == nil {
			list = append(list, n)
		}
	}
	return list
}
