package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"

	"raftlab/sim/lang"
)

// console is what a command reads from and writes to.
type console struct {
	in     io.Reader
	out    *bufferedOutput // results
	err    io.Writer       // progress and remarks
	colour bool            // out is to be coloured: by itself only a terminal is
	lang   lang.Lang
	piped  map[string][]byte // what was read of a scenario that can be read only once, by its name
}

// newConsole returns the console of the process. NO_COLOR is the convention of no-color.org.
func newConsole(getenv func(string) string) *console {
	out := newBufferedOutput(os.Stdout, "standard output")
	out.columns = columnsOf(os.Stdout)
	return &console{
		in:     os.Stdin,
		out:    out,
		err:    os.Stderr,
		colour: getenv("NO_COLOR") == "" && getenv("TERM") != "dumb" && term.IsTerminal(int(os.Stdout.Fd())),
		lang:   lang.OfLocale(getenv),
	}
}

// columnsOf returns how wide the terminal is; 0: the file is none.
func columnsOf(f *os.File) int {
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// hung returns a text with its lines broken where a terminal of so many columns ends.
func hung(text string, columns int) string {
	var all strings.Builder
	for line := range strings.Lines(text) {
		for _, part := range lang.Hang(strings.TrimSuffix(line, "\n"), columns) {
			all.WriteString(part + "\n")
		}
	}
	return all.String()
}

// say says something in the console's language.
func (c *console) say(en, zh string, args ...any) string { return c.lang.Say(en, zh, args...) }

// bufferedOutput is a buffered writer that keeps its first error and then drops what it gets. A reader that goes away,
// as head does, is not an error: it has got what it wanted.
type bufferedOutput struct {
	name    string
	to      *bufio.Writer
	err     error
	closed  bool // nobody reads any more
	columns int  // of the terminal, at which lines for people are broken; 0: it is none
	line    []byte
}

func newBufferedOutput(w io.Writer, name string) *bufferedOutput {
	return &bufferedOutput{name: name, to: bufio.NewWriterSize(w, 64<<10)}
}

// Write never fails; Flush tells.
func (o *bufferedOutput) Write(b []byte) (int, error) {
	if o.columns == 0 {
		o.put(b)
		return len(b), nil
	}
	for line := range bytes.Lines(b) {
		o.line = append(o.line, line...)
		if line[len(line)-1] == '\n' {
			o.putLine()
		}
	}
	return len(b), nil
}

// putLine writes a line that has ended, broken where the terminal ends.
func (o *bufferedOutput) putLine() {
	for _, part := range lang.Hang(string(o.line[:len(o.line)-1]), o.columns) {
		o.put([]byte(part + "\n"))
	}
	o.line = o.line[:0]
}

func (o *bufferedOutput) put(b []byte) {
	if o.err == nil && !o.closed {
		_, err := o.to.Write(b)
		o.note(err)
	}
}

// asItIs writes what follows as it comes: a file or a document for programs may be copied from the screen.
func (o *bufferedOutput) asItIs() *bufferedOutput {
	o.put(o.line)
	o.line, o.columns = nil, 0
	return o
}

// Flush writes what is buffered and returns the first error.
func (o *bufferedOutput) Flush() error {
	o.put(o.line) // a line that has not ended is not broken any more
	o.line = o.line[:0]
	if o.err == nil && !o.closed {
		o.note(o.to.Flush())
	}
	return o.err
}

func (o *bufferedOutput) note(err error) {
	switch {
	case errors.Is(err, syscall.EPIPE):
		o.closed = true
	case err != nil:
		o.err = environment(fmt.Errorf("%s: %w", o.name, cause(err)))
	}
}

// cause returns the bare reason of a file system error: messages name the file themselves.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
