package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Bucket is a value and how often it was measured.
type Bucket struct {
	Value time.Duration
	Count uint64
}

// mergeBuckets sorts buckets, in place, and adds those of equal values; empty ones are left out.
func mergeBuckets(buckets []Bucket) []Bucket {
	if !slices.IsSortedFunc(buckets, byValue) {
		slices.SortFunc(buckets, byValue)
	}
	kept := buckets[:0]
	for _, b := range buckets {
		switch n := len(kept); {
		case b.Count == 0:
		case n > 0 && kept[n-1].Value == b.Value:
			kept[n-1].Count += b.Count
		default:
			kept = append(kept, b)
		}
	}
	return kept
}

func byValue(a, b Bucket) int { return cmp.Compare(a.Value, b.Value) }

// Sample is what many trials measured. Values are above 0, in any order; a value may stand in more
// than one bucket. Unfinished counts the trials that ended without a value: they are part of every
// share and quantile, as if their values were larger than all others.
type Sample struct {
	Name       string
	Values     []Bucket
	Unfinished uint64
	Known      time.Duration // no unfinished trial lasted less, so that quantiles up to here are known; 0: all are
}

// distribution is a sample that has been checked, sorted and added up.
type distribution struct {
	name       string
	buckets    []Bucket // sorted; values and counts above 0
	upTo       []uint64 // trials up to a bucket, that included
	unfinished uint64
	known      time.Duration
	total      uint64 // unfinished included
}

const mostTrials = 1 << 53 // as many as a float64 counts exactly

func newDistribution(s Sample) (distribution, error) {
	d := distribution{name: s.Name, buckets: mergeBuckets(slices.Clone(s.Values)), unfinished: s.Unfinished, total: s.Unfinished, known: cmp.Or(s.Known, math.MaxInt64)}
	for _, b := range d.buckets {
		if b.Value <= 0 {
			return d, fmt.Errorf("sample %q: a value of %v (values are above 0)", s.Name, b.Value)
		}
		if d.total += b.Count; b.Count > mostTrials || d.total > mostTrials {
			return d, fmt.Errorf("sample %q: more than %d trials", s.Name, uint64(mostTrials))
		}
	}
	var n uint64
	for _, b := range d.buckets {
		n += b.Count
		d.upTo = append(d.upTo, n)
	}
	if d.total == 0 || d.total > mostTrials {
		return d, fmt.Errorf("sample %q: %d trials (give 1 to %d)", s.Name, d.total, uint64(mostTrials))
	}
	return d, nil
}

// newDistributions checks samples of which at least one has a value.
func newDistributions(samples []Sample) ([]distribution, error) {
	if len(samples) == 0 || len(samples) > MaxLines {
		return nil, fmt.Errorf("%d samples: not between 1 and %d", len(samples), MaxLines)
	}
	var list []distribution
	empty := true
	for _, s := range samples {
		d, err := newDistribution(s)
		if err != nil {
			return nil, err
		}
		empty = empty && len(d.buckets) == 0
		list = append(list, d)
	}
	if empty {
		return nil, fmt.Errorf("sample %q: no trial has a value", samples[0].Name)
	}
	return list, nil
}

// quantile returns the smallest value that at least a share q of all trials does not exceed. There
// is none if too many trials are unfinished.
func (d *distribution) quantile(q float64) (value time.Duration, ok bool) {
	rank := uint64(max(math.Ceil(q*float64(d.total)-1e-9), 1))
	if i, _ := slices.BinarySearch(d.upTo, rank); i < len(d.buckets) {
		return d.buckets[i].Value, true
	}
	return 0, false
}

// knownQuantile returns a quantile if there are enough trials to tell it, ten of them expected beyond it, and no unfinished
// trial may have been shorter.
func (d *distribution) knownQuantile(q float64) (value time.Duration, ok bool) {
	if float64(d.total)*min(q, 1-q) < 10-1e-9 {
		return 0, false
	}
	value, ok = d.quantile(q)
	return value, ok && value <= d.known
}

// mean returns the mean of the trials that finished, 0 if none did.
func (d *distribution) mean() time.Duration {
	var sum float64
	for _, b := range d.buckets {
		sum += float64(b.Value) * float64(b.Count)
	}
	return time.Duration(math.Round(sum / max(float64(d.finished()), 1)))
}

func (d *distribution) finished() uint64 { return d.total - d.unfinished }

// above counts the trials with a value above a limit.
func (d *distribution) above(limit time.Duration) (n uint64) {
	for i := len(d.buckets) - 1; i >= 0 && d.buckets[i].Value > limit; i-- {
		n += d.buckets[i].Count
	}
	return n
}

// extent returns the smallest and the largest value of distributions.
func extent(list []distribution) (low, high time.Duration) {
	low = math.MaxInt64
	for _, d := range list {
		if n := len(d.buckets); n > 0 {
			low, high = min(low, d.buckets[0].Value), max(high, d.buckets[n-1].Value)
		}
	}
	return low, high
}
