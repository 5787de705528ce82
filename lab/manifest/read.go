package manifest

import (
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
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
)

// Pod is what a manifest asks for, with its paths on the host.
type Pod struct {
	Member string   // the member's name, from --name
	Args   []string // of etcd
	Data   string   // the data directory
	Digest string   // equal for equal Pods
}

// Read reads a manifest as a kubelet does: strictly, and with the volumes mapped. The host's root is the
// lab's directory, so nothing outside it is read or written. What would listen elsewhere than on
// loopback is refused.
func Read(h *labdir.Dir, data []byte) (*Pod, error) {
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
	if len(command) == 0 || path.Base(command[0]) != "etcd" {
		return nil, fmt.Errorf("spec.containers[0].command: %q: the lab runs etcd only", strings.Join(command, " "))
	}
	mounts, err := hostPaths(h, pod.Spec.Volumes, container.VolumeMounts)
	if err != nil {
		return nil, err
	}
	p := &Pod{}
	if p.Args, err = onHost(command[1:], mounts); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	asked, err := json.Marshal([]any{p.Args, pod.Annotations, pod.Labels})
	p.Digest = fmt.Sprintf("%x", sha256.Sum256(asked))
	return p, err
}

// ReadAll reads the directory of manifests as a kubelet does: every file whose name does not begin with a
// dot, in order of the names. It returns the Pods by member, the file of each, and what is wrong with
// the files that cannot be used.
func ReadAll(h *labdir.Dir) (pods map[string]*Pod, files, broken map[string]string) {
	pods, files, broken = map[string]*Pod{}, map[string]string{}, map[string]string{}
	entries, _ := os.ReadDir(h.Manifests()) // without the directory there are no Pods
	for _, entry := range entries {
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(h.Manifests(), entry.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has just gone
		}
		var pod *Pod
		if err == nil {
			pod, err = Read(h, data)
		}
		if err == nil && files[pod.Member] != "" {
			err = Twice(pod.Member, files[pod.Member])
		}
		if err != nil {
			broken[entry.Name()] = err.Error()
			continue
		}
		pods[pod.Member], files[pod.Member] = pod, entry.Name()
	}
	return pods, files, broken
}

// Twice is what is wrong with a file that describes a member that an earlier one describes.
func Twice(member, file string) error {
	return fmt.Errorf("%s is described by %s already (every file here counts: move copies elsewhere)", member, file)
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
			found, hosts[path.Clean(mount.MountPath)] = true, below(h, volume.HostPath.Path)
		}
		if !found {
			return nil, fmt.Errorf("spec.containers[0].volumeMounts: there is no volume %q", mount.Name)
		}
	}
	return hosts, nil
}

// below returns where a path of the host lies; the lab's own paths stay.
func below(h *labdir.Dir, hostPath string) string {
	hostPath = path.Clean(hostPath)
	if hostPath == h.Path || strings.HasPrefix(hostPath, h.Path+"/") {
		return hostPath
	}
	return filepath.Join(h.Path, hostPath)
}

// onHost returns arguments with the paths in them on the host.
func onHost(args []string, mounts map[string]string) ([]string, error) {
	out := make([]string, len(args))
	for i, arg := range args {
		flag, value, assigned := strings.Cut(arg, "=")
		switch {
		case assigned && strings.HasPrefix(flag, "-") && path.IsAbs(value):
			mapped, err := mapPath(value, mounts)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", flag, err)
			}
			out[i] = flag + "=" + mapped
		case path.IsAbs(arg):
			mapped, err := mapPath(arg, mounts)
			if err != nil {
				return nil, err
			}
			out[i] = mapped
		default:
			out[i] = arg
		}
	}
	return out, nil
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

// check finds the member's name and data directory and looks where it would listen.
func (p *Pod) check() error {
	if p.flag("config-file") != "" {
		return errors.New("--config-file: the lab reads flags only")
	}
	if p.Member = p.flag("name"); p.Member == "" {
		return errors.New("spec.containers[0].command: --name is missing")
	}
	if err := labdir.CheckName(p.Member); err != nil {
		return fmt.Errorf("--name: %w", err)
	}
	if p.Data = p.flag("data-dir"); !filepath.IsAbs(p.Data) {
		return errors.New("spec.containers[0].command: --data-dir is missing, or not absolute")
	}
	for _, name := range []string{"listen-client-urls", "listen-peer-urls", "listen-metrics-urls", "listen-client-http-urls"} {
		for _, text := range strings.Split(p.flag(name), ",") {
			if text != "" && !isLoopback(text) {
				return fmt.Errorf("--%s: %s: the lab listens on 127.0.0.1 only", name, text)
			}
		}
	}
	for _, name := range []string{"listen-client-urls", "listen-peer-urls"} {
		if p.flag(name) == "" { // etcd's default is a port that is not the lab's
			return fmt.Errorf("spec.containers[0].command: --%s is missing", name)
		}
	}
	return nil
}

// flag returns the value of a flag of etcd, the last one given, "" if there is none.
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

func isLoopback(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
