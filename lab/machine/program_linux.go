package machine

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
)

// bringProgram decides which program a visitor is: this one. Mostly the machine has it, where nobody can write to it.
// Else, since it was built anew, a copy comes in: by the file itself, which its process shows in /proc, somebody in the
// machine could write to the host's.
func (v *Visit) bringProgram(h *labdir.Dir) error {
	var r record
	data, err := os.ReadFile(recordFile(h))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if own := Identity("/proc/self/exe"); err == nil && own != "" && own == r.Program {
		v.Path = Program
		return nil
	}
	v.program, err = sealedCopy("/proc/self/exe")
	if err != nil {
		return fmt.Errorf("enter the machine: copy raftlab: %w", err)
	}
	return nil
}

// sealedCopy returns a copy of a file in memory that nobody can change.
func sealedCopy(path string) (*os.File, error) {
	from, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	number, err := unix.MemfdCreate("raftlab", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, err
	}
	sealed := os.NewFile(uintptr(number), "raftlab")
	_, err = io.Copy(sealed, from)
	if err == nil {
		_, err = unix.FcntlInt(sealed.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_WRITE|unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL)
	}
	if err != nil {
		sealed.Close()
		return nil, err
	}
	return sealed, nil
}
