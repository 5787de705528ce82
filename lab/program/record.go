package program

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/journal"
	"raftlab/lab/member"
	"raftlab/lab/process"
)

// settings returns the variables from which etcdctl takes the settings that no flag gives.
func (c *call) settings() (used []string) {
	if c.name != "etcdctl" {
		return nil
	}
	line := parseEtcdctl(c.typed)
	for _, entry := range os.Environ() {
		variable, value, _ := strings.Cut(entry, "=")
		name, found := strings.CutPrefix(variable, "ETCDCTL_")
		name = strings.ToLower(strings.ReplaceAll(name, "_", "-"))
		if _, known := etcdctlFlags[name]; found && known && value != "" && !line.has(name) {
			used = append(used, entry)
		}
	}
	return used
}

// misused reports whether one of etcd's tools failed since a flag does not exist. For that it has the same exit code as for a server
// that refuses, so it is asked again, for help: that reads the flags and does nothing.
func (c *call) misused(o outcome) bool {
	self, err := process.Executable()
	if err != nil || o.code == 0 || o.signal != nil || c.name != "etcdctl" && c.name != "etcdutl" {
		return false
	}
	again := exec.Cmd{Path: self, Args: append([]string{c.name, "--help=true"}, c.args...), Env: append(c.env, plainVariable+"=1")}
	return again.Run() != nil
}

// refusalPatience is how long etcd is asked why it has refused a put. It has just answered or let pass the five seconds of
// etcdctl; where it does not answer now, the reason stays unknown. A password costs it a tenth of a second, on a busy machine several.
const refusalPatience = 5 * time.Second

// refusal asks etcd why a put may have failed: for the alarms that are raised, and whether the user's password is right.
func (c *call) refusal(e *journal.Entry, o outcome) {
	line := parseEtcdctl(c.args)
	if c.name != "etcdctl" || o.code == 0 || c.home == nil || len(line.words) == 0 || c.args[line.words[0]] != "put" {
		return
	}
	client, err := member.Client(c.home)
	if err != nil {
		return
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), refusalPatience)
	defer cancel()
	e.Login = login(ctx, client, c.setting(line, "user"), c.setting(line, "password"))
	if list, err := client.AlarmList(ctx); err == nil {
		for _, a := range list.Alarms {
			e.Alarms = append(e.Alarms, a.Alarm.String())
		}
	}
}

// setting returns the value of a flag of etcdctl, or of the variable that stands for it.
func (c *call) setting(line etcdctlLine, name string) string {
	for _, f := range line.flags {
		if f.name == name && f.value >= 0 {
			return strings.TrimPrefix(c.args[f.value], f.prefix)
		}
	}
	return os.Getenv("ETCDCTL_" + strings.ToUpper(name))
}

// login asks etcd whether a password is right. The user may be written as NAME:PASSWORD.
func login(ctx context.Context, client *clientv3.Client, user, password string) journal.Login {
	name, joined, both := strings.Cut(user, ":")
	if both && password == "" {
		password = joined
	}
	switch {
	case user == "":
		return ""
	case password == "":
		return journal.Prompt
	}
	_, err := client.Authenticate(ctx, name, password)
	switch {
	case err == nil:
		return journal.Right
	case errors.Is(err, rpctypes.ErrAuthFailed):
		return journal.Wrong
	}
	return ""
}

// describe adds to an entry of the journal what the words alone do not tell.
func (c *call) describe(e *journal.Entry, o outcome) {
	e.Env = c.settings()
	if e.Misused = c.misused(o); !e.Misused {
		c.refusal(e, o)
	}
}
