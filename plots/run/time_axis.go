package run

import (
	"fmt"
	"time"

	"raftlab/plots/page"
)

// TimeAxis is a time axis: where it is, how high its grid lines reach, and the size of its labels.
type TimeAxis struct {
	TimeScale
	Y, Top page.Length
	Size   page.Length
}

// DrawTimeAxis draws a time axis and its grid. Labels are in seconds, in short runs in milliseconds.
func (f *Figure) DrawTimeAxis(a TimeAxis) {
	step := tickStep(a.To - a.From)
	first := (a.From + step - 1) / step * step
	letters := page.TextStyle{Face: page.Regular(), Size: a.Size, Color: page.Grey, Align: 0.5}
	for t := (a.From + step/5 - 1) / (step / 5) * (step / 5); t <= a.To; t += step / 5 {
		x := a.X(t)
		if t%step != 0 {
			f.Line(page.Stroke{Color: page.Rule, Width: 0.6}, page.At(x, a.Y), page.At(x, a.Y-3))
			continue
		}
		f.Line(page.Stroke{Color: page.Grid, Width: 0.8}, page.At(x, a.Y), page.At(x, a.Top))
		f.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(x, a.Y), page.At(x, a.Y-5))
		f.Text(letters, page.At(x, a.Y-7-a.Size*0.6), tickLabel(t, step, a.To, t == first))
	}
	f.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(a.Left, a.Y), page.At(a.Right, a.Y))
}

// tickStep returns the round time between labels that gives twelve of them at most.
func tickStep(span time.Duration) time.Duration {
	step := 100 * time.Microsecond
	for {
		for _, round := range []time.Duration{1, 2, 5} {
			if span <= 12*round*step {
				return round * step
			}
		}
		step *= 10
	}
}

// tickLabel writes a time of the axis; the first says the unit.
func tickLabel(t, step, end time.Duration, first bool) string {
	unit, name := time.Second, " s"
	if end < 200*time.Millisecond {
		unit, name = time.Millisecond, " ms"
	}
	decimals := 0
	for s := step; s < unit && s%unit != 0; s *= 10 {
		decimals++
	}
	text := fmt.Sprintf("%.*f", decimals, float64(t)/float64(unit))
	if first {
		text += name
	}
	return text
}
