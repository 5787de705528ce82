package supervisor

import (
	"os"
	"slices"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
)

// file is a file in the directory of manifests, as it was last read.
type file struct {
	modified time.Time
	size     int64
	read     bool // its present content was read
	host     string
	pod      *manifest.Pod
	problem  string
}

// scan reads the manifests of all hosts.
func (s *supervisor) scan(now time.Time) {
	files, err := manifest.Files(s.home)
	if err != nil {
		s.say(err)
		if len(files) == 0 {
			return
		}
	}
	found := map[string]bool{}
	for key, f := range s.manifests { // where the kubelet is stopped nobody looks
		if f.host != "" && !KubeletRuns(s.home, f.host) {
			found[key] = true
		}
	}
	files = slices.DeleteFunc(files, func(one manifest.File) bool { return !KubeletRuns(s.home, one.Host) && s.manifests[one.Key()] == nil })
	for _, one := range files {
		if !KubeletRuns(s.home, one.Host) {
			continue
		}
		info, err := os.Stat(one.Path)
		if err != nil {
			continue // it has just gone
		}
		found[one.Key()] = true
		s.look(one, info, now)
	}
	for key := range s.manifests {
		if !found[key] {
			delete(s.manifests, key)
		}
	}
	s.first = false
	s.assign(files)
}

// kubeletOf returns the host whose kubelet runs a member, or kube-apiserver, which is none.
func (s *supervisor) kubeletOf(member string) string {
	if s.home.Mode == labdir.Machine && member != "" {
		return member
	}
	return labdir.First
}

// look reads a file that is new or changed, once nobody writes to it any more.
func (s *supervisor) look(one manifest.File, info os.FileInfo, now time.Time) {
	f := s.manifests[one.Key()]
	if f == nil {
		f = &file{host: one.Host}
		s.manifests[one.Key()] = f
	}
	if !f.modified.Equal(info.ModTime()) || f.size != info.Size() {
		f.modified, f.size, f.read = info.ModTime(), info.Size(), false
	}
	if age := now.Sub(f.modified); f.read || !s.first && age >= 0 && age < settleTime {
		return
	}
	f.read, f.pod, f.problem = true, nil, ""
	data, err := manifest.Load(one.Path)
	if err == nil {
		f.pod, err = manifest.Read(s.home, one.Host, data)
	}
	if err != nil {
		f.problem = err.Error()
		logOn(one.Host, "%s: %v", one.Name, err)
	}
}

// assign gives each Pod the manifest that names it, the first one by the name of the file.
func (s *supervisor) assign(inOrder []manifest.File) {
	clear(s.broken)
	owner := map[string]string{}
	for _, entry := range inOrder {
		name := entry.Key()
		f := s.manifests[name]
		switch {
		case f == nil:
		case f.problem != "":
			s.broken[name] = f.problem
		case f.pod == nil: // not read yet
		case owner[f.pod.Key] != "":
			s.broken[name] = manifest.Twice(f.pod.Key, owner[f.pod.Key]).Error()
		default:
			owner[f.pod.Key] = name
			p := s.pods[f.pod.Key]
			if p == nil {
				p = &pod{name: f.pod.Key, host: s.kubeletOf(f.pod.Member)}
				if a, err := readCommand(s.home, p.name); err == nil {
					p.lastCommand = a.Number // what was wanted of an earlier one is past
				}
				s.pods[p.name] = p
			}
			p.file, p.want = name, f.pod
		}
	}
	for name, p := range s.pods {
		if owner[name] == "" && KubeletRuns(s.home, p.host) {
			p.want = nil
		}
	}
}
