package trace

import (
	"strconv"
	"strings"
	"time"
)

// ParseEvidence reads what [Evidence.String] wrote; "" is nil. All else, as in a trace of another program, is only
// Recorded.
func ParseEvidence(words string) *Evidence {
	if words == "" {
		return nil
	}
	for saw := range sightings {
		if sightings[saw] == "" {
			continue
		}
		if e := (&Evidence{Saw: Sighting(saw)}); e.read(words) && e.String() == words {
			return e
		}
	}
	e, name := &Evidence{Recorded: words}, ""
	if before, _, found := strings.Cut(words, ": "); found {
		name = before
	}
	_ = value(properties, "property", []byte(name), &e.Property) // 0, if it is none
	return e
}

// read reads the words of an evidence whose sighting is known.
func (e *Evidence) read(words string) bool {
	property, rest, found := strings.Cut(words, ": ")
	at := strings.LastIndex(rest, " at ")
	if !found || at < 0 || value(properties, "property", []byte(property), &e.Property) != nil || !e.readMoment(rest[at+len(" at "):]) {
		return false
	}
	in, sentence := scanner{rest[:at]}, sightings[e.Saw]
	for {
		literal, after, more := strings.Cut(sentence, "{")
		if !in.skip(literal) || !more {
			return in.rest == "" && !more
		}
		name, tail, _ := strings.Cut(after, "}")
		if !e.readField(&in, name) {
			return false
		}
		sentence = tail
	}
}

func (e *Evidence) readMoment(words string) bool {
	number, ok := strings.CutSuffix(words, " ms")
	ms, err := strconv.ParseFloat(number, 64)
	e.At = time.Duration(ms*1e3+0.5) * time.Microsecond
	return ok && err == nil && ms >= 0 && ms < 1e15
}

func (e *Evidence) readField(in *scanner, name string) bool {
	switch name {
	case "node":
		return in.node(&e.Node)
	case "peer":
		return in.node(&e.Peer)
	case "rival":
		return in.node(&e.Rival)
	case "position":
		return in.position(&e.Position)
	case "end":
		return in.position(&e.End)
	case "state":
		return in.digest(&e.State)
	case "expected":
		return in.digest(&e.Expected)
	case "entry":
		return in.entry(&e.Entry)
	case "other":
		return in.entry(&e.Other)
	case "votes":
		return in.supports("the vote of ", e)
	case "disks":
		return in.supports("on the disks of ", e)
	}
	return in.number(e.number(name))
}

// scanner reads the fields of an evidence one after the other.
type scanner struct{ rest string }

func (s *scanner) skip(words string) (found bool) {
	s.rest, found = strings.CutPrefix(s.rest, words)
	return found
}

// take returns the next characters, as long as they are of a set.
func (s *scanner) take(set string) string {
	n := len(s.rest) - len(strings.TrimLeft(s.rest, set))
	taken := s.rest[:n]
	s.rest = s.rest[n:]
	return taken
}

func (s *scanner) number(to *uint64) bool {
	n, err := strconv.ParseUint(s.take("0123456789"), 10, 64)
	*to = n
	return err == nil
}

func (s *scanner) node(to *NodeID) bool {
	return to.UnmarshalText([]byte(s.take("n0123456789"))) == nil
}

func (s *scanner) position(to *Position) bool {
	var term, index uint64
	ok := s.skip("(") && s.number(&term) && s.skip(",") && s.number(&index) && s.skip(")")
	*to = Position{Term(term), Index(index)}
	return ok
}

func (s *scanner) digest(to *Digest) bool {
	n, err := strconv.ParseUint(s.take("0123456789abcdef"), 16, 64)
	*to = Digest(n)
	return err == nil
}

func (s *scanner) entry(to *NamedEntry) bool {
	if !s.position(&to.Position) {
		return false
	}
	if quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(s.rest, " ")); err == nil && s.skip(" "+quoted) {
		to.Command, _ = strconv.Unquote(quoted)
	} else {
		s.entryKind(to)
	}
	if s.skip(" stored as ") {
		to.ByBytes = true
		return s.digest(&to.Data)
	}
	return true
}

func (s *scanner) entryKind(to *NamedEntry) {
	for kind, word := range entryKinds {
		if word != "" && s.skip(" "+word) {
			to.Kind = EntryKind(kind)
		}
	}
}

func (s *scanner) supports(what string, e *Evidence) bool {
	return s.support(what, &e.Support) && (!s.skip(", and ") || s.support(what, &e.Outgoing))
}

func (s *scanner) support(what string, to *Support) bool {
	var needed uint64
	ok := s.skip(what) && s.nodes(&to.Have) && s.skip(", ") && s.number(&needed) && s.skip(" of ") && s.nodes(&to.Of) && s.skip(" needed")
	to.Needed = int(needed)
	return ok
}

func (s *scanner) nodes(to *[]NodeID) bool {
	if s.skip("nobody") {
		return true
	}
	for {
		var id NodeID
		if !s.node(&id) || id == 0 {
			return false
		}
		*to = append(*to, id)
		if !strings.HasPrefix(s.rest, " n") || strings.HasPrefix(s.rest, " needed") || !s.skip(" ") {
			return true
		}
	}
}
