package trials

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"raftlab/sim/chance"
)

// Digits is how many digits of a duration the histogram keeps: a quantile is off by at most one part
// in a thousand. Mean, deviation, least and greatest are exact.
const Digits = 3

// Bucket counts the durations from From to To, both included.
type Bucket struct {
	From, To time.Duration
	Count    uint64
}

// histogram counts durations up to the longest that a simulation accepts, in buckets that grow with
// the duration. It takes 300 KB, however much is counted.
type histogram struct{ counts *hdrhistogram.Histogram }

func newHistogram() histogram {
	return histogram{hdrhistogram.New(1, int64(chance.Longest), Digits)}
}

// add counts a duration n times. It returns false if that is out of range.
func (h histogram) add(d time.Duration, n uint64) bool {
	return h.counts.RecordValues(int64(d), int64(n)) == nil
}

func (h histogram) merge(other histogram) { h.counts.Merge(other.counts) }

// buckets returns all buckets that have counted something, in order.
func (h histogram) buckets() []Bucket {
	var list []Bucket
	for _, bar := range h.counts.Distribution() {
		if bar.Count > 0 {
			list = append(list, Bucket{time.Duration(bar.From), time.Duration(bar.To), uint64(bar.Count)})
		}
	}
	return list
}
