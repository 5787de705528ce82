package trace

import (
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
)

// Setting is what a fault changed. A fault fills in the fields of its kind; the zero value of a field means that the
// fault left it as it was. A pointer is nil then. A file has it as words, see [Setting.String].
type Setting struct {
	Latency         *chance.Distribution // LinkChange, NetworkChange: one way
	Loss, Duplicate chance.Share         // the same: of messages that never arrive, that arrive twice
	Rate            clock.Rate           // ClockChange
	Disk            DiskFault            // DiskChange
	Fsync           *chance.Distribution // DiskChange: time of a sync
	Stall           time.Duration        // DiskChange: the disk does nothing for so long
	Timeout         *[2]time.Duration    // TimeoutChange: the ends of the range, both included
	Changes         []MemberChange       // ChangeConfig, in the order asked
	Joint           bool                 // ChangeConfig: by way of joint consensus
	Hold            time.Duration        // HoldMessage: how much later the message arrives

	Recorded string // all of it, in a trace that has other words than [Setting.String] would write
}

// DiskFault is a way in which a disk breaks its promise. The zero value means "as before".
type DiskFault uint8

// The faults of a disk.
const (
	HonestDisk      DiskFault = iota + 1 // "none"
	ForgetHardState                      // "forget hard state": the next restart finds no term and no vote
	LoseUnsynced                         // "lose log": syncs from now on are said to be done and are not; a crash loses those writes
)

var diskFaults = []string{"", "none", "forget hard state", "lose log"}

// DiskFaults returns the words for the faults of a disk, in the order of their values from 1 on.
func DiskFaults() []string { return diskFaults[1:] }

// String returns the word that scenario files and traces have for the fault, "" for the zero value.
func (f DiskFault) String() string { return name(diskFaults, f) }

// MemberChange is one change of who belongs to the cluster.
type MemberChange struct {
	Verb MemberVerb
	Node NodeID
}

// MemberVerb is what happens to a member.
type MemberVerb uint8

// The changes of a member.
const (
	AddVoter MemberVerb = iota + 1
	AddLearner
	RemoveMember
)

var memberVerbs = []string{"", "add", "learn", "remove"}

// ParseSetting reads what [Setting.String] wrote for a fault. All else, as in a trace of another program, is only
// Recorded.
func ParseSetting(f Fault, words string) *Setting {
	s := &Setting{}
	for parts := strings.Split(words, ", "); len(parts) > 0; {
		n := 1 // there may be a comma in the name of a part of a mix
		for !s.read(f, strings.Join(parts[:n], ", ")) {
			if n++; n > len(parts) {
				return &Setting{Recorded: words}
			}
		}
		parts = parts[n:]
	}
	if s.String() != words {
		return &Setting{Recorded: words}
	}
	return s
}

// read reads one part of the words of a fault.
func (s *Setting) read(f Fault, part string) bool {
	switch f {
	case LinkChange, NetworkChange:
		return s.readLink(part)
	case ClockChange:
		value, ok := strings.CutPrefix(part, "rate ")
		rate, err := clock.ParseRate(value)
		s.Rate = rate
		return ok && err == nil
	case DiskChange:
		return s.readDisk(part)
	case TimeoutChange:
		low, high, err := chance.ParseRange(part)
		s.Timeout = &[2]time.Duration{low, high}
		return err == nil
	case ChangeConfig:
		return s.readChange(part)
	case HoldMessage:
		hold, err := chance.ParseDuration(part)
		s.Hold = hold
		return err == nil
	}
	return false
}

func (s *Setting) readLink(part string) (ok bool) {
	key, value, _ := strings.Cut(part, " ")
	var err error
	switch key {
	case "latency":
		s.Latency, err = readLaw(value)
	case "loss":
		s.Loss, err = chance.ParseShare(value)
	case "duplicate":
		s.Duplicate, err = chance.ParseShare(value)
	default:
		return false
	}
	return err == nil
}

func (s *Setting) readDisk(part string) bool {
	key, value, _ := strings.Cut(part, " ")
	var err error
	switch key {
	case "fault":
		err = lookUp(diskFaults, value, &s.Disk)
	case "fsync":
		s.Fsync, err = readLaw(value)
	case "stall":
		s.Stall, err = chance.ParseDuration(value)
	default:
		return false
	}
	return err == nil
}

func (s *Setting) readChange(part string) bool {
	if part == "joint" {
		s.Joint = true
		return true
	}
	verb, node, _ := strings.Cut(part, " ")
	var change MemberChange
	if lookUp(memberVerbs, verb, &change.Verb) != nil || change.Node.UnmarshalText([]byte(node)) != nil || change.Node == 0 {
		return false
	}
	s.Changes = append(s.Changes, change)
	return true
}

func lookUp[T ~uint8](words []string, word string, to *T) error {
	return value(words, "setting", []byte(word), to)
}

func readLaw(text string) (*chance.Distribution, error) {
	law, err := chance.ParseDistribution(text)
	return &law, err
}

// Parts returns the words for each thing that is set: "latency 5ms-15ms" and "loss 10%".
func (s *Setting) Parts() (parts []string) {
	if s.Recorded != "" {
		return []string{s.Recorded}
	}
	add := func(given bool, key, value string) {
		if given {
			parts = append(parts, strings.TrimSpace(key+" "+value))
		}
	}
	law := func(key string, d *chance.Distribution) {
		if d != nil {
			add(true, key, d.String())
		}
	}
	law("latency", s.Latency)
	add(s.Loss != 0, "loss", s.Loss.String())
	add(s.Duplicate != 0, "duplicate", s.Duplicate.String())
	add(s.Rate != 0, "rate", s.Rate.String())
	add(s.Disk != 0, "fault", s.Disk.String())
	law("fsync", s.Fsync)
	add(s.Stall != 0, "stall", chance.FormatDuration(s.Stall))
	if s.Timeout != nil {
		law := chance.Uniform(s.Timeout[0], s.Timeout[1])
		add(true, "", law.String())
	}
	for _, c := range s.Changes {
		add(true, name(memberVerbs, c.Verb), c.Node.String())
	}
	add(s.Joint, "joint", "")
	add(s.Hold != 0, "", chance.FormatDuration(s.Hold))
	return parts
}

// String returns the setting as the trace has it: latency 5ms-15ms, loss 10%.
func (s *Setting) String() string { return strings.Join(s.Parts(), ", ") }
