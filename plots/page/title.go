package page

import (
	"gonum.org/v1/plot/vg"
)

// The measures of a page, in points.
const (
	Width        = 1200
	Height       = 675 // unless many servers need more
	Margin       = 24
	HeadHeight   = 104 // title, subtitle, legend
	FooterHeight = 58  // what was set, what draws it again
)

// DrawTitle draws the finding, the line below it and the legend. Both lines also say what the figure
// shows to those who cannot see it.
func (p *Page) DrawTitle(finding, summary string) {
	p.Heading, p.Description = finding, summary
	title, text := p.Shrink(TextStyle{Face: Bold(), Size: 21, Color: Ink}, p.Width-2*Margin, finding)
	p.Text(title, At(Margin, p.Height-28), text)
	below := TextStyle{Face: Regular(), Size: 13, Color: Grey}
	p.Text(below, At(Margin, p.Height-52), p.Cut(below, p.Width-2*Margin, summary))
}

// DrawFooter draws lines of small print, and below them the command that draws the figure again.
func (p *Page) DrawFooter(command string, lines ...string) {
	letters := TextStyle{Face: Regular(), Size: 11, Color: Grey}
	y := vg.Length(FooterHeight - 14)
	for _, line := range lines {
		if line != "" {
			p.Text(letters, At(Margin, y), p.Cut(letters, p.Width-2*Margin, line))
			y -= 14
		}
	}
	letters.Color = Ink
	for i, line := range p.Wrap(letters, p.Width-2*Margin, command) {
		if i < 2 && y > 3 {
			p.Text(letters, At(Margin, y), p.Cut(letters, p.Width-2*Margin, line))
			y -= 13
		}
	}
}
