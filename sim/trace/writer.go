package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"time"
)

// MaxLine is the length of the longest line of a trace in bytes, the newline included.
const MaxLine = 1 << 20

const (
	crcKey    = `,"crc":"`
	crcEnd    = "\"}\n"
	crcDigits = 8
	digestKey = `{"digest":"`
	chunk     = 64 << 10 // bytes collected before they are hashed and written
)

// Writer writes a trace: the header, the events that it observes, and on Close the digest line.
// It is a [Sink]. It makes no garbage, does not buffer the run, and keeps the first error.
// On [io.Discard] it is the way to the digest alone.
type Writer struct {
	to     io.Writer
	buf    []byte // lines not yet hashed and written
	crc    uint32 // over everything so far
	sum    hash.Hash
	seq    uint64
	at     time.Duration
	err    error
	closed bool
}

// NewWriter returns a writer that has taken the header. h.Format is not read: the header is
// written with FormatVersion. It refuses a header that cannot be read again.
func NewWriter(w io.Writer, h *Header) (*Writer, error) {
	t := &Writer{to: w, buf: make([]byte, 0, chunk+4096), sum: sha256.New()}
	b, err := appendHeader(t.buf, h)
	if err != nil {
		return nil, err
	}
	t.endLine(0, b)
	return t, t.err
}

// Observe writes an event. Sequence numbers must be 1, 2, 3, ... and time must not run backwards,
// and every value must have a written form, else the trace could not be read again. After the
// first error, which Err and Close return, nothing more is written.
func (t *Writer) Observe(e *Event) {
	switch {
	case t.err != nil:
		return
	case t.closed:
		t.err = fmt.Errorf("event %d after the end of the trace", e.Seq)
		return
	case e.Seq != t.seq+1:
		t.err = fmt.Errorf("event %d where event %d belongs", e.Seq, t.seq+1)
		return
	case e.At < t.at:
		t.err = fmt.Errorf("event %d: time runs backwards, from %d ns to %d ns", e.Seq, t.at, e.At)
		return
	}
	start := len(t.buf)
	b, err := appendEvent(t.buf, e)
	if err != nil {
		t.err = fmt.Errorf("event %d: %w", e.Seq, err)
		return
	}
	t.seq, t.at = e.Seq, e.At
	t.endLine(start, b)
	if len(t.buf) >= chunk {
		t.flush()
	}
}

// Err returns the first error.
func (t *Writer) Err() error { return t.err }

// Close writes the digest line and returns the digest, "sha256:" and 64 hexadecimal digits. It
// does not close the writer below. Without Close, or after an error, the file has no digest line,
// and a [Reader] refuses it.
func (t *Writer) Close() (digest string, err error) {
	if t.closed && t.err == nil {
		t.err = fmt.Errorf("the trace is closed already")
	}
	t.closed = true
	t.flush()
	if t.err != nil {
		return "", t.err
	}
	digest = digestOf(t.sum)
	t.buf = append(append(append(t.buf, digestKey...), digest...), crcEnd...)
	t.flush()
	return digest, t.err
}

// endLine takes b, the buffer with a line added from start on, and ends that line with its crc.
func (t *Writer) endLine(start int, b []byte) {
	b = append(b, crcKey...)
	t.crc = crc32.Update(t.crc, crc32.IEEETable, b[start:])
	digits := len(b)
	b = appendCRC(b, t.crc)
	b = append(b, crcEnd...)
	t.crc = crc32.Update(t.crc, crc32.IEEETable, b[digits:])
	if length := len(b) - start; length > MaxLine {
		t.err = fmt.Errorf("event %d: a line of %d bytes is longer than %d", t.seq, length, MaxLine)
		return
	}
	t.buf = b
}

// flush hashes and writes what has been collected.
func (t *Writer) flush() {
	if t.err != nil {
		return
	}
	t.sum.Write(t.buf)
	_, t.err = t.to.Write(t.buf)
	t.buf = t.buf[:0]
}

func appendCRC(b []byte, crc uint32) []byte {
	return hex.AppendEncode(b, []byte{byte(crc >> 24), byte(crc >> 16), byte(crc >> 8), byte(crc)})
}

func digestOf(sum hash.Hash) string { return "sha256:" + hex.EncodeToString(sum.Sum(nil)) }
