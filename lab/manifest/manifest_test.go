package manifest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"raftlab/lab/labdir"
)

var lab = &labdir.Dir{Path: "/lab", Members: []labdir.Member{{Name: labdir.First, ClientPort: 21001, PeerPort: 21002}, {Name: "k8s-master02", ClientPort: 21003, PeerPort: 21004}}}

func make2(t testing.TB) string {
	t.Helper()
	text, err := Make(lab, lab.Members[1], lab.Members, Existing)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What the lab writes it can read, and the paths are then those of the lab.
func TestMadeManifestIsRead(t *testing.T) {
	pod, err := Read(lab, labdir.First, []byte(make2(t)))
	if err != nil {
		t.Fatal(err)
	}
	if pod.Member != "k8s-master02" || pod.Data != "/lab/var/lib/etcd-k8s-master02" || pod.PeerURL() != "https://127.0.0.1:21004" {
		t.Errorf("%+v", pod)
	}
	for _, flag := range []string{
		"--data-dir=/lab/var/lib/etcd-k8s-master02",
		"--trusted-ca-file=/lab/etc/kubernetes/pki/etcd/ca.crt",
		"--cert-file=/lab/etc/kubernetes/pki/etcd/server-k8s-master02.crt",
		"--peer-client-cert-auth=true", "--client-cert-auth=true",
		"--initial-cluster=k8s-master01=https://127.0.0.1:21002,k8s-master02=https://127.0.0.1:21004",
		"--initial-cluster-state=existing",
	} {
		if !slices.Contains(pod.Args, flag) {
			t.Errorf("%s is not in %q", flag, pod.Args)
		}
	}
}

// A restored data directory is found through the volume, as in an examination.
func TestVolumesAreMapped(t *testing.T) {
	text := make2(t)
	for host, want := range map[string]string{
		"/var/lib/etcd-restored":     "/lab/var/lib/etcd-restored",
		"/lab/var/lib/etcd-restored": "/lab/var/lib/etcd-restored",
		"/../../tmp":                 "/lab/tmp",
	} {
		pod, err := Read(lab, labdir.First, []byte(strings.ReplaceAll(text, "path: /var/lib/etcd-k8s-master02", "path: "+host)))
		if err != nil || pod.Data != want {
			t.Errorf("%s: %+v, %v, want %s", host, pod, err, want)
		}
	}
	pod, err := Read(lab, labdir.First, []byte(strings.ReplaceAll(text, "--data-dir=/var/lib/etcd", "--data-dir=/var/lib/etcd/inside")))
	if err != nil || pod.Data != "/lab/var/lib/etcd-k8s-master02/inside" {
		t.Errorf("%+v, %v", pod, err)
	}
}

func TestDigestTellsChanges(t *testing.T) {
	text := make2(t)
	first, err := Read(lab, labdir.First, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for change, same := range map[string]bool{
		text + "\n# a remark\n":                                                              true,
		strings.ReplaceAll(text, "=10000", "=10001"):                                         false,
		strings.ReplaceAll(text, "component: etcd", "component: etcd3"):                      false,
		strings.ReplaceAll(text, "path: /var/lib/etcd-k8s-master02", "path: /var/lib/etcd2"): false,
	} {
		pod, err := Read(lab, labdir.First, []byte(change))
		if err != nil {
			t.Fatal(err)
		}
		if (pod.Digest == first.Digest) != same {
			t.Errorf("same digest: %v, want %v, for\n%s", !same, same, change)
		}
	}
}

func TestRefusedManifests(t *testing.T) {
	text := make2(t)
	for want, change := range map[string][2]string{
		"did not find":            {"kind: Pod", "kind: [Pod"},
		"not a Pod":               {"kind: Pod", "kind: Deployment"},
		"unknown field":           {"hostNetwork: true", "hostNetwrk: true"},
		"etcd only":               {"- etcd\n", "- sh\n"},
		"--name is missing":       {"--name=k8s-master02", "--force-new-cluster"},
		"is not a name":           {"--name=k8s-master02", "--name=../x"},
		"in no volume":            {"--data-dir=/var/lib/etcd", "--data-dir=/var/lib/other"},
		"--data-dir is missing":   {"--data-dir=/var/lib/etcd", "--force-new-cluster"},
		"etcd is no absolute":     {"--data-dir=/var/lib/etcd", "--data-dir=etcd"},
		"../x is no absolute":     {"--snapshot-count=10000", "--wal-dir=../x"},
		"/tmp/x.log is in no":     {"--snapshot-count=10000", "--log-outputs=stderr,/tmp/x.log"},
		"x.log is no absolute":    {"--snapshot-count=10000", "--log-outputs=x.log"},
		"no subPath":              {"name: etcd-data\n", "name: etcd-data\n      subPath: ../../x\n"},
		"127.0.0.1 only":          {"--listen-client-urls=https://127.0.0.1:", "--listen-client-urls=https://0.0.0.0:"},
		"192.168.128.12:2380: th": {"--listen-peer-urls=https://127.0.0.1:21004", "--listen-peer-urls=https://192.168.128.12:2380"},
		"urls is missing":         {"--listen-peer-urls=https://127.0.0.1:21004", "--force-new-cluster"},
		"there is no volume":      {"name: etcd-data\n    - mountPath", "name: etcd-dada\n    - mountPath"},
		"no hostPath":             {"path: /var/lib/etcd-k8s-master02", "path: relative"},
		"flags only":              {"--snapshot-count=10000", "--config-file=/etc/kubernetes/pki/etcd/x"},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Errorf("there is no %q", change[0])
		}
		if pod, err := Read(lab, labdir.First, []byte(changed)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want %q", change[1], pod, err, want)
		}
	}
}

// As with a kubelet every file counts whose name does not begin with a dot.
func TestReadAll(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir()}
	for file, text := range map[string]string{"b.yaml": make2(t), "c.yaml.bak": make2(t), ".hidden.yaml": "x", "a": "{"} {
		if err := labdir.WriteFile(h.Manifests(labdir.First)+"/"+file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(h.Manifests(labdir.First)+"/directory", 0o700); err != nil {
		t.Fatal(err)
	}
	pods, files, broken := ReadAll(h)
	if len(pods) != 1 || files["k8s-master02"].Name != "b.yaml" || len(broken) != 2 || !strings.Contains(broken["c.yaml.bak"], "b.yaml already") || broken["a"] == "" {
		t.Errorf("%v %q", files, broken)
	}
}

// Whatever is in a manifest, what is run lies below the lab and listens on loopback.
func FuzzRead(f *testing.F) {
	f.Add(make2(f))
	f.Add("kind: Pod")
	f.Fuzz(func(t *testing.T, text string) {
		pod, err := Read(lab, labdir.First, []byte(text))
		if err != nil {
			return
		}
		if labdir.CheckName(pod.Member) != nil || !strings.HasPrefix(pod.Data, "/lab") || pod.PeerURL() == "" {
			t.Errorf("%+v", pod)
		}
	})
}
