package stats

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"time"

	"raftlab/plots/page"
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
	width := time.Duration(page.RoundStep(max(float64(high-low)/most, float64(low)/1000, 1)))
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

// LayOut lays out the figure.
func (h *Histogram) LayOut(o page.Options) page.Drawing {
	p := &histogramPage{Histogram: h, chart: newChart(h.Words, o)}
	return chartPage{p.chart, p.paint}
}

type histogramPage struct {
	*Histogram
	*chart
	unit time.Duration
}

func (p *histogramPage) paint() {
	unit, name := page.UnitOf(p.bins.end())
	p.unit = unit
	shares := make([][]float64, len(p.list))
	highest := 0.0
	for i, d := range p.list {
		shares[i] = p.bins.shares(d)
		highest = max(highest, slices.Max(shares[i]))
	}
	p.frameAt(98, 112, page.Width-40, page.Height-134)
	p.setAxes(highest)
	p.chart.Caption = page.Joined(" · ", p.chart.Caption, p.beyondAxis())
	p.drawWords()
	width := p.Say("share per %s", "每 %s 的比例", page.Brief(p.bins.width))
	p.drawAxes(p.chart.x.Marks(10), p.shareMarks(),
		p.timeName(cmp.Or(p.chart.X, p.Say("time", "时间")), name, false), cmp.Or(p.chart.Y, width))
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

func (p *histogramPage) setAxes(highest float64) {
	x, y := &p.chart.x, &p.chart.y
	x.Min, x.Max = page.InUnits(p.bins.start, p.unit), page.InUnits(p.bins.end(), p.unit)
	rim := (x.Max - x.Min) * 0.02
	x.Min, x.Max = max(x.Min-rim, 0), x.Max+rim
	y.Min, y.Max = 0, highest*1.06
}

func (p *histogramPage) place(bin int, share float64) page.Point {
	edge := p.bins.start + time.Duration(bin)*p.bins.width
	return page.At(p.chart.x.At(page.InUnits(edge, p.unit)), p.chart.y.At(share))
}

func (p *histogramPage) drawBins(shares []float64) {
	for i, share := range shares {
		if share > 0 {
			from, to := p.place(i, share), p.place(i+1, share)
			gap := min(0.7, (to.X-from.X)*0.1)
			p.Box(barFill, from.X+gap, p.Plot.Y0, to.X-gap, to.Y)
			p.KeepOff(0, []page.Point{page.At(from.X, p.Plot.Y0), from, to, page.At(to.X, p.Plot.Y0)})
		}
	}
}

func (p *histogramPage) drawOutline(owner int, shares []float64, c color.NRGBA) {
	var points []page.Point
	for i, share := range shares {
		points = append(points, p.place(i, share), p.place(i+1, share))
	}
	p.KeepOff(owner, points)
	p.Line(page.Stroke{Color: c, Width: 2.6, Dash: lineDash(owner-1, len(p.list)-1)}, points...)
}

// drawMarks marks the mean and two quantiles of the first sample above the plot.
func (p *histogramPage) drawMarks() {
	type note struct {
		words string
		value time.Duration
		dash  []page.Length
	}
	d := p.list[0]
	var notes []note
	if median, ok := d.knownQuantile(0.5); ok {
		notes = append(notes, note{p.Say("median", "中位数"), median, nil})
	}
	if d.unfinished == 0 {
		notes = append(notes, note{p.Say("mean", "平均值"), d.mean(), []page.Length{6, 3}})
	}
	if p99, ok := d.knownQuantile(0.99); ok {
		notes = append(notes, note{p.Say("99 % quantile", "99 % 分位数"), p99, []page.Length{2, 2}})
	}
	slices.SortStableFunc(notes, func(a, b note) int { return cmp.Compare(a.value, b.value) })
	letters := page.TextStyle{Face: page.Bold(), Size: 12.5, Color: page.Ink, Align: 0.5}
	var middles, widths []page.Length
	for _, n := range notes {
		middles = append(middles, p.chart.x.At(page.InUnits(n.value, p.unit)))
		widths = append(widths, max(p.TextWidth(letters, n.words), p.TextWidth(letters, page.Brief(n.value))))
	}
	places, _ := page.Spread(middles, widths, 14, p.Plot.X0, p.Plot.X1)
	for i, n := range notes {
		line := page.Stroke{Color: page.Ink, Width: 1, Dash: n.dash}
		if n.value <= p.bins.end() {
			p.Line(line, page.At(middles[i], p.Plot.Y0), page.At(middles[i], p.Plot.Y1))
			p.KeepOff(-1, []page.Point{page.At(middles[i], p.Plot.Y0), page.At(middles[i], p.Plot.Y1)})
		}
		p.Line(line, page.At(middles[i], p.Plot.Y1), page.At(places[i], p.Plot.Y1+10))
		p.Text(letters, page.At(places[i], p.Plot.Y1+31), n.words)
		value := letters
		value.Face = page.Regular()
		p.Text(value, page.At(places[i], p.Plot.Y1+17), page.Brief(n.value))
	}
}

// beyondAxis says what has no place on the axis.
func (p *histogramPage) beyondAxis() string {
	var words string
	for _, d := range p.list {
		name := ""
		if len(p.list) > 1 {
			name = d.name + p.Say(": ", "：")
		}
		if n := d.above(p.bins.end() - 1); n > 0 {
			last := d.buckets[len(d.buckets)-1].Value
			words = page.Joined(" · ", words, name+p.Say("%s (%s) beyond the axis, up to %s", "%s（%s）在坐标轴之外，最大 %s",
				page.Spaced(n), page.Share(float64(n)/float64(d.total)), page.Brief(last)))
		}
		if d.unfinished > 0 {
			words = page.Joined(" · ", words, name+p.Say("%s (%s) unfinished", "%s（%s）未完成",
				page.Spaced(d.unfinished), page.Share(float64(d.unfinished)/float64(d.total))))
		}
	}
	return words
}

func (p *histogramPage) drawBarName(shares []float64) {
	b := page.LineName{Name: p.list[0].name, Style: page.TextStyle{Face: page.Bold(), Size: 14, Color: page.RGB(0x3F6F9F)}}
	p.drawNameNear(0, b, shares)
}

func (p *histogramPage) drawOutlineName(i int, shares []float64, c color.NRGBA) {
	p.drawNameNear(i, page.LineName{Name: p.list[i].name, Style: page.TextStyle{Face: page.Bold(), Size: 14, Color: page.Legible(c)}}, shares)
}

// drawNameNear names a sample near one of its bins that are not low.
func (p *histogramPage) drawNameNear(owner int, b page.LineName, shares []float64) {
	b.Name = p.Cut(b.Style, 330, b.Name)
	width, height := p.NameSize(b)
	highest := slices.Max(shares)
	var spots []page.Candidate
	for i, share := range shares {
		if share < highest*0.08 {
			continue
		}
		corner := p.place(i, share)
		lowness := 30 * (1 - share/highest)
		for _, up := range []page.Length{7, 16, 28} {
			spots = append(spots, page.Candidate{Box: page.NewRect(corner.X+8, corner.Y+up, corner.X+8+width, corner.Y+up+height), Cost: float64(up) + lowness})
		}
		for _, up := range []page.Length{-10, 4} {
			right := p.place(i+1, share).X + 9
			spots = append(spots, page.Candidate{Box: page.NewRect(right, corner.Y+up, right+width, corner.Y+up+height), Cost: 8 + lowness})
		}
	}
	if box, ok := p.Choose(owner, spots); ok {
		b.Style.Halo = page.White
		p.DrawName(b, page.At(box.X0, box.Y0), 0)
	} else {
		p.LabelsOmitted++
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
