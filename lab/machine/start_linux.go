package machine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// settingsVariable carries the settings to the first process.
const settingsVariable = "RAFTLAB_MACHINE"

// Arguments is the command line of a first process, for a program that calls [First] when it is given one.
func Arguments() []string { return []string{"raftlab", "lab", "machine"} }

// spaces are the namespaces of a machine.
const spaces = unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWNET | unix.CLONE_NEWPID

// Start starts the machine of a lab and returns when it is built. Nothing of it is left after an error, which is
// a [Refused] where the system does not let it be made. It ends by itself when nothing runs in it any more.
func Start(h *labdir.Dir, s Settings) error {
	if err := checkOwner(h); err != nil {
		return err
	}
	settings, err := json.Marshal(s)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(logFile(h), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	ready, say, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	cmd := &exec.Cmd{
		Path: s.Program, Args: Arguments(), Dir: "/", Stdout: log, Stderr: log, ExtraFiles: []*os.File{say},
		Env: append(quietEnvironment(), settingsVariable+"="+string(settings)),
		SysProcAttr: &syscall.SysProcAttr{
			Setsid: true, Cloneflags: spaces,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		},
	}
	err = cmd.Start()
	say.Close()
	if err != nil {
		return &Refused{"make namespaces", err}
	}
	if err := awaitFirst(ready); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return err
	}
	if err := note(h, s, cmd.Process.Pid); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return err
	}
	go cmd.Wait() // it may end before we do
	return nil
}

// quietEnvironment is what the machine sees of the starter's environment.
func quietEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "RAFTLAB") || strings.HasPrefix(entry, "ETCD")
	})
}

// built is what the first process says when it is ready; failed what it says of a step that failed.
type answer struct {
	Step  string        `json:"step,omitempty"` // that was refused
	Errno syscall.Errno `json:"errno,omitempty"`
	Error string        `json:"error,omitempty"`
}

// awaitFirst waits for the word of the first process.
func awaitFirst(ready *os.File) error {
	line, err := bufio.NewReader(ready).ReadBytes('\n')
	if err != nil {
		return &Refused{"start the first process", errors.New("it ended at once")}
	}
	var said answer
	if err := json.Unmarshal(line, &said); err != nil {
		return err
	}
	switch {
	case said.Errno != 0:
		return &Refused{said.Step, said.Errno}
	case said.Error != "":
		return &Refused{said.Step, errors.New(said.Error)}
	}
	return nil
}

// note records the first process.
func note(h *labdir.Dir, s Settings, pid int) error {
	first, err := process.Of(pid)
	if err != nil {
		return lang.Errorf("the machine ended at once (see %s)", "虚拟机器一启动就结束了（见 %s）", logFile(h))
	}
	data, err := json.Marshal(record{first, s.Lab, Identity(s.Program)})
	if err != nil {
		return err
	}
	return labdir.WriteFile(recordFile(h), data, 0o600)
}

// Find returns the first process of a lab's machine. The error wraps [ErrDown] if it does not run.
func Find(h *labdir.Dir) (process.Process, error) {
	var r record
	data, err := os.ReadFile(recordFile(h))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil || !r.First.Runs() {
		return r.First, lang.Errorf("%s: %v (start it: raftlab lab up)", "%s：%v（请启动：raftlab lab up）", h.Path, ErrDown)
	}
	return r.First, nil
}

// Ends reports whether the machine has ended, or is about to: what was in it ends with it.
func Ends(h *labdir.Dir) bool {
	first, err := Find(h)
	if err != nil {
		return true
	}
	_, err = os.Readlink(fmt.Sprintf("/proc/%d/ns/net", first.PID)) // it leaves its namespaces before it ends the others
	return errors.Is(err, os.ErrNotExist)
}

// Stop ends the machine with everything in it, and returns when nothing is left.
func Stop(ctx context.Context, h *labdir.Dir) error {
	first, err := Find(h)
	if errors.Is(err, ErrDown) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := first.Signal(process.Kill); err != nil && !errors.Is(err, process.ErrGone) {
		return err
	}
	if err := awaitEnd(ctx, first); err != nil {
		return lang.Errorf("the machine, process %d, does not end: %v", "虚拟机器（进程 %d）没有结束：%v", first.PID, err)
	}
	return os.Remove(recordFile(h))
}

// checkOwner refuses a lab of somebody else, for root too: in a machine one is its owner, and what lies there is his.
func checkOwner(h *labdir.Dir) error {
	var found unix.Stat_t
	if err := unix.Stat(h.Path, &found); err != nil {
		return fmt.Errorf("%s: %w", h.Path, err)
	}
	if int(found.Uid) == os.Getuid() {
		return nil
	}
	owner := fmt.Sprintf("#%d", found.Uid) // as sudo -u takes it
	if named, err := user.LookupId(strconv.Itoa(int(found.Uid))); err == nil {
		owner = named.Username
	}
	return lang.Errorf("%s: the lab belongs to user %s (type it as that user: sudo -u %[2]s raftlab ...)",
		"%s：这个实验环境属于用户 %s（请以该用户的身份输入：sudo -u %[2]s raftlab ...）", h.Path, owner)
}

// awaitEnd returns when nothing is left of a machine that was told to end, or is about to.
func awaitEnd(ctx context.Context, first process.Process) error {
	ctx, cancel := context.WithTimeout(ctx, endPatience)
	defer cancel()
	for {
		wakeDoors(first)
		moment, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		err := first.Wait(moment)
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}

// endPatience is how long a machine may take to end.
const endPatience = 10 * time.Second

func restrictedByAppArmor() bool {
	data, err := os.ReadFile("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
	return err == nil && strings.TrimSpace(string(data)) == "1"
}

func errnoName(errno syscall.Errno) string { return unix.ErrnoName(errno) }
