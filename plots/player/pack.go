package player

import (
	"bytes"
	"compress/gzip"
	"strings"
)

// digits are those of the code in which bytes stand in the page: two for 13 bits, where base64 needs two and a sixth. None of them
// means anything in a script element or in a JSON string.
const digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:+=^!/*?_()[]{}@%$#,;'`~|&>"

// pack writes bytes in the code, the lowest bits first. Of the bits that are left at the end, six or fewer take one digit.
func pack(data []byte) string {
	const base = uint(len(digits))
	var b strings.Builder
	b.Grow(len(data)*16/13 + 2)
	held, bits := uint(0), 0
	for _, next := range data {
		held |= uint(next) << bits
		if bits += 8; bits >= 13 {
			value := held & (1<<13 - 1)
			b.WriteByte(digits[value%base])
			b.WriteByte(digits[value/base])
			held, bits = held>>13, bits-13
		}
	}
	if bits > 0 {
		b.WriteByte(digits[held%base])
	}
	if bits > 6 {
		b.WriteByte(digits[held/base])
	}
	return b.String()
}

// squeeze packs data with gzip, without a name or a date.
func squeeze(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
