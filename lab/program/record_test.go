//go:build unix

package program

import (
	"slices"
	"strings"
	"testing"
)

// The journal has the settings that etcdctl took from variables, but for those that a flag overrides, and says of a line that
// failed whether its flags exist.
func TestJournalTellsSettingsAndMisuse(t *testing.T) {
	h := newHome(t, 1)
	env := append(shell(h), "ETCDCTL_COMMAND_TIMEOUT=100ms", "ETCDCTL_WRITE_OUT=json", "ETCDCTL_NONSENSE=1", "ETCDCTL_API=3")
	for _, c := range []struct {
		line    string
		misused bool
	}{
		{"etcdctl --endpoints=https://127.0.0.1:1 get foo", false},
		{"etcdctl --endpoints=https://127.0.0.1:1 get foo --cret=x", true},
		{"etcdctl get", false},
		{"etcdctl version", false},
		{"etcdutl snapshot restore none.db --data-dir=x", false},
		{"etcdutl snapshot restore none.db --data-dri=x", true},
		{"ls --nonsense", false}, // no tool of etcd's
	} {
		run(t, h, env, strings.Fields(c.line)...)
		all := entries(t, h)
		e := all[len(all)-1]
		if e.Misused != c.misused {
			t.Errorf("%s: misused %v", c.line, e.Misused)
		}
		if has := slices.Contains(e.Env, "ETCDCTL_WRITE_OUT=json"); has != strings.HasPrefix(c.line, "etcdctl") {
			t.Errorf("%s: %q", c.line, e.Env)
		}
		for _, entry := range e.Env {
			if strings.HasPrefix(entry, "ETCDCTL_NONSENSE") || strings.HasPrefix(entry, "ETCDCTL_API") || strings.HasPrefix(entry, "ETCDCTL_ENDPOINTS") && strings.Contains(c.line, "--endpoints") {
				t.Errorf("%s: %s", c.line, entry)
			}
		}
	}
}
