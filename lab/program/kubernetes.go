package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// runKubectl runs kubectl: in a lab with a kube-apiserver that of Kubernetes, else the stand-in. What needs a kubelet is the
// stand-in's there too, since the lab has none that serves: it reads logs and runs programs itself.
func runKubectl(h *labdir.Dir, args, env []string) outcome {
	if h == nil || !h.Kubernetes.Complete || slices.Contains([]string{"exec", "logs"}, subcommand(args)) {
		return outcome{code: kubectlMain(args)}
	}
	file := filepath.Join(h.Programs(), "kubectl")
	if _, err := os.Stat(file); err != nil {
		remark(lang.Say("the program kubectl of Kubernetes is gone (raftlab lab up says how to get it)", "Kubernetes 的程序 kubectl 不见了（raftlab lab up 会说明怎样得到它）").In(langOfRemarks()))
		return outcome{code: 126}
	}
	env, err := kubectlEnvironment(h, args, env)
	if err != nil {
		remark(langOfRemarks().Error(err))
		return outcome{code: 1}
	}
	return follow(&exec.Cmd{Path: file, Args: append([]string{"kubectl"}, args...), Env: env})
}

// kubectlEnvironment is the environment of Kubernetes' kubectl, by which it knows the lab's cluster and no other: whatever
// kubeconfig, preferences or proxy the user has outside is not for it.
func kubectlEnvironment(h *labdir.Dir, args, env []string) ([]string, error) {
	asked, given := kubeconfigOf(args)
	if given && !inside(h, asked) {
		return nil, lang.Errorf("--kubeconfig: %s is not in the lab, whose kubectl reads no other: write %s or %s",
			"--kubeconfig：%s 不在实验环境中，实验环境的 kubectl 不读别的文件：请写 %s 或 %s", asked, h.Kubeconfig("admin"), h.Kubeconfig("super-admin"))
	}
	config := h.Kubeconfig("admin")
	for _, entry := range env {
		value, ok := strings.CutPrefix(entry, "KUBECONFIG=")
		if single := !strings.ContainsRune(value, filepath.ListSeparator); ok && single && inside(h, hostPath(h, value)) {
			config = hostPath(h, value)
		}
	}
	if _, err := os.Stat(config); err != nil && !given { // kubectl would ask whoever listens on port 8080
		return nil, lang.Errorf("%s is not there (raftlab lab up makes it anew)", "%s 不存在（raftlab lab up 会重新生成）", config)
	}
	env = slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return name == "KUBECONFIG" || strings.HasPrefix(name, "KUBERNETES_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY")
	})
	return append(env, "KUBECONFIG="+config, "KUBERC=off", "KUBECACHEDIR="+filepath.Join(h.Run(), "kubectl")), nil
}

// inside reports whether a file belongs to the lab, wherever links lead: it is below the lab's directory, or in a machine
// in a place that is the machine's own.
func inside(h *labdir.Dir, file string) bool {
	file, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	places := []string{h.Path}
	if real, err := filepath.EvalSymlinks(h.Path); err == nil {
		places[0] = real
	}
	if h.Mode == labdir.Machine {
		places = append(places, "/etc/kubernetes", "/root", "/tmp", "/opt", "/backup", "/var")
	}
	if in, _, ok := labdir.WhereAmI(); ok && in.Home != "" && strings.HasPrefix(file, in.Home+"/") { // the user's home, though it may be in one of these
		places = places[:1]
	}
	return slices.ContainsFunc(places, func(place string) bool { return strings.HasPrefix(file, place+"/") })
}

// kubectlValues are the flags of kubectl before a subcommand whose value may be the next word.
var kubectlValues = []string{
	"-n", "--namespace", "--kubeconfig", "--context", "--cluster", "--user", "-s", "--server", "--token", "--request-timeout", "--as", "--as-group", "--as-uid",
	"--cache-dir", "--certificate-authority", "--client-certificate", "--client-key", "--tls-server-name", "--username", "--password", "-v", "--v",
	"--profile", "--profile-output", "--log-flush-frequency", "--vmodule", "--kuberc",
}

// subcommand returns the first word of a command line of kubectl that is neither a flag nor a flag's value.
func subcommand(args []string) string {
	for i := 0; i < len(args); i++ {
		switch {
		case slices.Contains(kubectlValues, args[i]):
			i++
		case !strings.HasPrefix(args[i], "-"):
			return args[i]
		}
	}
	return ""
}

// kubeconfigOf returns the last file that --kubeconfig names before --, as kubectl takes it, and whether there is one.
func kubeconfigOf(args []string) (file string, given bool) {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, joined := strings.CutPrefix(arg, "--kubeconfig="); joined {
			file, given = value, true
		} else if arg == "--kubeconfig" && i+1 < len(args) {
			file, given = args[i+1], true
		}
	}
	return file, given
}
