package process

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
)

// boot identifies this boot of the machine.
var boot = sync.OnceValue(func() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "unknown boot"
	}
	return strings.TrimSpace(string(id))
})

// look reads /proc/PID/stat (proc_pid_stat(5)): field 3 is the state, field 20 the number of threads,
// field 22 the time of birth in clock ticks since boot. Field 2, the name, is in parentheses and may
// hold anything.
func look(pid int) (state, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return state{}, ErrGone
	}
	text := string(data)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return state{}, ErrGone
	}
	letter, threads, born := fields[0], fields[17], fields[19]
	// The first thread may have ended before the others; until the last one has, files are open and
	// ports are taken.
	if strings.ContainsAny(letter, "ZX") && (threads == "1" || threads == "0") {
		return state{}, ErrGone
	}
	return state{born: boot() + " " + born, paused: strings.ContainsAny(letter, "Tt")}, nil
}

// Child is how the supervisor's children are started: they are killed by the system when the thread
// that started them ends, so no member outlives its supervisor. The caller must lock its thread.
func Child() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// Executable is the program that runs, even after its file was moved or replaced.
func Executable() (string, error) { return "/proc/self/exe", nil }
