package plots

import (
	"cmp"
	"image/color"
	"io"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
)

// Histogram shows how values are distributed: the first sample as bars with its mean, if all trials finished,
// and its median and 99 % quantile, if there are trials enough to tell them, the others as outlines. The time axis is linear; it ends where few values are left,
// and the figure says how many lie beyond.
type Histogram struct {
	Words

	list []distribution
	bins bins
}

// NewHistogram copies and checks the data: 1 to 12 samples, every sample with a trial and the first
// with a value.
func NewHistogram(words Words, samples ...Sample) (*Histogram, error) {
	list, err := newDistributions(samples)
	if err != nil {
		return nil, err
	}
	if _, err := newDistributions(samples[:1]); err != nil {
		return nil, err
	}
	return &Histogram{words, list, newBins(list)}, nil
}

// bins cut an axis of time into equal parts: bin i is from start+i*width on, its end excluded.
type bins struct {
	start, width time.Duration
	n            int
}

// newBins chooses up to 100 bins of a round width, fewer for few trials, up to the value that 99.5 %
// of the finished trials do not exceed, or to the largest if that is near.
func newBins(list []distribution) bins {
	low, high := extent(list)
	var common time.Duration
	for _, d := range list {
		if at, ok := d.quantile(0.995 * float64(d.finished()) / float64(d.total)); ok {
			common = max(common, at)
		}
	}
	if high > common+(common-low)/2 {
		high = common
	}
	most := min(max(4*math.Cbrt(float64(list[0].finished())), 12), 100)
	width := time.Duration(roundStep(max(float64(high-low)/most, float64(low)/1000, 1)))
	b := bins{start: low / width * width, width: width}
	b.n = int((high-b.start)/width) + 1
	return b
}

func (b bins) end() time.Duration { return b.start + time.Duration(b.n)*b.width }

// shares returns the share of all trials in every bin.
func (b bins) shares(d distribution) []float64 {
	list := make([]float64, b.n)
	for _, v := range d.buckets {
		if i := int((v.Value - b.start) / b.width); i < b.n {
			list[i] += float64(v.Count) / float64(d.total)
		}
	}
	return list
}

// Draw writes the figure. Of the options, Lang, Command and DPI are for it.
func (h *Histogram) Draw(w io.Writer, f Format, o Options) error {
	return writeChart(w, f, o, h.layOut(o))
}

func (h *Histogram) layOut(o Options) drawing {
	p := &histogramPage{Histogram: h, chart: newChart(h.Words, o)}
	return chartPage{p.chart, p.paint}
}

type histogramPage struct {
	*Histogram
	*chart
	unit time.Duration
}

func (p *histogramPage) paint() {
	unit, name := unitOf(p.bins.end())
	p.unit = unit
	shares := make([][]float64, len(p.list))
	highest := 0.0
	for i, d := range p.list {
		shares[i] = p.bins.shares(d)
		highest = max(highest, slices.Max(shares[i]))
	}
	p.frameAt(98, 112, pageWidth-40, pageHeight-134)
	p.setRulers(highest)
	p.chart.Caption = joined(" · ", p.chart.Caption, p.beyond())
	p.drawWords()
	width := p.say("share per %s", "每 %s 的比例", brief(p.bins.width))
	p.drawAxes(p.chart.x.marks(10), p.shareMarks(),
		p.timeName(cmp.Or(p.chart.X, p.say("time", "时间")), name, false), cmp.Or(p.chart.Y, width))
	p.drawBins(shares[0])
	colors := lineColors(max(len(p.list)-1, 2))
	for i := 1; i < len(shares); i++ {
		p.drawOutline(i, shares[i], colors[i-1])
	}
	p.drawMarks()
	if len(p.list) > 1 {
		p.drawBarName(shares[0])
		for i := 1; i < len(shares); i++ {
			p.drawOutlineName(i, shares[i], colors[i-1])
		}
	}
}

func (p *histogramPage) setRulers(highest float64) {
	x, y := &p.chart.x, &p.chart.y
	x.min, x.max = inUnits(p.bins.start, p.unit), inUnits(p.bins.end(), p.unit)
	rim := (x.max - x.min) * 0.02
	x.min, x.max = max(x.min-rim, 0), x.max+rim
	y.min, y.max = 0, highest*1.06
}

func (p *histogramPage) place(bin int, share float64) vg.Point {
	edge := p.bins.start + time.Duration(bin)*p.bins.width
	return at(p.chart.x.at(inUnits(edge, p.unit)), p.chart.y.at(share))
}

func (p *histogramPage) drawBins(shares []float64) {
	for i, share := range shares {
		if share > 0 {
			from, to := p.place(i, share), p.place(i+1, share)
			gap := min(0.7, (to.X-from.X)*0.1)
			p.rect(followerFill, from.X+gap, p.plot.y0, to.X-gap, to.Y)
			p.note(0, []vg.Point{at(from.X, p.plot.y0), from, to, at(to.X, p.plot.y0)})
		}
	}
}

func (p *histogramPage) drawOutline(owner int, shares []float64, c color.NRGBA) {
	var points []vg.Point
	for i, share := range shares {
		points = append(points, p.place(i, share), p.place(i+1, share))
	}
	p.note(owner, points)
	p.line(pen{color: c, width: 2.6, dash: lineDash(owner-1, len(p.list)-1)}, points...)
}

// drawMarks marks the mean and two quantiles of the first sample above the plot.
func (p *histogramPage) drawMarks() {
	type note struct {
		words string
		value time.Duration
		dash  []vg.Length
	}
	d := p.list[0]
	var notes []note
	if median, ok := d.told(0.5); ok {
		notes = append(notes, note{p.say("median", "中位数"), median, nil})
	}
	if d.unfinished == 0 {
		notes = append(notes, note{p.say("mean", "平均值"), d.mean(), []vg.Length{6, 3}})
	}
	if p99, ok := d.told(0.99); ok {
		notes = append(notes, note{p.say("99 % quantile", "99 % 分位数"), p99, []vg.Length{2, 2}})
	}
	slices.SortStableFunc(notes, func(a, b note) int { return cmp.Compare(a.value, b.value) })
	letters := lettering{face: bold(), size: 12.5, color: ink, align: 0.5}
	var middles, widths []vg.Length
	for _, n := range notes {
		middles = append(middles, p.chart.x.at(inUnits(n.value, p.unit)))
		widths = append(widths, max(p.textWidth(letters, n.words), p.textWidth(letters, brief(n.value))))
	}
	places, _ := spread(middles, widths, 14, p.plot.x0, p.plot.x1)
	for i, n := range notes {
		line := pen{color: ink, width: 1, dash: n.dash}
		if n.value <= p.bins.end() {
			p.line(line, at(middles[i], p.plot.y0), at(middles[i], p.plot.y1))
			p.note(-1, []vg.Point{at(middles[i], p.plot.y0), at(middles[i], p.plot.y1)})
		}
		p.line(line, at(middles[i], p.plot.y1), at(places[i], p.plot.y1+10))
		p.text(letters, at(places[i], p.plot.y1+31), n.words)
		value := letters
		value.face = regular()
		p.text(value, at(places[i], p.plot.y1+17), brief(n.value))
	}
}

// beyond says what has no place on the axis.
func (p *histogramPage) beyond() string {
	var words string
	for _, d := range p.list {
		name := ""
		if len(p.list) > 1 {
			name = d.name + p.say(": ", "：")
		}
		if n := d.above(p.bins.end() - 1); n > 0 {
			last := d.buckets[len(d.buckets)-1].Value
			words = joined(" · ", words, name+p.say("%s (%s) beyond the axis, up to %s", "%s（%s）在坐标轴之外，最大 %s",
				spaced(n), share(float64(n)/float64(d.total)), brief(last)))
		}
		if d.unfinished > 0 {
			words = joined(" · ", words, name+p.say("%s (%s) unfinished", "%s（%s）未完成",
				spaced(d.unfinished), share(float64(d.unfinished)/float64(d.total))))
		}
	}
	return words
}

func (p *histogramPage) drawBarName(shares []float64) {
	b := block{name: p.list[0].name, ink: lettering{face: bold(), size: 14, color: rgb(0x3F6F9F)}}
	p.drawNameNear(0, b, shares)
}

func (p *histogramPage) drawOutlineName(i int, shares []float64, c color.NRGBA) {
	p.drawNameNear(i, block{name: p.list[i].name, ink: lettering{face: bold(), size: 14, color: legible(c)}}, shares)
}

// drawNameNear names a sample near one of its bins that are not low.
func (p *histogramPage) drawNameNear(owner int, b block, shares []float64) {
	b.name = p.cut(b.ink, 330, b.name)
	width, height := p.blockSize(b)
	highest := slices.Max(shares)
	var spots []spot
	for i, share := range shares {
		if share < highest*0.08 {
			continue
		}
		corner := p.place(i, share)
		lowness := 30 * (1 - share/highest)
		for _, up := range []vg.Length{7, 16, 28} {
			spots = append(spots, spot{area{corner.X + 8, corner.Y + up, corner.X + 8 + width, corner.Y + up + height}, float64(up) + lowness})
		}
		for _, up := range []vg.Length{-10, 4} {
			right := p.place(i+1, share).X + 9
			spots = append(spots, spot{area{right, corner.Y + up, right + width, corner.Y + up + height}, 8 + lowness})
		}
	}
	if box, ok := p.choose(owner, spots); ok {
		b.ink.halo = white
		p.drawBlock(b, at(box.x0, box.y0), 0)
	} else {
		p.crowded++
	}
}

// finite reports whether all values are numbers.
func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
