package stats

import (
	"slices"
	"testing"
	"time"
)

func TestEqualValuesAreOneBucket(t *testing.T) {
	got := mergeBuckets([]Bucket{{3, 1}, {1, 1}, {3, 1}, {2, 0}, {2, 1}, {3, 1}})
	if want := []Bucket{{1, 1}, {2, 1}, {3, 3}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestQuantiles(t *testing.T) {
	ten := Sample{Values: []Bucket{{40, 4}, {10, 1}, {20, 2}, {30, 3}}}
	unfinished := Sample{Values: []Bucket{{10, 4}, {20, 1}}, Unfinished: 5}
	for _, c := range []struct {
		sample Sample
		q      float64
		want   time.Duration // 0: never reached
	}{
		{ten, 0, 10}, {ten, 0.1, 10}, {ten, 0.11, 20}, {ten, 0.3, 20}, {ten, 0.5, 30}, {ten, 0.6, 30}, {ten, 0.61, 40}, {ten, 1, 40},
		{unfinished, 0.4, 10}, {unfinished, 0.5, 20}, {unfinished, 0.51, 0}, {unfinished, 1, 0},
	} {
		d, err := newDistribution(c.sample)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.quantile(c.q); got != c.want || ok != (c.want > 0) {
			t.Errorf("quantile %v: %v, %v, want %v", c.q, got, ok, c.want)
		}
	}
}

func TestMeanIsOfTheFinished(t *testing.T) {
	d, _ := newDistribution(Sample{Values: []Bucket{{10, 1}, {20, 3}}, Unfinished: 9})
	if d.mean() != 18 || d.finished() != 4 || d.above(10) != 3 { // 17.5, rounded
		t.Errorf("mean %v of %d, %d above 10", d.mean(), d.finished(), d.above(10))
	}
}

func TestSampleIsCopied(t *testing.T) {
	values := []Bucket{{20, 1}, {10, 1}}
	if _, err := newDistribution(Sample{Values: values}); err != nil || values[0].Value != 20 {
		t.Error("the caller's values were sorted", err)
	}
}

func TestSamplesRefused(t *testing.T) {
	good := Sample{Values: []Bucket{{1, 1}}}
	for name, samples := range map[string][]Sample{
		"none":            {},
		"empty":           {{}},
		"empty buckets":   {{Values: []Bucket{{1, 0}}}},
		"zero value":      {{Values: []Bucket{{0, 1}}}},
		"negative value":  {good, {Values: []Bucket{{-1, 1}}}},
		"nothing finish":  {{Unfinished: 3}},
		"too many trials": {{Values: []Bucket{{1, 1 << 60}}}},
		"an overflow":     {{Values: []Bucket{{1, 1 << 63}, {2, 1 << 63}}}},
		"too many lines":  slices.Repeat([]Sample{good}, MaxLines+1),
	} {
		if _, err := newDistributions(samples); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := newDistributions([]Sample{good, {Unfinished: 3}}); err != nil {
		t.Error("one sample of which nothing finished:", err)
	}
}
