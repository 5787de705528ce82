package elections

import (
	"math"
	"slices"
	"time"
)

// Summary are the numbers by which distributions are compared.
type Summary struct {
	N      int           `json:"n"`
	Least  time.Duration `json:"least_ns"`
	Median time.Duration `json:"median_ns"`
	Mean   time.Duration `json:"mean_ns"`
	P90    time.Duration `json:"p90_ns"`
	Most   time.Duration `json:"most_ns"`
}

// Summarize returns the summary of a sample that is not empty.
func Summarize(sample []time.Duration) Summary {
	sorted := slices.Sorted(slices.Values(sample))
	var sum float64
	for _, d := range sorted {
		sum += float64(d)
	}
	return Summary{len(sorted), sorted[0], Quantile(sorted, 0.5), time.Duration(sum / float64(len(sorted))), Quantile(sorted, 0.9), sorted[len(sorted)-1]}
}

// Quantile returns a quantile of a sorted sample: the least value that so large a share does not exceed.
func Quantile(sorted []time.Duration, share float64) time.Duration {
	i := int(math.Ceil(share*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// Distance is the greatest distance between the distributions of two samples (Kolmogorov and Smirnov), from 0 to 1.
func Distance(one, other []time.Duration) (most float64) {
	a, b := slices.Sorted(slices.Values(one)), slices.Sorted(slices.Values(other))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		at := min(a[i], b[j])
		for i < len(a) && a[i] == at {
			i++
		}
		for j < len(b) && b[j] == at {
			j++
		}
		most = max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return most
}

// Critical is the distance that two samples of one distribution exceed in 5 % of cases, for samples that are not tiny.
func Critical(n, m int) float64 {
	return 1.358 * math.Sqrt(float64(n+m)/(float64(n)*float64(m)))
}
