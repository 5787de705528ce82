package stats

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"time"

	"raftlab/plots/page"
)

// OutagePoint is the time without a leader that a setting of the timeouts leads to.
type OutagePoint struct {
	Setting  time.Duration // the parameter: the width of the timeouts' range, or their minimum
	Mean     time.Duration
	P50, P99 time.Duration // 0: too few trials to tell
	Bound    bool          // the mean is at least this: trials are unfinished
}

// Curve is the outages for one setting of everything else: a latency.
type Curve struct {
	Name   string
	Points []OutagePoint // in order of Setting, every one once
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
	if len(curves) == 0 || len(curves) > MaxLines {
		return nil, fmt.Errorf("%d curves: not between 1 and %d", len(curves), MaxLines)
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
	return !slices.ContainsFunc(c.Points, func(q OutagePoint) bool { return q.P50 == 0 || q.P99 == 0 })
}

// best returns the point with the least mean.
func (c Curve) best() OutagePoint {
	return slices.MinFunc(c.Points, func(a, b OutagePoint) int { return cmp.Compare(a.Mean, b.Mean) })
}

// LayOut lays out the figure.
func (e *Expected) LayOut(o page.Options) page.Drawing {
	p := &expectedPage{Expected: e, chart: newChart(e.Words, o)}
	return chartPage{p.chart, p.paint}
}

type expectedPage struct {
	*Expected
	*chart
	unitX, unitY time.Duration
}

func (p *expectedPage) paint() {
	xName, yName := p.setAxes()
	p.drawWords()
	p.drawBands()
	p.drawAxes(p.chart.x.Marks(14), p.chart.y.Marks(12), xName, yName)
	p.drawBandEdges()
	for i := len(p.list) - 1; i >= 0; i-- {
		p.drawMean(i)
	}
	p.drawBandKey()
	for i := range p.list {
		p.drawLeast(i)
	}
	for i, c := range p.list {
		b := page.LineName{Name: c.Name, Style: page.TextStyle{Face: page.Bold(), Size: 14, Color: page.Legible(p.colors[i])}}
		p.NameLine(i, b, p.place(c, func(q OutagePoint) time.Duration { return q.Mean }))
	}
}

// setAxes fits the axes to the data and returns their names.
func (p *expectedPage) setAxes() (xName, yName string) {
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
	p.unitX, xUnit = page.UnitOf(x1)
	p.unitY, yUnit = page.UnitOf(y1)
	x, y := &p.chart.x, &p.chart.y
	x.Min, x.Max = page.InUnits(x0, p.unitX), page.InUnits(x1, p.unitX)
	if x.Min == x.Max {
		x.Min, x.Max = x.Min/2, x.Max*2
	}
	x.Log = x.Max/x.Min >= 10
	y.Min, y.Max = 0, page.InUnits(y1, p.unitY)*1.05
	if y1/y0 >= 10 {
		y.Log, y.Min, y.Max = true, page.RoundDown(page.InUnits(y0, p.unitY)*0.999), page.InUnits(y1, p.unitY)*1.1
	}
	p.frameAt(98, 112, page.Width-56, page.Height-104)
	return p.timeName(cmp.Or(p.chart.X, p.Say("width of the timeouts' range", "超时范围的宽度")), xUnit, x.Log),
		p.timeName(cmp.Or(p.chart.Y, p.Say("time without a leader", "无领导者的时间")), yUnit, y.Log)
}

// place returns one value of every point, on the page.
func (p *expectedPage) place(c Curve, value func(OutagePoint) time.Duration) (points []page.Point) {
	for _, q := range c.Points {
		points = append(points, page.At(p.chart.x.At(page.InUnits(q.Setting, p.unitX)), p.chart.y.At(page.InUnits(value(q), p.unitY))))
	}
	return points
}

func p50Of(q OutagePoint) time.Duration { return q.P50 }

func p99Of(q OutagePoint) time.Duration { return q.P99 }

func (p *expectedPage) drawBands() {
	for i, c := range p.list {
		if !c.hasBand() {
			continue
		}
		low, high := p.place(c, p50Of), p.place(c, p99Of)
		slices.Reverse(high)
		p.Polygon(page.Tint(p.colors[i]), append(low, high...)...)
	}
}

// drawBandEdges draws the limits of the bands, which lie on each other.
func (p *expectedPage) drawBandEdges() {
	for i, c := range p.list {
		if !c.hasBand() {
			continue
		}
		edge := page.Stroke{Color: page.Between(p.colors[i], page.White, 0.35), Width: 0.9}
		p.Line(edge, p.place(c, p50Of)...)
		edge.Dash = []page.Length{2, 2}
		p.Line(edge, p.place(c, p99Of)...)
		p.KeepOff(-1-i, p.place(c, p50Of))
		p.KeepOff(-1-i, p.place(c, p99Of))
	}
}

func (p *expectedPage) drawMean(i int) {
	points := p.place(p.list[i], func(q OutagePoint) time.Duration { return q.Mean })
	p.KeepOff(i, points)
	p.Line(page.Stroke{Color: p.colors[i], Width: 2.4, Dash: lineDash(i, len(p.list))}, points...)
	if len(points) == 1 {
		p.Dot(p.colors[i], 3.8, points[0])
	}
	for k, where := range points {
		if p.list[i].Points[k].Bound {
			p.drawUpArrow(p.colors[i], where)
		}
	}
}

// drawUpArrow draws the arrow of a mean that may be greater.
func (p *expectedPage) drawUpArrow(col color.Color, base page.Point) {
	tip := page.At(base.X, base.Y+16)
	shaft := page.Stroke{Color: col, Width: 1.6}
	p.Line(shaft, base, tip)
	p.Line(shaft, page.At(tip.X-4, tip.Y-5), tip, page.At(tip.X+4, tip.Y-5))
}

// drawLeast marks the least mean of a curve.
func (p *expectedPage) drawLeast(i int) {
	q := p.list[i].best()
	where := page.At(p.chart.x.At(page.InUnits(q.Setting, p.unitX)), p.chart.y.At(page.InUnits(q.Mean, p.unitY)))
	p.Dot(page.White, 6.4, where)
	p.Dot(p.colors[i], 5.2, where)
	p.Dot(page.White, 2.4, where)
	p.Occupied = append(p.Occupied, page.NewRect(where.X-6, where.Y-6, where.X+6, where.Y+6))
	mean := page.Brief(q.Mean)
	if q.Bound {
		mean = "≥ " + mean
	}
	b := page.LineName{Name: p.Say("%s at %s", "%[2]s 时 %[1]s", mean, page.Brief(q.Setting)),
		Style: page.TextStyle{Face: page.Regular(), Size: 12, Color: page.Legible(p.colors[i])}}
	p.NameLine(i, b, []page.Point{where})
}

// drawBandKey explains the lines, and the band and the arrows if there are any.
func (p *expectedPage) drawBandKey() {
	signs := []page.KeyEntry{{Text: p.Say("mean", "平均值"), Draw: func(x, y page.Length) {
		p.Line(page.Stroke{Color: page.Grey, Width: 2.4}, page.At(x, y), page.At(x+26, y))
	}}, {Text: p.Say("least mean", "最小平均值"), Draw: func(x, y page.Length) {
		p.Dot(page.Grey, 5.2, page.At(x+18, y))
		p.Dot(page.White, 2.4, page.At(x+18, y))
	}}}
	if slices.ContainsFunc(p.list, func(c Curve) bool { return slices.ContainsFunc(c.Points, func(q OutagePoint) bool { return q.Bound }) }) {
		signs = append(signs, page.KeyEntry{Text: p.Say("at least: trials unfinished", "下界：有试验未完成"), Draw: func(x, y page.Length) {
			p.drawUpArrow(page.Grey, page.At(x+18, y-8))
		}})
	}
	if slices.ContainsFunc(p.list, Curve.hasBand) {
		signs = append(signs, page.KeyEntry{Text: p.Say("median to 99 % quantile", "中位数至 99 % 分位数"), Draw: func(x, y page.Length) {
			p.Box(page.Tint(page.Grey), x, y-7, x+26, y+7)
			p.Line(page.Stroke{Color: page.Hatching, Width: 0.9}, page.At(x, y-7), page.At(x+26, y-7))
			p.Line(page.Stroke{Color: page.Hatching, Width: 0.9, Dash: []page.Length{2, 2}}, page.At(x, y+7), page.At(x+26, y+7))
		}})
	}
	p.drawKey(signs...)
}
