package supervisor

import (
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"raftlab/lab/manifest"
)

// file is a file in the directory of manifests, as it was last read.
type file struct {
	modified time.Time
	size     int64
	read     bool // its present content was read
	pod      *manifest.Pod
	problem  string
}

// scan reads the manifests. As with a kubelet every file counts whose name does not begin with a dot.
func (s *supervisor) scan(now time.Time) {
	entries, err := os.ReadDir(s.home.Manifests())
	if err != nil && !os.IsNotExist(err) {
		log.Print(err)
		return
	}
	found := map[string]bool{}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") || entry.IsDir() {
			continue
		}
		info, err := os.Stat(filepath.Join(s.home.Manifests(), entry.Name()))
		if err != nil {
			continue // it has just gone
		}
		found[entry.Name()] = true
		s.look(entry.Name(), info, now)
	}
	for name := range s.manifests {
		if !found[name] {
			delete(s.manifests, name)
		}
	}
	s.first = false
	s.assign(entries)
}

// look reads a file that is new or changed, once nobody writes to it any more.
func (s *supervisor) look(name string, info os.FileInfo, now time.Time) {
	f := s.manifests[name]
	if f == nil {
		f = &file{}
		s.manifests[name] = f
	}
	if !f.modified.Equal(info.ModTime()) || f.size != info.Size() {
		f.modified, f.size, f.read = info.ModTime(), info.Size(), false
	}
	if age := now.Sub(f.modified); f.read || !s.first && age >= 0 && age < settleTime {
		return
	}
	f.read, f.pod, f.problem = true, nil, ""
	data, err := os.ReadFile(filepath.Join(s.home.Manifests(), name))
	if err == nil {
		f.pod, err = manifest.Read(s.home, data)
	}
	if err != nil {
		f.problem = err.Error()
		log.Printf("%s: %v", name, err)
	}
}

// assign gives each member the manifest that names it, the first one by the name of the file.
func (s *supervisor) assign(inOrder []os.DirEntry) {
	clear(s.broken)
	owner := map[string]string{}
	for _, entry := range inOrder {
		name := entry.Name()
		f := s.manifests[name]
		switch {
		case f == nil:
		case f.problem != "":
			s.broken[name] = f.problem
		case f.pod == nil: // not read yet
		case owner[f.pod.Member] != "":
			s.broken[name] = manifest.Twice(f.pod.Member, owner[f.pod.Member]).Error()
		default:
			owner[f.pod.Member] = name
			p := s.pods[f.pod.Member]
			if p == nil {
				p = &pod{name: f.pod.Member}
				if a, err := readCommand(s.home, p.name); err == nil {
					p.lastCommand = a.Number // what was wanted of an earlier one is past
				}
				s.pods[p.name] = p
			}
			p.file, p.want = name, f.pod
		}
	}
	for name, p := range s.pods {
		if owner[name] == "" {
			p.want = nil
		}
	}
}
