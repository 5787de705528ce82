package labdir

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

// record is lab.json.
type record struct {
	Version  int        `json:"version"`
	Complete bool       `json:"complete"`
	Seeded   bool       `json:"seeded"`
	Size     int        `json:"size"`
	Members  []Member   `json:"members"`
	Timers   Timers     `json:"timers,omitzero"`
	Server   Kubernetes `json:"kubernetes,omitzero"`
}

const recordVersion = 1

// The marker says whose a directory is. An empty one was about to be written.
const (
	marker     = "lab/raftlab-lab"
	markerText = "This directory belongs to a lab of raftlab. `raftlab lab down --purge` deletes it.\n"
)

// Open reads the lab in a directory. Errors wrap [ErrNoLab] where there is none, [ErrNotOurs] where
// there is something else.
func Open(dir string) (*Dir, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := checkPath(dir); err != nil {
		return nil, err
	}
	h := &Dir{Path: dir}
	if err := h.locate(); err != nil {
		return nil, err
	}
	if err := h.checkOwner(); err != nil {
		return nil, err
	}
	return h, h.load()
}

// locate finds out what the lab is, and where this program is in it.
func (h *Dir) locate() error {
	inside, host, ok := WhereAmI()
	switch {
	case ok && inside.Lab == h.Path:
		h.Mode, h.Here = Machine, host
	case ok:
		return lang.Errorf("%s: %v (leave the shell first: exit)", "%s：%v（请先退出这个 shell：exit）", h.Path, ErrOutside)
	default:
		if _, err := os.Lstat(h.modeFile()); err == nil {
			h.Mode = Machine
		}
	}
	return nil
}

// modeFile is there in a lab that is a machine. Nothing inside can change that.
func (h *Dir) modeFile() string { return filepath.Join(h.Outside(), "mode") }

// BecomeMachine decides that the lab is a machine. Commands outside have another lock from then on, and it is held
// until unlock is called: who sees that the lab is a machine finds it started.
func (h *Dir) BecomeMachine(ctx context.Context) (unlock func(), err error) {
	h.Mode = Machine
	if err := os.MkdirAll(h.Outside(), 0o700); err != nil {
		return nil, err
	}
	unlock, err = h.Lock(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(h.modeFile(), []byte(Machine+"\n"), 0o600); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// Create makes a directory a lab's, without members, or opens the lab that is there already. Only a
// directory that is empty or does not exist becomes a lab's; else the error wraps [ErrNotOurs].
func Create(dir string) (*Dir, error) {
	h, err := Open(dir)
	if !errors.Is(err, ErrNoLab) {
		return h, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	h = &Dir{Path: dir}
	if err := h.locate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(h.at("lab"), 0o700); err != nil {
		return nil, lang.Errorf("%s: %v (choose another place with --dir)", "%s：%v（请用 --dir 另选一个位置）", dir, reason(err))
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	return h, os.WriteFile(h.at(marker), []byte(markerText), 0o600)
}

// checkOwner reports whether the directory is a lab's.
func (h *Dir) checkOwner() error {
	if marked, err := h.marked(); marked || err != nil {
		return err
	}
	entries, err := os.ReadDir(h.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && h.untouched(entries):
		return lang.Errorf("%s: %v (start one: raftlab lab up)", "%s：%v（请启动一个：raftlab lab up）", h.Path, ErrNoLab)
	case err != nil:
		return lang.Errorf("%s: %v (choose another place with --dir)", "%s：%v（请用 --dir 另选一个位置）", h.Path, reason(err))
	}
	// Another command may have made the lab between the two looks.
	if marked, err := h.marked(); marked || err != nil {
		return err
	}
	return h.notOurs()
}

// marked reports whether the directory has the marker of a lab.
func (h *Dir) marked() (bool, error) {
	text, err := h.ReadOwn(h.at(marker))
	switch {
	case errors.Is(err, ErrRecord):
		return false, h.notOurs()
	case err == nil && (len(text) == 0 || bytes.HasPrefix([]byte(markerText), text)):
		return true, nil
	case err == nil:
		return false, h.notOurs()
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return false, lang.Errorf("%s: %v (choose another place with --dir)", "%s：%v（请用 --dir 另选一个位置）", h.Path, reason(err))
}

func (h *Dir) notOurs() error {
	return lang.Errorf("%s: %v: it holds other files (choose another place with --dir)",
		"%s：%v：其中有别的文件（请用 --dir 另选一个位置）", h.Path, ErrNotOurs)
}

// untouched reports whether the directory is empty, but for what a [Create] that was cut short leaves.
func (h *Dir) untouched(entries []fs.DirEntry) bool {
	if len(entries) == 0 {
		return true
	}
	inside, err := os.ReadDir(h.at("lab"))
	return len(entries) == 1 && entries[0].Name() == "lab" && err == nil && len(inside) == 0
}

// Reload reads lab.json again.
func (h *Dir) Reload() error { return h.load() }

func (h *Dir) load() error {
	path := h.at("lab/lab.json")
	data, err := h.ReadOwn(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was being made
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return lang.Errorf("%s: %v: %v (start afresh: raftlab lab down --purge)", "%s：%v：%v（请重建：raftlab lab down --purge）", path, ErrRecord, err)
	}
	if r.Version != recordVersion {
		return lang.Errorf("%s: %v: version %d, this raftlab knows %d (start afresh: raftlab lab down --purge)",
			"%s：%v：版本是 %d，而这个 raftlab 认识 %d（请重建：raftlab lab down --purge）",
			path, ErrRecord, r.Version, recordVersion)
	}
	for _, m := range r.Members { // they become paths, and words of a shell
		if err := CheckName(m.Name); err != nil {
			return lang.Errorf("%s: %v: %v (start afresh: raftlab lab down --purge)", "%s：%v：%v（请重建：raftlab lab down --purge）", path, ErrRecord, err)
		}
	}
	h.Members, h.Size, h.Complete, h.Seeded, h.Timers, h.Kubernetes = r.Members, r.Size, r.Complete, r.Seeded, r.Timers, r.Server
	return nil
}

// Save writes lab.json. Who changes it holds the [Lock].
func (h *Dir) Save() error {
	data, err := json.MarshalIndent(record{recordVersion, h.Complete, h.Seeded, h.Size, h.Members, h.Timers, h.Kubernetes}, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(h.at("lab/lab.json"), append(data, '\n'), 0o600)
}

// Add records a further member.
func (h *Dir) Add(m Member) error {
	if _, known := h.Member(m.Name); known {
		return lang.Errorf("%s is a member already", "%s 已经是成员", m.Name)
	}
	h.Members = append(h.Members, m)
	return h.Save()
}

// Forget removes a member from the record. Its files stay.
func (h *Dir) Forget(name string) error {
	h.Members = slices.DeleteFunc(h.Members, func(m Member) bool { return m.Name == name })
	return h.Save()
}

// made are the entries of the directory that the lab makes.
var made = []string{"etc", "var", "bin", "backup", HostsName, "usr", "machine", OutsideName}

// Purge deletes what the lab made, and the directory if nothing else is in it. It returns the names of
// what else there is; the marker then stays too, so that the directory can be used again.
func (h *Dir) Purge() (kept []string, err error) {
	if err := h.checkOwner(); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(h.Path) // no link leads out of it
	if err != nil {
		return nil, err
	}
	defer root.Close()
	for _, name := range made {
		if err := removeAll(root, name); err != nil {
			return nil, err
		}
	}
	inside, err := fs.ReadDir(root.FS(), "lab")
	if err != nil {
		return nil, err
	}
	for _, entry := range inside { // the marker goes last
		if name := "lab/" + entry.Name(); name != marker {
			if err := root.RemoveAll(name); err != nil {
				return nil, err
			}
		}
	}
	entries, err := os.ReadDir(h.Path)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.Name() != "lab" {
			kept = append(kept, entry.Name())
		}
	}
	if len(kept) > 0 {
		return kept, nil
	}
	if err := root.RemoveAll("lab"); err != nil {
		return nil, err
	}
	return nil, os.Remove(h.Path)
}

// removeAll deletes a part of the lab, with the directories in it that somebody has locked: who is root in a machine can
// still read those, and the user outside cannot.
func removeAll(root *os.Root, name string) error {
	err := root.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	unlockDirs(root, name)
	return root.RemoveAll(name)
}

// unlockDirs makes all directories below one its owner's to change, as far as it can.
func unlockDirs(root *os.Root, name string) {
	if root.Chmod(name, 0o700) != nil {
		return
	}
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(name))
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.IsDir() {
			unlockDirs(root, filepath.Join(name, entry.Name()))
		}
	}
}

// longest is how many bytes the paths below the directory may add: a segment of a member's log.
const longest = 160

// checkPath refuses directories in which the lab could not live.
func checkPath(dir string) error {
	switch {
	case len(dir)+longest > pathMax:
		return lang.Errorf("%.40s...: %v: the path has %d bytes, at most %d fit (choose another place with --dir)",
			"%.40s...：%v：路径有 %d 字节，至多 %d 字节（请用 --dir 另选一个位置）",
			dir, ErrBadPath, len(dir), pathMax-longest)
	case strings.ContainsAny(dir, string(os.PathListSeparator)+"\n"):
		return lang.Errorf("%q: %v: %q and line breaks cannot stand in the PATH of a shell (choose another place with --dir)",
			"%q：%v：%q 和换行符不能出现在 shell 的 PATH 中（请用 --dir 另选一个位置）",
			dir, ErrBadPath, os.PathListSeparator)
	}
	return nil
}

// BecomeLoopback takes back what [Dir.BecomeMachine] decided, where no machine can be.
func (h *Dir) BecomeLoopback() error {
	h.Mode = Loopback
	for _, name := range []string{OutsideName, HostsName, "machine", "usr", "var/tmp"} {
		if err := os.RemoveAll(h.at(name)); err != nil {
			return err
		}
	}
	return nil
}
