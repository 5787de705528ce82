package trials

import "math"

// Wilson returns the 95 % score interval for a proportion of which k of n were seen: the values p
// for which k would not be surprising. It stays within 0 and 1, and is right for small n and for
// k = 0. Without a trial it is 0 to 1. (E. B. Wilson, Journal of the American Statistical
// Association 22, 1927.)
func Wilson(k, n uint64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054 // 97.5 % of a normal distribution lie below
	trials, p := float64(n), float64(k)/float64(n)
	spread := 1 + z*z/trials
	middle := (p + z*z/(2*trials)) / spread
	half := z / spread * math.Sqrt(p*(1-p)/trials+z*z/(4*trials*trials))
	low, high = max(middle-half, 0), min(middle+half, 1)
	switch k { // where rounding would leave a trace
	case 0:
		low = 0
	case n:
		high = 1
	}
	return low, high
}
