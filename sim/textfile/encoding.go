package textfile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"raftlab/sim/lang"
)

// encoding is how text is written in a file. The zero value is UTF-8 without a mark.
type encoding struct {
	mark  int              // how many bytes stand in front of the text
	order binary.ByteOrder // of UTF-16; nil: UTF-8
	wide  bool             // UTF-32
}

// encodingOf tells the encoding by the first bytes: by the mark, or, as text has no NUL, by where they have one.
func encodingOf(head []byte) encoding {
	at := func(i int) int {
		if i < len(head) {
			return int(head[i])
		}
		return -1
	}
	is := func(mark ...int) bool {
		for i, b := range mark {
			if at(i) != b {
				return false
			}
		}
		return true
	}
	switch {
	case is(0xff, 0xfe, 0, 0) || is(0, 0, 0xfe, 0xff) || is(0, 0, 0) || at(0) > 0 && at(1) == 0 && at(2) == 0 && at(3) == 0:
		return encoding{wide: true}
	case is(0xef, 0xbb, 0xbf):
		return encoding{mark: 3}
	case is(0xff, 0xfe):
		return encoding{mark: 2, order: binary.LittleEndian}
	case is(0xfe, 0xff):
		return encoding{mark: 2, order: binary.BigEndian}
	case at(0) > 0 && at(0) < utf8.RuneSelf && at(1) == 0:
		return encoding{order: binary.LittleEndian}
	case at(0) == 0 && at(1) > 0 && at(1) < utf8.RuneSelf:
		return encoding{order: binary.BigEndian}
	}
	return encoding{}
}

var errWide = lang.Errorf("the file is in UTF-32 (save it as UTF-8)", "文件是 UTF-32 编码（请存为 UTF-8）")

// decoded returns the text as UTF-8, without the mark in front.
func (r *Reader) decoded() (io.Reader, error) {
	head, _ := r.from.Peek(4)
	e := encodingOf(head)
	if e.wide {
		return nil, errWide
	}
	r.from.Discard(e.mark) // it was peeked at
	if e.order == nil {
		return r.from, nil
	}
	return &utf16Reader{from: r.from, order: e.order}, nil
}

// utf16Reader reads UTF-16 as UTF-8. Half a character comes out as bytes that are no UTF-8.
type utf16Reader struct {
	from  *bufio.Reader
	order binary.ByteOrder
	text  []byte // decoded, and not yet read
	err   error
}

func (u *utf16Reader) Read(b []byte) (int, error) {
	for len(u.text) == 0 && u.err == nil {
		u.fill()
	}
	if len(u.text) == 0 {
		return 0, u.err
	}
	n := copy(b, u.text)
	u.text = u.text[n:]
	return n, nil
}

// fill decodes some more of the text.
func (u *utf16Reader) fill() {
	const some = 4096 // characters
	u.text = u.text[:0]
	for range some {
		unit, err := u.unit()
		if err != nil {
			u.err = err
			return
		}
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			r = u.pair(unit)
		}
		if r < 0 {
			u.text = append(u.text, notUTF8)
			continue
		}
		u.text = utf8.AppendRune(u.text, r)
	}
}

// notUTF8 is a byte that no UTF-8 has.
const notUTF8 = 0xff

// pair returns the character of which a half was read; -1 if its other half does not follow.
func (u *utf16Reader) pair(half uint16) rune {
	next, _ := u.from.Peek(2)
	if len(next) < 2 {
		return -1
	}
	r := utf16.DecodeRune(rune(half), rune(u.order.Uint16(next)))
	if r == utf8.RuneError {
		return -1
	}
	u.from.Discard(2) // it was peeked at
	return r
}

// unit reads two bytes. A single one at the end is passed on as it is no text.
func (u *utf16Reader) unit() (uint16, error) {
	var two [2]byte
	n, err := io.ReadFull(u.from, two[:])
	if n == 1 && errors.Is(err, io.ErrUnexpectedEOF) {
		u.text = append(u.text, notUTF8)
		return 0, io.EOF
	}
	return u.order.Uint16(two[:]), err
}
