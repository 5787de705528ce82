package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"raftlab/sim/lang"
)

// atomicFile is a file that appears under its name only when it is whole. Until then it is a hidden
// file in the same directory. What is no regular file, such as a pipe, is written directly.
type atomicFile struct {
	file   *os.File
	name   string // as the user has it
	path   string // where the file will be
	direct bool
	done   bool
}

// createFile begins a file. Every error names it.
func createFile(name string) (*atomicFile, error) {
	f := &atomicFile{name: name, path: name}
	if path, err := filepath.EvalSymlinks(name); err == nil {
		f.path = path // the link stays, what it leads to is replaced
	}
	old, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = f.openTemporary()
	case err != nil:
	case old.IsDir():
		err = lang.Errorf("this is a directory", "这是一个目录")
	case !old.Mode().IsRegular():
		f.direct = true
		f.file, err = os.OpenFile(f.path, os.O_WRONLY, 0)
	case old.Mode().Perm()&0o222 == 0:
		err = lang.Errorf("the file is read-only", "文件是只读的")
	default:
		if err = f.openTemporary(); err == nil {
			err = f.file.Chmod(old.Mode().Perm())
		}
	}
	if err != nil {
		f.discard()
		return nil, f.named(err)
	}
	return f, nil
}

// openTemporary opens a new hidden file beside the one to come.
func (f *atomicFile) openTemporary() (err error) {
	dir := filepath.Dir(f.path)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return lang.Errorf("there is no directory %s (make it first)", "没有目录 %s（请先建立它）", dir)
	}
	for n := range 100 {
		path := filepath.Join(dir, fmt.Sprintf(".raftlab-%d-%d.tmp", os.Getpid(), n))
		f.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return err
}

// Write writes to the file. Its errors name the file as the user did.
func (f *atomicFile) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	return n, f.named(err)
}

// commit puts the file under its name.
func (f *atomicFile) commit() error {
	if f.direct {
		f.done = true
		return f.named(f.file.Close())
	}
	err := f.file.Sync()
	if closed := f.file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.file.Name(), f.path)
	}
	f.done = err == nil
	return f.named(err)
}

// discard removes what is not committed. It may be called at any time.
func (f *atomicFile) discard() {
	if f.done || f.file == nil {
		return
	}
	f.done = true
	f.file.Close()
	if !f.direct {
		os.Remove(f.file.Name())
	}
}

// named makes an error speak of the file as the user named it.
func (f *atomicFile) named(err error) error {
	if err == nil {
		return nil
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	return environment(fmt.Errorf("%s: %w", f.name, cause(err)))
}
