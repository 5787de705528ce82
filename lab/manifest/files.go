package manifest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"raftlab/lab/labdir"
)

// File is a file in a directory of manifests.
type File struct {
	Host string // whose kubelet reads it
	Name string
	Path string
}

// Key names the file among those of all hosts, as people do: etcd.yaml, k8s-master02:etcd.yaml.
func (f File) Key() string {
	if f.Host == labdir.First {
		return f.Name
	}
	return f.Host + ":" + f.Name
}

// Files returns the files that the kubelets of the lab see, in their order: every one counts whose name does not
// begin with a dot. A directory that is not there has none.
func Files(h *labdir.Dir) (files []File, err error) {
	for _, host := range hostsOf(h) {
		dir := h.Manifests(host)
		entries, readErr := os.ReadDir(dir)
		if readErr != nil && !os.IsNotExist(readErr) {
			err = errors.Join(err, readErr)
		}
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), ".") && !entry.IsDir() {
				files = append(files, File{host, entry.Name(), filepath.Join(dir, entry.Name())})
			}
		}
	}
	return files, err
}

// hostsOf returns the hosts with a kubelet: all that have files, or are members.
func hostsOf(h *labdir.Dir) []string {
	if h.Mode == labdir.Loopback {
		return []string{labdir.First}
	}
	hosts := append([]string{labdir.First}, h.Names()...)
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// Longest is how many bytes a manifest may have. One of kubeadm has 3000.
const Longest = 1 << 20

// Load reads a manifest's file. What is no file, and would be waited for, is refused, and so is what is far too
// long.
func Load(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("this is no file but a %s", kindOf(info.Mode()))
	case info.Size() > Longest:
		return nil, fmt.Errorf("%d bytes are too many for a manifest (at most %d)", info.Size(), Longest)
	}
	return io.ReadAll(io.LimitReader(file, Longest))
}

func kindOf(mode os.FileMode) string {
	switch {
	case mode&os.ModeNamedPipe != 0:
		return "named pipe"
	case mode&os.ModeSocket != 0:
		return "socket"
	case mode.IsDir():
		return "directory"
	}
	return "device"
}

// reason is the bare reason of a file system error: messages name the file themselves.
func reason(err error) error {
	var of *os.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

const nonBlocking = syscall.O_NONBLOCK
