package guest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"raftlab/sim/lang"
)

// reader reads a line of JSON, once and from left to right, into the few kinds of objects that the protocol has. Names are
// as they are written here: unlike with encoding/json another case is another name, and none comes twice in an object. It
// stops at the first thing that is wrong.
type reader struct {
	line  []byte
	at    int
	wrong bool
	place string    // of what is wrong, from the outside: send[0].to
	words lang.Text // what is wrong
	is    bool      // the words are said of the value at the place, and not of what is in it
}

// field is a field of an object, and how it is read.
type field[T any] struct {
	name string
	read func(*reader, *T)
}

// fail notes what is wrong within the object that is being read.
func (r *reader) fail(words lang.Text) { r.wrong, r.words = true, words }

// malformed notes that this is not JSON. What exactly is wrong is asked of encoding/json afterwards.
func (r *reader) malformed() { r.wrong = true }

// within adds where something wrong is, on the way out.
func (r *reader) within(place string) {
	if r.place != "" && r.place[0] != '[' {
		place += "."
	}
	r.place = place + r.place
}

// next skips spaces and returns what follows; 0 at the end.
func (r *reader) next() byte {
	for r.at < len(r.line) {
		switch c := r.line[r.at]; c {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return c
		}
	}
	return 0
}

// take reports whether a character follows, and goes on behind it.
func (r *reader) take(c byte) bool {
	if r.next() != c {
		return false
	}
	r.at++
	return true
}

// null reports whether null follows, and goes on behind it: a field that is null is left out.
func (r *reader) null() bool {
	if r.next() != 'n' || !bytes.HasPrefix(r.line[r.at:], []byte("null")) {
		return false
	}
	r.at += len("null")
	return true
}

// object reads an object.
func object[T any](r *reader, into *T, fields []field[T]) {
	if r.next() != '{' {
		r.unexpected(anObject)
		return
	}
	r.at++
	if r.take('}') {
		return
	}
	for seen := uint64(0); ; {
		name := r.quoted()
		if r.wrong || !r.take(':') {
			r.malformed()
			return
		}
		i := fieldAt(fields, name)
		switch {
		case i < 0:
			r.fail(unknownField(string(name), fields))
			return
		case seen>>i&1 == 1:
			r.fail(lang.Say("%s is there twice (write it once)", "%s 出现了两次（请只写一次）", name))
			return
		}
		seen |= 1 << i
		if fields[i].read(r, into); r.wrong {
			r.within(fields[i].name)
			return
		}
		if !r.take(',') {
			break
		}
	}
	if !r.take('}') {
		r.malformed()
	}
}

// fieldAt returns the number of a field; -1: there is none with this name.
func fieldAt[T any](fields []field[T], name []byte) int {
	for i := range fields {
		if string(name) == fields[i].name {
			return i
		}
	}
	return -1
}

// list reads a list. No list is an empty list.
func list[T any](r *reader, one func(*reader, *T)) (all []T) {
	if r.null() {
		return nil
	}
	if r.next() != '[' {
		r.unexpected(aList)
		return nil
	}
	r.at++
	if r.take(']') {
		return nil
	}
	for {
		var item T
		if one(r, &item); r.wrong {
			r.within("[" + strconv.Itoa(len(all)) + "]")
			return nil
		}
		all = append(all, item)
		if !r.take(',') {
			break
		}
	}
	if !r.take(']') {
		r.malformed()
	}
	return all
}

// number reads a whole number of at most a value; 0 if there is null.
func (r *reader) number(most uint64) (n uint64) {
	if r.null() {
		return 0
	}
	r.next()
	start := r.at
	for r.at < len(r.line) && '0' <= r.line[r.at] && r.line[r.at] <= '9' {
		digit := uint64(r.line[r.at] - '0')
		if n > (most-digit)/10 {
			r.tooMuch(start, most)
			return 0
		}
		n = n*10 + digit
		r.at++
	}
	digits := r.at - start
	if digits == 0 || digits > 1 && r.line[start] == '0' || r.at < len(r.line) && bytes.IndexByte([]byte(".eE"), r.line[r.at]) >= 0 {
		r.at = start
		r.unexpected(aNumber)
	}
	return n
}

// flag reads true or false; false if there is null.
func (r *reader) flag() bool {
	if r.null() {
		return false
	}
	for _, is := range []string{"true", "false"} {
		if r.next() == is[0] && bytes.HasPrefix(r.line[r.at:], []byte(is)) {
			r.at += len(is)
			return is == "true"
		}
	}
	r.unexpected(aFlag)
	return false
}

// text reads a text; nothing if there is null.
func (r *reader) text() string {
	if r.null() {
		return ""
	}
	if r.next() != '"' {
		r.unexpected(aText)
		return ""
	}
	return string(r.quoted())
}

// quoted reads a text in quotes, which is valid until the next one.
func (r *reader) quoted() []byte {
	if r.next() != '"' {
		r.malformed()
		return nil
	}
	start, plain := r.at, true
	for r.at++; r.at < len(r.line) && r.line[r.at] != '"'; r.at++ {
		switch c := r.line[r.at]; {
		case c == '\\':
			r.at++
			plain = false
		case c < ' ':
			r.malformed()
			return nil
		}
	}
	if r.at >= len(r.line) {
		r.malformed()
		return nil
	}
	r.at++
	whole := r.line[start:r.at]
	if inner := whole[1 : len(whole)-1]; plain && utf8.Valid(inner) {
		return inner
	}
	var text string
	if json.Unmarshal(whole, &text) != nil {
		r.malformed()
	}
	return []byte(text)
}

// raw reads any value, and returns it as it is written.
func (r *reader) raw() []byte {
	r.next()
	start, depth := r.at, 0
	for r.at < len(r.line) {
		switch c := r.line[r.at]; c {
		case '"':
			if r.quoted(); r.wrong {
				return nil
			}
			r.at--
		case '{', '[':
			depth++
		case ',', '}', ']':
			if depth == 0 {
				return r.checked(start)
			}
			if c != ',' {
				depth--
			}
		}
		r.at++
	}
	return r.checked(start)
}

// checked returns what was read since a place, if it is JSON.
func (r *reader) checked(start int) []byte {
	value := bytes.TrimSpace(r.line[start:r.at])
	if !json.Valid(value) {
		r.malformed()
	}
	return value
}

// What to write instead of a value.
var (
	aNumber  = lang.Text{EN: "write a whole number, 0 or more", ZH: "应写不小于 0 的整数"}
	aFlag    = lang.Text{EN: "write true or false", ZH: "应写 true 或 false"}
	aText    = lang.Text{EN: "write a text in quotes", ZH: "应写带引号的文本"}
	aList    = lang.Text{EN: "write a list [...]", ZH: "应写列表 [...]"}
	anObject = lang.Text{EN: "write an object {...}", ZH: "应写对象 {...}"}
)

// unexpected says that a value is not what it is to be.
func (r *reader) unexpected(write lang.Text) {
	const most = 60
	value := r.raw()
	if r.wrong {
		return
	}
	said := lang.Clean(string(value[:min(len(value), most)]))
	if len(value) > most {
		said += "..."
	}
	r.is = true
	r.fail(lang.Say("is %s (%s)", "为 %s（%s）", said, write))
}

// tooMuch says that a number is too great.
func (r *reader) tooMuch(start int, most uint64) {
	r.at = start
	value := r.raw()
	if r.wrong {
		return
	}
	r.is = true
	r.fail(lang.Say("is %s (at most %d)", "为 %s（最大为 %d）", value, most))
}

// said says what is wrong, and where.
func (r *reader) said() lang.Text {
	switch {
	case r.place == "":
		return r.words
	case r.is:
		return lang.Say("%s %s", "%s %s", r.place, r.words)
	}
	return lang.Say("%s: %s", "%s：%s", r.place, r.words)
}
