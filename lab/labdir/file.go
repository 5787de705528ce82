package labdir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"raftlab/sim/lang"
)

// WriteFile puts data under a name such that a reader, and a crash, find the old file or the new one.
// Directories on the way are made.
func WriteFile(path string, data []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	return nil
}

// reason returns the bare reason of a file system error: messages name the file themselves.
func reason(err error) error {
	var path *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// longestOwn bounds what is read of the lab's own files.
const longestOwn = 4 << 20

// ReadOwn reads a file of the lab's own: a regular one in its directory, and no link. Whoever works in the lab could
// have put something else there, and do it while we look.
func (h *Dir) ReadOwn(path string) ([]byte, error) {
	root, err := os.OpenRoot(h.Path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	below, err := filepath.Rel(h.Path, path)
	if err != nil {
		return nil, err
	}
	info, err := root.Lstat(below)
	if err != nil {
		return nil, err
	}
	foreign := lang.Errorf("%v: this is no file of the lab's own", "%v：这不是实验环境自己的文件", ErrRecord)
	if !info.Mode().IsRegular() {
		return nil, foreign
	}
	file, err := root.OpenFile(below, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := readRegular(file, longestOwn)
	if errors.Is(err, errNotRegular) {
		return nil, foreign
	}
	return data, err
}

// errNotRegular is what a pipe, a device, a directory or a giant is where a file is read.
var errNotRegular = lang.Errorf("this is no file, or far too long a one", "这不是文件，或文件过长")

// OpenRegular opens a file for reading, and refuses what is none: to open a pipe would last until somebody writes to it.
func OpenRegular(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &os.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// ReadRegular reads a file of a few kilobytes that people may have replaced by anything.
func ReadRegular(path string) ([]byte, error) {
	file, err := OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readRegular(file, longestOwn)
}

func readRegular(file *os.File, longest int64) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > longest {
		return nil, &os.PathError{Op: "read", Path: file.Name(), Err: errNotRegular}
	}
	return io.ReadAll(io.LimitReader(file, longest))
}

const nonBlocking = syscall.O_NONBLOCK
