package labdir

import (
	"os"
	"path/filepath"
	"strings"
)

// Env returns the variables of the lab's shell as NAME=VALUE: what etcdctl needs to speak with the
// members, the tools first on the PATH, and RAFTLAB_SHELL=1, by which programs know where they run.
func (h *Dir) Env() []string {
	ca, cert, key := h.Certificates("healthcheck-client")
	return []string{
		"RAFTLAB_DIR=" + h.Path,
		"RAFTLAB_SHELL=1",
		"PATH=" + h.path(os.Getenv("PATH")),
		"ETCDCTL_CACERT=" + ca,
		"ETCDCTL_CERT=" + cert,
		"ETCDCTL_KEY=" + key,
		"ETCDCTL_ENDPOINTS=" + strings.Join(h.Endpoints(), ","),
		"ETCDCTL_COMMAND_TIMEOUT=3s", // the default of 5s is long for a drill
	}
}

// Endpoints returns the client URLs of all members.
func (h *Dir) Endpoints() []string {
	urls := make([]string, len(h.Members))
	for i, m := range h.Members {
		urls[i] = m.ClientURL()
	}
	return urls
}

// path puts the tools in front of a PATH, once.
func (h *Dir) path(rest string) string {
	dirs := []string{h.Bin()}
	for _, dir := range filepath.SplitList(rest) {
		if dir != h.Bin() {
			dirs = append(dirs, dir)
		}
	}
	return strings.Join(dirs, string(os.PathListSeparator))
}
