package chance

import (
	"hash/fnv"
	"math"
	"math/bits"
	"strconv"
	"testing"
)

func stream(seed uint64, parts ...string) *Stream {
	s := new(Stream)
	s.Seed(seed, Named(parts...))
	return s
}

// The numbers of a seed are part of the contract: a trace made today is made again next year.
func TestTheNumbersOfAStreamNeverChange(t *testing.T) {
	if got, want := Named("timeout", "n2"), Name(0x05e75e58ff3e49f9); got != want {
		t.Errorf("timeout/n2 is named %#x, want %#x", got, want)
	}
	known := []struct {
		seed uint64
		name []string
		want [4]uint64
	}{
		{0, nil, [4]uint64{466000, 325539, 713053, 350303}},
		{1, []string{"timeout", "n1"}, [4]uint64{504508, 311270, 739850, 235829}},
		{1, []string{"timeout", "n2"}, [4]uint64{651389, 521634, 178165, 64115}},
		{2, []string{"timeout", "n1"}, [4]uint64{835279, 637925, 764825, 937003}},
		{math.MaxUint64, []string{"network", "n1", "n2"}, [4]uint64{777573, 954722, 537497, 5309}},
	}
	for _, k := range known {
		s := stream(k.seed, k.name...)
		var got [4]uint64
		for i := range got {
			got[i] = s.Below(1_000_000)
		}
		if got != k.want {
			t.Errorf("seed %d, name %v draws %v, want %v", k.seed, k.name, got, k.want)
		}
	}
}

func TestANameIsTheHashOfItsPartsJoined(t *testing.T) {
	hash := fnv.New64a()
	hash.Write([]byte("network/n1/n2"))
	if got := Named("network", "n1", "n2"); uint64(got) != hash.Sum64() {
		t.Errorf("Named is %#x, FNV-1a of network/n1/n2 is %#x", got, hash.Sum64())
	}
}

func TestSeedingStartsAStreamAgain(t *testing.T) {
	s := stream(7, "a")
	first := [3]uint64{s.Below(1 << 40), s.Below(1 << 40), s.Below(1 << 40)}
	s.Seed(7, Named("a"))
	if again := [3]uint64{s.Below(1 << 40), s.Below(1 << 40), s.Below(1 << 40)}; again != first {
		t.Errorf("the same seed and name drew %v, then %v", first, again)
	}
}

func TestDrawsOfOneStreamDoNotShiftAnother(t *testing.T) {
	alone, beside, other := stream(7, "a"), stream(7, "a"), stream(7, "b")
	for i := range 1000 {
		for range i % 3 {
			other.Below(10)
		}
		if want, got := alone.Below(1<<40), beside.Below(1<<40); got != want {
			t.Fatalf("draw %d is %d beside another stream, %d alone", i, got, want)
		}
	}
}

// Neighbouring seeds and names start far apart: half of the bits of the first draw differ.
func TestNeighboursStartFarApart(t *testing.T) {
	const n = 20_000
	differ := 0
	for seed := range uint64(n) {
		a, b, c := stream(seed, "n1"), stream(seed+1, "n1"), stream(seed, "n2")
		first := a.pcg.Uint64()
		differ += bits.OnesCount64(first^b.pcg.Uint64()) + bits.OnesCount64(first^c.pcg.Uint64())
	}
	mean := float64(differ) / (2 * n)
	if limit := 5 * math.Sqrt(64*0.25/(2*n)); math.Abs(mean-32) > limit {
		t.Errorf("first draws of neighbours differ in %.3f bits of 64, want 32 ± %.3f", mean, limit)
	}
}

// Trials with seeds 0, 1, 2, ... read the first draws of several streams: these must be independent.
func TestFirstDrawsOverSeedsAreIndependent(t *testing.T) {
	counts := make([]int, 100)
	for seed := range uint64(100_000) {
		counts[10*stream(seed, "timeout", "n1").Below(10)+stream(seed, "timeout", "n2").Below(10)]++
	}
	checkUniform(t, "pairs of first draws", counts)
}

func TestBelowDrawsEveryNumberEquallyOften(t *testing.T) {
	for _, n := range []uint64{2, 3, 7, 10, 100} {
		s, counts := stream(n, "below"), make([]int, n)
		for range 100_000 {
			counts[s.Below(n)]++
		}
		checkUniform(t, "numbers below "+strconv.FormatUint(n, 10), counts)
	}
}

// Of 3 * 2^62 numbers, a plain multiplication would draw every third number twice as often as the
// others, and a plain remainder the first third.
func TestBelowRejectsWhatWouldBeDrawnTooOften(t *testing.T) {
	const n = 3 << 62
	s, byRest, byThird := stream(1, "below"), make([]int, 3), make([]int, 3)
	for range 30_000 {
		x := s.Below(n)
		byRest[x%3]++
		byThird[x>>62]++
	}
	checkUniform(t, "rests", byRest)
	checkUniform(t, "thirds", byThird)
}

func TestBelowOneIsZero(t *testing.T) {
	if got := stream(1, "x").Below(1); got != 0 {
		t.Errorf("Below(1) is %d", got)
	}
}

func TestTheChiSquareTestRefusesABiasedCount(t *testing.T) {
	if chi, limit := chiSquare([]int{34_500, 33_000, 32_500}); chi <= limit {
		t.Errorf("34.5:33:32.5 of 100,000 passes: %.1f, limit %.1f", chi, limit)
	}
}

func TestSharesHappenAsOftenAsTheySay(t *testing.T) {
	const n = 200_000
	for _, share := range []Share{0, 100, 10_000, 500_000, 999_900, Always} {
		s, happened := stream(uint64(share), "share"), 0
		for range n {
			if s.Happens(share) {
				happened++
			}
		}
		p := float64(share) / float64(Always)
		if limit := 5 * math.Sqrt(n*p*(1-p)); math.Abs(float64(happened)-n*p) > limit {
			t.Errorf("share %v happened %d times in %d, want %.0f ± %.0f", share, happened, n, n*p, limit)
		}
	}
}

func TestAShareOfZeroDrawsNothing(t *testing.T) {
	a, b := stream(1, "x"), stream(1, "x")
	a.Happens(0)
	if a.Below(1<<40) != b.Below(1<<40) {
		t.Error("asking for a share of zero moved the stream")
	}
}

func checkUniform(t *testing.T, what string, counts []int) {
	t.Helper()
	if chi, limit := chiSquare(counts); chi > limit {
		t.Errorf("%s are not uniform: chi-square %.1f, limit %.1f: %v", what, chi, limit, counts)
	}
}

// chiSquare returns the statistic and its quantile at 1 - 10^-6 (Wilson and Hilferty).
func chiSquare(counts []int) (chi, limit float64) {
	total := 0
	for _, count := range counts {
		total += count
	}
	want := float64(total) / float64(len(counts))
	for _, count := range counts {
		chi += (float64(count) - want) * (float64(count) - want) / want
	}
	k, z := float64(len(counts)-1), 4.753
	return chi, k * math.Pow(1-2/(9*k)+z*math.Sqrt(2/(9*k)), 3)
}
