package plots

import "gonum.org/v1/plot/vg"

// remark is a note of the script above the cluster strip.
type remark struct {
	x      vg.Length // its time
	x0, x1 vg.Length // its text
	row    int       // from the bottom
	text   string
}

const noteRows = 3 // at most

func (p *picture) noteLetters() lettering { return lettering{face: regular(), size: 11, color: grey} }

// placeNotes gives every note a row. The last is the lowest, and an earlier one goes above those
// that its text would run into; so no text is in the way of another's pointer.
func (p *picture) placeNotes() (list []remark) {
	for i := len(p.t.Notes) - 1; i >= 0; i-- {
		r := remark{x: p.x(p.t.Notes[i].At)}
		r.text = p.cut(p.noteLetters(), (p.right-p.left)*0.8, p.t.Notes[i].Text.In(p.lang))
		width := p.textWidth(p.noteLetters(), r.text)
		r.x0 = r.x + 7
		if r.x0+width > p.right {
			r.x0 = max(r.x-7-width, p.left)
		}
		r.x1 = r.x0 + width
		for _, other := range list {
			if r.row <= other.row && min(r.x, r.x0) < other.x1+8 && min(other.x, other.x0) < r.x1+8 {
				r.row = other.row + 1
			}
		}
		list = append(list, r)
	}
	return list
}

// noteHeight returns the height of the rows of notes.
func noteHeight(list []remark) vg.Length {
	rows := 0
	for _, r := range list {
		rows = max(rows, min(r.row+1, noteRows))
	}
	return rowHeight * vg.Length(rows)
}

func (p *picture) drawNotes() {
	for _, r := range p.notes {
		p.fill(grey, at(r.x, p.top), at(r.x-3.5, p.top+6), at(r.x+3.5, p.top+6))
		if r.row >= noteRows {
			p.omitted.labels++
			continue
		}
		y := p.top + 9 + rowHeight*vg.Length(r.row)
		if r.row > 0 {
			p.line(pen{color: grey, width: 0.6}, at(r.x, p.top+6), at(r.x, y+5))
		}
		p.text(p.noteLetters(), at(r.x0, y), r.text)
	}
}
