package machine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
)

// The first process of a machine is this program, as in raftlab.
func TestMain(m *testing.M) {
	if slices.Equal(os.Args, Arguments()) {
		if err := First(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// started returns a lab whose machine runs until the test ends.
func started(t *testing.T, hosts ...string) *labdir.Dir {
	t.Helper()
	h, err := labdir.Create(filepath.Join(t.TempDir(), "lab"))
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := h.BecomeMachine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	err = Start(h, Settings{Lab: h.Path, Program: program, Hosts: hosts})
	if refused := new(Refused); errors.As(err, &refused) {
		t.Skipf("this system lets nobody make a machine: %v", refused)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := Stop(context.Background(), h); err != nil {
			t.Error(err)
		}
	})
	return h
}

// sh runs a line in the machine and returns its exit code and what it printed to descriptor 3.
func sh(t *testing.T, h *labdir.Dir, line string) (code int, printed string) {
	t.Helper()
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	code, err = Enter(h, Visit{Path: "/bin/sh", Args: []string{"sh", "-c", "exec >&3 2>&3; " + line}, Env: []string{"PATH=" + labdir.InsidePath}, Dir: "/", Files: []*os.File{out}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(data)
}

// The door works as often as one likes, also from a busy program. Whoever comes in is where the machine is, and has
// none of the privileges that could change it.
func TestTheDoorManyTimes(t *testing.T) {
	h := started(t, labdir.First, labdir.Name(2), labdir.Name(3))
	go Enter(h, Visit{Path: "/bin/sleep", Args: []string{"sleep", "1000"}, Dir: "/"}) // an empty machine ends
	stop := make(chan struct{})
	var busy sync.WaitGroup
	defer busy.Wait()
	defer close(stop)
	for range 100 {
		busy.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		})
	}
	for n := range 300 {
		code, err := Enter(h, Visit{Path: "/bin/sh", Args: []string{"sh", "-c", fmt.Sprintf("test $(hostname) = k8s-master01 && grep -q eth0 /proc/net/dev && exit %d", n%100)}, Env: []string{"PATH=" + labdir.InsidePath}, Dir: "/"})
		if err != nil || code != n%100 {
			t.Fatalf("the %d. time: exit code %d, %v", n+1, code, err)
		}
	}
}

// Machines that are started at the same moment know nothing of each other, and each is whole.
func TestMachinesAtTheSameMoment(t *testing.T) {
	for n := range 8 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			h := started(t, labdir.First, labdir.Name(2))
			code, out := sh(t, h, "hostname; cat /proc/net/fib_trie | grep -o 192.168.128.11 | sort -u; ls /proc | grep -c '^[0-9]'")
			if want := "k8s-master01\n192.168.128.11\n"; code != 0 || !strings.HasPrefix(out, want) {
				t.Errorf("exit code %d: %s", code, out)
			}
		})
	}
}

// Where the machine does not run, nobody enters, and it can be started again.
func TestEnterWhereNothingRuns(t *testing.T) {
	h := started(t, labdir.First)
	if err := Stop(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if _, err := Enter(h, Visit{Path: "/bin/true", Args: []string{"true"}, Dir: "/"}); !errors.Is(err, ErrDown) {
		t.Errorf("%v", err)
	}
}

// A program that is not there is an error of its own.
func TestEnterWithoutAProgram(t *testing.T) {
	h := started(t, labdir.First)
	if _, err := Enter(h, Visit{Path: "/nowhere", Args: []string{"x"}, Dir: "/"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A program that was stopped, as by Ctrl-Z, with the command that brought it in, keeps nobody from ending the machine.
func TestStopAMachineWithAStoppedVisitor(t *testing.T) {
	h := started(t, labdir.First)
	door := exec.Command("/proc/self/exe", "-test.run=TestKnock")
	door.Env = append(os.Environ(), knockVariable+"="+h.Path)
	door.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := door.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- door.Wait() }()
	outside, err := process.Of(door.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	for !outside.Paused() { // since what it brought in has stopped itself
		time.Sleep(time.Millisecond)
	}
	if err := Stop(context.Background(), h); err != nil {
		t.Error(err)
	}
	<-ended
}

// Of the host no port, socket or process is within reach, also for root. A link that was made inside leads to what is
// inside.
func TestTheHostIsOutOfReach(t *testing.T) {
	h := started(t, labdir.First)
	secret := filepath.Join(t.TempDir(), "secret") // in the host's /tmp
	if err := os.WriteFile(secret, []byte("of the host"), 0o644); err != nil {
		t.Fatal(err)
	}
	for network, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(filepath.Dir(secret), "socket")} {
		listener, err := net.Listen(network, address)
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		outside, err := net.Dial(network, listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		outside.Close()
		code, err := Enter(h, Visit{Args: []string{"machine.test", "-test.run=TestDialFromInside"}, Env: []string{dialVariable + "=" + network + " " + listener.Addr().String()}, Dir: "/"})
		if err != nil || code != 0 {
			t.Errorf("%s is reached from inside: exit code %d, %v", listener.Addr(), code, err)
		}
	}
	_, out := sh(t, h, "cat "+secret+"; kill -0 "+strconv.Itoa(os.Getpid())+"; ln -s "+secret+" /opt/link; cat /opt/link; cat /proc/*/comm | grep machine.test | wc -l")
	if strings.Contains(out, "of the host") || !strings.Contains(out, "No such process") || !strings.HasSuffix(out, "\n1\n") { // the first process
		t.Errorf("it is reached from inside:\n%s", out)
	}
}

const dialVariable = "RAFTLAB_TEST_DIAL"

// TestDialFromInside is the program inside of [TestTheHostIsOutOfReach].
func TestDialFromInside(t *testing.T) {
	network, address, given := strings.Cut(os.Getenv(dialVariable), " ")
	if !given {
		t.Skip("for another test")
	}
	if _, err := net.Dial(network, address); err == nil {
		t.Errorf("%s answers", address)
	}
}

// A lab of somebody else is nobody's to enter or start, not even root's.
func TestAnothersLab(t *testing.T) {
	h := started(t, labdir.First)
	if os.Getuid() != 0 {
		t.Skip("only root can give a lab away")
	}
	if err := os.Chown(h.Path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if _, err := Enter(h, Visit{Path: "/bin/true", Args: []string{"true"}, Dir: "/"}); err == nil || !strings.Contains(err.Error(), "belongs to user") {
		t.Errorf("%v", err)
	}
	if err := Start(h, Settings{Lab: h.Path}); err == nil || !strings.Contains(err.Error(), "belongs to user") {
		t.Errorf("%v", err)
	}
}

const knockVariable = "RAFTLAB_TEST_KNOCK"

// knockLine is what is done inside, if it is not to stop.
const knockLine = "RAFTLAB_TEST_KNOCK_LINE"

// TestKnock is the command outside of [TestStopAMachineWithAStoppedVisitor].
func TestKnock(t *testing.T) {
	dir := os.Getenv(knockVariable)
	if dir == "" {
		t.Skip("for another test")
	}
	h, err := labdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	Enter(h, Visit{Path: "/bin/sh", Args: []string{"sh", "-c", cmp.Or(os.Getenv(knockLine), "kill -STOP $$")}, Dir: "/"})
}

// guest runs this program in the machine as [TestGuest], and returns what that printed.
func guest(t *testing.T, h *labdir.Dir, what string) string {
	t.Helper()
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	_, err = Enter(h, Visit{Args: []string{"machine.test", "-test.run=TestGuest"}, Env: []string{guestVariable + "=" + what}, Dir: "/", Files: []*os.File{out}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const guestVariable = "RAFTLAB_TEST_GUEST"

// TestGuest is the program inside of other tests: it tries something, and prints to descriptor 3 what came of it.
func TestGuest(t *testing.T) {
	try := map[string]func() string{
		"program":   ownProgram,
		"type":      typeAtATerminal,
		"vsock":     func() string { return errorOf(unix.Socket(unix.AF_VSOCK, unix.SOCK_STREAM, 0)) },
		"namespace": makeUserNamespace,
	}[os.Getenv(guestVariable)]
	if try == nil {
		t.Skip("for another test")
	}
	out := os.NewFile(3, "out")
	fmt.Fprint(out, try())
	out.Close()
}

func errorOf(_ int, err error) string { return fmt.Sprint(err) }

// ownProgram tells the file of the program, and whether it lies where nobody can write.
func ownProgram() string {
	var place unix.Statfs_t
	file, err := os.Readlink("/proc/self/exe")
	err = errors.Join(err, unix.Statfs("/proc/self/exe", &place))
	return fmt.Sprint(file, " read-only ", place.Flags&unix.ST_RDONLY != 0, " ", Identity("/proc/self/exe"), " ", err)
}

// makeUserNamespace starts a program in one.
func makeUserNamespace() string {
	cmd := exec.Command("/bin/true")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER}
	return fmt.Sprint(cmd.Run())
}

// typeAtATerminal types a letter at the terminal of a session, as somebody at its keyboard.
func typeAtATerminal() string {
	ends, err := openTerminal()
	if err != nil {
		return err.Error()
	}
	defer closeAll(ends)
	if os.Getenv("TYPIST") == "" { // it must be our own one
		cmd := exec.Command("/proc/self/exe", "-test.run=TestGuest")
		cmd.Env = append(os.Environ(), "TYPIST=1")
		cmd.Stdin, cmd.ExtraFiles = ends[1], []*os.File{os.NewFile(3, "out")}
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
		if err := cmd.Run(); err != nil {
			return err.Error()
		}
		return ""
	}
	letter := byte('x')
	_, _, errno := syscall.Syscall(unix.SYS_IOCTL, 0, unix.TIOCSTI, uintptr(unsafe.Pointer(&letter)))
	return fmt.Sprint(errno)
}

// By what shares something with the host nobody gets there: a program that comes in types nothing at the host's terminal,
// reaches no host of a virtual machine, and gains no privileges in a namespace of its own.
func TestWhatIsShared(t *testing.T) {
	h := started(t, labdir.First)
	for what, want := range map[string]string{
		"type": unix.EPERM.Error(), "vsock": unix.EAFNOSUPPORT.Error(), "namespace": "fork/exec /bin/true: " + unix.ENOSPC.Error(),
	} {
		if got := guest(t, h, what); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
}

// The file of the program that comes in is not the host's for writing: by /proc/PID/exe it would be in reach of everybody
// who is there. It is the machine's own, which is read-only, or if there is a newer one a copy.
func TestTheProgramOfAVisitor(t *testing.T) {
	h := started(t, labdir.First)
	if got, want := guest(t, h, "program"), Program+" read-only true "; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	data, err := os.ReadFile(recordFile(h))
	if err == nil { // as if another raftlab had started the machine
		data = []byte(strings.ReplaceAll(string(data), Identity("/proc/self/exe"), "another"))
		err = os.WriteFile(recordFile(h), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := guest(t, h, "program"); !strings.HasPrefix(got, "/memfd:") || strings.Contains(got, " "+Identity("/proc/self/exe")+" ") {
		t.Errorf("the newer one: %q", got)
	}
}

// What our starter had open stays outside: a directory among it would be a way to the host's files.
func TestOpenFilesStayOutside(t *testing.T) {
	h := started(t, labdir.First)
	dir := t.TempDir()
	leaked, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(leaked)
	_, out := sh(t, h, "ls /proc/self/fd; touch /proc/self/fd/"+strconv.Itoa(leaked)+"/x")
	if list, _ := os.ReadDir(dir); len(list) > 0 || strings.Contains("\n"+out, "\n"+strconv.Itoa(leaked)+"\n") {
		t.Errorf("it is in reach: %v\n%s", list, out)
	}
}

// A signal to one's group reaches nobody outside, also where no terminal tells the groups apart.
func TestASignalToTheOwnGroup(t *testing.T) {
	h := started(t, labdir.First)
	door := exec.Command("/proc/self/exe", "-test.run=TestKnock")
	door.Env = append(os.Environ(), knockVariable+"="+h.Path, knockLine+"=kill -KILL 0")
	door.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if out, err := door.CombinedOutput(); err != nil {
		t.Errorf("who opened the door: %v\n%s", err, out)
	}
}
