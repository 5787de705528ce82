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
	return p.timeName(cmp.Or(p.chart.X, p.say("time without a leader", "没有领导者的时间")), name, true)
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

func inUnits(d, unit time.Duration) float64 { return float64(d) / float64(unit) }

func (p *cdfPage) share() string {
	n := p.lines[0].total
	for _, l := range p.lines {
		if l.total != n {
			return p.say("share of trials with a new leader", "选出新领导者的比例")
		}
	}
	return p.say("share of %s trials with a new leader", "%s 次试验中选出新领导者的比例", spaced(n))
}

// sortNames decides which lines have their name where.
func (p *cdfPage) sortNames() {
	for i, l := range p.lines {
		if _, reached := l.quantile(named); reached {
			p.tops = append(p.tops, i)
		} else {
			p.ends = append(p.ends, i)
		}
	}
	slices.SortStableFunc(p.tops, func(a, b int) int {
		x, _ := p.lines[a].quantile(named)
		y, _ := p.lines[b].quantile(named)
		return cmp.Compare(x, y)
	})
}

func (p *cdfPage) block(i int) block {
	l := p.lines[i]
	b := block{name: l.name, ink: lettering{face: bold(), size: 13.5, color: legible(l.color)}}
	b.name = p.cut(b.ink, 300, b.name)
	_, reached := l.quantile(named)
	left := share(float64(l.unfinished) / float64(l.total))
	median, ok := l.quantile(0.5)
	if ok {
		b.note = p.say("median %s", "中位数 %s", brief(median))
	}
	switch {
	case l.unfinished > 0 && reached:
		b.note = joined(" · ", b.note, p.say("%s unfinished", "%s 未完成", left))
	case !reached:
		b.note = p.say("%s still without a leader", "%s 仍无领导者", left)
	}
	return b
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

// ring draws the sign of a published point: a dot with a white heart.
func (c *chart) ring(col color.NRGBA, where vg.Point) {
	c.dot(white, 4.6, where)
	c.dot(col, 3.6, where)
	c.dot(white, 1.5, where)
}

// widestName is the room that names at the right side need.
func (p *cdfPage) widestName() (widest vg.Length) {
	for _, i := range p.tops {
		width, _ := p.blockSize(p.block(i))
		widest = max(widest, width)
	}
	return widest
}

// namePlaces returns the middles of the names above the plot.
func (p *cdfPage) namePlaces() ([]vg.Length, bool) {
	var middles, widths []vg.Length
	for _, i := range p.tops {
		value, _ := p.lines[i].quantile(named)
		width, _ := p.blockSize(p.block(i))
		middles = append(middles, p.chart.x.at(inUnits(value, p.unit)))
		widths = append(widths, width)
	}
	return spread(middles, widths, 10, margin, pageWidth-margin)
}

func (p *cdfPage) drawNames() {
	if p.above {
		p.drawNameRow()
	} else {
		p.drawNameColumn()
	}
	for _, i := range p.ends {
		p.drawEnd(i)
	}
}

// drawNameRow writes the names above the plot, each over where its line gets there.
func (p *cdfPage) drawNameRow() {
	places, _ := p.namePlaces()
	for k, i := range p.tops {
		value, _ := p.lines[i].quantile(named)
		from := at(p.chart.x.at(inUnits(value, p.unit)), p.chart.y.at(named))
		p.line(pen{color: p.lines[i].color, width: 1}, from, at(places[k], p.plot.y1+12))
		p.drawBlock(p.block(i), at(places[k], p.plot.y1+13), 0.5)
	}
}

// drawNameColumn writes the names at the right side, in the order in which the lines get there.
func (p *cdfPage) drawNameColumn() {
	step := min((p.plot.y1-p.plot.y0)/vg.Length(len(p.tops)), 40)
	y := p.plot.y1 - blockHeight
	for _, i := range p.tops {
		x := p.plot.x1 + 16
		p.line(pen{color: p.lines[i].color, width: 2.4, dash: p.lines[i].dash}, at(x, y+24), at(x+22, y+24))
		p.drawBlock(p.block(i), at(x+28, y), 0)
		y -= step
	}
}

// drawEnd names a line at its end.
func (p *cdfPage) drawEnd(i int) {
	l, b := p.lines[i], p.block(i)
	end := at(p.chart.x.to, p.chart.y.at(float64(l.finished())/float64(l.total)))
	if n := len(l.buckets); n > 0 {
		end.X = p.chart.x.at(inUnits(l.buckets[n-1].Value, p.unit))
	}
	width, height := p.blockSize(b)
	var spots []spot
	for up := vg.Length(8); up < 170; up += 9 {
		for _, right := range []vg.Length{end.X - 8, end.X + 6 + width, end.X - 60, end.X - 140} {
			for _, low := range []vg.Length{end.Y + up, end.Y - up - height} {
				cost := float64(up) + math.Abs(float64(end.X-8-right))/6
				spots = append(spots, spot{area{right - width, low, right, low + height}, cost})
			}
		}
	}
	if box, ok := p.choose(i, spots); ok {
		p.drawBlock(b, at(box.x1, box.y0), 1)
	} else {
		p.crowded++
	}
}

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
