package trace

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"raftlab/sim/lang"
)

// field is one member of an event's line that is left out when it is zero: how it is written, and
// how it is read.
type field struct {
	name  string
	write func(b []byte, e *Event) ([]byte, error)
	read  func(p *parser, e *Event)
}

// fields are the members of an event's line after seq, t and kind, in the order of the line.
// Writer and reader both go by this table; a test holds it against the struct.
var fields = []field{
	node("node", func(e *Event) *NodeID { return &e.Node }),
	number("term", func(e *Event) *Term { return &e.Term }),
	node("peer", func(e *Event) *NodeID { return &e.Peer }),
	word("role", roles, func(e *Event) *Role { return &e.Role }),
	word("from", roles, func(e *Event) *Role { return &e.From }),
	word("reason", reasons, func(e *Event) *Reason { return &e.Reason }),
	word("message", messageKinds, func(e *Event) *MessageKind { return &e.Message }),
	number("id", func(e *Event) *uint64 { return &e.ID }),
	flag("copy", func(e *Event) *bool { return &e.Copy }),

	flag("drawn", func(e *Event) *bool { return &e.Drawn }),
	number("timeout", func(e *Event) *time.Duration { return &e.Timeout }),
	number("deadline", func(e *Event) *time.Duration { return &e.Deadline }),
	number("since", func(e *Event) *time.Duration { return &e.Since }),

	number("asked", func(e *Event) *Term { return &e.Asked }),
	flag("granted", func(e *Event) *bool { return &e.Granted }),
	flag("pre", func(e *Event) *bool { return &e.Pre }),
	node("voted_for", func(e *Event) *NodeID { return &e.VotedFor }),
	position("last", func(e *Event) *Position { return &e.Last }),
	position("peer_last", func(e *Event) *Position { return &e.PeerLast }),
	number("votes", func(e *Event) *int { return &e.Votes }),
	number("denials", func(e *Event) *int { return &e.Denials }),
	number("quorum", func(e *Event) *int { return &e.Quorum }),
	number("voters", func(e *Event) *int { return &e.Voters }),
	number("outgoing_votes", func(e *Event) *int { return &e.OutgoingVotes }),
	number("outgoing_denials", func(e *Event) *int { return &e.OutgoingDenials }),
	number("outgoing_quorum", func(e *Event) *int { return &e.OutgoingQuorum }),
	number("outgoing_voters", func(e *Event) *int { return &e.OutgoingVoters }),

	number("index", func(e *Event) *Index { return &e.Index }),
	number("first", func(e *Event) *Index { return &e.First }),
	number("entry_term", func(e *Event) *Term { return &e.EntryTerm }),
	word("entry", entryKinds, func(e *Event) *EntryKind { return &e.Entry }),
	text("command", func(e *Event) *string { return &e.Command }),
	digest("data", func(e *Event) *Digest { return &e.Data }),
	digest("state", func(e *Event) *Digest { return &e.State }),
	number("entries", func(e *Event) *int { return &e.Entries }),
	number("commit", func(e *Event) *Index { return &e.Commit }),
	position("prev", func(e *Event) *Position { return &e.Prev }),

	word("fault", faults, func(e *Event) *Fault { return &e.Fault }),
	{"groups", writeGroups, readGroups},
	{"config", writeConfig, readConfig},
	word("outcome", outcomes, func(e *Event) *Outcome { return &e.Outcome }),
	{"operation", writeOperation, readOperation},

	word("property", properties, func(e *Event) *Property { return &e.Property }),
	word("verdict", verdicts, func(e *Event) *Verdict { return &e.Verdict }),
	flag("final", func(e *Event) *bool { return &e.Final }),
	number("step", func(e *Event) *int { return &e.Step }),
	{"detail", writeDetail, readDetail},
	{"note", writeNote, readNote},
}

// key is a member's name with everything around it up to its value.
func key(name string) string { return `,"` + name + `":` }

// number is a count, index, term or time. None of them is ever negative.
func number[T ~int | ~int64 | ~uint64](name string, at func(*Event) *T) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		switch v := *at(e); {
		case v == 0:
			return b, nil
		case v < 0:
			return nil, fmt.Errorf("%s is negative", name)
		default:
			return strconv.AppendUint(append(b, key...), uint64(v), 10), nil
		}
	}
	read := func(p *parser, e *Event) {
		n := p.number()
		v := T(n)
		if v < 0 || uint64(v) != n {
			p.fail("%s %d is too large", name, n)
		}
		p.refuseZero(n == 0)
		*at(e) = v
	}
	return field{name, write, read}
}

func word[T ~uint8](name string, words []string, at func(*Event) *T) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		v := *at(e)
		if v == 0 {
			return b, nil
		}
		if int(v) >= len(words) {
			return nil, fmt.Errorf("%s has no word for %d", name, v)
		}
		b = append(append(b, key...), '"')
		return append(append(b, words[v]...), '"'), nil
	}
	read := func(p *parser, e *Event) { *at(e) = T(p.word(name, words)) }
	return field{name, write, read}
}

func flag(name string, at func(*Event) *bool) field {
	member := key(name) + "true"
	write := func(b []byte, e *Event) ([]byte, error) {
		if *at(e) {
			b = append(b, member...)
		}
		return b, nil
	}
	read := func(p *parser, e *Event) {
		p.expect("true")
		*at(e) = true
	}
	return field{name, write, read}
}

func node(name string, at func(*Event) *NodeID) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		if id := *at(e); id != 0 {
			b = appendNode(append(b, key...), id)
		}
		return b, nil
	}
	read := func(p *parser, e *Event) { *at(e) = p.node() }
	return field{name, write, read}
}

func digest(name string, at func(*Event) *Digest) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		if d := *at(e); d != 0 {
			b = append(append(append(append(b, key...), '"'), d.String()...), '"')
		}
		return b, nil
	}
	read := func(p *parser, e *Event) {
		*at(e) = p.digest()
		p.refuseZero(*at(e) == 0)
	}
	return field{name, write, read}
}

func position(name string, at func(*Event) *Position) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		v := *at(e)
		if v == (Position{}) {
			return b, nil
		}
		b = strconv.AppendUint(append(append(b, key...), `{"term":`...), uint64(v.Term), 10)
		b = strconv.AppendUint(append(b, `,"index":`...), uint64(v.Index), 10)
		return append(b, '}'), nil
	}
	read := func(p *parser, e *Event) {
		v := at(e)
		p.expect(`{"term":`)
		v.Term = Term(p.number())
		p.expect(`,"index":`)
		v.Index = Index(p.number())
		p.expect("}")
		p.refuseZero(*v == Position{})
	}
	return field{name, write, read}
}

func text(name string, at func(*Event) *string) field {
	key := key(name)
	write := func(b []byte, e *Event) ([]byte, error) {
		if s := *at(e); s != "" {
			b = appendText(append(b, key...), s)
		}
		return b, nil
	}
	read := func(p *parser, e *Event) {
		*at(e) = p.text()
		p.refuseZero(*at(e) == "")
	}
	return field{name, write, read}
}

func writeDetail(b []byte, e *Event) ([]byte, error) {
	words := e.Detail
	switch {
	case e.Setting != nil:
		words = e.Setting.String()
	case e.Evidence != nil:
		words = e.Evidence.String()
	}
	if words != "" {
		b = appendText(append(b, `,"detail":`...), words)
	}
	return b, nil
}

// readDetail comes after the event's kind and fault, which say what the words are about.
func readDetail(p *parser, e *Event) {
	words := p.text()
	p.refuseZero(words == "")
	switch {
	case words == Asked || words == VoteUnknown:
		e.Detail = words
	case e.Kind == FaultMade:
		e.Setting = ParseSetting(e.Fault, words)
	case e.Kind == Checked:
		e.Evidence = ParseEvidence(words)
	default:
		e.Detail = words
	}
}

func writeGroups(b []byte, e *Event) ([]byte, error) {
	if len(e.Groups) == 0 {
		return b, nil
	}
	b = append(b, `,"groups":[`...)
	for i, group := range e.Groups {
		if slices.Contains(group, 0) {
			return nil, fmt.Errorf("groups holds a node without a number")
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNodes(b, group)
	}
	return append(b, ']'), nil
}

func readGroups(p *parser, e *Event) {
	p.list(func() { e.Groups = append(e.Groups, p.nodes()) })
	p.refuseZero(len(e.Groups) == 0)
}

func writeConfig(b []byte, e *Event) ([]byte, error) {
	c := e.Config
	if c == nil {
		return b, nil
	}
	for _, ids := range [...][]NodeID{c.Voters, c.Outgoing, c.Learners, c.LearnersNext} {
		if slices.Contains(ids, 0) {
			return nil, fmt.Errorf("config holds a node without a number")
		}
	}
	b = appendNodes(append(b, `,"config":{"voters":`...), c.Voters)
	if len(c.Outgoing) > 0 {
		b = appendNodes(append(b, `,"outgoing":`...), c.Outgoing)
	}
	if len(c.Learners) > 0 {
		b = appendNodes(append(b, `,"learners":`...), c.Learners)
	}
	if len(c.LearnersNext) > 0 {
		b = appendNodes(append(b, `,"learners_next":`...), c.LearnersNext)
	}
	return append(b, '}'), nil
}

func readConfig(p *parser, e *Event) {
	e.Config = &Config{}
	p.expect(`{"voters":`)
	e.Config.Voters = p.nodes()
	if p.skip(`,"outgoing":`) {
		e.Config.Outgoing = p.nodes()
		p.refuseZero(len(e.Config.Outgoing) == 0)
	}
	if p.skip(`,"learners":`) {
		e.Config.Learners = p.nodes()
		p.refuseZero(len(e.Config.Learners) == 0)
	}
	if p.skip(`,"learners_next":`) {
		e.Config.LearnersNext = p.nodes()
		p.refuseZero(len(e.Config.LearnersNext) == 0)
	}
	p.expect("}")
}

func writeNote(b []byte, e *Event) ([]byte, error) {
	if e.Note == (lang.Text{}) {
		return b, nil
	}
	b = append(b, `,"note":{`...)
	if e.Note.EN != "" {
		b = appendText(append(b, `"en":`...), e.Note.EN)
	}
	if e.Note.EN != "" && e.Note.ZH != "" {
		b = append(b, ',')
	}
	if e.Note.ZH != "" {
		b = appendText(append(b, `"zh":`...), e.Note.ZH)
	}
	return append(b, '}'), nil
}

func readNote(p *parser, e *Event) {
	p.expect("{")
	if p.skip(`"en":`) {
		e.Note.EN = p.text()
		p.refuseZero(e.Note.EN == "")
		if p.skip("}") {
			return
		}
		p.expect(",")
	}
	p.expect(`"zh":`)
	e.Note.ZH = p.text()
	p.refuseZero(e.Note.ZH == "")
	p.expect("}")
}

// appendEvent appends an event's line, without its closing crc member.
func appendEvent(b []byte, e *Event) ([]byte, error) {
	if e.Seq == 0 || e.At < 0 || e.Kind == 0 || int(e.Kind) >= len(kinds) {
		return nil, fmt.Errorf("seq %d, t %d, kind %d cannot be written", e.Seq, e.At, e.Kind)
	}
	b = strconv.AppendUint(append(b, `{"seq":`...), e.Seq, 10)
	b = strconv.AppendInt(append(b, `,"t":`...), int64(e.At), 10)
	b = append(append(b, `,"kind":"`...), kinds[e.Kind]...)
	b = append(b, '"')
	var err error
	for i := range fields {
		if b, err = fields[i].write(b, e); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// event reads what appendEvent writes.
func (p *parser) event(e *Event) {
	*e = Event{}
	p.expect(`{"seq":`)
	e.Seq = p.number()
	p.refuseZero(e.Seq == 0)
	p.expect(`,"t":`)
	at := p.number()
	if at > math.MaxInt64 {
		p.fail("t %d is too large", at)
	}
	e.At = time.Duration(at)
	p.expect(`,"kind":`)
	e.Kind = Kind(p.word("kind", kinds))
	next := 0
	for p.err == nil && p.at < len(p.line) {
		next = p.member(e, next)
	}
}

// member reads a member of an event, one of fields[next:], and returns what may come after it.
func (p *parser) member(e *Event, next int) int {
	start := p.at
	name := p.name()
	if p.err != nil {
		return next
	}
	for i := next; i < len(fields); i++ {
		if fields[i].name == string(name) {
			fields[i].read(p, e)
			return i + 1
		}
	}
	p.at = start
	if slices.ContainsFunc(fields[:next], func(f field) bool { return f.name == string(name) }) {
		p.fail("member %q is there twice or too late", name)
	}
	p.fail("unknown member %q", name)
	return next
}

// refuseNew refuses what no trace of version 1 has.
func (p *parser) refuseNew(e *Event) {
	found := ""
	switch {
	case e.Kind == Synced || e.Kind == GaveUp || e.Kind == NoEffect || e.Kind == Operated:
		found = e.Kind.String()
	case e.Data != 0:
		found = "data"
	case e.State != 0:
		found = "state"
	case e.Property > OneVotePerTerm:
		found = e.Property.String()
	default:
		return
	}
	p.fail("%q came with format 2, and this is a trace of format 1", found)
}
