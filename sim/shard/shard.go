// Package shard divides numbered work, such as trials and schedules, into parts that can be done in different places.
//
//	s, err := shard.Parse("2/4")
//	first, last := s.Range(1000) // 250, 500
package shard

import (
	"math/bits"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// Shard is a part of the work: Number of Of, from 1. The zero value is the whole.
type Shard struct{ Number, Of uint64 }

// mostShards is as many as a Kubernetes Indexed Job can have.
const mostShards = 100_000

// Parse reads a shard as 2/4.
func Parse(text string) (Shard, error) {
	left, right, _ := strings.Cut(text, "/")
	number, err1 := strconv.ParseUint(left, 10, 64)
	of, err2 := strconv.ParseUint(right, 10, 64)
	s := Shard{number, of}
	switch {
	case err1 != nil || err2 != nil || s.String() != text:
		return Shard{}, lang.Errorf("%q is not a shard (write 2/4: the second of four)", "%q 不是分片（请写 2/4：四个中的第二个）", text)
	case of > mostShards:
		return Shard{}, lang.Errorf("%d shards are too many (at most %d)", "%d 个分片太多（至多 %d）", of, mostShards)
	case number < 1 || number > of:
		return Shard{}, lang.Errorf("there is no shard %s (write 1/%d to %d/%d)", "没有分片 %s（请写 1/%d 到 %d/%d）", text, max(of, 1), max(of, 1), max(of, 1))
	}
	return s, nil
}

// String returns the shard as Parse reads it; "" for the whole.
func (s Shard) String() string {
	if s == (Shard{}) {
		return ""
	}
	return strconv.FormatUint(s.Number, 10) + "/" + strconv.FormatUint(s.Of, 10)
}

// MarshalText writes the shard.
func (s Shard) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a shard; the empty text is the whole.
func (s *Shard) UnmarshalText(text []byte) (err error) {
	*s = Shard{}
	if len(text) > 0 {
		*s, err = Parse(string(text))
	}
	return err
}

// Range returns the numbers of the shard: first to last-1 of all. Shards differ by at most one.
func (s Shard) Range(all uint64) (first, last uint64) {
	if s.Of == 0 {
		return 0, all
	}
	return share(all, s.Number-1, s.Of), share(all, s.Number, s.Of)
}

// share is all times part divided by whole, rounded down.
func share(all, part, whole uint64) uint64 {
	high, low := bits.Mul64(all, part)
	quotient, _ := bits.Div64(high, low, whole)
	return quotient
}

// Missing says which shards are not there, the first ten, of so many; nil if all are. The names are those that are, by their numbers.
func Missing(names map[uint64]string, of uint64) error {
	if uint64(len(names)) == of {
		return nil
	}
	var missing []string
	for number := uint64(1); number <= of && len(missing) < 10; number++ {
		if names[number] == "" {
			missing = append(missing, Shard{number, of}.String())
		}
	}
	list := strings.Join(missing, ", ")
	switch more := of - uint64(len(names)+len(missing)); {
	case more > 0:
		return lang.Errorf("shards %s and %d more are missing", "缺少分片 %s 和另外 %d 个", list, more)
	case len(missing) == 1:
		return lang.Errorf("shard %s is missing", "缺少分片 %s", list)
	}
	return lang.Errorf("shards %s are missing", "缺少分片 %s", list)
}
