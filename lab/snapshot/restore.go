package snapshot

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// Plan is a restore: a snapshot that becomes the data of a new cluster.
type Plan struct {
	Snapshot string
	Cluster  []Member // all members of the new cluster
	Restore  []Member // those whose data directories are made; they are in Cluster too
	// Bump is added to the revision, and what is older counts as compacted, so that nobody who watched
	// mistakes the past for the present. 0: the revision goes back to that of the snapshot.
	Bump uint64
	// Stopped is asked at the last moment before data directories are exchanged. An error of it ends the
	// restore. Nil: nobody is asked.
	Stopped func() error
}

// Member is a member of the new cluster.
type Member struct {
	Name    string
	PeerURL string
	Data    string // its data directory; it may exist or not
}

// Restored is a data directory that was made.
type Restored struct {
	Member
	Old string // where the data lies now that was there before, "" if there was none
}

// ErrRunning is returned for a data directory that a member works on.
var ErrRunning = lang.Errorf("a member runs on this data directory (stop it first)", "有成员正在使用这个数据目录（请先停止它）")

// Restore makes data directories of a snapshot. Each is made beside the old one, by the real etcdutl in a
// process of its own, and takes its place only when all of them are whole. The old ones are kept beside, as
// DIR.old-DATE-TIME. With an error everything is as it was; the error is a [*Damage] if the snapshot is not
// whole, and wraps [ErrRunning] if a member holds its data.
//
// This program must answer to the name etcdutl.
func Restore(ctx context.Context, p Plan) (done []Restored, err error) {
	if _, err := Verify(p.Snapshot); err != nil {
		return nil, err
	}
	if p.Snapshot, err = filepath.Abs(p.Snapshot); err != nil {
		return nil, err
	}
	now := time.Now().Format(stampForm)
	made := map[string]string{} // data directory: what is to take its place
	defer func() {
		for _, dir := range made {
			os.RemoveAll(dir) // those that took their place are here no more
		}
	}()
	for _, m := range p.Restore {
		if err := prepare(m.Data); err != nil {
			return nil, err
		}
		made[m.Data] = m.Data + newMark + now
		if err := p.etcdutl(ctx, m, made[m.Data]); err != nil {
			return nil, err
		}
	}
	if err := p.stopped(); err != nil {
		return nil, err
	}
	for _, m := range p.Restore {
		old, err := exchange(m.Data, made[m.Data], now)
		if err != nil {
			return nil, errors.Join(err, takeBack(done))
		}
		done = append(done, Restored{m, old})
	}
	return done, nil
}

// What is put behind the name of a data directory.
const (
	newMark   = ".new-"
	oldMark   = ".old-"
	stampForm = "20060102-150405"
)

var leftover = regexp.MustCompile(regexp.QuoteMeta(newMark) + `\d{8}-\d{6}$`)

// prepare makes room beside a data directory: what a restore left there that was killed goes.
func prepare(data string) error {
	if err := CheckUnused(data); err != nil {
		return err
	}
	parent := filepath.Dir(data)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return complain(parent, err)
	}
	entries, err := os.ReadDir(parent)
	if err != nil {
		return complain(parent, err)
	}
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, filepath.Base(data)+newMark) && leftover.MatchString(name) {
			if err := os.RemoveAll(filepath.Join(parent, name)); err != nil {
				return complain(filepath.Join(parent, name), err)
			}
		}
	}
	return nil
}

// etcdutl restores the snapshot into a directory that does not exist yet.
func (p *Plan) etcdutl(ctx context.Context, m Member, dir string) error {
	self, err := process.Executable()
	if err != nil {
		return err
	}
	var cluster []string
	for _, one := range p.Cluster {
		cluster = append(cluster, one.Name+"="+one.PeerURL)
	}
	args := []string{"snapshot", "restore", p.Snapshot, "--data-dir", dir, "--name", m.Name,
		"--initial-cluster", strings.Join(cluster, ","), "--initial-advertise-peer-urls", m.PeerURL}
	if p.Bump > 0 {
		args = append(args, "--bump-revision", strconv.FormatUint(p.Bump, 10), "--mark-compacted")
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Args[0] = "etcdutl"
	cmd.Env = plainEnv()
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: etcdutl snapshot restore: %w", p.Snapshot, cmp.Or(ctx.Err(), saidError(said.String()), err))
	}
	if _, err := os.Stat(filepath.Join(dir, "member", "snap", "db")); err != nil {
		return lang.Errorf("%s: etcdutl snapshot restore made no database", "%s：etcdutl snapshot restore 没有生成数据库", p.Snapshot)
	}
	return nil
}

// plainEnv is the environment outside the lab's shell: this is no command that a student typed.
func plainEnv() (env []string) {
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "RAFTLAB_SHELL=") {
			env = append(env, entry)
		}
	}
	return env
}

// saidError returns what a program said at its end, nil if it said nothing.
func saidError(said string) error {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := strings.TrimPrefix(lines[len(lines)-1], "Error: "); last != "" {
		return errors.New(last)
	}
	return nil
}

func (p *Plan) stopped() error {
	for _, m := range p.Restore {
		if err := CheckUnused(m.Data); err != nil {
			return err
		}
	}
	if p.Stopped == nil {
		return nil
	}
	return p.Stopped()
}

// exchange puts a new directory in the place of an old one, and returns where the old one is then.
func exchange(data, made, now string) (old string, err error) {
	old = unusedName(data + oldMark + now)
	err = os.Rename(data, old)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = ""
	case err != nil:
		return "", complain(data, err)
	}
	if err := os.Rename(made, data); err != nil {
		if old != "" {
			err = errors.Join(err, os.Rename(old, data))
		}
		return "", complain(data, err)
	}
	syncDir(filepath.Dir(data)) // after a power failure the old one may be back; nothing is lost
	return old, nil
}

// takeBack undoes exchanges.
func takeBack(done []Restored) error {
	var errs []error
	for _, r := range done {
		errs = append(errs, os.RemoveAll(r.Data))
		if r.Old != "" {
			errs = append(errs, os.Rename(r.Old, r.Data))
		}
	}
	return errors.Join(errs...)
}

// unusedName returns a name that nothing has: the one given, or one with a number behind it.
func unusedName(path string) string {
	name := path
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = path + "-" + strconv.Itoa(n)
	}
}
