package lanes

import (
	"fmt"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace/timeline"
)

// noteBox is a note of the script above the leadership lane.
type noteBox struct {
	x      page.Length // its time
	x0, x1 page.Length // its text
	row    int         // from the bottom
	text   string
}

const noteRows = 4 // at most

func noteLetters() page.TextStyle {
	return page.TextStyle{Face: page.Regular(), Size: 11.5, Color: page.Ink}
}

// shownNotes returns the notes of the part of the run that is shown.
func (p *panel) shownNotes() (notes []timeline.Note) {
	for _, n := range p.Run.Notes {
		if p.Shows(n.At) {
			notes = append(notes, n)
		}
	}
	return notes
}

// placeNotes gives every note a row above the leadership lane in which neither its text nor its pointer is in
// the way of another's. If there is no such row for one of them, all are only numbered, and their
// words stand in a list below the figure.
func (p *panel) placeNotes() (list []noteBox, listed bool) {
	notes := p.shownNotes()
	for i := len(notes) - 1; i >= 0; i-- {
		r, ok := p.placeNote(list, p.TimeScale.X(notes[i].At), notes[i].Text.In(p.Lang))
		if !ok {
			return p.numberNotes(notes), true
		}
		list = append(list, r)
	}
	return list, false
}

func (p *panel) placeNote(others []noteBox, x page.Length, text string) (noteBox, bool) {
	width := p.TextWidth(noteLetters(), text)
	for row := range noteRows {
		for _, x0 := range []page.Length{x + 7, x - 7 - width} {
			r := noteBox{x: x, x0: x0, x1: x0 + width, row: row, text: text}
			if r.x0 >= p.Left && r.x1 <= p.Right && r.clearOf(others) {
				return r, true
			}
		}
	}
	return noteBox{}, false
}

// clearOf reports whether a note and another, with their pointers, do not overlap.
func (r noteBox) clearOf(others []noteBox) bool {
	covers := func(a, b noteBox) bool { // a's text, b's pointer
		return b.row > a.row && a.x0-5 < b.x && b.x < a.x1+5
	}
	for _, o := range others {
		if covers(r, o) || covers(o, r) || r.row == o.row && r.x0 < o.x1+10 && o.x0 < r.x1+10 ||
			r.row == o.row && (r.x0-8 < o.x && o.x < r.x1+8 || o.x0-8 < r.x && r.x < o.x1+8) {
			return false
		}
	}
	return true
}

// numberNotes gives every note its number, pushed to the right where two would touch.
func (p *panel) numberNotes(notes []timeline.Note) (list []noteBox) {
	const step = 17
	for i, n := range notes {
		r := noteBox{x: p.TimeScale.X(n.At), text: fmt.Sprint(i + 1)}
		r.x0 = r.x
		if i > 0 {
			r.x0 = max(r.x, list[i-1].x0+step)
		}
		list = append(list, r)
	}
	for i := len(list) - 1; i >= 0; i-- { // and back from the right side
		limit := p.Right - step/2 + 8
		if i+1 < len(list) {
			limit = list[i+1].x0 - step
		}
		list[i].x0 = min(list[i].x0, limit)
	}
	return list
}

// noteHeight returns the height of the rows of notes.
func (p *panel) noteHeight() page.Length {
	rows := 0
	for _, r := range p.notes {
		rows = max(rows, r.row+1)
	}
	switch {
	case rows == 0:
		return 0
	case p.listed:
		return 24
	}
	return run.RowHeight*page.Length(rows) + 3
}

func (p *panel) drawNotes() {
	for _, r := range p.notes {
		if p.listed {
			p.drawNumber(r)
			continue
		}
		p.Polygon(page.Ink, page.At(r.x, p.top+1), page.At(r.x-3.5, p.top+7), page.At(r.x+3.5, p.top+7))
		y := p.top + 9 + run.RowHeight*page.Length(r.row)
		if r.row > 0 {
			p.Line(page.Stroke{Color: page.Grey, Width: 0.6}, page.At(r.x, p.top+6), page.At(r.x, y+5))
		}
		p.drawFixed(noteLetters(), page.At(r.x0, y), r.text)
	}
}

func (p *panel) drawNumber(r noteBox) {
	p.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(r.x0, p.top+10), page.At(r.x, p.top))
	p.Dot(page.Ink, 7.5, page.At(r.x0, p.top+13))
	p.drawFixed(page.TextStyle{Face: page.Bold(), Size: 10.5, Color: page.White, Align: 0.5}, page.At(r.x0, p.top+13), r.text)
}

// noteList is what stands below a figure whose notes are numbered: lines of notes.
func (p *panel) noteList() (lines [][]string) {
	if !p.listed {
		return nil
	}
	const gap = 22
	var line []string
	used := page.Length(0)
	for i, n := range p.shownNotes() {
		text := fmt.Sprintf("%d  %s", i+1, n.Text.In(p.Lang))
		width := p.TextWidth(noteLetters(), text) + gap
		if len(line) > 0 && used+width > p.Width-2*page.Margin+gap {
			lines = append(lines, line)
			line, used = nil, 0
		}
		line = append(line, text)
		used += width
	}
	return append(lines, line)
}

// noteListHeight returns the height of the list of notes.
func (p *panel) noteListHeight() page.Length { return run.RowHeight * page.Length(len(p.noteList())) }

// drawNoteList draws the list below a height.
func (p *panel) drawNoteList(top page.Length) {
	for i, line := range p.noteList() {
		x := page.Length(page.Margin)
		for _, text := range line {
			text = p.Cut(noteLetters(), p.Width-2*page.Margin, text)
			p.drawFixed(noteLetters(), page.At(x, top-run.RowHeight*(page.Length(i)+0.5)), text)
			x += p.TextWidth(noteLetters(), text) + 22
		}
	}
}
