package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"sort"
	"time"

	"gonum.org/v1/plot/vg"
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
	dash      []vg.Length
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

// Draw writes the figure. Of the options, Lang, Command and DPI are for it.
func (c *CDF) Draw(w io.Writer, f Format, o Options) error { return writeChart(w, f, o, c.layOut(o)) }

func (c *CDF) layOut(o Options) drawing {
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
	p.drawWordsOfCDF()
	p.drawAxes(p.chart.x.marks(14), quarterMarks(), x, cmp.Or(p.chart.Y, p.share()))
	for i := len(p.lines) - 1; i >= 0; i-- {
		l := p.lines[i]
		points := l.steps(p.chart.x, p.chart.y, p.unit)
		p.note(i, points)
		p.line(pen{color: l.color, width: 2.4, dash: l.dash}, points...)
	}
	p.drawPublished()
	p.drawNames()
}

func (p *cdfPage) drawWordsOfCDF() {
	p.drawWords()
	for _, l := range p.lines {
		if len(l.published) > 0 {
			p.drawKey(sign{cmp.Or(p.Published, p.say("published", "已发表")), func(x, y vg.Length) {
				p.ring(grey, at(x+18, y))
			}})
			return
		}
	}
}

// setAxes returns the name of the time axis.
func (p *cdfPage) setAxes() string {
	low, high := p.extent()
	unit, name := unitOf(high)
	p.unit = unit
	x, y := &p.chart.x, &p.chart.y
	x.log, x.min, x.max = true, roundDown(inUnits(low, unit)*0.999), roundStep(inUnits(high, unit))
	y.max = 1
	p.frameAt(98, 112, pageWidth-56, pageHeight-142)
	if _, p.above = p.namePlaces(); !p.above {
		p.frameAt(98, 112, pageWidth-96-p.widestName(), pageHeight-104)
	}
	return p.timeName(cmp.Or(p.chart.X, p.say("time without a leader", "无领导者的时间")), name, true)
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
			return p.say("share of trials with a new leader", "选出新领导者的比例")
		}
	}
	return p.say("share of %s trials with a new leader", "%s 次试验中选出新领导者的比例", spaced(n))
}

// steps returns the corners of a line on the page. In every column of three quarters of a point only
// the first and the last value count, so the work of drawing does not grow with the sample.
func (d *distribution) steps(x, y ruler, unit time.Duration) []vg.Point {
	const column = 0.75
	points := []vg.Point{at(x.from, y.at(0))}
	add := func(q vg.Point) {
		n := len(points)
		if n > 1 && (points[n-2].Y == points[n-1].Y && points[n-1].Y == q.Y || points[n-2].X == points[n-1].X && points[n-1].X == q.X) {
			n-- // the corner is none
		}
		points = append(points[:n], q)
	}
	place := func(i int) vg.Length { return x.at(inUnits(d.buckets[i].Value, unit)) }
	height := func(i int) vg.Length { // after i buckets
		if i == 0 {
			return y.at(0)
		}
		return y.at(float64(d.upTo[i-1]) / float64(d.total))
	}
	for i := 0; i < len(d.buckets); {
		first := place(i)
		add(at(first, height(i)))
		add(at(first, height(i+1)))
		end := vg.Length(math.Floor(float64(first/column))+1) * column
		next := i + 1 + sort.Search(len(d.buckets)-i-1, func(k int) bool { return place(i+1+k) >= end })
		if next > i+1 {
			add(at(place(next-1), height(i+1)))
			add(at(place(next-1), height(next)))
		}
		i = next
	}
	return points
}

func (p *cdfPage) drawPublished() {
	for _, l := range p.lines {
		for _, point := range l.published {
			p.ring(l.color, at(p.chart.x.at(inUnits(point.Value, p.unit)), p.chart.y.at(point.Share)))
		}
	}
}
