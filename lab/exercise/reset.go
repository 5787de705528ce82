package exercise

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/cluster"
	"raftlab/lab/evidence"
	"raftlab/lab/home"
	"raftlab/lab/journal"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/snapshot"
	"raftlab/lab/supervisor"
)

// Reset takes the traces of an exercise away: what the exercise names, and nothing else. It returns the
// mark from which on work counts again.
func (t *Traces) Reset(ctx context.Context, h *home.Home) (evidence.Mark, error) {
	for _, undo := range []func(context.Context, *home.Home) error{t.keepData, t.resetFiles, t.resetManifests, t.resetMembers, t.resetCluster} {
		err := undo(ctx, h)
		if errors.Is(err, rpctypes.ErrPermissionDenied) || errors.Is(err, rpctypes.ErrUserEmpty) {
			err = fmt.Errorf("%w: authentication is on (raftlab lab reset users-roles switches it off)", err)
		}
		if err != nil {
			return evidence.Mark{}, err
		}
	}
	mark := evidence.Mark{Time: time.Now().UTC().Round(0)}
	client, err := member.Client(h)
	if err != nil {
		return mark, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	if now, err := client.Get(ctx, "\x00", clientv3.WithSerializable(), clientv3.WithCountOnly()); err == nil {
		mark.Revision = now.Header.Revision
	}
	return mark, nil
}

// askPatience is how long one question to the cluster may take.
const askPatience = 3 * time.Second

// keepData looks after the data of the lab where an exercise was left in the middle of a restore: what
// was put aside goes back to its place, and a snapshot that may be the only copy is not removed.
func (t *Traces) keepData(_ context.Context, h *home.Home) error {
	data := h.Data(home.First)
	if log, _ := filepath.Glob(filepath.Join(data, "member", "wal", "*.wal")); len(log) > 0 {
		return nil
	}
	for _, path := range t.files(h) {
		log, _ := filepath.Glob(filepath.Join(path, "member", "wal", "*.wal"))
		if len(log) == 0 {
			continue
		}
		if err := os.RemoveAll(data); err != nil { // half of a restore
			return err
		}
		return os.Rename(path, data)
	}
	for _, path := range t.files(h) {
		if _, err := snapshot.Verify(path); err == nil {
			return fmt.Errorf("%s holds no data, and %s may be the only copy (take the manifest away, then: raftlab lab snapshot restore %[2]s)", data, path)
		}
	}
	return nil
}

// files returns the files and directories of the traces that are there.
func (t *Traces) files(h *home.Home) (all []string) {
	for _, pattern := range t.Files {
		found, _ := filepath.Glob(filepath.Join(h.Dir, filepath.FromSlash(pattern)))
		all = append(all, found...)
	}
	return all
}

// resetFiles removes files and directories below the lab's directory.
func (t *Traces) resetFiles(_ context.Context, h *home.Home) error {
	for _, pattern := range t.Files {
		if !filepath.IsLocal(filepath.FromSlash(pattern)) {
			return fmt.Errorf("%s is not below the lab's directory", pattern)
		}
	}
	for _, path := range t.files(h) {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// resetManifests writes the manifests of the lab's own members as they were made, where they are not so.
func (t *Traces) resetManifests(ctx context.Context, h *home.Home) error {
	if !t.Manifest {
		return nil
	}
	own := slices.DeleteFunc(slices.Clone(h.Members), func(m home.Member) bool { return slices.Contains(t.Extra, m.Name) })
	changed := false
	for _, m := range own {
		data, err := manifest.Make(m, own, manifest.New)
		if err != nil {
			return err
		}
		if have, err := os.ReadFile(h.Manifest(m.Name)); err == nil && sameFlags(string(have), string(data)) {
			continue
		}
		changed = true
		if err := home.WriteFile(h.Manifest(m.Name), data, 0o600); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return cluster.WaitHealthy(ctx, h, "")
}

// sameFlags reports whether two manifests differ at most in what a member reads only when it starts for
// the first time.
func sameFlags(a, b string) bool {
	strip := func(text string) string {
		lines := strings.Split(text, "\n")
		return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "- --initial-cluster") }), "\n")
	}
	return strip(a) == strip(b)
}

// resetMembers starts what is down and takes away what was added.
func (t *Traces) resetMembers(ctx context.Context, h *home.Home) error {
	if !t.Members && len(t.Extra) == 0 {
		return nil
	}
	state, err := supervisor.Read(h)
	if err != nil {
		return err
	}
	for _, m := range state.Members {
		wish := map[supervisor.Phase]supervisor.Wish{supervisor.Crashed: supervisor.Restart, supervisor.Paused: supervisor.Resume}[m.Phase]
		if wish == "" || slices.Contains(t.Extra, m.Name) {
			continue
		}
		if err := cluster.Act(ctx, h, m.Name, wish); err != nil {
			return err
		}
		if err := cluster.WaitHealthy(ctx, h, m.Name); err != nil {
			return err
		}
	}
	for _, name := range t.Extra {
		if err := takeAway(ctx, h, name); err != nil {
			return err
		}
	}
	return nil
}

// takeAway removes a member that was added: from the cluster, from the manifests, and its data.
func takeAway(ctx context.Context, h *home.Home, name string) error {
	m, known := h.Member(name)
	if !known {
		return nil
	}
	if err := removeMember(ctx, h, m); err != nil {
		return err
	}
	if err := os.RemoveAll(h.Manifest(name)); err != nil {
		return err
	}
	if err := cluster.WaitStopped(ctx, h, name); err != nil {
		return err
	}
	if err := os.RemoveAll(h.Data(name)); err != nil {
		return err
	}
	unlock, err := h.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.Reload(); err != nil {
		return err
	}
	return h.Forget(name)
}

func removeMember(ctx context.Context, h *home.Home, m home.Member) error {
	others := slices.DeleteFunc(h.Names(), func(name string) bool { return name == m.Name })
	client, err := member.Client(h, others...)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	list, err := client.MemberList(ctx)
	if err != nil {
		return err
	}
	for _, one := range list.Members {
		if one.Name == m.Name || slices.Contains(one.PeerURLs, m.PeerURL()) {
			if _, err := client.MemberRemove(ctx, one.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// resetCluster takes away what is in etcd itself.
func (t *Traces) resetCluster(ctx context.Context, h *home.Home) error {
	client, err := member.Client(h)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 4*askPatience)
	defer cancel()
	if len(t.Users)+len(t.Roles) > 0 {
		if err := t.resetAuth(ctx, h, client); err != nil {
			return err
		}
	}
	if t.Alarms {
		if _, err := client.AlarmDisarm(ctx, &clientv3.AlarmMember{}); err != nil {
			return err
		}
	}
	for _, key := range t.Keys {
		prefix, all := strings.CutSuffix(key, "*")
		var options []clientv3.OpOption
		if all {
			options = append(options, clientv3.WithPrefix())
		}
		if _, err := client.Delete(ctx, prefix, options...); err != nil {
			return err
		}
	}
	return nil
}

// resetAuth switches authentication off, if it is on, and deletes users and roles.
func (t *Traces) resetAuth(ctx context.Context, h *home.Home, client *clientv3.Client) error {
	state, err := client.AuthStatus(ctx)
	if err != nil || state.Enabled {
		if err := switchAuthOff(ctx, h); err != nil {
			return err
		}
	}
	users, err := client.UserList(ctx)
	if err != nil {
		return err
	}
	for _, name := range users.Users {
		if slices.Contains(t.Users, name) {
			if _, err := client.UserDelete(ctx, name); err != nil {
				return err
			}
		}
	}
	roles, err := client.RoleList(ctx)
	if err != nil {
		return err
	}
	for _, name := range roles.Roles {
		if slices.Contains(t.Roles, name) {
			if _, err := client.RoleDelete(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// switchAuthOff needs root's password, which only who typed it knows: the journal does.
func switchAuthOff(ctx context.Context, h *home.Home) error {
	password, known := rootPassword(h)
	if !known {
		return errors.New("authentication is on, and root's password is not in the journal (switch it off: etcdctl --user root:PASSWORD auth disable)")
	}
	config, err := member.TLS(h)
	if err != nil {
		return err
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: h.Endpoints(), TLS: config, DialTimeout: askPatience, Username: "root", Password: password})
	if err != nil {
		return fmt.Errorf("%w (switch authentication off: etcdctl --user root:PASSWORD auth disable)", err)
	}
	defer client.Close()
	_, err = client.AuthDisable(ctx)
	return err
}

// rootPassword finds the password that root was given last.
func rootPassword(h *home.Home) (password string, known bool) {
	entries, err := journal.Read(h.Journal())
	if err != nil {
		return "", false
	}
	for _, entry := range entries {
		for i, arg := range entry.Args {
			given, is := strings.CutPrefix(arg, "root:")
			if is && entry.Exit == 0 && i > 1 && entry.Args[i-1] == "add" && entry.Args[i-2] == "user" {
				password, known = given, true
			}
		}
	}
	return password, known
}

// ForgetGone takes members that an exercise had added out of the lab's record, once nothing is left of
// them: else tools would go on asking them. Who calls it holds the lab's lock.
func (t *Traces) ForgetGone(h *home.Home, e *evidence.Evidence) error {
	if len(t.Extra) == 0 || e.Missing(evidence.GapMembers) {
		return nil
	}
	if err := h.Reload(); err != nil { // it may have been added meanwhile
		return err
	}
	for _, name := range t.Extra {
		_, known := h.Member(name)
		_, listed := e.Member(name)
		if !known || listed || exists(h.Manifest(name)) || exists(h.Data(name)) {
			continue
		}
		if err := h.Forget(name); err != nil {
			return err
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
