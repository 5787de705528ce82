// Package plots draws what a run was: one picture of its whole time, with a lane for every server
// and a strip for the cluster above them.
//
// It knows traces only through their timeline. Text is drawn as glyph outlines, so that Chinese
// needs no font where the picture is seen and both formats show the same. Colours are opaque. The
// same timeline gives the same bytes.
package plots

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Format is a picture's file format.
type Format uint8

// The formats.
const (
	SVG Format = iota + 1
	PNG
)

// FormatOf returns the format that a file's name asks for.
func FormatOf(name string) (Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".svg":
		return SVG, nil
	case ".png":
		return PNG, nil
	}
	return 0, fmt.Errorf("%s: not a picture format (write .svg or .png)", name)
}

// Draw writes a picture of the whole run. The command is the one that draws it again; it is printed
// at the foot. The longer a run is, the fewer messages are drawn; the foot says how many are not.
func Draw(w io.Writer, t *timeline.Timeline, format Format, lang trace.Lang, command string) error {
	p := newPicture(t, lang)
	c, err := newCanvas(format, p.width, p.height)
	if err != nil {
		return err
	}
	p.Canvas = c
	p.draw(command)
	_, err = c.WriteTo(w)
	return err
}
