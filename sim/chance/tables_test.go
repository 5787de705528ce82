package chance

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

const draws = 200_000

// sample draws many times and returns the values as multiples of a millisecond, sorted.
func sample(t *testing.T, law Distribution) []float64 {
	t.Helper()
	s := stream(1, law.String())
	values := make([]float64, draws)
	for i := range values {
		d := law.Draw(s)
		if d < law.Least() {
			t.Fatalf("%v drew %v, less than its least %v", law, d, law.Least())
		}
		values[i] = float64(d) / float64(time.Millisecond)
	}
	slices.Sort(values)
	return values
}

// checkMoments allows five standard errors, and what the tables may err: a thousandth of the deviation.
func checkMoments(t *testing.T, law Distribution, mean, deviation float64) {
	t.Helper()
	sum, squares := 0.0, 0.0
	values := sample(t, law)
	for _, x := range values {
		sum += x
		squares += (x - mean) * (x - mean)
	}
	if got, limit := sum/draws, deviation*(5/math.Sqrt(draws)+0.001); math.Abs(got-mean) > limit {
		t.Errorf("%v: mean %.5f ms, want %.5f ± %.5f", law, got, mean, limit)
	}
	// The standard error of a deviation is sqrt((kurtosis-1)/4n); 9 is the exponential law's kurtosis.
	if got, limit := math.Sqrt(squares/draws), deviation*(5*math.Sqrt(8.0/4/draws)+0.001); math.Abs(got-deviation) > limit {
		t.Errorf("%v: deviation %.5f ms, want %.5f ± %.5f", law, got, deviation, limit)
	}
}

// Where quantiles are compared. The normal law is a straight line in the last 4096th on each side.
var (
	body    = []float64{0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999}
	farTail = []float64{0.9995, 0.9998, 0.9999, 0.99995}
)

// checkQuantiles counts the draws below the true quantiles.
func checkQuantiles(t *testing.T, law Distribution, at []float64, quantile func(p float64) float64) {
	t.Helper()
	values := sample(t, law)
	for _, p := range at {
		below, _ := slices.BinarySearch(values, quantile(p))
		got, limit := float64(below)/draws, 5*math.Sqrt(p*(1-p)/draws)
		if math.Abs(got-p) > limit {
			t.Errorf("%v: %.5f of the draws are below the %v quantile, want ± %.5f", law, got, p, limit)
		}
	}
}

func normalQuantile(p float64) float64      { return math.Sqrt2 * math.Erfinv(2*p-1) }
func exponentialQuantile(p float64) float64 { return -math.Log1p(-p) }

func TestNormalDrawsFollowTheNormalLaw(t *testing.T) {
	law := Normal(10*time.Millisecond, time.Millisecond)
	checkMoments(t, law, 10, 1)
	checkQuantiles(t, law, body, func(p float64) float64 { return 10 + normalQuantile(p) })
}

func TestANormalLawIsCutAtZeroByDrawingAgain(t *testing.T) {
	phi, above := math.Exp(-0.5)/math.Sqrt(2*math.Pi), math.Erfc(-1/math.Sqrt2)/2 // of a cut one deviation below the mean
	ratio := phi / above
	law := Normal(time.Millisecond, time.Millisecond)
	checkMoments(t, law, 1+ratio, math.Sqrt(1-ratio-ratio*ratio))
	checkQuantiles(t, law, body, func(p float64) float64 { return 1 + normalQuantile(1-above+p*above) })
	half := Normal(0, time.Millisecond)
	checkMoments(t, half, math.Sqrt(2/math.Pi), math.Sqrt(1-2/math.Pi))
}

func TestExponentialDrawsFollowTheExponentialLaw(t *testing.T) {
	law := Exponential(10 * time.Millisecond)
	checkMoments(t, law, 10, 10)
	checkQuantiles(t, law, append(body, farTail...), func(p float64) float64 { return 10 * exponentialQuantile(p) })
}

func TestUniformDrawsIncludeBothEndsAndNothingElse(t *testing.T) {
	law, s := Uniform(5, 8), stream(1, "uniform")
	counts := make([]int, 4)
	for range 100_000 {
		counts[law.Draw(s)-5]++
	}
	checkUniform(t, "durations", counts)
	wide := Uniform(0, Longest)
	checkMoments(t, wide, float64(Longest/time.Millisecond)/2, float64(Longest/time.Millisecond)/math.Sqrt(12))
}

func TestAMixDrawsItsPartsInTheirShares(t *testing.T) {
	law, err := ParseDistribution("20% a 1ns | 0% never 9ns | 30% b 2ns | 50% c 3ns")
	if err != nil {
		t.Fatal(err)
	}
	s, counts := stream(1, "mix"), map[time.Duration]int{}
	for range draws {
		counts[law.Draw(s)]++
	}
	for d, p := range map[time.Duration]float64{1: 0.2, 2: 0.3, 3: 0.5, 9: 0} {
		if limit := 5 * math.Sqrt(draws*p*(1-p)); math.Abs(float64(counts[d])-draws*p) > limit {
			t.Errorf("part of %v was drawn %d times of %d, want %.0f ± %.0f", d, counts[d], draws, draws*p, limit)
		}
	}
}

func TestAFixedLawTakesNothingFromTheStream(t *testing.T) {
	a, b, law := stream(1, "x"), stream(1, "x"), Fixed(time.Second)
	if got := law.Draw(a); got != time.Second {
		t.Errorf("Fixed(1s) drew %v", got)
	}
	if a.Below(1<<40) != b.Below(1<<40) {
		t.Error("a fixed draw moved the stream")
	}
}

// Between the tables' points a quantile errs by less than a thousandth of the deviation, in the body.
func TestInterpolatedQuantilesAreClose(t *testing.T) {
	for i := range uint64(steps) {
		p := (float64(i) + 0.5) / steps
		if p < 0.01 || p > 0.99 {
			continue
		}
		n := float64(interpolate(normalQuantiles[:], i, 1<<31)) / millionth
		e := float64(interpolate(exponentialQuantiles[:], i, 1<<31)) / millionth
		if math.Abs(n-normalQuantile(p)) > 0.001 || math.Abs(e-exponentialQuantile(p)) > 0.001 {
			t.Fatalf("at %.5f: normal %.6f for %.6f, exponential %.6f for %.6f", p, n, normalQuantile(p), e, exponentialQuantile(p))
		}
	}
}

func TestQuantilesRiseAndTheNormalOnesAreSymmetric(t *testing.T) {
	if len(normalQuantiles) != steps+1 || len(exponentialQuantiles) != steps {
		t.Fatalf("the tables have %d and %d quantiles", len(normalQuantiles), len(exponentialQuantiles))
	}
	for i := range normalQuantiles {
		if normalQuantiles[i] != -normalQuantiles[steps-i] {
			t.Errorf("normal quantiles %d and %d are not opposite", i, steps-i)
		}
	}
	if !slices.IsSorted(normalQuantiles[:]) || !slices.IsSorted(exponentialQuantiles[:]) {
		t.Error("the quantiles do not rise")
	}
}

// scale is checked against integers of any size, up to the longest duration and the farthest quantile.
func TestScaleIsExactToANanosecond(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	farthest := int64(exponentialQuantiles[steps-1])
	check := func(unit time.Duration, millionths int64) {
		want := new(big.Int).Mul(big.NewInt(int64(unit)), big.NewInt(millionths))
		want.Quo(want, big.NewInt(millionth))
		got := big.NewInt(int64(scale(unit, millionths)))
		if diff := want.Sub(want, got); diff.CmpAbs(big.NewInt(1)) > 0 {
			t.Fatalf("scale(%d, %d) is off by %v ns", unit, millionths, diff)
		}
	}
	for range 100_000 {
		check(time.Duration(random.Int64N(int64(Longest)+1)), random.Int64N(2*farthest+1)-farthest)
	}
	for _, unit := range []time.Duration{0, 1, 999_999, millionth, Longest} {
		for _, m := range []int64{0, 1, -1, farthest, -farthest} {
			check(unit, m)
		}
	}
}
