// Package page is the paper and the pens of all pictures: lines, arrows, text as outlines, labels that keep off each
// other, axes, keys, titles, and the formats SVG, PNG and PDF. It knows no Raft, and is the only package that imports
// gonum.
//
// Lengths are in points, 72 to an inch; y grows upwards. What is drawn is rounded to hundredths of a point, so that all
// processors write the same bytes.
//
//	p := &page.Page{Width: page.Width, Height: page.Height, Lang: lang.English}
//	p.Box(page.Grid, 100, 100, 300, 200)                                       // when a canvas is set: see Write
//	p.Text(page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Ink}, page.At(110, 150), "n1")
package page
