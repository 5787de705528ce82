package program

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"raftlab/lab/labdir"
)

// The one table of what the course writes and the lab has elsewhere:
//
//	/etc/kubernetes/...     below the lab's directory (labdir.Host)
//	/var/lib/etcd...        the same: also /var/lib/etcd.old and /var/lib/etcd/*
//	192.168.128.11:2379     the client port of k8s-master01; .12 of k8s-master02, and so on
//	192.168.128.11:2380     its peer port
//	127.0.0.1:2379, :2380   the same ports of k8s-master01, or of the member in whose pod the shell is;
//	                        localhost stands for the same

// dataPrefix begins the data directory and what people put beside it.
const dataPrefix = "/var/lib/etcd"

// hostPathOn returns where a path of a host lies. In a machine it is there. On loopback files of all hosts are in one
// place, and those of others than k8s-master01 have its name in theirs.
func hostPathOn(h *labdir.Dir, host, typed string) string {
	if h.Mode == labdir.Machine {
		return typed
	}
	if host != labdir.First {
		typed = ownName(host, typed)
	}
	return hostPath(h, typed)
}

// ownName gives a path of a host the name that it has beside those of k8s-master01. Everything else stays as it is.
func ownName(host, typed string) string {
	clean := path.Clean(typed)
	for _, dir := range []string{"/etc/kubernetes/manifests/", "/etc/kubernetes/"} {
		if clean == dir+"etcd.yaml" {
			return dir + "etcd-" + host + ".yaml"
		}
	}
	for _, user := range []string{"server", "peer"} {
		if file, ok := strings.CutPrefix(clean, "/etc/kubernetes/pki/etcd/"+user+"."); ok {
			return "/etc/kubernetes/pki/etcd/" + user + "-" + host + "." + file
		}
	}
	if rest, ok := strings.CutPrefix(clean, dataPrefix); ok && (rest == "" || rest[0] == '/' || rest[0] == '.') {
		return dataPrefix + "-" + host + rest
	}
	return typed
}

// hostPath returns where a path of the control-plane host lies. Other paths are returned as they are, so are
// paths that lead out of the mirrored directories.
func hostPath(h *labdir.Dir, typed string) string {
	clean := path.Clean(typed)
	at := h.Host(clean)
	if at == clean && strings.HasPrefix(clean, dataPrefix) {
		at = filepath.Join(h.Path, filepath.FromSlash(clean)) // beside it: /var/lib/etcd.old
	}
	switch {
	case at == clean:
		return typed
	case strings.HasSuffix(typed, "/"):
		return at + "/"
	}
	return at
}

// courseAddress is an address of the course, with the name that --initial-cluster has before it.
var courseAddress = regexp.MustCompile(`^((?:[^=,]+=)?(?:https?://)?)(192\.168\.128\.\d+|127\.0\.0\.1|localhost):(2379|2380)(/.*)?$`)

// memberAddresses translates the addresses in a list that commas divide. pod is the member that is meant by
// 127.0.0.1.
func memberAddresses(h *labdir.Dir, pod, list string) string {
	words := strings.Split(list, ",")
	for i, word := range words {
		words[i] = memberAddress(h, pod, word)
	}
	return strings.Join(words, ",")
}

func memberAddress(h *labdir.Dir, pod, word string) string {
	if h.Mode == labdir.Machine {
		return word
	}
	part := courseAddress.FindStringSubmatch(word)
	if part == nil {
		return word
	}
	for _, m := range h.Members {
		if m.Address() == part[2] || m.Name == pod && !strings.HasPrefix(part[2], "192.") {
			url := m.ClientURL()
			if part[3] == "2380" {
				url = m.PeerURL()
			}
			return part[1] + strings.TrimPrefix(url, "https://") + part[4]
		}
	}
	return word
}
