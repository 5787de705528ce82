package playback

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// document builds JSON without reflection, which is slow in a browser. It puts the commas itself.
type document struct{ b []byte }

// next puts a comma where one is needed.
func (d *document) next() {
	if n := len(d.b); n > 0 {
		switch d.b[n-1] {
		case '[', '{', ':', ',':
		default:
			d.b = append(d.b, ',')
		}
	}
}

func (d *document) key(name string) {
	d.text(name)
	d.b = append(d.b, ':')
}

func (d *document) open(bracket byte) {
	d.next()
	d.b = append(d.b, bracket)
}

func (d *document) close(bracket byte) { d.b = append(d.b, bracket) }

func (d *document) integer(n int64) {
	d.next()
	d.b = strconv.AppendInt(d.b, n, 10)
}

func (d *document) moment(t time.Duration) { d.integer(int64(t)) }

func (d *document) flag(set bool) {
	if set {
		d.integer(1)
	} else {
		d.integer(0)
	}
}

// text writes a string. What could end the script that the document stands in is written as an escape.
func (d *document) text(s string) {
	const hex = "0123456789abcdef"
	d.next()
	d.b = append(d.b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			d.b = append(d.b, '\\', byte(r))
		case r < ' ' || r == '<' || r == '>' || r == '&' || r == 0x2028 || r == 0x2029:
			d.b = append(d.b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			d.b = utf8.AppendRune(d.b, r)
		}
	}
	d.b = append(d.b, '"')
}

// row writes an array of numbers, words and flags.
func (d *document) row(values ...any) {
	d.open('[')
	d.values(values...)
	d.close(']')
}

// null writes that something is not known.
func (d *document) null() {
	d.next()
	d.b = append(d.b, "null"...)
}

// values writes members of an array.
func (d *document) values(values ...any) {
	for _, v := range values {
		switch v := v.(type) {
		case time.Duration:
			d.moment(v)
		case bool:
			d.flag(v)
		case string:
			d.text(v)
		case int:
			d.integer(int64(v))
		case uint64:
			d.integer(int64(v))
		default:
			panic("a row holds times, flags, words and numbers")
		}
	}
}

// list writes an array under a key.
func (d *document) list(name string, each func()) {
	d.key(name)
	d.open('[')
	each()
	d.close(']')
}
