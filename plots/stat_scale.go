package plots

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"
)

// ruler is an axis: it puts the values from min to max on the page between from and to.
type ruler struct {
	min, max float64
	log      bool // min is above 0
	from, to vg.Length
}

// at returns the place of a value; what lies outside is put at the ends.
func (r ruler) at(v float64) vg.Length {
	part := (v - r.min) / (r.max - r.min)
	if r.log {
		part = math.Log(max(v, r.min)/r.min) / math.Log(r.max/r.min)
	}
	return r.from + (r.to-r.from)*vg.Length(min(max(part, 0), 1))
}

// mark is a mark of an axis. Without a label it is a small one.
type mark struct {
	value float64
	label string
}

// marks returns the marks of an axis with about as many labels as asked for.
func (r ruler) marks(labels int) []mark {
	if r.log {
		return r.logMarks(labels)
	}
	step := roundStep((r.max - r.min) / float64(labels))
	var list []mark
	for k := math.Ceil(r.min/step - 1e-9); k*step <= r.max+step*1e-9; k++ {
		list = append(list, mark{k * step, number(k*step, step)})
	}
	return list
}

// logMarks labels 1, 2 and 5 of every decade, or only its start when there are many. On less than a
// decade the marks are those of a linear axis.
func (r ruler) logMarks(labels int) (list []mark) {
	decades := math.Log10(r.max / r.min)
	if decades < 0.9 {
		return ruler{min: r.min, max: r.max}.marks(min(labels, 8))
	}
	for power := math.Floor(math.Log10(r.min) + 1e-9); ; power++ {
		for k := 1.0; k < 10; k++ {
			v := k * math.Pow(10, power)
			if v > r.max*(1+1e-9) {
				return list
			}
			if v < r.min*(1-1e-9) {
				continue
			}
			m := mark{value: v}
			if k == 1 || (k == 2 || k == 5) && decades*3 <= float64(labels) {
				m.label = number(v, v)
			}
			list = append(list, m)
		}
	}
}

// roundStep returns 1, 2 or 5 times a power of ten, at least as large as v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 2, 5} {
		if v <= k*power*(1+1e-9) {
			return k * power
		}
	}
	return 10 * power
}

// roundDown is the largest 1, 2 or 5 times a power of ten that is not above v.
func roundDown(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-12))
	for _, k := range []float64{5, 2} {
		if v >= k*power*(1-1e-9) {
			return k * power
		}
	}
	return power
}

// number writes a value with the decimals that a step of its axis needs: 20 000, 0.05.
func number(v, step float64) string {
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	if v == 0 {
		v = 0 // not -0
	}
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if v < 10000 || decimals > 0 {
		return text
	}
	return spaced(uint64(math.Round(v)))
}

// spaced writes a large number in groups of three digits: 20 000.
func spaced(n uint64) string {
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

// unitOf returns the unit in which an axis of times up to a length is written.
func unitOf(longest time.Duration) (unit time.Duration, name string) {
	switch {
	case longest <= time.Millisecond:
		return time.Microsecond, "µs"
	case longest <= 100*time.Second:
		return time.Millisecond, "ms"
	}
	return time.Second, "s"
}

// share writes a share of one, with more decimals near the ends: 70 %, 99.5 %, 0.02 %.
func share(p float64) string {
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

func inUnits(d, unit time.Duration) float64 { return float64(d) / float64(unit) }

// brief writes a time in three digits or whole milliseconds: 9.35 ms, 175 ms, 12.3 s.
func brief(d time.Duration) string {
	switch {
	case d == 0:
		return "0 ms"
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", inUnits(d, time.Microsecond))
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.3g ms", inUnits(d, time.Millisecond))
	case d < 10*time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
