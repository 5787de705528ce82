//go:build unix

package process

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"raftlab/sim/engine/guest"
)

// The test's own binary is the program: behaviours by name.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "behave" {
		behave(os.Args[2])
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "host" { // a raftlab to be killed
		patience := Patience
		h := NewHost([]string{os.Args[0], "behave", "fork"}, &patience)
		c, _ := h.Start()
		said, err := c.Call([]byte("{}"))
		fmt.Println(c.(*child).cmd.Process.Pid, string(said), err)
		select {}
	}
	os.Exit(m.Run())
}

func behave(how string) {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 2<<20)
	for number := 0; in.Scan(); number++ {
		if number == 0 {
			fmt.Println(`{"raftlab":1}`)
			continue
		}
		switch how {
		case "good":
			fmt.Println(`{"role":"follower"}`)
		case "crash":
			fmt.Fprintln(os.Stderr, "first\nKeyError: 'term'")
			os.Exit(3)
		case "hang":
			time.Sleep(time.Hour)
		case "flood":
			fmt.Print(strings.Repeat("x", 3<<20))
		case "twice":
			fmt.Print("{}\n{}\n")
		case "chatter":
			fmt.Println("got a vote")
			fmt.Println(`{}`)
		case "close":
			os.Stdout.Close()
			time.Sleep(time.Hour)
		case "half":
			fmt.Print(`{"role":`)
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		case "talks": // without end, and without the end of a line
			go func() {
				for {
					fmt.Fprint(os.Stderr, strings.Repeat("x", 1<<12))
				}
			}()
			fmt.Println(`{}`)
		case "talks, crashes":
			fmt.Fprint(os.Stderr, "Traceback\n"+strings.Repeat("x", 1<<16))
			os.Exit(3)
		case "fork, crash": // what it started has its output open
			child := exec.Command("sleep", "600")
			child.Stdout, child.Stderr = os.Stdout, os.Stderr
			child.Start()
			fmt.Fprintln(os.Stderr, child.Process.Pid)
			os.Exit(3)
		case "deaf": // to all signals that a process may ignore
			signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
			fmt.Printf(`{"pid":%d}`+"\n", os.Getpid())
		case "buffers":
			bufio.NewWriter(os.Stdout).WriteString("{}\n")
		case "long":
			fmt.Println(`{"role":"` + strings.Repeat("f", 1<<20-100) + `"}`)
		case "too long":
			fmt.Println(`{"role":"` + strings.Repeat("f", 1<<20) + `"}`)
		case "fork":
			child := exec.Command("sleep", "600")
			child.Start()
			fmt.Printf(`{"pid":%d}`+"\n", child.Process.Pid)
		case "environment":
			fmt.Println(strings.Join(os.Environ(), " "))
		}
	}
}

func startedTo(t *testing.T, how string, patience time.Duration) guest.Conn {
	t.Helper()
	h := NewHost([]string{os.Args[0], "behave", how}, &patience)
	h.LetStart(time.Minute)
	t.Cleanup(h.Close)
	c, err := h.Start()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnswersComeBack(t *testing.T) {
	c := startedTo(t, "good", Patience)
	for range 100 {
		if answer, err := c.Call([]byte(`{"do":"boot"}`)); err != nil || string(answer) != `{"role":"follower"}` {
			t.Fatalf("%s, %v", answer, err)
		}
	}
	c = startedTo(t, "long", Patience)
	if answer, err := c.Call([]byte(strings.Repeat("y", 1<<20))); err != nil || len(answer) < 1<<20-100 {
		t.Errorf("a line of a mebibyte: %d bytes, %v", len(answer), err)
	}
}

// A program that does not do its part is said to, with what it did and what to do instead.
func TestBadProgramsAreNamed(t *testing.T) {
	for how, want := range map[string]string{
		"crash":    "the program ended: exit status 3; the last line of its standard error: KeyError: 'term'",
		"flood":    "a line of more than 1 MiB",
		"too long": "a line of more than 1 MiB",
		"close":    "it closed its standard input or output",
		"half":     "the program ended: signal: killed",

		"talks, crashes": "the program ended: exit status 3; the last line of its standard error: " + strings.Repeat("x", 400) + "...",
	} {
		c := startedTo(t, how, time.Minute)
		if how == "close" { // it does not end
			c.(*child).ending = 0
		}
		_, err := c.Call([]byte("{}"))
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v", how, err)
		}
	}
}

// What a program says on standard error is read all the time and kept in small part, however much it is.
func TestStandardErrorWithoutEnd(t *testing.T) {
	c := startedTo(t, "talks", time.Minute)
	for range 20 {
		if _, err := c.Call([]byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	c.(*child).end()
	if kept := len(c.(*child).said.end); kept == 0 || kept > mostTail {
		t.Errorf("%d bytes are kept", kept)
	}
}

func TestSilenceIsNoBreach(t *testing.T) {
	for _, how := range []string{"hang", "buffers"} {
		_, err := startedTo(t, how, 50*time.Millisecond).Call([]byte("{}"))
		if fault, ok := err.(*guest.Fault); !ok || !fault.NoAnswer || !strings.Contains(err.Error(), "does it flush its output?") {
			t.Errorf("%s: %v", how, err)
		}
	}
}

// What is written beside the answers is found at the next call at the latest.
func TestASecondLineIsFound(t *testing.T) {
	for _, how := range []string{"twice", "chatter"} {
		c := startedTo(t, how, Patience)
		err := error(nil)
		for calls := 0; calls < 100 && err == nil; calls++ {
			_, err = c.Call([]byte("{}"))
		}
		if err == nil || !strings.Contains(err.Error(), "before it was asked, it printed") {
			t.Errorf("%s: %v", how, err)
		}
	}
}

func TestWhatCannotStartIsSaid(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("raft", []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"./none":       "./none: there is no such file",
		"none":         "none is not in PATH",
		".":            ". is a directory (name a program)",
		"raft":         "raft is not in PATH (write ./raft for the file in this directory)",
		"./raft":       "./raft cannot be executed (chmod +x ./raft, or name its interpreter: python3 ./raft)",
		dir + "/raft/": dir + "/raft/ does not start: stat " + dir + "/raft/: not a directory",
	} {
		if err := Find([]string{word}); err == nil || !strings.HasPrefix(err.Error(), want[:min(len(want), 60)]) {
			t.Errorf("%s: %v", word, err)
		}
	}
}

func TestTheEnvironmentIsSmall(t *testing.T) {
	t.Setenv("SECRET", "12345")
	said, err := startedTo(t, "environment", Patience).Call([]byte("{}"))
	if text := string(said); err != nil || strings.Contains(text, "SECRET") || !strings.Contains(text, "RAFTLAB_GUEST=1") {
		t.Errorf("%s, %v", said, err)
	}
}

// Nothing stays behind: not what a program started, and not after the host was killed.
func TestNothingStaysBehind(t *testing.T) {
	c := startedTo(t, "fork", Patience)
	said, err := c.Call([]byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	forked, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(string(said), `{"pid":`), "}"))
	c.(*child).end()
	waitGone(t, forked)

	c = startedTo(t, "fork, crash", 50*time.Millisecond)
	if _, err = c.Call([]byte("{}")); err == nil {
		t.Fatal("a program that crashed has answered")
	}
	<-c.(*child).exited
	forked, _ = strconv.Atoi(c.(*child).said.last())
	c.(*child).end()
	waitGone(t, forked)

	c = startedTo(t, "deaf", Patience)
	if said, err = c.Call([]byte("{}")); err != nil {
		t.Fatal(err)
	}
	deaf, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(string(said), `{"pid":`), "}"))
	c.(*child).end()
	waitGone(t, deaf)

	host := exec.Command(os.Args[0], "host")
	out, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	var pid int
	if _, err := fmt.Sscanf(line, `%d {"pid":%d}`, &pid, &forked); err != nil {
		t.Fatal(line, err)
	}
	host.Process.Kill()
	host.Wait()
	waitGone(t, pid)
	waitGone(t, forked)
}

// waitGone waits until a process is gone, or a zombie that its parent has not looked at.
func waitGone(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return
		}
		if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil && strings.Contains(string(stat), ") Z ") {
			return
		}
	}
	t.Errorf("process %d is still there", pid)
}

// Who interrupts raftlab does not wait for a program that hangs.
func TestAnInterruptEndsAWait(t *testing.T) {
	hour := time.Hour
	h := NewHost([]string{os.Args[0], "behave", "hang"}, &hour)
	ctx, interrupt := context.WithCancel(context.Background())
	h.CloseWith(ctx)
	c, err := h.Start()
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(10*time.Millisecond, interrupt)
	if _, err := c.Call([]byte("{}")); err == nil {
		t.Error("an answer came")
	}
}
