package supervisor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"raftlab/lab/labdir"
)

// The kubelet of a host can be stopped: then nobody looks at its manifests, and its member is not started again. As with
// a real kubelet, what runs goes on.
func kubeletFile(h *labdir.Dir, host string) string {
	return filepath.Join(h.Run(), "kubelet-"+host+".stopped")
}

// StopKubelet stops the kubelet of a host.
func StopKubelet(h *labdir.Dir, host string) error {
	return labdir.WriteFile(kubeletFile(h, host), nil, 0o600)
}

// StartKubelet starts it again.
func StartKubelet(h *labdir.Dir, host string) error {
	if err := os.Remove(kubeletFile(h, host)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// KubeletRuns reports whether the kubelet of a host runs.
func KubeletRuns(h *labdir.Dir, host string) bool {
	_, err := os.Lstat(kubeletFile(h, host))
	return err != nil
}
