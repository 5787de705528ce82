// Package textfile reads text as other programs save it. raftlab writes UTF-8 with plain newlines; PowerShell's >
// makes UTF-16 and carriage returns of that, editors put a mark in front, and long traces are kept with gzip. What
// comes out is what raftlab wrote:
//
//	text, err := io.ReadAll(textfile.NewReader(file))
//
// What cannot be decoded comes out as bytes that are no UTF-8, so that whoever reads the text refuses it at its
// line and column.
package textfile

import (
	"bufio"
	"bytes"
	"io"
)

// Reader reads text as UTF-8 with plain newlines, whatever its form in the file.
type Reader struct {
	from *bufio.Reader
	text io.Reader // what is read, as UTF-8; nil: not yet known
	cr   bool      // a carriage return was read, and not yet what follows it
	err  error
}

// NewReader returns a reader. It reads nothing before the first Read.
func NewReader(r io.Reader) *Reader { return &Reader{from: bufio.NewReaderSize(r, 64<<10)} }

// Decode returns a text, which may be in UTF-16 or have a mark in front, as UTF-8. It does not decompress, and
// leaves alone what is UTF-8 without a mark.
func Decode(data []byte) ([]byte, error) {
	if encodingOf(data) == (encoding{}) {
		return data, nil
	}
	r := &Reader{from: bufio.NewReader(bytes.NewReader(data))}
	r.text, r.err = r.decoded()
	return io.ReadAll(r)
}

// Read reads text. Carriage returns before newlines are left out.
func (r *Reader) Read(b []byte) (int, error) {
	for len(b) > 0 && r.err == nil {
		if r.text == nil {
			if r.text, r.err = r.open(); r.err != nil {
				break
			}
		}
		if n := r.readLines(b); n > 0 {
			return n, nil
		}
	}
	if len(b) == 0 {
		return 0, nil
	}
	if r.cr { // the last byte of all
		r.cr, b[0] = false, '\r'
		return 1, nil
	}
	return 0, r.err
}

// readLines reads once, and leaves out carriage returns before newlines. One at the end waits for what follows.
func (r *Reader) readLines(b []byte) int {
	from := 0
	if r.cr && len(b) > 1 {
		b[0], from = '\r', 1
	} else if r.cr {
		return r.readOne(b)
	}
	n, err := r.text.Read(b[from:])
	r.err = err
	if n == 0 {
		return 0 // a waiting carriage return goes on waiting
	}
	text := b[:from+n]
	r.cr = text[len(text)-1] == '\r'
	if r.cr {
		text = text[:len(text)-1]
	}
	if bytes.IndexByte(text, '\r') < 0 {
		return len(text)
	}
	to := 0
	for i, c := range text {
		if c == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			continue
		}
		text[to] = c
		to++
	}
	return to
}

// readOne reads into a single byte while a carriage return waits.
func (r *Reader) readOne(b []byte) int {
	var next [1]byte
	n, err := r.text.Read(next[:])
	r.err = err
	switch {
	case n == 0:
		return 0
	case next[0] == '\n':
		r.cr, b[0] = false, '\n'
	case next[0] == '\r':
		b[0] = '\r'
	default:
		r.text, r.cr, b[0] = io.MultiReader(bytes.NewReader(next[:]), r.text), false, '\r'
	}
	return 1
}

// open finds out in which form the text is.
func (r *Reader) open() (io.Reader, error) {
	if head, _ := r.from.Peek(2); string(head) == "\x1f\x8b" {
		plain, err := decompress(r.from)
		if err != nil {
			return nil, err
		}
		r.from = bufio.NewReaderSize(plain, 64<<10)
	}
	return r.decoded()
}
