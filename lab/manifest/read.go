package manifest

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
)

// Pod is what a manifest asks for, with its paths on the host.
type Pod struct {
	Program string   // what it runs: etcd, or kube-apiserver
	Key     string   // by which it is known: the member's name, or kube-apiserver
	Member  string   // the member's name, from --name; "" for kube-apiserver
	Args    []string // of the program, on its host
	Data    string   // the data directory, as this program sees it
	Digest  string   // equal for equal Pods
	Spec    *corev1.Pod
}

// IsMember reports whether the Pod is a member of the cluster.
func (p *Pod) IsMember() bool { return p.Member != "" }

// Read reads a manifest as the kubelet of a host does: strictly, and with the volumes mapped. On loopback the
// host's root is the lab's directory, so nothing outside it is read or written, and what would listen elsewhere
// than on loopback is refused.
func Read(h *labdir.Dir, host string, data []byte) (*Pod, error) {
	p, err := parse(h, data)
	switch {
	case err != nil:
		return nil, err
	case p.Program == labdir.APIServer:
		err = p.checkServer(h, host)
	default:
		err = p.check(h, host)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// parse reads a manifest. It does not look at what the flags of the program say.
func parse(h *labdir.Dir, data []byte) (*Pod, error) {
	var pod corev1.Pod
	if err := yaml.UnmarshalStrict(data, &pod); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "error unmarshaling JSON: while decoding JSON: "))
	}
	if pod.Kind != "Pod" || pod.APIVersion != "v1" {
		return nil, fmt.Errorf("apiVersion %q, kind %q: not a Pod (write apiVersion: v1, kind: Pod)", pod.APIVersion, pod.Kind)
	}
	if len(pod.Spec.Containers) != 1 {
		return nil, fmt.Errorf("spec.containers: %d containers, the lab runs one: etcd", len(pod.Spec.Containers))
	}
	container := pod.Spec.Containers[0]
	command := append(append([]string{}, container.Command...), container.Args...)
	program, err := programOf(h, command)
	if err != nil {
		return nil, err
	}
	mounts, err := hostPaths(h, pod.Spec.Volumes, container.VolumeMounts)
	if err != nil {
		return nil, err
	}
	p := &Pod{Program: program, Spec: &pod}
	if p.Args, err = onHost(command[1:], mounts, filesOf[program]); err != nil {
		return nil, err
	}
	asked, err := json.Marshal([]any{p.Args, pod.Annotations, pod.Labels})
	p.Digest = fmt.Sprintf("%x", sha256.Sum256(asked))
	return p, err
}

// programOf returns the program that a command line runs: etcd, and in a lab with Kubernetes kube-apiserver.
func programOf(h *labdir.Dir, command []string) (string, error) {
	name := ""
	if len(command) > 0 {
		name = path.Base(command[0])
	}
	with := h.Kubernetes.Port != 0
	switch {
	case name == etcd || with && name == labdir.APIServer:
		return name, nil
	case with:
		return "", fmt.Errorf("spec.containers[0].command: %q: the lab runs etcd and kube-apiserver only", strings.Join(command, " "))
	case name == labdir.APIServer:
		return "", fmt.Errorf("spec.containers[0].command: %s: the lab runs etcd only (this one too: raftlab lab up --kubernetes)", name)
	}
	return "", fmt.Errorf("spec.containers[0].command: %q: the lab runs etcd only", strings.Join(command, " "))
}

// etcd is the program of members.
const etcd = "etcd"

// filesOf are the flags of each program whose values are files.
var filesOf = map[string][]string{etcd: fileFlags, labdir.APIServer: serverFileFlags}

// ReadAll reads the manifests of members as kubelets do. It returns the Pods by member, the file of each, and what is
// wrong with the files that cannot be used, by [File.Key].
func ReadAll(h *labdir.Dir) (pods map[string]*Pod, files map[string]File, broken map[string]string) {
	pods, files, broken = readAll(h)
	delete(pods, labdir.APIServer)
	delete(files, labdir.APIServer)
	return pods, files, broken
}

// Server returns the Pod of kube-apiserver, nil if it has no manifest that can be used.
func Server(h *labdir.Dir) *Pod {
	pods, _, _ := readAll(h)
	return pods[labdir.APIServer]
}

// readAll is [ReadAll] for all Pods, by their keys.
func readAll(h *labdir.Dir) (pods map[string]*Pod, files map[string]File, broken map[string]string) {
	pods, files, broken = map[string]*Pod{}, map[string]File{}, map[string]string{}
	all, _ := Files(h) // where there is no directory there are no Pods
	for _, file := range all {
		data, err := Load(file.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has just gone
		}
		var pod *Pod
		if err == nil {
			pod, err = Read(h, file.Host, data)
		}
		if err == nil && files[pod.Key].Name != "" {
			err = Twice(pod.Key, files[pod.Key].Key())
		}
		if err != nil {
			broken[file.Key()] = reason(err).Error()
			continue
		}
		pods[pod.Key], files[pod.Key] = pod, file
	}
	return pods, files, broken
}

// Twice is what is wrong with a file that describes a Pod that an earlier one describes.
func Twice(key, file string) error {
	return fmt.Errorf("%s is described by %s already (every file here counts: move copies elsewhere)", key, file)
}

// hostPaths returns where the directories of the container lie.
func hostPaths(h *labdir.Dir, volumes []corev1.Volume, mounts []corev1.VolumeMount) (map[string]string, error) {
	hosts := map[string]string{}
	for _, mount := range mounts {
		found := false
		for _, volume := range volumes {
			if volume.Name != mount.Name {
				continue
			}
			if volume.HostPath == nil || !path.IsAbs(volume.HostPath.Path) {
				return nil, fmt.Errorf("spec.volumes: %s is no hostPath with an absolute path", volume.Name)
			}
			if mount.SubPath != "" || mount.SubPathExpr != "" {
				return nil, fmt.Errorf("spec.containers[0].volumeMounts: %s: the lab has no subPath (mount the directory itself)", mount.Name)
			}
			found, hosts[path.Clean(mount.MountPath)] = true, below(h, volume.HostPath.Path)
		}
		if !found {
			return nil, fmt.Errorf("spec.containers[0].volumeMounts: there is no volume %q", mount.Name)
		}
	}
	return hosts, nil
}

// below returns where a path of the host lies; on loopback the lab's own paths stay.
func below(h *labdir.Dir, hostPath string) string {
	hostPath = path.Clean(hostPath)
	if h.Mode == labdir.Machine || hostPath == h.Path || strings.HasPrefix(hostPath, h.Path+"/") {
		return hostPath
	}
	return filepath.Join(h.Path, hostPath)
}

// fileFlags are the flags of etcd whose values are files and directories. log-outputs has a list of them, or words.
var fileFlags = []string{
	"data-dir", "wal-dir", "cert-file", "key-file", "client-cert-file", "client-key-file", "trusted-ca-file", "client-crl-file",
	"peer-cert-file", "peer-key-file", "peer-client-cert-file", "peer-client-key-file", "peer-trusted-ca-file", "peer-crl-file", "log-outputs",
}

// onHost returns arguments with the paths in them on the host.
func onHost(args []string, mounts map[string]string, files []string) ([]string, error) {
	out := slices.Clone(args)
	for i, arg := range args {
		name, value, assigned := strings.Cut(arg, "=")
		switch {
		case assigned && strings.HasPrefix(name, "-"):
			mapped, err := mapValue(strings.TrimLeft(name, "-"), value, mounts, files)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out[i] = name + "=" + mapped
		case !strings.HasPrefix(arg, "-"):
			flag := ""
			if i > 0 && strings.HasPrefix(args[i-1], "-") && !strings.Contains(args[i-1], "=") {
				flag = strings.TrimLeft(args[i-1], "-")
			}
			mapped, err := mapValue(flag, arg, mounts, files)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", cmp.Or(flag, arg), err)
			}
			out[i] = mapped
		}
	}
	return out, nil
}

// mapValue maps the value of a flag: a list of paths for those that have files, else a path if it is one.
func mapValue(flag, value string, mounts map[string]string, files []string) (string, error) {
	words := strings.Split(value, ",")
	for i, word := range words {
		switch {
		case path.IsAbs(word):
			mapped, err := mapPath(word, mounts)
			if err != nil {
				return "", err
			}
			words[i] = mapped
		case !slices.Contains(files, flag) || word == "" || word == "-" || flag == "log-outputs" && isLogWord(word):
		default:
			return "", fmt.Errorf("%s is no absolute path", word)
		}
	}
	return strings.Join(words, ","), nil
}

// isLogWord reports whether a value of --log-outputs is one that means no file.
func isLogWord(word string) bool {
	return slices.Contains([]string{"default", "stderr", "stdout", "systemd/journal"}, word)
}

func mapPath(inside string, mounts map[string]string) (string, error) {
	inside = path.Clean(inside)
	for dir := inside; ; dir = path.Dir(dir) {
		if host, ok := mounts[dir]; ok {
			return filepath.Join(host, strings.TrimPrefix(inside, dir)), nil
		}
		if dir == "/" {
			return "", fmt.Errorf("%s is in no volume of the container: it would vanish with it (mount a hostPath there)", inside)
		}
	}
}

// check finds the member's name and data directory and looks where it would write and listen.
func (p *Pod) check(h *labdir.Dir, host string) error {
	if p.flag("config-file") != "" {
		return errors.New("--config-file: the lab reads flags only")
	}
	if p.Member = p.flag("name"); p.Member == "" {
		return errors.New("spec.containers[0].command: --name is missing")
	}
	if err := labdir.CheckName(p.Member); err != nil {
		return fmt.Errorf("--name: %w", err)
	}
	p.Key = p.Member
	if p.Data = p.flag("data-dir"); !filepath.IsAbs(p.Data) {
		return errors.New("spec.containers[0].command: --data-dir is missing, or not absolute")
	}
	for _, name := range []string{"listen-client-urls", "listen-peer-urls"} {
		if p.flag(name) == "" { // etcd's default is a port that is not the lab's
			return fmt.Errorf("spec.containers[0].command: --%s is missing", name)
		}
	}
	if h.Mode == labdir.Loopback {
		return p.checkLoopback(h)
	}
	if p.Member != host {
		return fmt.Errorf("--name: %s on the host %s: in the lab a member is on the host of its name (ssh %[1]s)", p.Member, host)
	}
	p.Data = h.On(host, p.Data)
	return nil
}

// checkLoopback refuses what would write outside of the lab, or listen elsewhere than on loopback.
func (p *Pod) checkLoopback(h *labdir.Dir) error {
	for _, name := range fileFlags {
		for _, file := range strings.Split(p.flag(name), ",") {
			if filepath.IsAbs(file) && !leadsBelow(h.Path, file) {
				return fmt.Errorf("--%s: %s leads out of the lab", name, file)
			}
		}
	}
	for _, name := range []string{"listen-client-urls", "listen-peer-urls", "listen-metrics-urls", "listen-client-http-urls"} {
		for _, text := range strings.Split(p.flag(name), ",") {
			if text != "" && !isLoopback(text) {
				return fmt.Errorf("--%s: %s: the lab listens on 127.0.0.1 only", name, text)
			}
		}
	}
	return nil
}

// leadsBelow reports whether a path is below a directory, also when the links on its way are followed.
func leadsBelow(dir, file string) bool {
	rest, err := filepath.Rel(dir, file)
	if err != nil || !filepath.IsLocal(rest) {
		return false
	}
	at := dir
	for _, name := range strings.Split(rest, string(filepath.Separator)) {
		at = filepath.Join(at, name)
		info, err := os.Lstat(at)
		if err != nil { // not there yet
			return true
		}
		if info.Mode()&os.ModeSymlink == 0 {
			continue
		}
		to, err := filepath.EvalSymlinks(at)
		root, rootErr := filepath.EvalSymlinks(dir)
		if err != nil || rootErr != nil || !strings.HasPrefix(to+"/", root+"/") {
			return false
		}
	}
	return true
}

// flag returns the value of a flag, the last one given, "" if there is none.
func (p *Pod) flag(name string) (value string) {
	for i, arg := range p.Args {
		bare := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
		given, assigned, ok := strings.Cut(bare, "=")
		switch {
		case len(bare) == len(arg) || given != name:
		case ok:
			value = assigned
		case i+1 < len(p.Args):
			value = p.Args[i+1]
		}
	}
	return value
}

// PeerURL returns where the member hears the others, "" if the manifest does not say it.
func (p *Pod) PeerURL() string {
	url, _, _ := strings.Cut(p.flag("listen-peer-urls"), ",")
	return url
}

// etcdTimers are what etcd does where its manifest says nothing (embed.NewConfig).
var etcdTimers = labdir.Timers{Heartbeat: 100 * time.Millisecond, Election: time.Second}

// Timers returns how the member times elections. What etcd cannot read ends it at its start, so it is taken as not
// said.
func (p *Pod) Timers() labdir.Timers {
	t := etcdTimers
	for flag, value := range map[string]*time.Duration{"heartbeat-interval": &t.Heartbeat, "election-timeout": &t.Election} {
		if count, err := strconv.ParseUint(p.flag(flag), 0, 32); err == nil && count > 0 {
			*value = time.Duration(count) * time.Millisecond
		}
	}
	if preVote, err := strconv.ParseBool(p.flag("pre-vote")); err == nil {
		t.NoPreVote = !preVote
	}
	return t
}

func isLoopback(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
