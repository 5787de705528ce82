package stats

import (
	"cmp"
	"math"
	"slices"

	"raftlab/plots/page"
)

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

func (p *cdfPage) block(i int) page.LineName {
	l := p.lines[i]
	b := page.LineName{Name: l.name, Style: page.TextStyle{Face: page.Bold(), Size: 13.5, Color: page.Legible(l.color)}}
	b.Name = p.Cut(b.Style, 300, b.Name)
	_, reached := l.quantile(named)
	left := page.Share(float64(l.unfinished) / float64(l.total))
	median, ok := l.quantile(0.5)
	if ok {
		b.Note = p.Say("median %s", "中位数 %s", page.Brief(median))
	}
	switch {
	case l.unfinished > 0 && reached:
		b.Note = page.Joined(" · ", b.Note, p.Say("%s unfinished", "%s 未完成", left))
	case !reached:
		b.Note = p.Say("%s unfinished", "%s 未完成", left)
	}
	return b
}

// widestName is the room that names at the right side need.
func (p *cdfPage) widestName() (widest page.Length) {
	for _, i := range p.tops {
		width, _ := p.NameSize(p.block(i))
		widest = max(widest, width)
	}
	return widest
}

// namePlaces returns the middles of the names above the plot.
func (p *cdfPage) namePlaces() ([]page.Length, bool) {
	var middles, widths []page.Length
	for _, i := range p.tops {
		value, _ := p.lines[i].quantile(named)
		width, _ := p.NameSize(p.block(i))
		middles = append(middles, p.chart.x.At(page.InUnits(value, p.unit)))
		widths = append(widths, width)
	}
	return page.Spread(middles, widths, 10, page.Margin, page.Width-page.Margin)
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
		from := page.At(p.chart.x.At(page.InUnits(value, p.unit)), p.chart.y.At(named))
		p.Line(page.Stroke{Color: p.lines[i].color, Width: 1}, from, page.At(places[k], p.Plot.Y1+12))
		p.DrawName(p.block(i), page.At(places[k], p.Plot.Y1+13), 0.5)
	}
}

// drawNameColumn writes the names at the right side, in the order in which the lines get there.
func (p *cdfPage) drawNameColumn() {
	step := min((p.Plot.Y1-p.Plot.Y0)/page.Length(len(p.tops)), 40)
	y := p.Plot.Y1 - page.BlockHeight
	for _, i := range p.tops {
		x := p.Plot.X1 + 16
		p.Line(page.Stroke{Color: p.lines[i].color, Width: 2.4, Dash: p.lines[i].dash}, page.At(x, y+24), page.At(x+22, y+24))
		p.DrawName(p.block(i), page.At(x+28, y), 0)
		y -= step
	}
}

// drawEnd names a line at its end.
func (p *cdfPage) drawEnd(i int) {
	l, b := p.lines[i], p.block(i)
	end := page.At(p.chart.x.To, p.chart.y.At(float64(l.finished())/float64(l.total)))
	if n := len(l.buckets); n > 0 {
		end.X = p.chart.x.At(page.InUnits(l.buckets[n-1].Value, p.unit))
	}
	width, height := p.NameSize(b)
	var spots []page.Candidate
	for up := page.Length(8); up < 170; up += 9 {
		for _, right := range []page.Length{end.X - 8, end.X + 6 + width, end.X - 60, end.X - 140} {
			for _, low := range []page.Length{end.Y + up, end.Y - up - height} {
				cost := float64(up) + math.Abs(float64(end.X-8-right))/6
				spots = append(spots, page.Candidate{Box: page.NewRect(right-width, low, right, low+height), Cost: cost})
			}
		}
	}
	if box, ok := p.Choose(i, spots); ok {
		p.DrawName(b, page.At(box.X1, box.Y0), 1)
	} else {
		p.LabelsOmitted++
	}
}
