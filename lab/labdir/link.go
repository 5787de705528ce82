package labdir

import (
	"os"
	"path/filepath"
)

// Link makes the tools: links to a program, by which it is called under their names. Links that point
// there already are left alone, so this may be called by every command, and the links follow a
// program that was moved.
func (h *Dir) Link(program string, names []string) error {
	if err := os.MkdirAll(h.Bin(), 0o700); err != nil {
		return err
	}
	for _, name := range names {
		link := filepath.Join(h.Bin(), name)
		if target, err := os.Readlink(link); err == nil && target == program {
			continue
		}
		os.Remove(link)
		if err := os.Symlink(program, link); err != nil && !os.IsExist(err) { // another command was quicker
			return err
		}
	}
	return nil
}
