package page

// Watch draws a picture nowhere, and tells of every text before it is drawn.
func Watch(d Drawing, tell func(style TextStyle, box Rect, text string)) {
	s := d.Sheet()
	s.Canvas, s.Watch = newSVG(s.Width, s.Height), tell
	d.Draw()
}
