package chance

//go:generate go run ./maketables

import "time"

// The tables hold the quantiles of the standard laws at i/steps, in millionths, so that a draw is a
// look-up and a linear interpolation in integers. The error of an interpolated quantile is below
// 0.1 % of the deviation in the body of the law (see the test).
const (
	steps     = 4096
	millionth = 1_000_000
)

// drawNormal cuts at zero by drawing again, and at 4.3 deviations from the mean, beyond which lies
// one draw in 65,000.
func drawNormal(s *Stream, mean, deviation time.Duration) time.Duration {
	for {
		if d := mean + scale(deviation, between(s, normalQuantiles[:])); d >= 0 {
			return d
		}
	}
}

// drawExponential uses that the law has no memory: beyond the last quantile it starts again.
func drawExponential(s *Stream, mean time.Duration) time.Duration {
	total := time.Duration(0)
	for {
		i := s.Below(steps)
		if i == steps-1 {
			total += scale(mean, int64(exponentialQuantiles[steps-1]))
			continue
		}
		return total + scale(mean, interpolate(exponentialQuantiles[:], i, s.Below(1<<32)))
	}
}

func between(s *Stream, quantiles []int32) int64 {
	return interpolate(quantiles, s.Below(steps), s.Below(1<<32))
}

// interpolate returns the value at fraction/2^32 of the way from quantile i to the next.
func interpolate(quantiles []int32, i, fraction uint64) int64 {
	from, to := int64(quantiles[i]), int64(quantiles[i+1])
	return from + (to-from)*int64(fraction>>16)>>16
}

// scale multiplies without overflow for all durations up to Longest.
func scale(unit time.Duration, millionths int64) time.Duration {
	whole, rest := int64(unit)/millionth, int64(unit)%millionth
	return time.Duration(whole*millionths + rest*millionths/millionth)
}
