// Package chance is the only source of randomness in a simulation: named streams that grow from one
// seed, and distributions of durations.
//
// Two streams of different names are independent: an extra draw from one never shifts another, so
// a change in one part of the model changes no random number of another. Everything is computed
// with integers. Logarithms and fused multiply-add differ between processors, so distributions that
// are not uniform are drawn from tables of quantiles (tables.go).
package chance

import (
	"math/bits"
	"math/rand/v2"
)

// Name is the hash of a stream's name. It is computed once, so that seeding a stream is cheap.
type Name uint64

// Named returns the hash of the parts joined by a slash: Named("timeout", "n2") names timeout/n2.
// It is FNV-1a, 64 bits.
func Named(parts ...string) Name {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	for i, part := range parts {
		if i > 0 {
			hash = (hash ^ '/') * prime
		}
		for j := range len(part) {
			hash = (hash ^ uint64(part[j])) * prime
		}
	}
	return Name(hash)
}

// Source is the seed of all streams of a run. A stream seeds itself when it is first drawn from, so [Source.Seed] costs
// the same for any number of streams.
type Source struct{ seed, mixed, age uint64 }

// Seed restarts all streams of the source with a seed.
func (s *Source) Seed(seed uint64) { s.seed, s.mixed, s.age = seed, mix(seed), s.age+1 }

// Stream is a sequence of random numbers. The zero value must be given a source or a seed first. Nothing must be drawn
// from the streams of a source that was never seeded.
type Stream struct {
	pcg    rand.PCG
	source *Source // nil: the stream has a seed of its own
	name   Name
	age    uint64 // of the source when the stream began
}

// Join makes the stream the source's stream of that name.
func (s *Stream) Join(source *Source, name Name) { *s = Stream{source: source, name: name} }

// Seed restarts the stream as the one that a source with that seed has by that name. It has no source then.
func (s *Stream) Seed(seed uint64, name Name) {
	s.source = nil
	s.begin(&Source{seed: seed, mixed: mix(seed)}, name)
}

func (s *Stream) begin(from *Source, name Name) {
	s.pcg.Seed(from.mixed, mix(uint64(name)^bits.RotateLeft64(from.seed, 32)))
}

// reseed begins the stream anew if its source was seeded since.
func (s *Stream) reseed() {
	if s.source != nil && s.age != s.source.age {
		s.age = s.source.age
		s.begin(s.source, s.name)
	}
}

// mix spreads the bits of a seed, so that neighbouring seeds start far apart (SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Below returns a number drawn uniformly from 0 to n-1; n must not be 0. It is free of bias
// (Lemire's method: multiply, and reject the few values that would be drawn too often).
func (s *Stream) Below(n uint64) uint64 {
	s.reseed()
	high, low := bits.Mul64(s.pcg.Uint64(), n)
	if low < n {
		for excess := -n % n; low < excess; {
			high, low = bits.Mul64(s.pcg.Uint64(), n)
		}
	}
	return high
}

// Happens draws whether something with the given probability happens. A share of zero takes nothing from the stream.
func (s *Stream) Happens(share Share) bool {
	return share > 0 && s.Below(uint64(Always)) < uint64(share)
}
