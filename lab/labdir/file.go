package labdir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// readOwn reads a file of the lab's own: a regular one, and no link. Whoever works in the lab could have put
// something else there.
func readOwn(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > longestOwn {
		return nil, fmt.Errorf("%w: this is no file of the lab's own", ErrRecord)
	}
	return os.ReadFile(path)
}
