package plots

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
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
	return 0, fmt.Errorf("%s: not a picture format (write .svg, .png or .pdf)", name)
}

// Kind is what a figure shows.
type Kind uint8

// The kinds; Focus is the zero value. [Kind.About] says what each shows.
const (
	Focus Kind = iota
	Timeline
	Terms
	Messages
	States
)

// kinds are, for each kind, its name, what it shows, and how its page is laid out.
var kinds = []struct {
	name, about string
	layOut      func(t *timeline.Timeline, o Options) drawing
}{
	Focus: {"focus", "the whole run in small, and below it the part that tells most: a violated property, or else the longest time without a leader after the first leader",
		func(t *timeline.Timeline, o Options) drawing { return newFocus(t, o) }},
	Timeline: {"timeline", "the whole run, or a part of it",
		func(t *timeline.Timeline, o Options) drawing { return newWhole(t, o) }},
	Terms: {"terms", "the term of every server against time",
		func(t *timeline.Timeline, o Options) drawing { return newTerms(t, o) }},
	Messages: {"messages", "a part of a run with every message labelled",
		func(t *timeline.Timeline, o Options) drawing { return newSequence(t, o) }},
	States: {"states", "the roles of Raft, with how often and how long this run was in each",
		func(t *timeline.Timeline, o Options) drawing { return newStates(t, o) }},
}

func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return fmt.Sprintf("kind %d", uint8(k))
	}
	return kinds[k].name
}

// About says in a few English words what a figure of the kind shows. It panics for a kind that is none of [Kinds].
func (k Kind) About() string { return kinds[k].about }

// Kinds returns all kinds.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// KindOf returns the kind of a name, such as terms.
func KindOf(name string) (Kind, error) {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		if k.name == name {
			return Kind(i), nil
		}
		names[i] = k.name
	}
	return 0, fmt.Errorf("%q is not a kind of figure (use one of %s)", name, strings.Join(names, ", "))
}

// Options are what a figure is to show, and how. The zero value is the focus figure in English.
type Options struct {
	Kind     Kind
	Lang     lang.Lang
	Command  string        // draws the figure again; printed at its foot
	From, To time.Duration // the part of the run to show; both zero: chosen by the kind
	Election int           // show the K-th election, from 1; 0: chosen
	DPI      int           // dots per inch of a PNG, 24 to 1200; 0: 96
}

// Draw writes a figure of a run. The same timeline and options give the same bytes. Nothing is
// written if the figure cannot be drawn: when the part asked for is outside the run, or the run has
// no such election.
func Draw(w io.Writer, t *timeline.Timeline, f Format, o Options) error {
	d, err := layOut(t, o)
	if err != nil {
		return err
	}
	return write(w, d, f, o.DPI)
}

// drawing is a figure whose page is laid out: its width and height are known.
type drawing interface {
	page() *sheet
	draw()
}

func layOut(t *timeline.Timeline, o Options) (drawing, error) {
	if err := o.check(t); err != nil {
		return nil, err
	}
	if int(o.Kind) >= len(kinds) {
		return nil, fmt.Errorf("%v is not a kind of figure", o.Kind)
	}
	return kinds[o.Kind].layOut(t, o), nil
}

// check refuses options that ask for what the run does not have.
func (o Options) check(t *timeline.Timeline) error {
	switch {
	case o.DPI != 0 && (o.DPI < 24 || o.DPI > 1200):
		return fmt.Errorf("%d dots per inch: not between 24 and 1200", o.DPI)
	case o.Election < 0 || o.Election > len(t.Elections):
		return fmt.Errorf("election %d: the run has %d elections (count from 1)", o.Election, len(t.Elections))
	case o.From == 0 && o.To == 0:
		return nil
	case o.From < 0 || o.From >= t.End:
		return fmt.Errorf("from %v: outside the run, which ends at %v", o.From, t.End)
	case o.To != 0 && o.To <= o.From:
		return fmt.Errorf("from %v to %v: ends before it begins", o.From, o.To)
	case o.To > t.End:
		return fmt.Errorf("to %v: outside the run, which ends at %v", o.To, t.End)
	}
	return nil
}

// write draws a figure in a format. All formats have one drawing code: they differ in their canvas.
func write(w io.Writer, d drawing, f Format, dpi int) error {
	s := d.page()
	c, err := newCanvas(f, s.width, s.height, dpi)
	if err != nil {
		return err
	}
	s.Canvas = c
	s.rect(white, 0, 0, s.width, s.height)
	d.draw()
	if c, ok := c.(*svgCanvas); ok {
		c.title, c.desc = s.title, s.desc
	}
	var file bytes.Buffer
	if _, err := c.WriteTo(&file); err != nil {
		return fmt.Errorf("picture of %v: %w", f, err)
	}
	_, err = w.Write(file.Bytes())
	return err
}
