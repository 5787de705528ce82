package supervisor

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
)

// What the supervisor writes to the lab's journal, as if a program kubelet had been run: what a student did to
// manifests and data, by whatever program. Graders read it.
const (
	manifestGone  = "manifest-gone"  // the member has no manifest any more
	manifestBack  = "manifest-back"  // it has one again
	dataGone      = "data-gone"      // its data directory was deleted, moved away, or exchanged
	dataElsewhere = "data-elsewhere" // its manifest names another data directory than before
	newCluster    = "new-cluster"    // it was started as a cluster of its own

	// Of kube-apiserver, in words of their own: it is no member, and a grader that asks for a member's manifest is not to find it.
	serverManifestGone   = "server-manifest-gone"   // kube-apiserver has no manifest any more
	serverManifestPlaced = "server-manifest-placed" // it has one, the first or again
	serverStart          = "server-start"           // it was started, for whatever reason: its memory is empty
)

// note writes what happened to a member, or to kube-apiserver, into the journal.
func (s *supervisor) note(what, pod string, when time.Time) {
	err := journal.Append(s.home.Journal(), journal.Entry{Time: when, Args: []string{"kubelet", what, pod}})
	if err != nil {
		s.say(err)
	}
}

// changed returns when something that was noticed just now happened: when the directory was changed last, if that is
// since the last look, else then. So it is in order with the commands before and after it.
func changed(dir string, lastLook time.Time) time.Time {
	info, err := os.Stat(dir)
	if err != nil || info.ModTime().Before(lastLook) || info.ModTime().After(time.Now()) {
		return lastLook
	}
	return info.ModTime()
}

// noteForced notes a member that is started as a cluster of its own, whatever it was in before.
func (s *supervisor) noteForced(p *pod, when time.Time) {
	for _, arg := range p.want.Args {
		if name, value, _ := strings.Cut(arg, "="); name == "--force-new-cluster" && value != "false" {
			s.note(newCluster, p.name, when)
		}
	}
}

// noteManifests notes members that have lost their manifests since the last look, or have them back, and kube-apiserver.
func (s *supervisor) noteManifests() {
	for _, name := range s.names() {
		p := s.pods[name]
		gone, back := manifestGone, manifestBack
		if name == labdir.APIServer {
			gone, back = serverManifestGone, serverManifestPlaced
		}
		switch has := p.want != nil; {
		case p.had && !has:
			s.note(gone, name, changed(s.home.Manifests(p.host), s.lastScan))
		case !p.had && has && s.looked:
			s.note(back, name, changed(s.home.Manifests(p.host), s.lastScan))
		}
		p.had = p.want != nil
	}
	s.looked = true
}

// noteData notes data directories that are no more what they were. Data that was exchanged since the last look was
// there at that look, so it is told to have gone after whatever the scan before that look has found: a manifest taken
// away first is told first, however soon the data followed.
func (s *supervisor) noteData() {
	now := time.Now()
	defer func() { s.lastLook = now }()
	for _, name := range s.members() {
		p := s.pods[name]
		if p.want != nil {
			p.data = p.want.Data
		}
		s.dirs[name] = s.lookAtData(name, p.data, s.dirs[name])
	}
	for name, was := range s.dirs { // of members without a manifest
		if s.pods[name] == nil {
			s.dirs[name] = s.lookAtData(name, was.path, was)
		}
	}
}

// dataDir is a data directory that holds data, as it was last seen.
type dataDir struct {
	path string
	info os.FileInfo // nil: it holds none
}

func (s *supervisor) lookAtData(name, path string, was dataDir) dataDir {
	is := dataDir{path: path}
	if info, err := os.Stat(filepath.Join(path, "member")); err == nil {
		is.info = info
	}
	if was.path != "" && was.path != path {
		s.note(dataElsewhere, name, changed(s.home.Manifests(name), s.lastScan))
	}
	if was.path == path && was.info != nil && (is.info == nil || !os.SameFile(was.info, is.info)) {
		when := s.lastLook
		if is.info == nil {
			when = changed(filepath.Dir(path), s.lastLook)
		}
		s.note(dataGone, name, when)
	}
	return is
}
