package program

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"

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

// alarms returns the alarms that are raised when a put was refused.
func (c *call) alarms(o outcome) (kinds []string) {
	line := parseEtcdctl(c.args)
	if c.name != "etcdctl" || o.code == 0 || c.home == nil || len(line.words) == 0 || c.args[line.words[0]] != "put" {
		return nil
	}
	client, err := member.Client(c.home)
	if err != nil {
		return nil
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	list, err := client.AlarmList(ctx)
	if err != nil {
		return nil
	}
	for _, a := range list.Alarms {
		kinds = append(kinds, a.Alarm.String())
	}
	return kinds
}

// describe adds to an entry of the journal what the words alone do not tell.
func (c *call) describe(e *journal.Entry, o outcome) {
	e.Env = c.settings()
	if e.Misused = c.misused(o); !e.Misused {
		e.Alarms = c.alarms(o)
	}
}
