package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Number writes a value with the decimals that a step of its axis needs: 20 000, 0.05.
func Number(v, step float64) string {
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	if v == 0 {
		v = 0 // not -0
	}
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if v < 10000 || decimals > 0 {
		return text
	}
	return Spaced(uint64(math.Round(v)))
}

// Spaced writes a large number in groups of three digits: 20 000.
func Spaced(n uint64) string {
	if n < 10000 {
		return strconv.FormatUint(n, 10)
	}
	text := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		if n < 1000 {
			return strconv.FormatUint(n, 10) + " " + text
		}
		text = fmt.Sprintf("%03d ", n%1000) + text
	}
	return text
}

// UnitOf returns the unit in which an axis of times up to a length is written.
func UnitOf(longest time.Duration) (unit time.Duration, name string) {
	switch {
	case longest <= time.Millisecond:
		return time.Microsecond, "µs"
	case longest <= 100*time.Second:
		return time.Millisecond, "ms"
	}
	return time.Second, "s"
}

// Share writes a share of one, with more decimals near the ends: 70 %, 99.5 %, 0.02 %.
func Share(p float64) string {
	rest := min(p, 1-p)
	decimals := 0
	for limit := 0.0995; decimals < 4 && rest > 0 && rest < limit; limit /= 10 {
		decimals++
	}
	if decimals > 0 && rest*math.Pow(10, float64(decimals+1)) >= 9.95 { // two digits are enough
		decimals--
	}
	text := strconv.FormatFloat(p*100, 'f', decimals, 64)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + " %"
}

// InUnits returns how many units a time is.
func InUnits(d, unit time.Duration) float64 { return float64(d) / float64(unit) }

// Brief writes a time in three digits or whole milliseconds: 9.35 ms, 175 ms, 12.3 s.
func Brief(d time.Duration) string {
	switch {
	case d == 0:
		return "0 ms"
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", InUnits(d, time.Microsecond))
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.3g ms", InUnits(d, time.Millisecond))
	case d < 10*time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
