package stats

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"raftlab/plots/page"
	"raftlab/sim/trials"
)

// Trials is how often something was seen at a value of a parameter: K times of N.
type Trials struct {
	X    float64
	K, N uint64
}

// XY is a point of a curve.
type XY struct{ X, Y float64 }

// Series is what was measured for one setting, and what theory expects of it: Y is a share of one. All
// are in order of X, every X once.
type Series struct {
	Name     string
	Points   []Trials
	Theory   []XY // a curve, finely computed
	Expected []XY // single values, instead of a curve: where the parameter has none between
}

// Proportion shows how often something happens against a parameter, with 95 % intervals (see
// [trials.Wilson]). The parameter's axis is logarithmic if its values are above 0 and far apart.
type Proportion struct {
	Words

	list   []Series
	colors []color.NRGBA
}

// NewProportion copies and checks the data: 1 to 12 series, each with a point; numbers are finite,
// and every N is above 0 and at least K.
func NewProportion(words Words, series ...Series) (*Proportion, error) {
	if len(series) == 0 || len(series) > MaxLines {
		return nil, fmt.Errorf("%d series: not between 1 and %d", len(series), MaxLines)
	}
	p := &Proportion{Words: words, colors: lineColors(len(series))}
	for _, s := range series {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("series %q: %w", s.Name, err)
		}
		s.Points, s.Theory, s.Expected = slices.Clone(s.Points), slices.Clone(s.Theory), slices.Clone(s.Expected)
		p.list = append(p.list, s)
	}
	return p, nil
}

func (s Series) check() error {
	if len(s.Points) == 0 {
		return fmt.Errorf("no points")
	}
	for i, q := range s.Points {
		switch {
		case !finite(q.X):
			return fmt.Errorf("point %d at %v: not a number", i+1, q.X)
		case q.N == 0 || q.K > q.N:
			return fmt.Errorf("point %d: %d of %d", i+1, q.K, q.N)
		case i > 0 && q.X <= s.Points[i-1].X:
			return fmt.Errorf("point %d at %v: not after the one before", i+1, q.X)
		}
	}
	if len(s.Theory) > 0 && len(s.Expected) > 0 {
		return errors.New("its theory is a curve and single values, not one of them")
	}
	return cmp.Or(checkTheory(s.Theory), checkTheory(s.Expected))
}

func checkTheory(list []XY) error {
	for i, q := range list {
		switch {
		case !finite(q.X, q.Y) || q.Y < 0 || q.Y > 1:
			return fmt.Errorf("theory at %v: %v is not a share of one", q.X, q.Y)
		case i > 0 && q.X <= list[i-1].X:
			return fmt.Errorf("theory at %v: not after the value before", q.X)
		}
	}
	return nil
}

// LayOut lays out the figure.
func (s *Proportion) LayOut(o page.Options) page.Drawing {
	p := &proportionPage{Proportion: s, chart: newChart(s.Words, o)}
	return chartPage{p.chart, p.paint}
}

type proportionPage struct {
	*Proportion
	*chart
}

func (p *proportionPage) paint() {
	p.setAxes()
	p.drawWords()
	name := p.chart.X
	if p.chart.x.Log {
		name = page.Joined(" ", name, p.Say("(logarithmic)", "（对数）"))
		if unit, found := strings.CutSuffix(p.chart.X, ")"); found {
			name = unit + p.Say(", logarithmic)", ", 对数)")
		}
	}
	p.drawAxes(p.marks(), p.shareMarks(), name, p.chart.Y)
	p.drawProportionKey()
	for i := len(p.list) - 1; i >= 0; i-- {
		p.drawTheory(i)
		p.drawExpected(i)
		p.drawIntervals(i)
	}
	for i := len(p.list) - 1; i >= 0; i-- {
		p.drawPoints(i)
	}
	for i := range p.list {
		p.drawName(i)
	}
}

// marks returns the marks of the parameter. Between whole numbers there are none.
func (p *proportionPage) marks() []page.Mark {
	x := p.chart.x
	for _, s := range p.list {
		for _, q := range s.Points {
			if q.X != math.Trunc(q.X) {
				return x.Marks(14)
			}
		}
	}
	return x.Marks(min(14, max(int(x.Max-x.Min), 1)))
}

// setAxes fits the axes to the data.
func (p *proportionPage) setAxes() {
	x, y := &p.chart.x, &p.chart.y
	x.Min, x.Max = p.list[0].Points[0].X, p.list[0].Points[0].X
	for _, s := range p.list {
		for _, q := range s.Points {
			_, high := trials.Wilson(q.K, q.N)
			x.Min, x.Max, y.Max = min(x.Min, q.X), max(x.Max, q.X), max(y.Max, high)
		}
		for _, q := range slices.Concat(s.Theory, s.Expected) {
			x.Min, x.Max, y.Max = min(x.Min, q.X), max(x.Max, q.X), max(y.Max, q.Y)
		}
	}
	switch {
	case x.Min == x.Max:
		x.Min, x.Max = x.Min-1, x.Max+1
	case x.Min > 0 && x.Max/x.Min >= 20:
		x.Log = true
	}
	if y.Max > 0.7 {
		y.Max = 1
	} else {
		y.Max *= 1.04
	}
	p.frameAt(98, 112, page.Width-56, page.Height-104)
}

// drawProportionKey explains dots, lines and marks.
func (p *proportionPage) drawProportionKey() {
	signs := []page.KeyEntry{{Text: p.Say("measured, with 95 % interval", "实测值与 95 % 区间"), Draw: func(x, y page.Length) {
		p.Line(page.Stroke{Color: page.Grey, Width: 1.3}, page.At(x+16, y-8), page.At(x+16, y+8))
		p.Dot(page.Grey, 3.8, page.At(x+16, y))
	}}}
	if slices.ContainsFunc(p.list, func(s Series) bool { return len(s.Theory) > 0 }) {
		signs = append(signs, page.KeyEntry{Text: p.Say("theory", "理论值"), Draw: func(x, y page.Length) {
			p.Line(page.Stroke{Color: page.Grey, Width: 1.6}, page.At(x+2, y), page.At(x+26, y))
		}})
	}
	if slices.ContainsFunc(p.list, func(s Series) bool { return len(s.Expected) > 0 }) {
		signs = append(signs, page.KeyEntry{Text: p.Say("theory", "理论值"), Draw: func(x, y page.Length) { p.drawExpectedMark(page.Grey, page.At(x+14, y)) }})
	}
	p.drawKey(signs...)
}

// drawExpectedMark draws the mark of a single value of theory.
func (p *proportionPage) drawExpectedMark(col color.Color, where page.Point) {
	p.Line(page.Stroke{Color: col, Width: 2.2}, page.At(where.X-10, where.Y), page.At(where.X+10, where.Y))
}

func (p *proportionPage) where(q Trials) page.Point {
	return page.At(p.chart.x.At(q.X), p.chart.y.At(float64(q.K)/float64(q.N)))
}

// drawTheory draws the curve of theory. Where there is no theory, it joins what was measured.
func (p *proportionPage) drawTheory(i int) {
	s := p.list[i]
	if len(s.Expected) > 0 {
		return
	}
	points := p.curve(s.Theory)
	if points == nil {
		for _, q := range s.Points {
			points = append(points, p.where(q))
		}
	}
	p.KeepOff(i, points)
	p.Line(page.Stroke{Color: p.colors[i], Width: 1.6, Dash: lineDash(i, len(p.list))}, points...)
}

func (p *proportionPage) curve(list []XY) (points []page.Point) {
	for _, q := range list {
		points = append(points, page.At(p.chart.x.At(q.X), p.chart.y.At(q.Y)))
	}
	return points
}

// drawExpected marks the single values of theory.
func (p *proportionPage) drawExpected(i int) {
	for _, where := range p.curve(p.list[i].Expected) {
		p.drawExpectedMark(p.colors[i], where)
		p.KeepOff(i, []page.Point{page.At(where.X-10, where.Y), page.At(where.X+10, where.Y)})
	}
}

func (p *proportionPage) drawIntervals(i int) {
	for _, q := range p.list[i].Points {
		low, high := trials.Wilson(q.K, q.N)
		x := p.chart.x.At(q.X)
		bar := []page.Point{page.At(x, p.chart.y.At(low)), page.At(x, p.chart.y.At(high))}
		p.KeepOff(i, bar)
		p.Line(page.Stroke{Color: p.colors[i], Width: 1.3}, bar...)
	}
}

func (p *proportionPage) drawPoints(i int) {
	for _, q := range p.list[i].Points {
		where := p.where(q)
		p.Dot(page.White, 5, where)
		p.Dot(p.colors[i], 3.8, where)
		p.KeepOff(i, []page.Point{page.At(where.X-4, where.Y-4), page.At(where.X+4, where.Y+4)})
	}
}

// drawName names a series beside one of its points, or beside the middle of one of its pieces.
func (p *proportionPage) drawName(i int) {
	var points []page.Point
	for k, q := range p.list[i].Points {
		where := p.where(q)
		if k > 0 && len(p.list[i].Theory)+len(p.list[i].Expected) == 0 {
			last := points[len(points)-1]
			points = append(points, page.At((last.X+where.X)/2, (last.Y+where.Y)/2))
		}
		points = append(points, where)
	}
	b := page.LineName{Name: p.list[i].Name, Style: page.TextStyle{Face: page.Bold(), Size: 14, Color: page.Legible(p.colors[i])}}
	p.NameLine(i, b, points)
}
