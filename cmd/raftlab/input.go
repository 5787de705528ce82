package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/textfile"
)

// stdinName is what messages call standard input.
const stdinName = "stdin"

// input is a file, or standard input, that is read as text of whatever form.
type input struct {
	*textfile.Reader
	name string // for messages
	file *os.File
}

// openInput opens a file to read; - is standard input.
func (c *console) openInput(name string) (*input, error) {
	if name == run.Stdin {
		return &input{Reader: textfile.NewReader(c.in), name: stdinName}, nil
	}
	return openFile(name)
}

// openFile opens a file to read. A file that does not exist is bad input: its name was mistyped.
func openFile(name string) (*input, error) {
	f, err := os.Open(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, lang.Errorf("there is no file %s", "没有文件 %s", name)
	case err != nil:
		return nil, environment(fmt.Errorf("%s: %w", name, cause(err)))
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, environment(lang.Errorf("%s: this is a directory", "%s：这是一个目录", name))
	}
	return &input{Reader: textfile.NewReader(f), name: name, file: f}, nil
}

// Close closes the file.
func (in *input) Close() {
	if in.file != nil {
		in.file.Close()
	}
}

// readAtMost reads all of it, if it is not larger than that, and closes it.
func (in *input) readAtMost(most int64) ([]byte, error) {
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && int64(len(data)) > most {
		err = lang.Errorf("the file is larger than %d MB", "文件大于 %d MB", most>>20)
	}
	if err != nil {
		return nil, in.named(err)
	}
	return data, nil
}

// readFile reads a file that is not larger than that.
func readFile(name string, most int64) ([]byte, error) {
	in, err := openFile(name)
	if err != nil {
		return nil, err
	}
	return in.readAtMost(most)
}

// fileError adds the file's name to a bare error of the system, and marks it as one of the environment. Other errors
// are returned as they are.
func fileError(err error) error {
	if path, ok := err.(*os.PathError); ok {
		return environment(fmt.Errorf("%s: %w", path.Path, path.Err))
	}
	return err
}

// named adds the file's name to an error of reading. An error of the system is marked as one of the environment: the
// content is not at fault.
func (in *input) named(err error) error {
	var path *os.PathError
	named := fmt.Errorf("%s: %w", in.name, cause(err))
	if errors.As(err, &path) {
		return environment(named)
	}
	return named
}
