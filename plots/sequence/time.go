package sequence

import (
	"cmp"
	"slices"
	"time"

	"raftlab/plots/page"
)

// interval is a part of a run.
type interval struct{ from, to time.Duration }

// downAxis puts time on the page from top to bottom, without its long quiet parts.
type downAxis struct {
	parts       []interval // in order; between them time is cut out
	top, bottom page.Length
	perTime     page.Length // points per nanosecond
}

const breakHeight = 34 // of a cut

// newDescent takes the times in which something goes on. A quiet time is cut out if it is longer
// than a fifth of all that is not quiet, or than a fifth of the whole when hardly anything goes on.
func newDescent(busy []interval, top, bottom page.Length) downAxis {
	slices.SortFunc(busy, func(a, b interval) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	merged := busy[:1:1]
	var active time.Duration
	for _, b := range busy[1:] {
		if last := &merged[len(merged)-1]; b.from <= last.to {
			last.to = max(last.to, b.to)
		} else {
			merged = append(merged, b)
		}
	}
	for _, m := range merged {
		active += m.to - m.from
	}
	whole := merged[len(merged)-1].to - merged[0].from
	most := max(active/5, time.Millisecond)
	if active == 0 {
		most = max(whole/5, time.Millisecond)
	}
	d := downAxis{parts: merged[:1:1], top: top, bottom: bottom}
	for _, m := range merged[1:] {
		if last := &d.parts[len(d.parts)-1]; m.from-last.to <= most {
			last.to = m.to
		} else {
			d.parts = append(d.parts, m)
		}
	}
	var kept time.Duration
	for _, part := range d.parts {
		kept += part.to - part.from
	}
	room := top - bottom - breakHeight*page.Length(len(d.parts)-1)
	d.perTime = max(room, 50) / page.Length(max(kept, time.Microsecond))
	return d
}

// y returns the height of a moment; a moment that was cut out is in the middle of its mark.
func (d downAxis) y(t time.Duration) page.Length {
	y := d.top
	for i, part := range d.parts {
		switch {
		case t < part.from && i == 0:
			return y
		case t < part.from:
			return y + breakHeight/2
		case t <= part.to:
			return y - page.Length(t-part.from)*d.perTime
		}
		y -= page.Length(part.to-part.from)*d.perTime + breakHeight
	}
	return y + breakHeight
}

// gap is a cut of time on the page.
type gap struct {
	high, low page.Length
	long      time.Duration
}

func (d downAxis) breaks() (list []gap) {
	for i := 1; i < len(d.parts); i++ {
		before, after := d.parts[i-1].to, d.parts[i].from
		list = append(list, gap{d.y(before), d.y(after), after - before})
	}
	return list
}

// step returns the round time between marks that are at least 24 points apart.
func (d downAxis) step() time.Duration {
	return max(time.Duration(page.RoundStep(24/float64(d.perTime))), 1)
}
