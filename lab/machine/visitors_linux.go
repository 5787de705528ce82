package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
)

// Visitor is a program that came in by the door.
type Visitor struct {
	PID      int // as it is seen outside
	Command  string
	Terminal string // "" if it has none
}

// String names the program, its process and its terminal: bash, process 4711 at pts/0.
func (v Visitor) String() string {
	if v.Terminal == "" {
		return fmt.Sprintf("%s, process %d", v.Command, v.PID)
	}
	return fmt.Sprintf("%s, process %d at %s", v.Command, v.PID, v.Terminal)
}

// Visitors returns the programs that came in by the door and are still there: they are in the machine, and who
// started them is not.
func Visitors(h *labdir.Dir) ([]Visitor, error) {
	first, err := Find(h)
	if err != nil {
		return nil, err
	}
	inside, err := insideOf(first)
	if err != nil {
		return nil, err
	}
	var visitors []Visitor
	for pid, s := range inside {
		if _, hasParent := inside[s.parent]; !hasParent && pid != first.PID && !s.ended {
			visitors = append(visitors, Visitor{pid, s.command, terminalName(s.terminal)})
		}
	}
	return visitors, nil
}

// insideOf returns the processes of a machine, by their numbers outside.
func insideOf(first process.Process) (map[int]stat, error) {
	machine, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", first.PID))
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	inside := map[int]stat{}
	for _, entry := range list {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if space, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", pid)); err == nil && space == machine {
			if s, ok := statOf(pid); ok {
				inside[pid] = s
			}
		}
	}
	return inside, nil
}

// wakeDoors lets the commands go on by which programs came in, where they were stopped as Ctrl-Z does it. A machine
// has not ended before each of its processes was waited for, and they are who waits for those.
func wakeDoors(first process.Process) {
	inside, err := insideOf(first)
	if err != nil {
		return // it has ended
	}
	for pid, s := range inside {
		if _, hasParent := inside[s.parent]; !hasParent && pid != first.PID && s.parent > 1 {
			syscall.Kill(s.parent, syscall.SIGCONT)
		}
	}
}

type stat struct {
	command          string
	ended            bool // and nobody has waited for it yet
	parent, terminal int
}

// statOf reads /proc/PID/stat, see proc_pid_stat(5); false if there is no such process.
func statOf(pid int) (s stat, ok bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return s, false
	}
	text := string(data)
	begin, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	fields := strings.Fields(text[end+1:])
	if begin < 0 || len(fields) < 5 {
		return s, false
	}
	s.command, s.ended = text[begin+1:end], fields[0] == "Z"
	s.parent, _ = strconv.Atoi(fields[1])
	s.terminal, _ = strconv.Atoi(fields[4])
	return s, true
}

// terminalName returns the name of a terminal by its device number.
func terminalName(device int) string {
	if device == 0 {
		return ""
	}
	major, minor := unix.Major(uint64(device)), unix.Minor(uint64(device))
	if major >= 136 && major <= 143 { // the terminals of programs
		return filepath.Join("/dev/pts", strconv.Itoa(int(minor)))
	}
	return fmt.Sprintf("terminal %d:%d", major, minor)
}

// Identity tells directories apart, also of equal names; "" for one that is not there.
func Identity(dir string) string {
	var found unix.Stat_t
	if unix.Stat(dir, &found) != nil {
		return ""
	}
	return fmt.Sprintf("%d:%d", found.Dev, found.Ino)
}
