package program

import (
	"os"
	"path/filepath"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// Guards are programs of the system that know nothing of the lab's paths. In a lab on loopback they are stopped where they
// would read or write files of this host in the place of the lab's.
var Guards = []string{"sed", "vi", "vim", "nano", "grep", "less", "head", "tail", "find", "tee", "chmod"}

// mirrored are the directories of a control-plane host that the lab has below its own.
var mirrored = []string{"/etc/kubernetes", "/var/lib/etcd"}

// guard runs a program of the system, unless a path in its arguments is one that stands for the lab's.
func (c *call) guard(calledAs string) outcome {
	for _, arg := range c.args {
		word := arg
		if _, value, joined := strings.Cut(arg, "="); joined && strings.HasPrefix(arg, "-") {
			word = value
		}
		if at := hostPathOn(c.home, hostOf(c.home), word); at != word {
			remark(lang.Say("%[1]s knows nothing of the lab: %[2]s would be a file of this host. Nothing was done. In the lab it is:\n  %[3]s",
				"%[1]s 不认识实验环境：%[2]s 会是本机的文件。什么也没做。它在实验环境里的位置：\n  %[3]s", c.name, word, at).In(langOfRemarks()))
			return outcome{code: 1}
		}
	}
	return runTool(c.name, append([]string{calledAs}, c.args...), c.home)
}

// inHostsOwn reports whether a relative path leads to a directory of this host that the lab has too.
func inHostsOwn(h *labdir.Dir, args []string) (dir string, found bool) {
	if h.Mode == labdir.Machine {
		return "", false
	}
	dir, err := os.Getwd()
	if err != nil || strings.HasPrefix(dir+"/", h.Path+"/") {
		return "", false
	}
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") || filepath.IsAbs(arg) {
			continue
		}
		at := filepath.Join(dir, arg)
		for _, place := range mirrored {
			if at == place || strings.HasPrefix(at, place+"/") {
				return place, true
			}
		}
	}
	return "", false
}

// HostHas returns a directory of this host that a student could take for the lab's, "" if it has none.
func HostHas() string {
	for _, place := range mirrored {
		if _, err := os.Lstat(place); err == nil {
			return place
		}
	}
	return ""
}
