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

// readFiles looks at the files that exercises are about: snapshots and what is beside them, the data directories, and
// the manifests. In a machine a snapshot may be anywhere.
func (e *Evidence) readFiles(h *labdir.Dir) {
	where := h.Backup()
	if h.Mode == labdir.Machine {
		where = h.At("")
	}
	if e.gap(GapFiles, e.walk(h, where)) {
		return
	}
	entries, err := os.ReadDir(h.Path)
	if e.gap(GapFiles, err) {
		return
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			e.addFile(h, filepath.Join(h.Path, entry.Name()))
		}
	}
	e.readData(h)
	slices.SortFunc(e.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	e.readManifests(h)
}

// mostFiles is how many files are looked at: a student may have unpacked anything.
const mostFiles = 2000

func (e *Evidence) walk(h *labdir.Dir, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err), os.IsPermission(err):
			return nil // the student may delete what was made for her, and close what is hers
		case err != nil:
			return err
		case len(e.Files) >= mostFiles:
			return fs.SkipAll
		case entry.IsDir() && isData(path):
			e.addData(h, path)
			return fs.SkipDir
		case entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), "."):
			e.addFile(h, path)
		}
		return nil
	})
}

func (e *Evidence) readData(h *labdir.Dir) {
	dirs, _ := filepath.Glob(filepath.Join(h.Path, "var", "lib", "*"))
	others, _ := filepath.Glob(filepath.Join(h.Path, labdir.HostsName, "*", "var", "lib", "*"))
	for _, dir := range append(dirs, others...) {
		if isData(dir) {
			e.addData(h, dir)
		}
	}
}

// isData reports whether a directory is the data directory of a member.
func isData(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "member"))
	return err == nil && info.IsDir()
}

func (e *Evidence) addData(h *labdir.Dir, dir string) {
	if info, err := os.Stat(filepath.Join(dir, "member")); err == nil {
		e.Files = append(e.Files, File{Path: h.Relative(dir), Kind: Directory, Modified: info.ModTime().UTC()})
	}
}

// addFile adds a file, unless it is gone meanwhile.
func (e *Evidence) addFile(h *labdir.Dir, path string) {
	info, err := os.Stat(path)
	if err != nil {
		return
	}
	found := File{Path: h.Relative(path), Size: info.Size(), Modified: info.ModTime().UTC()}
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
	file, err := labdir.OpenRegular(path)
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

// readManifests reads the static pods. One that cannot be read is left out: the supervisor complains.
func (e *Evidence) readManifests(h *labdir.Dir) {
	files, _ := manifest.Files(h)
	for _, file := range files {
		data, err := manifest.Load(file.Path)
		if err != nil {
			continue
		}
		pod, err := manifest.Read(h, file.Host, data)
		if err != nil || !pod.IsMember() {
			continue
		}
		m := Manifest{Path: h.Relative(file.Path), Member: pod.Member, Data: h.Relative(pod.Data)}
		for _, arg := range pod.Args {
			m.Args = append(m.Args, strings.ReplaceAll(arg, h.Path, ""))
		}
		e.Manifests = append(e.Manifests, m)
	}
}
