package page

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Axis is an axis: it puts the values from min to max on the page between from and to.
type Axis struct {
	Min, Max float64
	Log      bool // min is above 0
	From, To vg.Length
}

// At returns the place of a value; what lies outside is put at the ends.
func (a Axis) At(v float64) vg.Length {
	part := (v - a.Min) / (a.Max - a.Min)
	if a.Log {
		part = math.Log(max(v, a.Min)/a.Min) / math.Log(a.Max/a.Min)
	}
	return a.From + (a.To-a.From)*vg.Length(min(max(part, 0), 1))
}

// Mark is a mark of an axis. Without a label it is a small one.
type Mark struct {
	Value float64
	Label string
}

// Marks returns the marks of an axis with about as many labels as asked for.
func (a Axis) Marks(labels int) []Mark {
	if a.Log {
		return a.logMarks(labels)
	}
	step := RoundStep((a.Max - a.Min) / float64(labels))
	var list []Mark
	for k := math.Ceil(a.Min/step - 1e-9); k*step <= a.Max+step*1e-9; k++ {
		list = append(list, Mark{k * step, Number(k*step, step)})
	}
	return list
}

// logMarks labels 1, 2 and 5 of every decade, or only its start when there are many. On less than a
// decade the marks are those of a linear axis.
func (a Axis) logMarks(labels int) (list []Mark) {
	decades := math.Log10(a.Max / a.Min)
	if decades < 0.9 {
		return Axis{Min: a.Min, Max: a.Max}.Marks(min(labels, 8))
	}
	for power := math.Floor(math.Log10(a.Min) + 1e-9); ; power++ {
		for k := 1.0; k < 10; k++ {
			v := k * math.Pow(10, power)
			if v > a.Max*(1+1e-9) {
				return list
			}
			if v < a.Min*(1-1e-9) {
				continue
			}
			m := Mark{Value: v}
			if k == 1 || (k == 2 || k == 5) && decades*3 <= float64(labels) {
				m.Label = Number(v, v)
			}
			list = append(list, m)
		}
	}
}

// RoundStep returns 1, 2 or 5 times a power of ten, at least as large as v.
func RoundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 2, 5} {
		if v <= k*power*(1+1e-9) {
			return k * power
		}
	}
	return 10 * power
}

// RoundDown is the largest 1, 2 or 5 times a power of ten that is not above v.
func RoundDown(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-12))
	for _, k := range []float64{5, 2} {
		if v >= k*power*(1-1e-9) {
			return k * power
		}
	}
	return power
}
