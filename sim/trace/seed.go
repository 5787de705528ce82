package trace

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// Seed is the seed of every random choice in a run, from 0 to 2^64-1. In JSON it is a string of digits: many
// JSON tools read every number as a float and so change those above 2^53.
type Seed uint64

// MarshalJSON writes a string of digits.
func (s Seed) MarshalJSON() ([]byte, error) {
	return append(strconv.AppendUint([]byte{'"'}, uint64(s), 10), '"'), nil
}

// UnmarshalJSON reads a string of digits, or a number, as files of raftlab had it before. A number with a
// fraction or an exponent, which no raftlab wrote, is read as far as it goes; see [LooksRounded].
func (s *Seed) UnmarshalJSON(text []byte) error {
	digits := bytes.Trim(text, `"`)
	if n, err := strconv.ParseUint(string(digits), 10, 64); err == nil {
		*s = Seed(n)
		return nil
	}
	if f, err := strconv.ParseFloat(string(digits), 64); err == nil && f >= firstRounded && f <= math.MaxUint64 {
		*s = seedOf(f)
		return nil
	}
	return lang.Errorf("the seed %.40s is not a whole number from 0 to %d", "种子 %.40s 不是 0 到 %d 的整数", text, uint64(math.MaxUint64))
}

// firstRounded is the number from which on a float does not hold every whole number.
const firstRounded = 1 << 53

// seedOf returns the seed nearest to a float.
func seedOf(f float64) Seed {
	if f >= math.MaxUint64 { // as a float it is 2^64
		return math.MaxUint64
	}
	return Seed(f)
}

// LooksRounded reports whether a seed, as it stands in a JSON file, looks as if a tool had read it as a float
// and written it again: it is above 2^53, and is what such tools print. Some seeds look so by chance.
func LooksRounded(literal string) bool {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || f < firstRounded || f > math.MaxUint64 {
		return false
	}
	if _, err := strconv.ParseUint(literal, 10, 64); err != nil {
		return true // with a fraction or an exponent, or 2^64
	}
	for _, printed := range []string{
		strconv.FormatFloat(f, 'f', 0, 64),          // Python
		strconv.FormatFloat(f, 'f', -1, 64),         // JavaScript
		padded(strconv.FormatFloat(f, 'e', 16, 64)), // jq
	} {
		if printed == literal {
			return true
		}
	}
	return false
}

// padded writes a whole number without its exponent, and zeros for the digits that it does not say.
func padded(scientific string) string {
	mantissa, exponent, _ := strings.Cut(scientific, "e+")
	places, _ := strconv.Atoi(exponent)
	digits := strings.Replace(mantissa, ".", "", 1)
	if len(digits) > places+1 {
		return digits[:places+1]
	}
	return digits + strings.Repeat("0", places+1-len(digits))
}
