package cluster

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/pki"
	"raftlab/lab/port"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// ProgramsVariable names the directory of Kubernetes' own programs, where they are not beside raftlab.
const ProgramsVariable = "RAFTLAB_KUBE"

// The files of Kubernetes' own programs, as `make kube` builds them.
const (
	serverFile  = "raftlab-apiserver"
	kubectlFile = "raftlab-kubectl"
)

// FindPrograms returns the files of kube-apiserver and kubectl as Kubernetes builds them, without links.
func FindPrograms() (server, kubectl string, err error) {
	dir := os.Getenv(ProgramsVariable)
	if dir == "" {
		own, err := os.Executable()
		if err != nil {
			return "", "", err
		}
		if own, err = filepath.EvalSymlinks(own); err != nil {
			return "", "", err
		}
		dir = filepath.Dir(own)
	}
	if server, err = programIn(dir, serverFile); err == nil {
		kubectl, err = programIn(dir, kubectlFile)
	}
	return server, kubectl, err
}

// programIn returns a program in a directory, absolute and without links.
func programIn(dir, name string) (string, error) {
	file, err := exec.LookPath(filepath.Join(dir, name))
	if err == nil || errors.Is(err, exec.ErrDot) {
		if file, err = filepath.Abs(file); err == nil {
			file, err = filepath.EvalSymlinks(file)
		}
	}
	if err != nil {
		return "", lang.Errorf("%s is not in %s: make kube, in raftlab's sources, builds %s and %s (7 to 12 minutes of processor time); if they are elsewhere, name their directory in %s",
			"%s 不在 %s 中：在 raftlab 的源代码中用 make kube 生成 %s 和 %s（需要 7 到 12 分钟的处理器时间）；如果它们在别处，请把所在目录写入 %s",
			name, dir, serverFile, kubectlFile, ProgramsVariable)
	}
	return file, nil
}

// AddKubernetes gives a lab that is up a kube-apiserver, if it has none yet, and returns when it serves. What the lab runs
// goes on meanwhile. A server whose manifest somebody took away stays stopped.
func AddKubernetes(ctx context.Context, h *labdir.Dir) error {
	unlock, err := h.LockAndReload(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if h.Kubernetes.Complete {
		return nil // Up has waited for it
	}
	if err := linkPrograms(h); err != nil {
		return err
	}
	release, err := releaseOf(ctx, filepath.Join(h.Programs(), labdir.APIServer))
	if err != nil {
		return err
	}
	give, err := allocateServer(h)
	if err != nil {
		return err
	}
	defer give()
	if err := pki.EnsureKubernetes(h); err != nil {
		return err
	}
	if err := manifest.WriteServer(h, release); err != nil {
		return err
	}
	h.Kubernetes.Complete = true
	if err := h.Save(); err != nil {
		return err
	}
	return serveKubernetes(ctx, h)
}

// prepareKubernetes makes what the kube-apiserver of a lab that has one needs, and does not have any more.
func prepareKubernetes(h *labdir.Dir) error {
	if !h.Kubernetes.Complete {
		return nil
	}
	if err := linkPrograms(h); err != nil {
		return err
	}
	return pki.EnsureKubernetes(h)
}

// linkPrograms links Kubernetes' own programs on loopback. A machine has them from its start.
func linkPrograms(h *labdir.Dir) error {
	if h.Mode == labdir.Machine {
		if _, err := os.Stat(filepath.Join(h.Programs(), labdir.APIServer)); err != nil {
			return lang.Errorf("the machine of the lab was started without Kubernetes' programs (start it anew: raftlab lab down, raftlab lab up --kubernetes)",
				"实验环境的机器启动时没有 Kubernetes 的程序（请重新启动：raftlab lab down，再 raftlab lab up --kubernetes）")
		}
		return nil
	}
	server, kubectl, err := FindPrograms()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(h.Programs(), 0o700); err != nil {
		return err
	}
	for name, file := range map[string]string{labdir.APIServer: server, "kubectl": kubectl} {
		link := filepath.Join(h.Programs(), name)
		if to, err := os.Readlink(link); err == nil && to == file {
			continue
		}
		os.Remove(link)
		if err := os.Symlink(file, link); err != nil {
			return err
		}
	}
	return nil
}

// releaseOf asks a kube-apiserver for its release, and so whether this computer runs it at all.
func releaseOf(ctx context.Context, program string) (string, error) {
	said, err := exec.CommandContext(ctx, program, "--version").Output()
	release, ok := strings.CutPrefix(strings.TrimSpace(string(said)), "Kubernetes ")
	switch {
	case err != nil:
		return "", lang.Errorf("%s does not run here: %v", "%s 不能在这里运行：%v", program, err)
	case !ok:
		return "", lang.Errorf("%s is no kube-apiserver: asked for its version, it says %q", "%s 不是 kube-apiserver：询问版本时，它回答 %q", program, said)
	}
	return release, nil
}

// allocateServer gives the server its port, and records it. It is kept until release is called.
func allocateServer(h *labdir.Dir) (release func(), err error) {
	if h.Kubernetes.Port != 0 { // an earlier try was cut short
		return func() {}, nil
	}
	if h.Mode == labdir.Machine {
		h.Kubernetes.Port = labdir.ServerPort
		return func() {}, h.Save()
	}
	kept, err := port.Choose()
	if err != nil {
		return nil, err
	}
	h.Kubernetes.Port = kept.Port
	return kept.Release, h.Save()
}

// serveKubernetes waits until kube-apiserver serves, unless it has no manifest.
func serveKubernetes(ctx context.Context, h *labdir.Dir) error {
	if !h.Kubernetes.Complete || manifest.Server(h) == nil {
		return nil
	}
	client, err := readinessClient(h)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	begun := time.Now()
	return await(ctx, h, func() error {
		state, err := supervisor.Read(h)
		if err != nil {
			return hopelessError{err}
		}
		pod := manifest.Server(h)
		if pod == nil {
			return hopelessError{lang.Errorf("%s has no manifest any more that can be used", "%s 已没有可用的清单", labdir.APIServer)}
		}
		m, ok := state.Member(labdir.APIServer)
		if err := runs(h, m, ok, pod, begun); err != nil {
			return err
		}
		return ready(ctx, h, client)
	})
}

// readinessClient trusts the authority of the lab's Kubernetes and nobody else.
func readinessClient(h *labdir.Dir) (*http.Client, error) {
	file := filepath.Join(h.On(labdir.First, "etc/kubernetes/pki"), "ca.crt")
	data, err := labdir.ReadRegular(file)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(data) {
		return nil, lang.Errorf("%s: no certificate", "%s：其中没有证书", file)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}} // and no proxy
	return &http.Client{Transport: transport, Timeout: healthPatience}, nil
}

// ready asks kube-apiserver whether it is ready, as a kubelet does.
func ready(ctx context.Context, h *labdir.Dir, client *http.Client) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.ServerURL()+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", labdir.APIServer, err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("%s: %w", labdir.APIServer, err)
	}
	if answer.StatusCode != http.StatusOK {
		return lang.Errorf("%s is not ready: %s", "%s 还没有就绪：%s", labdir.APIServer, cmp.Or(notReady(string(said)), answer.Status))
	}
	return nil
}

// notReady is the first line of an answer that says what is missing: [-]etcd failed: reason withheld.
func notReady(said string) string {
	for line := range strings.Lines(said) {
		if missing, ok := strings.CutPrefix(line, "[-]"); ok {
			return strings.TrimSpace(missing)
		}
	}
	return ""
}

// comfortable is how many megabytes should be free for kube-apiserver, which takes 300 of them.
const comfortable = 1000

// LittleMemory returns how many megabytes are free, where that is so little that kube-apiserver may slow down what else runs
// there; else 0.
func LittleMemory() int {
	if free, ok := availableMegabytes(); ok && free < comfortable {
		return free
	}
	return 0
}
