package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"io"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
)

// Outage is the time without a leader that a setting of the timeouts leads to.
type Outage struct {
	Setting  time.Duration // the parameter: the width of the timeouts' range, or their minimum
	Mean     time.Duration
	P50, P99 time.Duration // 0: too few trials to tell
	Bound    bool          // the mean is at least this: trials are unfinished
}

// Curve is the outages for one setting of everything else: a latency.
type Curve struct {
	Name   string
	Points []Outage // in order of Setting, every one once
}

// Expected helps to choose a timeout: it shows the mean time without a leader against a setting of
// the timeouts, with a band from the median to the 99 % quantile where these are known, and marks where the
// mean is least. A mean that is a bound has an arrow upwards.
// Both axes are logarithmic where the data spans more than a decade.
type Expected struct {
	Words

	list   []Curve
	colors []color.NRGBA
}

// NewExpected copies and checks the data: 1 to 12 curves, each with a point; settings and means above 0, no
// quantile below 0, and no median above its 99 % quantile.
func NewExpected(words Words, curves ...Curve) (*Expected, error) {
	if len(curves) == 0 || len(curves) > mostLines {
		return nil, fmt.Errorf("%d curves: not between 1 and %d", len(curves), mostLines)
	}
	e := &Expected{Words: words, colors: lineColors(len(curves))}
	for _, c := range curves {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("curve %q: %w", c.Name, err)
		}
		e.list = append(e.list, Curve{c.Name, slices.Clone(c.Points)})
	}
	return e, nil
}

func (c Curve) check() error {
	if len(c.Points) == 0 {
		return fmt.Errorf("no points")
	}
	for i, q := range c.Points {
		switch {
		case min(q.Setting, q.Mean) <= 0 || min(q.P50, q.P99) < 0:
			return fmt.Errorf("point %d at %v: a time that is not above 0", i+1, q.Setting)
		case q.P99 > 0 && q.P50 > q.P99:
			return fmt.Errorf("point %d at %v: the median %v is above the 99 %% quantile %v", i+1, q.Setting, q.P50, q.P99)
		case i > 0 && q.Setting <= c.Points[i-1].Setting:
			return fmt.Errorf("point %d at %v: not after the one before", i+1, q.Setting)
		}
	}
	return nil
}

// hasBand reports whether the band of a curve is known everywhere.
func (c Curve) hasBand() bool {
	return !slices.ContainsFunc(c.Points, func(q Outage) bool { return q.P50 == 0 || q.P99 == 0 })
}

// best returns the point with the least mean.
func (c Curve) best() Outage {
	return slices.MinFunc(c.Points, func(a, b Outage) int { return cmp.Compare(a.Mean, b.Mean) })
}

// Draw writes the figure. Of the options, Lang, Command and DPI are for it.
func (e *Expected) Draw(w io.Writer, f Format, o Options) error {
	return writeChart(w, f, o, e.layOut(o))
}

func (e *Expected) layOut(o Options) drawing {
	p := &expectedPage{Expected: e, chart: newChart(e.Words, o)}
	return chartPage{p.chart, p.paint}
}

type expectedPage struct {
	*Expected
	*chart
	unitX, unitY time.Duration
}

func (p *expectedPage) paint() {
	xName, yName := p.setRulers()
	p.drawWords()
	p.drawBands()
	p.drawAxes(p.chart.x.marks(14), p.chart.y.marks(12), xName, yName)
	p.drawBandEdges()
	for i := len(p.list) - 1; i >= 0; i-- {
		p.drawMean(i)
	}
	p.drawBandKey()
	for i := range p.list {
		p.drawLeast(i)
	}
	for i, c := range p.list {
		b := block{name: c.Name, ink: lettering{face: bold(), size: 14, color: legible(p.colors[i])}}
		p.nameLine(i, b, p.place(c, func(q Outage) time.Duration { return q.Mean }))
	}
}

// setRulers fits the axes to the data and returns their names.
func (p *expectedPage) setRulers() (xName, yName string) {
	first := p.list[0].Points[0]
	x0, x1, y0, y1 := first.Setting, first.Setting, first.Mean, first.Mean
	for _, c := range p.list {
		for _, q := range c.Points {
			x0, x1 = min(x0, q.Setting), max(x1, q.Setting)
			y0, y1 = min(y0, q.Mean), max(y1, q.Mean)
			if c.hasBand() {
				y0, y1 = min(y0, q.P50), max(y1, q.P99)
			}
		}
	}
	var xUnit, yUnit string
	p.unitX, xUnit = unitOf(x1)
	p.unitY, yUnit = unitOf(y1)
	x, y := &p.chart.x, &p.chart.y
	x.min, x.max = inUnits(x0, p.unitX), inUnits(x1, p.unitX)
	if x.min == x.max {
		x.min, x.max = x.min/2, x.max*2
	}
	x.log = x.max/x.min >= 10
	y.min, y.max = 0, inUnits(y1, p.unitY)*1.05
	if y1/y0 >= 10 {
		y.log, y.min, y.max = true, roundDown(inUnits(y0, p.unitY)*0.999), inUnits(y1, p.unitY)*1.1
	}
	p.frameAt(98, 112, pageWidth-56, pageHeight-104)
	return p.timeName(cmp.Or(p.chart.X, p.say("width of the timeouts' range", "超时范围的宽度")), xUnit, x.log),
		p.timeName(cmp.Or(p.chart.Y, p.say("time without a leader", "无领导者的时间")), yUnit, y.log)
}

// place returns one value of every point, on the page.
func (p *expectedPage) place(c Curve, value func(Outage) time.Duration) (points []vg.Point) {
	for _, q := range c.Points {
		points = append(points, at(p.chart.x.at(inUnits(q.Setting, p.unitX)), p.chart.y.at(inUnits(value(q), p.unitY))))
	}
	return points
}

func p50Of(q Outage) time.Duration { return q.P50 }
func p99Of(q Outage) time.Duration { return q.P99 }

func (p *expectedPage) drawBands() {
	for i, c := range p.list {
		if !c.hasBand() {
			continue
		}
		low, high := p.place(c, p50Of), p.place(c, p99Of)
		slices.Reverse(high)
		p.fill(tint(p.colors[i]), append(low, high...)...)
	}
}

// drawBandEdges draws the limits of the bands, which lie on each other.
func (p *expectedPage) drawBandEdges() {
	for i, c := range p.list {
		if !c.hasBand() {
			continue
		}
		edge := pen{color: between(p.colors[i], white, 0.35), width: 0.9}
		p.line(edge, p.place(c, p50Of)...)
		edge.dash = []vg.Length{2, 2}
		p.line(edge, p.place(c, p99Of)...)
		p.note(-1-i, p.place(c, p50Of))
		p.note(-1-i, p.place(c, p99Of))
	}
}

func (p *expectedPage) drawMean(i int) {
	points := p.place(p.list[i], func(q Outage) time.Duration { return q.Mean })
	p.note(i, points)
	p.line(pen{color: p.colors[i], width: 2.4, dash: lineDash(i, len(p.list))}, points...)
	if len(points) == 1 {
		p.dot(p.colors[i], 3.8, points[0])
	}
	for k, where := range points {
		if p.list[i].Points[k].Bound {
			p.upward(p.colors[i], where)
		}
	}
}

// upward draws the arrow of a mean that may be greater.
func (p *expectedPage) upward(col color.Color, foot vg.Point) {
	tip := at(foot.X, foot.Y+16)
	shaft := pen{color: col, width: 1.6}
	p.line(shaft, foot, tip)
	p.line(shaft, at(tip.X-4, tip.Y-5), tip, at(tip.X+4, tip.Y-5))
}

// drawLeast marks the least mean of a curve.
func (p *expectedPage) drawLeast(i int) {
	q := p.list[i].best()
	where := at(p.chart.x.at(inUnits(q.Setting, p.unitX)), p.chart.y.at(inUnits(q.Mean, p.unitY)))
	p.dot(white, 6.4, where)
	p.dot(p.colors[i], 5.2, where)
	p.dot(white, 2.4, where)
	p.taken = append(p.taken, area{where.X - 6, where.Y - 6, where.X + 6, where.Y + 6})
	mean := brief(q.Mean)
	if q.Bound {
		mean = "≥ " + mean
	}
	b := block{name: p.say("%s at %s", "%[2]s 时 %[1]s", mean, brief(q.Setting)),
		ink: lettering{face: regular(), size: 12, color: legible(p.colors[i])}}
	p.nameLine(i, b, []vg.Point{where})
}

// drawBandKey explains the lines, and the band and the arrows if there are any.
func (p *expectedPage) drawBandKey() {
	signs := []sign{{p.say("mean", "平均值"), func(x, y vg.Length) {
		p.line(pen{color: grey, width: 2.4}, at(x, y), at(x+26, y))
	}}, {p.say("least mean", "最小平均值"), func(x, y vg.Length) {
		p.dot(grey, 5.2, at(x+18, y))
		p.dot(white, 2.4, at(x+18, y))
	}}}
	if slices.ContainsFunc(p.list, func(c Curve) bool { return slices.ContainsFunc(c.Points, func(q Outage) bool { return q.Bound }) }) {
		signs = append(signs, sign{p.say("at least: trials unfinished", "下界：有试验未完成"), func(x, y vg.Length) {
			p.upward(grey, at(x+18, y-8))
		}})
	}
	if slices.ContainsFunc(p.list, Curve.hasBand) {
		signs = append(signs, sign{p.say("median to 99 % quantile", "中位数至 99 % 分位数"), func(x, y vg.Length) {
			p.rect(tint(grey), x, y-7, x+26, y+7)
			p.line(pen{color: hatching, width: 0.9}, at(x, y-7), at(x+26, y-7))
			p.line(pen{color: hatching, width: 0.9, dash: []vg.Length{2, 2}}, at(x, y+7), at(x+26, y+7))
		}})
	}
	p.drawKey(signs...)
}
