package kubectl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// entry is what "kubectl exec" is asked for.
type entry struct {
	stdin, tty bool
	container  string
}

func (a *app) execCommand() *cobra.Command {
	e := &entry{}
	command := &cobra.Command{Use: "exec POD -- COMMAND [ARGS...]", Short: "Run a command in the pod of a member of etcd",
		Example: "  kubectl exec -it etcd-k8s-master01 -n kube-system -- sh",
		RunE: func(command *cobra.Command, args []string) error {
			switch dash := command.ArgsLenAtDash(); {
			case len(args) == 0 || dash == 0:
				return errors.New("pod, type/name or --filename must be specified")
			case dash < 0 && len(args) > 1:
				return errors.New("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead")
			case len(args) < 2:
				return errors.New("you must specify at least one command for the container")
			case dash > 1:
				return fmt.Errorf("unexpected argument %q before --", args[1])
			}
			return a.exec(command.Context(), e, strings.TrimPrefix(strings.TrimPrefix(args[0], "pods/"), "pod/"), args[1:])
		}}
	command.Flags().BoolVarP(&e.stdin, "stdin", "i", false, "the command reads the standard input")
	command.Flags().BoolVarP(&e.tty, "tty", "t", false, "the command has the terminal")
	command.Flags().StringVarP(&e.container, "container", "c", "", "container of the pod")
	return command
}

// exec runs a program with the environment that the pod of a member has. The pod must be in etcd.
func (a *app) exec(ctx context.Context, e *entry, pod string, line []string) error {
	if err := a.checkPod(ctx, pod); err != nil {
		return err
	}
	member, ok := strings.CutPrefix(pod, "etcd-")
	if !ok || a.namespace != "kube-system" || !slices.Contains(a.Members, member) {
		return fmt.Errorf("pod %q has no containers here: only those of etcd can be entered (kubectl exec -it etcd-k8s-master01 -n kube-system -- sh)", pod)
	}
	if e.container != "" && e.container != "etcd" {
		return fmt.Errorf("container %s is not valid for pod %s", e.container, pod)
	}
	environment := a.PodEnv(member)
	if a.RunOn != nil && a.RunOn.Elsewhere(member) {
		a.disconnect()
		in, isFile := a.In.(*os.File)
		code, err := a.RunOn.Run(member, line, environment, e.tty && isFile && term.IsTerminal(int(in.Fd())))
		if err == nil && code > 0 {
			err = exit(code)
		}
		return err
	}
	program, err := lookPath(line[0], environment)
	if err != nil {
		return err
	}
	a.disconnect() // a shell may be open for long, and etcd may stop meanwhile
	// Without the context: Ctrl-C is for the program in the pod, which shares the terminal.
	command := exec.Command(program, line[1:]...)
	command.Env, command.Stdout, command.Stderr = environment, a.Out, a.Err
	if e.stdin {
		command.Stdin = a.In
	}
	if in, isFile := a.In.(*os.File); e.tty && !(isFile && term.IsTerminal(int(in.Fd()))) {
		fmt.Fprintln(a.Err, "Unable to use a TTY - input is not a terminal or the right kind of file")
	}
	err = command.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) && failed.ExitCode() > 0 {
		return exit(failed.ExitCode())
	}
	return err
}

func (a *app) checkPod(ctx context.Context, name string) error {
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	pods, err := resourceNamed("pods")
	if err != nil {
		return err
	}
	_, err = store.Get(ctx, pods, cmp.Or(a.namespace, "default"), name)
	return err
}

// lookPath finds a program on the PATH of an environment.
func lookPath(name string, environment []string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) {
		return name, nil
	}
	path := ""
	for _, variable := range environment {
		if value, ok := strings.CutPrefix(variable, "PATH="); ok {
			path = value
		}
	}
	for _, dir := range filepath.SplitList(path) {
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("exec: %q: executable file not found in $PATH", name)
}
