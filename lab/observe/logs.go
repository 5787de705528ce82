package observe

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/sim/trace"
)

// line is a line of raft in a member's log.
type line struct {
	at             time.Time
	node           trace.NodeID // in whose log it stands
	kind           kind
	member, peer   uint64
	term           trace.Term
	message        trace.MessageKind
	pre            bool
	last, peerLast trace.Position
	vote           uint64
	votes, denials int
	ticks          int    // until the lease ends
	text           string // the sentence; of a configuration, itself
}

// stamp is how zap writes times in etcd's log.
const stamp = "2006-01-02T15:04:05.000000Z0700"

// entry is a line of etcd's log, as far as it matters.
type entry struct {
	Ts, Logger, Caller, Msg, Error string
	Version                        string `json:"etcd-version"`
	Expected                       string `json:"expected-duration"` // of a late heartbeat: within which it should have followed
	Exceeded                       string `json:"exceeded-duration"` // and how much longer it took
}

// parseEntry reads a line of etcd's log. What is no JSON with a time is none: a program that ended may have left words.
func parseEntry(text []byte) (e entry, at time.Time, ok bool) {
	if json.Unmarshal(text, &e) != nil {
		return e, at, false
	}
	at, err := time.Parse(stamp, e.Ts)
	return e, at, err == nil
}

// tail reads a log that grows, from its beginning or from where it was read last, and goes on in the new file when it
// is rotated.
type tail struct {
	path, shown string        // shown: as people call it
	jitter      time.Duration // how far a line may stand behind one with a later time
	file        *os.File
	rest        []byte    // of a line that is not whole yet
	head        []byte    // how the file begins
	before      bool      // the file that was rotated away before has been read
	at          time.Time // of the last line
}

func newTail(h *labdir.Dir, host, path string, jitter time.Duration) tail {
	return tail{path: path, shown: h.Shown(host, path), jitter: jitter}
}

func (t *tail) close() {
	if t.file != nil {
		t.file.Close()
	}
}

// lines calls take with each line that is whole and was not yet read.
func (t *tail) lines(take func([]byte) error) error {
	if !t.before {
		t.before = true
		if err := wholeLines(t.path+".1", take); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for {
		if t.file == nil {
			file, err := os.Open(t.path)
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			t.file = file
		}
		if err := t.read(take); err != nil {
			return err
		}
		if !t.rotated() {
			return nil
		}
		t.file.Close()
		t.file, t.rest, t.head = nil, nil, nil
	}
}

// rotated reports whether the path is another file now than the one that is read, or was cut, be it that as much was written since:
// then it begins with another line.
func (t *tail) rotated() bool {
	own, err := t.file.Stat()
	now, nowErr := os.Stat(t.path)
	if err != nil || nowErr != nil {
		return false
	}
	at, err := t.file.Seek(0, io.SeekCurrent)
	return !os.SameFile(own, now) || err == nil && at > now.Size() || !t.beginsAsBefore()
}

// longHead is enough of a line to tell it from all others: its time is in it.
const longHead = 80

func (t *tail) beginsAsBefore() bool {
	head := make([]byte, longHead)
	n, err := t.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) || !bytes.HasPrefix(head[:n], t.head) {
		return false
	}
	t.head = head[:n]
	return true
}

func (t *tail) read(take func([]byte) error) error {
	data, err := io.ReadAll(t.file)
	if err != nil {
		return err
	}
	t.rest = append(t.rest, data...)
	for {
		end := bytes.IndexByte(t.rest, '\n')
		if end < 0 {
			return nil
		}
		text := t.rest[:end]
		t.rest = t.rest[end+1:]
		if err := take(text); err != nil {
			return err
		}
	}
}

func wholeLines(path string, take func([]byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for lines := bufio.NewReader(file); ; {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(text); err != nil {
			return err
		}
	}
}

// deed is what the supervisor did to a member, or what befell it, in the supervisor's words.
type deed struct {
	at   time.Time
	name string // of the member; "": of all
	what string // crash, pause, resume, stop (was asked to), stopped
}

var deeds = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"crash", regexp.MustCompile(`^(k8s-\S+): crash$`)},
	{"pause", regexp.MustCompile(`^(k8s-\S+): pause$`)},
	{"resume", regexp.MustCompile(`^(k8s-\S+): resume$`)},
	{"stop", regexp.MustCompile(`^stop (k8s-\S+)$`)},
	{"stopped", regexp.MustCompile(`^(k8s-\S+) has stopped: `)},
	{"crash", regexp.MustCompile(`^(k8s-\S+) ended unasked: `)},
	{"stop", regexp.MustCompile(`^()going down$`)},
}

// supervisorStamp is how the supervisor writes times: local ones.
const supervisorStamp = "2006/01/02 15:04:05.000000"

// parseDeed reads a line of the supervisor's log. Most lines tell nothing that was done to a member that runs.
func parseDeed(text string) (d deed, ok bool) {
	if len(text) <= len(supervisorStamp) {
		return d, false
	}
	at, err := time.ParseInLocation(supervisorStamp, text[:len(supervisorStamp)], time.Local)
	if err != nil {
		return d, false
	}
	text = strings.TrimSpace(text[len(supervisorStamp):])
	if _, after, ok := strings.Cut(text, "] "); ok && strings.HasPrefix(text, "[k8s-") { // on whose host
		text = after
	}
	for _, one := range deeds {
		if m := one.pattern.FindStringSubmatch(text); m != nil {
			return deed{at, m[1], one.what}, true
		}
	}
	return d, false
}

// A ClockError says that the clock of the computer went back while a member wrote its log: what happened when cannot
// be put in order.
type ClockError struct {
	Log  string
	At   time.Time     // the later time, which stands first
	Back time.Duration // by how much
}

// Error says when the clock went back, and from when on the log can be observed.
func (e *ClockError) Error() string {
	return fmt.Sprintf("%s: the clock went back by %v at %s: what happened before and after cannot be put in order (observe what follows: --from %s)",
		e.Log, e.Back, e.At.Local().Format(time.RFC3339Nano), e.At.Add(time.Microsecond).Local().Format(time.RFC3339Nano))
}

// jitter is how far a sentence of raft may stand behind one with a later time. One goroutine says them all; those of
// others may be written much later than they were made, where a computer is busy.
const jitter = time.Millisecond

// commandJitter is the same for logs into which several commands write, each what it has done.
const commandJitter = time.Second
