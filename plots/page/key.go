package page

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// KeyEntry is an entry of the legend.
type KeyEntry struct {
	Text string
	Draw func(x, y vg.Length) // draws the sign, KeyWidth wide
}

// KeyWidth is the width of an entry's sign.
const KeyWidth = 26

// DrawKey draws a legend from the left margin on: smaller if it is too long for one line.
func (p *Page) DrawKey(y vg.Length, signs []KeyEntry) {
	letters := TextStyle{Face: Regular(), Size: 12, Color: Ink}
	gap := vg.Length(14)
	room := func() vg.Length {
		var names vg.Length
		for _, sign := range signs {
			names += p.TextWidth(letters, sign.Text)
		}
		return p.Width - 2*Margin - names - vg.Length(len(signs))*(KeyWidth+5+gap)
	}
	if room() < 0 {
		gap = 8
	}
	for room() < 0 && letters.Size > 9 {
		letters.Size -= 0.25
	}
	x := vg.Length(Margin)
	for _, sign := range signs {
		sign.Draw(x, y)
		p.Text(letters, At(x+KeyWidth+5, y), sign.Text)
		x += KeyWidth + 5 + p.TextWidth(letters, sign.Text) + gap
	}
}

// ArrowEntry explains an arrow.
func (p *Page) ArrowEntry(c color.Color, h Head, text string) KeyEntry {
	end := vg.Length(KeyWidth)
	if h == Crossed {
		end -= 4
	}
	return KeyEntry{text, func(x, y vg.Length) { p.Arrow(Stroke{Color: c, Width: 1.3}, h, 7, At(x, y), At(x+end, y)) }}
}
