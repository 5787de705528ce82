package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// onHost runs a script on a host of its own: with mounts that nobody else sees. $lab is a new lab's directory, on a disk
// of its own with as much room as disk says, and $value a file that does not lie there. Where no such mounts may be made the test is skipped.
func onHost(t *testing.T, disk, script string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount")
	}
	own := []string{"unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c"}
	if out, err := exec.Command(own[0], append(own[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("no mounts of one's own can be made here: %v: %s", err, out)
	}
	dir := t.TempDir()
	cmd := exec.Command(own[0], append(own[1:], "mount -t tmpfs -o size="+disk+" none "+dir+" || exit 99\n"+script)...)
	cmd.Env = append(os.Environ(), "lab="+filepath.Join(dir, "lab"), "value="+filepath.Join(t.TempDir(), "value"), "RAFTLAB_DIR="+filepath.Join(dir, "lab"), "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput() // with the script all its processes end
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// contain requires texts in an output, in their order.
func contain(t *testing.T, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("%q is not there, or not behind the ones before it, in\n%s", text, out)
			return
		}
		rest = after
	}
}

// The shell of a lab on loopback is refused where the host is a control plane itself; a machine hides the host's files.
func TestShellOnAControlPlane(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"/etc/kubernetes", "/var/lib/etcd"} {
		above := filepath.Dir(place)
		out := onHost(t, "200m", `
mount -t tmpfs none `+above+` && mkdir `+place+` && echo precious > `+place+`/own
raftlab lab up --loopback >/dev/null
raftlab lab shell -c 'echo never' 2>&1; echo "refused: $?"
raftlab lab shell --loopback -c 'echo asked for' 2>/dev/null
raftlab lab down --purge >/dev/null
raftlab lab up >/dev/null 2>&1
test -d $lab/outside && raftlab lab shell -c 'rm -rf `+place+`/own; ls `+place+`' || echo "no machine"
raftlab lab down --purge >/dev/null
cat `+place+`/own`)
		contain(t, out, "this host has "+place+" itself", "raftlab lab shell --loopback", "refused: 3", "asked for", "precious")
		if strings.Contains(out, "never") {
			t.Errorf("the shell was opened:\n%s", out)
		}
		if !strings.Contains(out, "no machine") && !strings.Contains(out, map[string]string{"/etc/kubernetes": "manifests", "/var/lib/etcd": "member"}[place]) {
			t.Errorf("a machine does not show the lab's %s:\n%s", place, out)
		}
	}
}

// A full disk is named, and with room on it the lab goes on.
func TestShellOnAFullDisk(t *testing.T) {
	t.Parallel()
	out := onHost(t, "200m", `
raftlab lab up --loopback || exit 1
dd if=/dev/zero of=$lab/filler bs=64k 2>/dev/null
head -c 900000 /dev/zero | tr '\0' x > $value
for n in $(seq 60); do # the member ends at a write that finds no room, and comes back until the next one
  raftlab lab shell -c "etcdctl --command-timeout=1s put big$n" < $value >/dev/null 2>&1 && continue
  raftlab lab status > $value.status; grep -q "disk is full" $value.status && break
done
cat $value.status
rm $lab/filler
raftlab lab down && raftlab lab up && raftlab lab shell -c 'etcdctl get /registry --prefix --keys-only --limit=1'
raftlab lab down --purge`)
	contain(t, out, "The lab is up", "k8s-master01: ", "the disk is full (make room on the disk of ", "The lab is up", "/registry", "down and deleted")
}
