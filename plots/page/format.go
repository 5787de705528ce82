package page

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"raftlab/sim/lang"
)

// Format is a picture's file format.
type Format uint8

// The formats.
const (
	SVG Format = iota + 1
	PNG
	PDF
)

var formatNames = []string{SVG: "SVG", PNG: "PNG", PDF: "PDF"}

// String names the format: SVG, PNG or PDF.
func (f Format) String() string {
	if f == 0 || int(f) >= len(formatNames) {
		return fmt.Sprintf("format %d", uint8(f))
	}
	return formatNames[f]
}

// FormatOf returns the format that a file's name asks for.
func FormatOf(name string) (Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".svg":
		return SVG, nil
	case ".png":
		return PNG, nil
	case ".pdf":
		return PDF, nil
	}
	return 0, lang.Errorf("%s: not a picture format (write .svg, .png or .pdf)", "%s：不是图片格式（请写 .svg、.png 或 .pdf）", name)
}

// Drawing is a figure whose page is laid out: its width and height are known.
type Drawing interface {
	Sheet() *Page
	Draw()
}

// Write draws a figure in a format. All formats have one drawing code: they differ in their canvas.
// A PNG has so many dots per inch, from 24 to 1200; 0: 96. Nothing is written if the picture cannot be drawn.
func Write(w io.Writer, d Drawing, f Format, dpi int) error {
	if dpi != 0 && (dpi < 24 || dpi > 1200) {
		return lang.Errorf("%d dots per inch: not between 24 and 1200", "每英寸 %d 点：不在 24 到 1200 之间", dpi)
	}
	s := d.Sheet()
	c, err := newCanvas(f, s.Width, s.Height, dpi)
	if err != nil {
		return err
	}
	s.Canvas = c
	s.Box(White, 0, 0, s.Width, s.Height)
	d.Draw()
	if c, ok := c.(*svgCanvas); ok {
		c.title, c.desc = s.Heading, s.Description
	}
	var file bytes.Buffer
	if _, err := c.WriteTo(&file); err != nil {
		return lang.Errorf("picture of %v: %v", "%v 的图片：%v", f, err)
	}
	_, err = w.Write(file.Bytes())
	return err
}
