package stats

import (
	"image/color"
	"math"
	"strings"

	"raftlab/plots/page"
)

// Figure is a figure of many trials.
type Figure interface {
	LayOut(o page.Options) page.Drawing
}

// Words stand around a statistics figure, in the language of who will see it. The title says what
// was found, the subtitle what is measured, the caption how. X and Y name what the axes show; the
// figure adds units. Empty words are left out.
type Words struct {
	Title, Subtitle, Caption, X, Y string
}

// chart is a statistics figure being drawn: words, two axes, and what stands in the way of labels.
type chart struct {
	page.Page
	Words
	command string
	x, y    page.Axis
}

// newChart returns a page whose plot is framed by the margins that its figure needs.
func newChart(words Words, o page.Options) *chart {
	c := &chart{Words: words, command: o.Command}
	c.Width, c.Height, c.Lang = page.Width, page.Height, o.Lang
	c.Heading, c.Description = words.Title, strings.Join([]string{words.Subtitle, words.Caption}, " ")
	c.frameAt(98, 112, page.Width-40, page.Height-96)
	return c
}

// frameAt sets the sides of the plot.
func (c *chart) frameAt(left, bottom, right, top page.Length) {
	c.Plot = page.NewRect(left, bottom, right, top)
	c.x.From, c.x.To, c.y.From, c.y.To = left, right, bottom, top
}

// chartPage is a chart with what paints it.
type chartPage struct {
	*chart
	paint func()
}

// Draw draws on the page; see [page.Write].
func (p chartPage) Draw() { p.paint() }

// drawWords draws title, subtitle, caption and command.
func (c *chart) drawWords() {
	title, text := c.Shrink(page.TextStyle{Face: page.Bold(), Size: 21, Color: page.Ink}, c.Width-2*page.Margin, c.Title)
	c.Text(title, page.At(page.Margin, c.Height-28), text)
	below := page.TextStyle{Face: page.Regular(), Size: 13, Color: page.Grey}
	c.Text(below, page.At(page.Margin, c.Height-52), c.Cut(below, c.Width-2*page.Margin, c.Subtitle))
	footer := page.TextStyle{Face: page.Regular(), Size: 11.5, Color: page.Grey}
	y := page.Length(40)
	for _, line := range []string{c.Caption, c.command} {
		for i, part := range c.Wrap(footer, c.Width-2*page.Margin, line) {
			if part != "" && i < 2 && y > 6 {
				c.Text(footer, page.At(page.Margin, y), part)
				y -= 14
			}
		}
		footer.Color, footer.Size = page.Ink, 11
	}
}

// drawAxes draws the grid, the marks and the names of both axes. Only x has a line.
func (c *chart) drawAxes(xs, ys []page.Mark, xName, yName string) {
	small := page.TextStyle{Face: page.Regular(), Size: 13, Color: page.Grey}
	c.drawGrid(xs, ys)
	small.Align = 1
	for _, m := range ys {
		c.Text(small, page.At(c.Plot.X0-12, c.y.At(m.Value)), m.Label)
	}
	small.Align = 0.5
	base := c.Plot.Y0 - 6
	end := page.Length(math.Inf(-1))
	for _, m := range xs {
		x := c.x.At(m.Value)
		if m.Label == "" {
			c.Line(page.Stroke{Color: page.Grey, Width: 0.6}, page.At(x, base), page.At(x, base-3))
			continue
		}
		c.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(x, base), page.At(x, base-5))
		if half := c.TextWidth(small, m.Label) / 2; x-half > end+4 {
			c.Text(small, page.At(x, base-14), m.Label)
			end = x + half
		}
	}
	c.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(c.Plot.X0, base), page.At(c.Plot.X1, base))
	name := page.TextStyle{Face: page.Regular(), Size: 14, Color: page.Ink, Align: 0.5}
	c.Text(name, page.At((c.Plot.X0+c.Plot.X1)/2, base-38), c.Cut(name, c.Plot.X1-c.Plot.X0, xName))
	c.Turned(name, page.At(page.Margin+7, (c.Plot.Y0+c.Plot.Y1)/2), math.Pi/2, c.Cut(name, c.Plot.Y1-c.Plot.Y0+60, yName))
}

func (c *chart) drawGrid(xs, ys []page.Mark) {
	line := page.Stroke{Color: page.Grid, Width: 0.8}
	for _, m := range ys {
		if m.Label != "" {
			c.Line(line, page.At(c.Plot.X0, c.y.At(m.Value)), page.At(c.Plot.X1, c.y.At(m.Value)))
		}
	}
	for _, m := range xs {
		if m.Label != "" {
			c.Line(line, page.At(c.x.At(m.Value), c.Plot.Y0), page.At(c.x.At(m.Value), c.Plot.Y1))
		}
	}
}

// timeName is the name of an axis of time.
func (c *chart) timeName(name, unit string, log bool) string {
	if log {
		return c.Say("%s (%s, logarithmic)", "%s（%s，对数）", name, unit)
	}
	return c.Say("%s (%s)", "%s（%s）", name, unit)
}

// shareMarks are the marks of an axis of shares.
func (c *chart) shareMarks() []page.Mark {
	list := page.Axis{Min: c.y.Min * 100, Max: c.y.Max * 100}.Marks(5)
	for i := range list {
		list[i].Value /= 100
		list[i].Label += " %"
	}
	return list
}

// quarterMarks divide the whole.
func quarterMarks() []page.Mark {
	return []page.Mark{{Value: 0, Label: "0 %"}, {Value: 0.25, Label: "25 %"}, {Value: 0.5, Label: "50 %"}, {Value: 0.75, Label: "75 %"}, {Value: 1, Label: "100 %"}}
}

// drawKey explains signs, below the subtitle.
func (c *chart) drawKey(signs ...page.KeyEntry) { c.DrawKey(c.Height-78, signs) }

// drawPublishedDot draws the sign of a published point: a ring.
func (c *chart) drawPublishedDot(col color.NRGBA, where page.Point) {
	c.Dot(page.White, 4.6, where)
	c.Dot(col, 3.6, where)
	c.Dot(page.White, 1.5, where)
}
