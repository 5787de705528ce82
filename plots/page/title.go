package page

import (
	"gonum.org/v1/plot/vg"
)

// The measures of a page, in points.
const (
	Width      = 1200
	Height     = 675 // unless many servers need more
	Margin     = 24
	HeadHeight = 104 // title, subtitle, legend
	FootHeight = 58  // what was set, what draws it again
)

// DrawTitle draws the finding, the line below it and the legend. Both lines also say what the figure
// shows to those who cannot see it.
func (s *Page) DrawTitle(finding, summary string) {
	s.Heading, s.Description = finding, summary
	title, text := s.Shrink(TextStyle{Face: Bold(), Size: 21, Color: Ink}, s.Width-2*Margin, finding)
	s.Text(title, At(Margin, s.Height-28), text)
	below := TextStyle{Face: Regular(), Size: 13, Color: Grey}
	s.Text(below, At(Margin, s.Height-52), s.Cut(below, s.Width-2*Margin, summary))
}

// DrawFoot draws lines of small print, and below them the command that draws the figure again.
func (s *Page) DrawFoot(command string, lines ...string) {
	letters := TextStyle{Face: Regular(), Size: 11, Color: Grey}
	y := vg.Length(FootHeight - 14)
	for _, line := range lines {
		if line != "" {
			s.Text(letters, At(Margin, y), s.Cut(letters, s.Width-2*Margin, line))
			y -= 14
		}
	}
	letters.Color = Ink
	for i, line := range s.Wrap(letters, s.Width-2*Margin, command) {
		if i < 2 && y > 3 {
			s.Text(letters, At(Margin, y), s.Cut(letters, s.Width-2*Margin, line))
			y -= 13
		}
	}
}
