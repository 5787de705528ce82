package snapshot

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"raftlab/sim/lang"
)

// create writes a file that does not exist yet. It appears under its name when it is whole and on the disk,
// and check, which may be nil, has found nothing against it. Its owner alone may read it.
func create(ctx context.Context, path string, write func(io.Writer) error, check func(path string) error) (err error) {
	if err := absent(path); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // with mode 0600
	if err != nil {
		return complain(path, err)
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	to := &target{Writer: file, ctx: ctx}
	if err := write(to); err != nil {
		if to.err != nil {
			err = complain(path, to.err)
		}
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return complain(path, err)
	}
	if check != nil {
		if err := check(file.Name()); err != nil {
			return err
		}
	}
	if err := cmp.Or(ctx.Err(), absent(path)); err != nil {
		return err
	}
	return complain(path, os.Rename(file.Name(), path))
}

// target remembers why it could not be written to: that is not the fault of what is read.
type target struct {
	io.Writer
	ctx context.Context // when it ends, so does the writing
	err error
}

func (t *target) Write(b []byte) (n int, err error) {
	if t.err = t.ctx.Err(); t.err == nil {
		n, t.err = t.Writer.Write(b)
	}
	return n, t.err
}

// absent refuses a name that is taken.
func absent(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return lang.Errorf("%s: there is such a file already (remove it, or choose another name)",
			"%s：这个文件已经存在（请删除它，或换一个名字）", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return complain(path, err)
}
