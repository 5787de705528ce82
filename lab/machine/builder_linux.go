package machine

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// builder does one step after the other until one fails. Its methods do nothing after that.
type builder struct{ failed *Refused }

func (b *builder) do(step string, act func() error) {
	if b.failed != nil {
		return
	}
	if err := act(); err != nil {
		b.failed = &Refused{step, err}
	}
}

func (b *builder) err() error {
	if b.failed == nil {
		return nil
	}
	return b.failed
}

func (b *builder) mount(kind, at string, flags uintptr, data string) {
	b.do("mount "+kind+" at "+at, func() error { return unix.Mount(kind, at, kind, flags, data) })
}

// dir makes a directory, also in the place of a link: what was left by an earlier run decides nothing.
func (b *builder) dir(path string) {
	b.do("make "+path, func() error {
		if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
		return os.MkdirAll(path, 0o755)
	})
}

func (b *builder) file(path, text string, mode os.FileMode) {
	b.do("write "+path, func() error {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC|syscall.O_NOFOLLOW, mode)
		if err != nil {
			return err
		}
		_, err = file.WriteString(text)
		return errors.Join(err, file.Close())
	})
}

func (b *builder) link(to, path string) {
	b.do("link "+path, func() error {
		os.Remove(path)
		return os.Symlink(to, path)
	})
}

// bind shows a part of the host at another place, with the rights that it has there: read-only.
func (b *builder) bind(source, at string) {
	b.do("show "+at, func() error { return unix.Mount(source, at, "", unix.MS_BIND|unix.MS_REC, "") })
}

// device shows a device of the host.
func (b *builder) device(name string) {
	at := "/new/dev/" + name
	b.file(at, "", 0o666)
	b.bind("/old/dev/"+name, at)
	b.do("allow "+name, func() error {
		return unix.MountSetattr(unix.AT_FDCWD, at, 0, &unix.MountAttr{Attr_clr: unix.MOUNT_ATTR_NODEV | unix.MOUNT_ATTR_RDONLY})
	})
}

// fixed makes a mount that is there, with all below it, read-only.
func (b *builder) fixed(path string) {
	b.do("make "+path+" read-only", func() error {
		return unix.MountSetattr(unix.AT_FDCWD, path, unix.AT_RECURSIVE,
			&unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID})
	})
}

// writable shows a directory of the lab, or the user's home, where it can be written. No link on the way to it is
// followed below base: whoever worked in the lab could have made one to anywhere.
func (b *builder) writable(base, below, at string) {
	b.do("show "+at, func() error {
		directory, err := openWithoutLinks(base, below)
		if err != nil {
			return err
		}
		defer unix.Close(directory)
		tree, err := unix.OpenTree(directory, "", unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_EMPTY_PATH|unix.AT_RECURSIVE)
		if err != nil {
			return err
		}
		defer unix.Close(tree)
		if err := unix.MountSetattr(tree, "", unix.AT_EMPTY_PATH, &unix.MountAttr{Attr_clr: unix.MOUNT_ATTR_RDONLY}); err != nil {
			return err
		}
		return unix.MoveMount(tree, "", unix.AT_FDCWD, at, unix.MOVE_MOUNT_F_EMPTY_PATH)
	})
}

// openWithoutLinks opens a directory below another.
func openWithoutLinks(base, below string) (int, error) {
	directory, err := unix.Open(base, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil || below == "" {
		return directory, err
	}
	defer unix.Close(directory)
	return unix.Openat2(directory, below, &unix.OpenHow{
		Flags: unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS,
	})
}

// same shows one entry of the host: links stay links, directories and files are bound, read-only.
func (b *builder) same(source, at string) {
	info, err := os.Lstat(source)
	if err != nil {
		return
	}
	switch {
	case info.Mode()&os.ModeSymlink != 0:
		if to, err := os.Readlink(source); err == nil {
			b.link(to, at)
		}
	case info.IsDir():
		b.dir(at)
		b.bind(source, at)
	case info.Mode().IsRegular():
		b.file(at, "", 0o644)
		b.bind(source, at)
	}
}

// entries shows all entries of a directory of the host but some.
func (b *builder) entries(source, at string, but ...string) {
	list, err := os.ReadDir(source)
	if err != nil {
		return // who may not read it is shown nothing
	}
	for _, entry := range list {
		if b.failed == nil && !slices.Contains(but, entry.Name()) {
			b.same(filepath.Join(source, entry.Name()), filepath.Join(at, entry.Name()))
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
