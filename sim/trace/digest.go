package trace

import "encoding/hex"

// Digest stands for bytes or for a state: equal ones have equal digests, and different ones hardly ever have. It
// is written as 16 lower-case hexadecimal digits. The zero value stands for nothing: an entry without bytes, a
// state machine that no command has changed.
type Digest uint64

const (
	fnvBasis Digest = 14695981039346656037
	fnvPrime Digest = 1099511628211
)

// DigestOf returns the digest of bytes: FNV-1a of 64 bits, and 0 of none.
func DigestOf(data []byte) Digest {
	if len(data) == 0 {
		return 0
	}
	d := fnvBasis
	for _, b := range data {
		d = (d ^ Digest(b)) * fnvPrime
	}
	return d
}

// After returns the digest of a state machine, whose state was d, after a command with the given data has been
// applied.
func (d Digest) After(data Digest) Digest { return (d ^ data) * fnvPrime }

// String returns 16 hexadecimal digits.
func (d Digest) String() string {
	text, _ := d.MarshalText()
	return string(text)
}

// MarshalText writes 16 hexadecimal digits.
func (d Digest) MarshalText() ([]byte, error) {
	var b [8]byte
	for i := range b {
		b[i] = byte(d >> (56 - 8*i))
	}
	return hex.AppendEncode(nil, b[:]), nil
}

// digest reads what MarshalText writes.
func (p *parser) digest() (d Digest) {
	start := p.at
	raw, _ := p.quotedBytes()
	if p.err != nil {
		return 0
	}
	var b [8]byte
	if n, err := hex.Decode(b[:], raw[:min(len(raw), 16)]); err != nil || n != 8 || len(raw) != 16 {
		p.at = start
		p.fail("16 hexadecimal digits belong here")
		return 0
	}
	for i := range b {
		d = d<<8 | Digest(b[i])
	}
	if d.String() != string(raw) {
		p.at = start
		p.fail("hexadecimal digits are written in lower case")
	}
	return d
}
