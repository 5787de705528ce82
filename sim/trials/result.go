package trials

import (
	"math"
	"math/big"
	"time"

	"raftlab/sim/trace"
)

// MostTerms is the number of terms from which on trials are counted together.
const MostTerms = 64

// mostBroken is how many broken trials are named at most.
const mostBroken = 10

// Result is what many trials showed together. Make one with [NewResult].
type Result struct {
	Trials, Finished uint64
	Min, Max         time.Duration     // of the finished trials; 0 if there are none
	Slowest          uint64            // the trial of Max; of several the first
	Unfinished       uint64            // the first trial that is not finished; meaningful if there is one
	Contested        uint64            // finished trials with a contested term
	Terms            [MostTerms]uint64 // finished trials by number of terms; the last: as many or more
	TermsSum         uint64
	TermsMax         uint64
	Leaderless       Leaderless // unfinished trials without a leader at their end
	Broken, Ended    uint64     // trials with a violated property, with a server that ended
	BrokenList       []Broken   // the first of both

	sum, squares uint128 // of nanoseconds
	durations    histogram
	hash         uint64
	old          bool // read from a file of format 1, in whose form it is written again
}

// Leaderless are trials that ended without a leader: how many, and how long they had been waiting for one by then.
// Other unfinished trials never came to the interval, or had a leader all along.
type Leaderless struct {
	Trials   uint64
	Min, Max time.Duration // 0 if there are none
	sum      uint128       // of nanoseconds
}

func (l *Leaderless) add(o *Leaderless) {
	if o.Trials == 0 {
		return
	}
	if l.Trials == 0 || o.Min < l.Min {
		l.Min = o.Min
	}
	l.Max = max(l.Max, o.Max)
	l.Trials += o.Trials
	l.sum.add(o.sum.high, o.sum.low)
}

// Broken is a trial in which something happened that must not.
type Broken struct {
	Number   uint64     `json:"trial"`
	Seed     trace.Seed `json:"seed"`
	Evidence string     `json:"evidence"` // the violated property; "" if only a server ended
	Ended    bool       `json:"ended"`
}

// NewResult returns the result of no trial.
func NewResult() *Result { return &Result{durations: newHistogram()} }

// Add adds one trial.
func (r *Result) Add(t *Trial) {
	r.Trials++
	r.hash += t.hash()
	if t.Broken != "" || t.Ended {
		r.addBroken(Broken{t.Number, trace.Seed(t.Seed), t.Broken, t.Ended})
		r.Broken += count(t.Broken != "")
		r.Ended += count(t.Ended)
	}
	if !t.Finished {
		if r.Trials-1 == r.Finished || t.Number < r.Unfinished {
			r.Unfinished = t.Number
		}
		if t.Leaderless {
			r.Leaderless.add(&Leaderless{1, t.Waited, t.Waited, uint128{0, uint64(t.Waited)}})
		}
		return
	}
	r.addExtremes(t.Duration, t.Duration, t.Number)
	r.Finished++
	r.Contested += count(t.Contested)
	r.Terms[min(t.Terms, MostTerms-1)]++
	r.TermsSum += t.Terms
	r.TermsMax = max(r.TermsMax, t.Terms)
	r.sum.add(0, uint64(t.Duration))
	r.squares.addSquare(uint64(t.Duration))
	r.durations.add(t.Duration, 1)
}

func count(happened bool) uint64 {
	if happened {
		return 1
	}
	return 0
}

// Merge adds the trials of another result, which must be other trials.
func (r *Result) Merge(o *Result) {
	if o.Trials > o.Finished && (r.Trials == r.Finished || o.Unfinished < r.Unfinished) {
		r.Unfinished = o.Unfinished
	}
	if o.Finished > 0 {
		r.addExtremes(o.Min, o.Max, o.Slowest)
	}
	r.Trials += o.Trials
	r.Finished += o.Finished
	r.Contested += o.Contested
	r.Leaderless.add(&o.Leaderless)
	r.old = r.old || o.old
	for i, n := range o.Terms {
		r.Terms[i] += n
	}
	r.TermsSum += o.TermsSum
	r.TermsMax = max(r.TermsMax, o.TermsMax)
	r.Broken += o.Broken
	r.Ended += o.Ended
	for _, b := range o.BrokenList {
		r.addBroken(b)
	}
	r.sum.add(o.sum.high, o.sum.low)
	r.squares.add(o.squares.high, o.squares.low)
	r.durations.merge(o.durations)
	r.hash += o.hash
}

// addExtremes takes over the least and the greatest of another result. It is called before the trials are counted.
func (r *Result) addExtremes(least, most time.Duration, slowest uint64) {
	if r.Finished == 0 || least < r.Min {
		r.Min = least
	}
	if r.Finished == 0 || most > r.Max || most == r.Max && slowest < r.Slowest {
		r.Max, r.Slowest = most, slowest
	}
}

// addBroken keeps the first trials in the order of their numbers.
func (r *Result) addBroken(b Broken) {
	at := len(r.BrokenList)
	for at > 0 && r.BrokenList[at-1].Number > b.Number {
		at--
	}
	r.BrokenList = append(r.BrokenList, Broken{})
	copy(r.BrokenList[at+1:], r.BrokenList[at:])
	r.BrokenList[at] = b
	r.BrokenList = r.BrokenList[:min(len(r.BrokenList), mostBroken)]
}

// UnfinishedCount returns how many trials are unfinished.
func (r *Result) UnfinishedCount() uint64 { return r.Trials - r.Finished }

// Mean returns the mean duration, rounded to a nanosecond; 0 if no trial was measured.
// Trials that ended without a leader would have lasted longer than they did: with them it is a bound, and the true
// mean is at least this. Trials that never came to the interval are left out.
func (r *Result) Mean() (mean time.Duration, bound bool) {
	n := new(big.Int).SetUint64(r.Finished + r.Leaderless.Trials)
	if n.Sign() == 0 {
		return 0, false
	}
	sum := r.sum.big()
	sum.Add(sum, r.Leaderless.sum.big()).Add(sum, new(big.Int).Rsh(n, 1))
	return time.Duration(sum.Quo(sum, n).Int64()), r.Leaderless.Trials > 0
}

// MeanError returns half the width of the 95 % confidence interval for the mean of the finished trials: 1.96
// standard errors. A mean that is a bound has none.
func (r *Result) MeanError() time.Duration {
	if r.Finished < 2 {
		return 0
	}
	n := new(big.Int).SetUint64(r.Finished)
	sum := r.sum.big()
	spread := n.Mul(n, r.squares.big())
	spread.Sub(spread, sum.Mul(sum, sum)) // n² times the variance
	square, _ := new(big.Float).SetInt(spread).Float64()
	trials := float64(r.Finished)
	return time.Duration(math.Round(1.959963984540054 * math.Sqrt(square/trials/trials/(trials-1))))
}

// TermsMean returns the mean number of terms of the finished trials; 0 if none is finished.
func (r *Result) TermsMean() float64 { return float64(r.TermsSum) / float64(max(r.Finished, 1)) }

// Needed returns how many trials a quantile needs, of parts of whole, so that ten are expected on either side of it:
// 20 for the median, 1000 for the 99th percentile. There are never enough for the least and the greatest value.
func Needed(parts, whole uint64) uint64 {
	outside := min(parts, whole-parts)
	if outside == 0 {
		return math.MaxUint64
	}
	return (beyond*whole + outside - 1) / outside
}

// beyond is how many trials there have to be on the far side of a quantile.
const beyond = 10

// Measured returns how many trials came to the interval: those that finished, and those that ended without a
// leader. Quantiles and the mean are of these. Results of format 1 do not tell them from the others: there it is all.
func (r *Result) Measured() uint64 {
	if r.old {
		return r.Trials
	}
	return r.Finished + r.Leaderless.Trials
}

// Quantile returns the least duration that a share of the measured trials does not exceed: parts of whole, of
// 99 of 100 the 99th percentile. Unfinished ones among them count as longer than all others, so there may be
// none; nor is there with fewer trials than it needs, or where one of the unfinished may have been shorter. It is off
// by at most one part in a thousand.
func (r *Result) Quantile(parts, whole uint64) (time.Duration, bool) {
	if r.Measured() < Needed(parts, whole) {
		return 0, false
	}
	rank := new(big.Int).Mul(new(big.Int).SetUint64(parts), new(big.Int).SetUint64(r.Measured()))
	rank.Add(rank, new(big.Int).SetUint64(whole-1))
	rank.Quo(rank, new(big.Int).SetUint64(whole))
	place := max(rank.Uint64(), 1)
	var below uint64
	for _, b := range r.durations.buckets() {
		if below += b.Count; below >= place {
			value := min(max(b.From+(b.To-b.From)/2, r.Min), r.Max)
			return value, b.From <= r.Known()
		}
	}
	return 0, false
}

// Known returns up to what duration the distribution is known: the shortest time after which a trial ended without a
// leader.
func (r *Result) Known() time.Duration {
	if r.Leaderless.Trials == 0 || r.old {
		return math.MaxInt64
	}
	return r.Leaderless.Min
}

// Buckets returns the distribution of the durations of the finished trials.
func (r *Result) Buckets() []Bucket { return r.durations.buckets() }
