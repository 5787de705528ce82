package stats

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"sort"
	"time"

	"raftlab/plots/page"
)

// Point is a published point of a distribution: a share of the trials had at most this value.
type Point struct {
	Value time.Duration // above 0
	Share float64       // 0 to 1
}

// Line is a line of a [CDF]: what was measured, and what others published of the same.
type Line struct {
	Sample
	Published []Point
}

// CDF shows, for several settings, which share of the trials had a leader again after a time. The
// time axis is logarithmic. Every line has its name where it reaches 98.5 %, or at its end if it
// never does.
type CDF struct {
	Words
	Published string // what the published points are, for the key; used if a line has some

	lines []cdfLine
}

type cdfLine struct {
	distribution
	published []Point
	color     color.NRGBA
	dash      []page.Length
}

const named = 0.985 // the share at which a line has its name

// NewCDF copies and checks the data: 1 to 12 lines, ordered as their parameter, every line with a
// trial and one with a value.
func NewCDF(words Words, lines ...Line) (*CDF, error) {
	samples := make([]Sample, len(lines))
	for i, l := range lines {
		samples[i] = l.Sample
	}
	list, err := newDistributions(samples)
	if err != nil {
		return nil, err
	}
	c := &CDF{Words: words}
	for i, d := range list {
		for _, p := range lines[i].Published {
			if p.Value <= 0 || !(p.Share >= 0 && p.Share <= 1) {
				return nil, fmt.Errorf("sample %q: published point %v at %v (values are above 0, shares 0 to 1)", d.name, p.Share, p.Value)
			}
		}
		c.lines = append(c.lines, cdfLine{d, slices.Clone(lines[i].Published), lineColors(len(list))[i], lineDash(i, len(list))})
	}
	return c, nil
}

// LayOut lays out the figure.
func (c *CDF) LayOut(o page.Options) page.Drawing {
	p := &cdfPage{CDF: c, chart: newChart(c.Words, o)}
	return chartPage{p.chart, p.paint}
}

type cdfPage struct {
	*CDF
	*chart
	unit  time.Duration
	ends  []int // lines that have their name at the end
	tops  []int // the others, in the order in which they get there
	above bool  // these have their name above the plot, else at its right side
}

func (p *cdfPage) paint() {
	p.sortNames()
	x := p.setAxes()
	p.drawCDFWords()
	p.drawAxes(p.chart.x.Marks(14), quarterMarks(), x, cmp.Or(p.chart.Y, p.share()))
	for i := len(p.lines) - 1; i >= 0; i-- {
		l := p.lines[i]
		points := l.steps(p.chart.x, p.chart.y, p.unit)
		p.KeepOff(i, points)
		p.Line(page.Stroke{Color: l.color, Width: 2.4, Dash: l.dash}, points...)
	}
	p.drawPublished()
	p.drawNames()
}

func (p *cdfPage) drawCDFWords() {
	p.drawWords()
	for _, l := range p.lines {
		if len(l.published) > 0 {
			p.drawKey(page.KeyEntry{Text: cmp.Or(p.Published, p.Say("published", "已发表")), Draw: func(x, y page.Length) {
				p.drawPublishedDot(page.Grey, page.At(x+18, y))
			}})
			return
		}
	}
}

// setAxes returns the name of the time axis.
func (p *cdfPage) setAxes() string {
	low, high := p.extent()
	unit, name := page.UnitOf(high)
	p.unit = unit
	x, y := &p.chart.x, &p.chart.y
	x.Log, x.Min, x.Max = true, page.RoundDown(page.InUnits(low, unit)*0.999), page.RoundStep(page.InUnits(high, unit))
	y.Max = 1
	p.frameAt(98, 112, page.Width-56, page.Height-142)
	if _, p.above = p.namePlaces(); !p.above {
		p.frameAt(98, 112, page.Width-96-p.widestName(), page.Height-104)
	}
	return p.timeName(cmp.Or(p.chart.X, p.Say("time without a leader", "无领导者的时间")), name, true)
}

// extent returns the smallest and the largest value to be shown, published ones included.
func (p *cdfPage) extent() (low, high time.Duration) {
	list := make([]distribution, len(p.lines))
	for i, l := range p.lines {
		list[i] = l.distribution
	}
	low, high = extent(list)
	for _, l := range p.lines {
		for _, point := range l.published {
			low, high = min(low, point.Value), max(high, point.Value)
		}
	}
	return low, high
}

func (p *cdfPage) share() string {
	n := p.lines[0].total
	for _, l := range p.lines {
		if l.total != n {
			return p.Say("share of trials with a new leader", "选出新领导者的比例")
		}
	}
	return p.Say("share of %s trials with a new leader", "%s 次试验中选出新领导者的比例", page.Spaced(n))
}

// steps returns the corners of a line on the page. In every column of three quarters of a point only
// the first and the last value count, so the work of drawing does not grow with the sample.
func (d *distribution) steps(x, y page.Axis, unit time.Duration) []page.Point {
	const column = 0.75
	points := []page.Point{page.At(x.From, y.At(0))}
	add := func(q page.Point) {
		n := len(points)
		if n > 1 && (points[n-2].Y == points[n-1].Y && points[n-1].Y == q.Y || points[n-2].X == points[n-1].X && points[n-1].X == q.X) {
			n-- // the corner is none
		}
		points = append(points[:n], q)
	}
	place := func(i int) page.Length { return x.At(page.InUnits(d.buckets[i].Value, unit)) }
	height := func(i int) page.Length { // after i buckets
		if i == 0 {
			return y.At(0)
		}
		return y.At(float64(d.upTo[i-1]) / float64(d.total))
	}
	for i := 0; i < len(d.buckets); {
		first := place(i)
		add(page.At(first, height(i)))
		add(page.At(first, height(i+1)))
		end := page.Length(math.Floor(float64(first/column))+1) * column
		next := i + 1 + sort.Search(len(d.buckets)-i-1, func(k int) bool { return place(i+1+k) >= end })
		if next > i+1 {
			add(page.At(place(next-1), height(i+1)))
			add(page.At(place(next-1), height(next)))
		}
		i = next
	}
	return points
}

func (p *cdfPage) drawPublished() {
	for _, l := range p.lines {
		for _, point := range l.published {
			p.drawPublishedDot(l.color, page.At(p.chart.x.At(page.InUnits(point.Value, p.unit)), p.chart.y.At(point.Share)))
		}
	}
}
