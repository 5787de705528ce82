package evidence

import (
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		typed, pattern string
		matches        bool
	}{
		{"etcdctl put foo bar", "etcdctl put foo bar", true},
		{"/lab/bin/etcdctl put foo bar", "etcdctl put foo bar", true},
		{"raftlab etcdctl put foo bar", "etcdctl put foo bar", true},
		{"etcdctl --cacert a --cert=b --endpoints c put foo bar", "etcdctl put foo bar", true},
		{"etcdctl put foo", "etcdctl put foo bar", false},
		{"etcdctl put foo bar baz", "etcdctl put foo bar", false},
		{"etcdutl put foo bar", "etcdctl put foo bar", false},
		{"etcdctl put foo bar", "etcdctl put foo *", true},
		{"etcdctl put foo", "etcdctl put foo *", false},
		{"etcdctl put foo bar", "etcdctl put ...", true},
		{"etcdctl get / --prefix --keys-only", "etcdctl get / --prefix", true},
		{"etcdctl get / --prefix", "etcdctl get / --prefix --keys-only", false},
		{"etcdctl get --prefix /", "etcdctl get / --prefix", true},
		{"etcdctl get x --consistency=s", "etcdctl get x --consistency=s", true},
		{"etcdctl get x --consistency l", "etcdctl get x --consistency=s", false},
		{"etcdctl member list -w table", "etcdctl member list --write-out=table", true},
		{"etcdctl -wtable member list", "etcdctl member list --write-out=table", true},
		{"etcdctl member list -w=table", "etcdctl member list --write-out=table", true},
		{"etcdctl get / --prefix=false", "etcdctl get / --prefix", false},
		{"kubectl get pods -w", "kubectl get ... --watch", true},
		{"kubectl get pods -owide -nkube-system", "kubectl get pods --namespace=kube-system", true},
		{"kubectl exec -it pod -n kube-system -- sh", "kubectl exec pod ... --stdin --tty", true},
		{"kubectl exec -itn kube-system pod -- sh", "kubectl exec pod ... --namespace=kube-system", true},
		{"kubectl get pods -n kube-system", "kubectl get pods", true},
		{"kubectl exec -n kube-system pod -- etcdctl version", "kubectl exec pod ...", true},
		{"mv /etc/kubernetes/manifests/etcd.yaml /tmp", "mv *manifests/etcd*.yaml *", true},
		{"rm -rf /var/lib/etcd", "rm */var/lib/etcd", true},
		{"etcdctl snapshot save --encrypt backup/x.db", "etcdctl snapshot save ... --encrypt", true},
		{"", "etcdctl put", false},
	} {
		command := Command{Args: strings.Fields(c.typed)}
		if got := command.Matches(c.pattern); got != c.matches {
			t.Errorf("%q, %q: %v", c.typed, c.pattern, got)
		}
	}
}

// Files are the same wherever they are spoken of from.
func TestMatchesFiles(t *testing.T) {
	for _, c := range []struct{ dir, typed, pattern string }{
		{"/", "rm -rf var/lib/etcd", "rm */var/lib/etcd*"},
		{"/var/lib", "rm -rf etcd", "rm */var/lib/etcd*"},
		{"/etc/kubernetes/manifests", "mv etcd.yaml ..", "mv *manifests/etcd*.yaml *"},
		{"/etc/kubernetes/manifests", "mv ../etcd.yaml .", "mv *.yaml *manifests*"},
		{"/", "mv /etc/kubernetes/manifests/etcd.yaml /tmp/", "mv *manifests/etcd*.yaml *"},
	} {
		if command := (Command{Dir: c.dir, Args: strings.Fields(c.typed)}); !command.Matches(c.pattern) {
			t.Errorf("%q in %s is not %q", c.typed, c.dir, c.pattern)
		}
	}
}

func TestEvidenceSaysNoPathOfTheMachine(t *testing.T) {
	h := &labdir.Dir{Path: "/home/ann/lab"}
	got := typed(h, []string{"/home/ann/lab/bin/etcdctl", "--cacert=/home/ann/lab/etc/ca.crt", "/home/ann/lab", "/home/ann/laboratory"})
	if want := "/bin/etcdctl --cacert=/etc/ca.crt / /home/ann/laboratory"; strings.Join(got, " ") != want {
		t.Errorf("%q", got)
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("etcdctl get / --prefix -w table", "etcdctl get * --write-out=*")
	f.Fuzz(func(t *testing.T, typed, pattern string) {
		if strings.Count(pattern, "*") > 6 {
			return // stars are tried one by one; patterns are ours
		}
		c := Command{Args: strings.Fields(typed)}
		c.Matches(pattern)
		for i := range c.Args {
			hideSecret(c.Args, i)
		}
	})
}

func TestSecretsStayInTheLab(t *testing.T) {
	for typed, want := range map[string]string{
		"etcdctl --user root:secret auth enable":  "etcdctl --user root:*** auth enable",
		"etcdctl --user=root:secret auth enable":  "etcdctl --user=root:*** auth enable",
		"etcdctl user add ann:secret":             "etcdctl user add ann:***",
		"etcdctl user add ann":                    "etcdctl user add ann",
		"etcdctl --user ann --password x put a b": "etcdctl --user ann --password *** put a b",
		"etcdctl --password=x put a b":            "etcdctl --password=*** put a b",
		"etcdctl put add root:secret":             "etcdctl put add root:secret",
	} {
		if got := strings.Join(withoutSecrets(strings.Fields(typed)), " "); got != want {
			t.Errorf("%s: %s", typed, got)
		}
	}
}

func TestFocus(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	e := &Evidence{
		Revision: 20,
		History:  []Event{{Revision: 5, Key: "foo"}, {Revision: 15, Key: "foo"}, {Revision: 16, Key: "other"}},
		Keys:     []Key{{Name: "foo"}, {Name: "other"}},
		Commands: []Command{{Time: at, Args: []string{"etcdctl", "get", "foo"}}, {Time: at.Add(2), Args: []string{"etcdctl", "get", "foo"}}, {Time: at.Add(3), Args: []string{"ls"}}},
	}
	seen := e.On(Scope{Keys: []string{"foo"}, Commands: []string{"etcdctl get ..."}}, Mark{Time: at.Add(1), Revision: 10})
	if len(seen.History) != 1 || seen.History[0].Revision != 15 || len(seen.Keys) != 1 || len(seen.Commands) != 1 {
		t.Errorf("%+v", seen)
	}
	if len(e.History) != 3 || len(e.Commands) != 3 {
		t.Error("the evidence itself was changed")
	}
	// A restore took the revision back behind the mark: what history there is counts.
	if seen = e.On(Scope{Keys: []string{"foo"}}, Mark{Revision: 100}); len(seen.History) != 2 {
		t.Errorf("%+v", seen.History)
	}
}

// Variables count as flags where somebody set them; the lab's own do not.
func TestSettings(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir(), Members: []labdir.Member{{Name: labdir.First}}}
	var own []string
	for _, entry := range h.Env() {
		if strings.HasPrefix(entry, "ETCDCTL_") {
			own = append(own, entry)
		}
	}
	changed := append([]string{"ETCDCTL_USER=ann:secret", "ETCDCTL_PASSWORD=secret"}, own...)
	for _, c := range []struct {
		name      string
		variables []string
		flags     int
		byLab     bool
	}{{"the lab's", own, 0, true}, {"none", nil, 0, false}, {"the lab's without a certificate", own[:1], 0, false}, {"a user", changed, 6, false}} {
		chosen, byLab := settings(h, c.variables)
		if len(chosen) != c.flags || byLab != c.byLab {
			t.Errorf("%s: %v, %v", c.name, chosen, byLab)
		}
	}
	chosen, _ := settings(h, changed)
	command := Command{Args: strings.Fields("etcdctl --user=ben put foo bar"), Env: chosen}
	if user, _ := command.Flag("user"); user != "ben" || !command.Matches("etcdctl put foo * --password=* --cert=*") {
		t.Errorf("%+v", command)
	}
	if chosen["user"] != "ann:***" || chosen["password"] != "***" {
		t.Errorf("%v", chosen)
	}
}
