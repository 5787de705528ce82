package plots

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

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
	if len(series) == 0 || len(series) > mostLines {
		return nil, fmt.Errorf("%d series: not between 1 and %d", len(series), mostLines)
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

// Draw writes the figure. Of the options, Lang, Command and DPI are for it.
func (s *Proportion) Draw(w io.Writer, f Format, o Options) error {
	return writeChart(w, f, o, s.layOut(o))
}

func (s *Proportion) layOut(o Options) drawing {
	p := &proportionPage{Proportion: s, chart: newChart(s.Words, o)}
	return chartPage{p.chart, p.paint}
}

type proportionPage struct {
	*Proportion
	*chart
}

func (p *proportionPage) paint() {
	p.setRulers()
	p.drawWords()
	name := p.chart.X
	if p.chart.x.log {
		name = joined(" ", name, p.say("(logarithmic)", "（对数）"))
		if unit, found := strings.CutSuffix(p.chart.X, ")"); found {
			name = unit + p.say(", logarithmic)", ", 对数)")
		}
	}
	p.drawAxes(p.marks(), p.shareMarks(), name, p.chart.Y)
	p.drawKeyOf()
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
func (p *proportionPage) marks() []mark {
	x := p.chart.x
	for _, s := range p.list {
		for _, q := range s.Points {
			if q.X != math.Trunc(q.X) {
				return x.marks(14)
			}
		}
	}
	return x.marks(min(14, max(int(x.max-x.min), 1)))
}

// setRulers fits the axes to the data.
func (p *proportionPage) setRulers() {
	x, y := &p.chart.x, &p.chart.y
	x.min, x.max = p.list[0].Points[0].X, p.list[0].Points[0].X
	for _, s := range p.list {
		for _, q := range s.Points {
			_, high := trials.Wilson(q.K, q.N)
			x.min, x.max, y.max = min(x.min, q.X), max(x.max, q.X), max(y.max, high)
		}
		for _, q := range slices.Concat(s.Theory, s.Expected) {
			x.min, x.max, y.max = min(x.min, q.X), max(x.max, q.X), max(y.max, q.Y)
		}
	}
	switch {
	case x.min == x.max:
		x.min, x.max = x.min-1, x.max+1
	case x.min > 0 && x.max/x.min >= 20:
		x.log = true
	}
	if y.max > 0.7 {
		y.max = 1
	} else {
		y.max *= 1.04
	}
	p.frameAt(98, 112, pageWidth-56, pageHeight-104)
}

// drawKeyOf explains dots, lines and marks.
func (p *proportionPage) drawKeyOf() {
	signs := []sign{{p.say("measured, with 95 % interval", "实测值与 95 % 区间"), func(x, y vg.Length) {
		p.line(pen{color: grey, width: 1.3}, at(x+16, y-8), at(x+16, y+8))
		p.dot(grey, 3.8, at(x+16, y))
	}}}
	if slices.ContainsFunc(p.list, func(s Series) bool { return len(s.Theory) > 0 }) {
		signs = append(signs, sign{p.say("theory", "理论值"), func(x, y vg.Length) {
			p.line(pen{color: grey, width: 1.6}, at(x+2, y), at(x+26, y))
		}})
	}
	if slices.ContainsFunc(p.list, func(s Series) bool { return len(s.Expected) > 0 }) {
		signs = append(signs, sign{p.say("theory", "理论值"), func(x, y vg.Length) { p.expected(grey, at(x+14, y)) }})
	}
	p.drawKey(signs...)
}

// expected draws the mark of a single value of theory.
func (p *proportionPage) expected(col color.Color, where vg.Point) {
	p.line(pen{color: col, width: 2.2}, at(where.X-10, where.Y), at(where.X+10, where.Y))
}

func (p *proportionPage) where(q Trials) vg.Point {
	return at(p.chart.x.at(q.X), p.chart.y.at(float64(q.K)/float64(q.N)))
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
	p.note(i, points)
	p.line(pen{color: p.colors[i], width: 1.6, dash: lineDash(i, len(p.list))}, points...)
}

func (p *proportionPage) curve(list []XY) (points []vg.Point) {
	for _, q := range list {
		points = append(points, at(p.chart.x.at(q.X), p.chart.y.at(q.Y)))
	}
	return points
}

// drawExpected marks the single values of theory.
func (p *proportionPage) drawExpected(i int) {
	for _, where := range p.curve(p.list[i].Expected) {
		p.expected(p.colors[i], where)
		p.note(i, []vg.Point{at(where.X-10, where.Y), at(where.X+10, where.Y)})
	}
}

func (p *proportionPage) drawIntervals(i int) {
	for _, q := range p.list[i].Points {
		low, high := trials.Wilson(q.K, q.N)
		x := p.chart.x.at(q.X)
		bar := []vg.Point{at(x, p.chart.y.at(low)), at(x, p.chart.y.at(high))}
		p.note(i, bar)
		p.line(pen{color: p.colors[i], width: 1.3}, bar...)
	}
}

func (p *proportionPage) drawPoints(i int) {
	for _, q := range p.list[i].Points {
		where := p.where(q)
		p.dot(white, 5, where)
		p.dot(p.colors[i], 3.8, where)
		p.note(i, []vg.Point{at(where.X-4, where.Y-4), at(where.X+4, where.Y+4)})
	}
}

// drawName names a series beside one of its points, or beside the middle of one of its pieces.
func (p *proportionPage) drawName(i int) {
	var points []vg.Point
	for k, q := range p.list[i].Points {
		where := p.where(q)
		if k > 0 && len(p.list[i].Theory)+len(p.list[i].Expected) == 0 {
			last := points[len(points)-1]
			points = append(points, at((last.X+where.X)/2, (last.Y+where.Y)/2))
		}
		points = append(points, where)
	}
	b := block{name: p.list[i].Name, ink: lettering{face: bold(), size: 14, color: legible(p.colors[i])}}
	p.nameLine(i, b, points)
}

// nameLine writes a line's name beside one of its points.
func (c *chart) nameLine(i int, b block, points []vg.Point) {
	if b.name == "" {
		return
	}
	b.name = c.cut(b.ink, 330, b.name)
	width, height := c.blockSize(b)
	var spots []spot
	for _, q := range points {
		for _, gap := range []vg.Length{9, 16, 26} {
			for _, low := range []vg.Length{q.Y + gap*0.7, q.Y - gap*0.7 - height, q.Y - height/2} {
				cost := float64(gap)
				spots = append(spots, spot{area{q.X + gap, low, q.X + gap + width, low + height}, cost},
					spot{area{q.X - gap - width, low, q.X - gap, low + height}, cost + 1})
			}
			for _, low := range []vg.Length{q.Y + gap, q.Y - gap - height} {
				spots = append(spots, spot{area{q.X - width/2, low, q.X + width/2, low + height}, float64(gap) + 2})
			}
		}
	}
	if box, ok := c.choose(i, spots); ok {
		b.ink.halo = white
		c.drawBlock(b, at(box.x0, box.y0), 0)
	} else {
		c.crowded++
	}
}
