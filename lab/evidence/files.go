package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/snapshot"
)

// readFiles looks at the files that exercises are about: what is in backup/ and beside it, the data
// directories, and the manifests.
func (e *Evidence) readFiles(h *labdir.Dir) {
	if e.gap(GapFiles, e.walk(h.Path, h.Backup())) {
		return
	}
	entries, err := os.ReadDir(h.Path)
	if e.gap(GapFiles, err) {
		return
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			e.addFile(h.Path, filepath.Join(h.Path, entry.Name()))
		}
	}
	e.readData(h)
	slices.SortFunc(e.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	e.readManifests(h)
}

func (e *Evidence) walk(root, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err):
			return nil // the student may delete what was made for her
		case err != nil:
			return err
		case entry.IsDir() && isData(path):
			e.addData(root, path)
			return fs.SkipDir
		case entry.Type().IsRegular():
			e.addFile(root, path)
		}
		return nil
	})
}

func (e *Evidence) readData(h *labdir.Dir) {
	dirs, _ := filepath.Glob(filepath.Join(h.Path, "var", "lib", "*"))
	for _, dir := range dirs {
		if isData(dir) {
			e.addData(h.Path, dir)
		}
	}
}

// isData reports whether a directory is the data directory of a member.
func isData(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "member"))
	return err == nil && info.IsDir()
}

func (e *Evidence) addData(root, dir string) {
	if info, err := os.Stat(filepath.Join(dir, "member")); err == nil {
		e.Files = append(e.Files, File{Path: relative(root, dir), Kind: Directory, Modified: info.ModTime().UTC()})
	}
}

// addFile adds a file, unless it is gone meanwhile.
func (e *Evidence) addFile(root, path string) {
	info, err := os.Stat(path)
	if err != nil {
		return
	}
	found := File{Path: relative(root, path), Size: info.Size(), Modified: info.ModTime().UTC()}
	if found.Digest, err = digest(path); err != nil {
		return
	}
	if found.Kind, err = kindOf(path); err == nil {
		e.Files = append(e.Files, found)
	}
}

// kindOf tells what a file is.
func kindOf(path string) (string, error) {
	_, err := snapshot.Verify(path)
	var damage *snapshot.Damage
	switch {
	case err == nil:
		return Snapshot, nil
	case !errors.As(err, &damage):
		return "", err
	}
	switch damage.Kind {
	case snapshot.Encrypted:
		return Encrypted, nil
	case snapshot.Foreign, snapshot.Empty, snapshot.Directory:
		return Other, nil
	}
	return Damaged, nil
}

// digest returns the SHA-256 of a file.
func digest(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func relative(root, path string) string {
	if short, err := filepath.Rel(root, path); err == nil {
		return filepath.ToSlash(short)
	}
	return path
}

// readManifests reads the static pods. One that cannot be read is left out: the supervisor complains.
func (e *Evidence) readManifests(h *labdir.Dir) {
	paths, _ := filepath.Glob(filepath.Join(h.Manifests(), "*.yaml"))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		pod, err := manifest.Read(h, data)
		if err != nil {
			continue
		}
		m := Manifest{Path: relative(h.Path, path), Member: pod.Member, Data: relative(h.Path, pod.Data)}
		for _, arg := range pod.Args {
			m.Args = append(m.Args, strings.ReplaceAll(arg, h.Path, ""))
		}
		e.Manifests = append(e.Manifests, m)
	}
}
