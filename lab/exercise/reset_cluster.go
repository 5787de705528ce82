package exercise

import (
	"context"
	"slices"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/sim/lang"
)

// resetCluster takes away what is in etcd itself.
func (t *Leftovers) resetCluster(ctx context.Context, h *labdir.Dir) error {
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
func (t *Leftovers) resetAuth(ctx context.Context, h *labdir.Dir, client *clientv3.Client) error {
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
func switchAuthOff(ctx context.Context, h *labdir.Dir) error {
	password, known := rootPassword(h)
	if !known {
		return lang.Errorf("authentication is on, and root's password is not in the journal (switch it off: etcdctl --user root:PASSWORD auth disable)",
			"认证已开启，而命令记录中没有 root 的密码（请关闭认证：etcdctl --user root:PASSWORD auth disable）")
	}
	config, err := member.TLS(h)
	if err != nil {
		return err
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: h.Endpoints(), TLS: config, DialTimeout: askPatience, Username: "root", Password: password})
	if err != nil {
		return lang.Errorf("%v (switch authentication off: etcdctl --user root:PASSWORD auth disable)",
			"%v（请关闭认证：etcdctl --user root:PASSWORD auth disable）", err)
	}
	defer client.Close()
	_, err = client.AuthDisable(ctx)
	return err
}

// rootPassword finds the password that root was given last.
func rootPassword(h *labdir.Dir) (password string, known bool) {
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
