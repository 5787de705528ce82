package plots

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
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
