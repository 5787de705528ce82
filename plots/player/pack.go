package player

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
)

// digits are those of the code in which bytes stand in the page: five for four bytes, where base64 needs five and a third.
// None of them means anything in HTML or in a JSON string.
const digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:+=^!/*?_()[]{}@%$#,;"

// pack writes bytes in the code. What is left at the end, n bytes, takes n+1 digits.
func pack(data []byte) string {
	var b strings.Builder
	b.Grow(len(data)/4*5 + 5)
	for len(data) > 0 {
		var group [4]byte
		n := copy(group[:], data)
		data = data[n:]
		value := binary.BigEndian.Uint32(group[:])
		var code [5]byte
		for i := 4; i >= 0; i-- {
			code[i] = digits[value%85]
			value /= 85
		}
		b.Write(code[:n+1])
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
