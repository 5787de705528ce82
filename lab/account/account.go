// Package account is what root finds at home in a lab's machine: the settings of shells, with the prompt of the
// handout, and the files that the handout takes for granted. They are made when a shell first needs them; what is
// there is left alone.
package account

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"go.etcd.io/etcd/api/v3/version"
)

// Archive is the name of the release archive of etcd.
func Archive() string { return release() + ".tar.gz" }

func release() string { return "etcd-v" + version.Version + "-linux-" + runtime.GOARCH }

// Furnish makes what is missing in a home. program is the file of raftlab, which the archive's programs are.
func Furnish(home, program string) error {
	for name, text := range map[string]string{
		".bashrc": bashrc, ".bash_profile": bashProfile, ".profile": profile, ".zshrc": zshrc, ".config/fish/config.fish": fishConfig,
		"tomcat.yaml": tomcat,
	} {
		if err := writeNew(filepath.Join(home, name), text); err != nil {
			return err
		}
	}
	archive := filepath.Join(home, Archive())
	if _, err := os.Lstat(archive); err == nil {
		return nil
	}
	return writeArchive(archive, program)
}

// writeNew writes a file that does not exist.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// writeArchive writes a release archive of etcd, whose programs are links: it is small, and made at once.
func writeArchive(path, program string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".archive.*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	packed := gzip.NewWriter(file)
	archive := tar.NewWriter(packed)
	entries := []tar.Header{{Typeflag: tar.TypeDir, Name: release() + "/", Mode: 0o755}}
	for _, name := range []string{"etcd", "etcdctl", "etcdutl"} {
		entries = append(entries, tar.Header{Typeflag: tar.TypeSymlink, Name: release() + "/" + name, Linkname: program, Mode: 0o777})
	}
	for _, entry := range entries {
		entry.ModTime = time.Now().Truncate(time.Second)
		if err := archive.WriteHeader(&entry); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	if err := errors.Join(archive.Close(), packed.Close(), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
