package program

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/supervisor"
)

// journalctl shows the log of a unit: kubelet, which the supervisor plays, or etcd.
func (s *standIn) journalctl() int {
	unit, lines, followOn := "kubelet", 0, false
	for i := 0; i < len(s.args); i++ {
		word, value, joined := strings.Cut(s.args[i], "=")
		next := func() string {
			if joined {
				return value
			}
			i++
			if i < len(s.args) {
				return s.args[i]
			}
			return ""
		}
		switch {
		case word == "-u" || word == "--unit" || strings.HasSuffix(word, "u") && strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--"):
			unit = strings.TrimSuffix(next(), ".service")
		case strings.HasPrefix(word, "-u"):
			unit = strings.TrimSuffix(word[2:], ".service")
		case word == "-n" || word == "--lines":
			lines, _ = strconv.Atoi(next())
		case word == "--since" || word == "--until" || word == "-p" || word == "-o":
			next()
		case word == "-f" || word == "--follow" || word == "-fu":
			followOn = true
		}
	}
	file := map[string]string{"kubelet": s.home.SupervisorLog(), "etcd": s.home.Log(s.host)}[unit]
	if file == "" {
		fmt.Println("-- No entries --")
		return 0
	}
	if followOn {
		return s.followJournal(unit, file, cmp.Or(lines, 10)).code
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, line := range s.journal(unit, file, lines) {
		fmt.Fprintln(out, line)
	}
	return 0
}

// journal returns the last lines of a unit on this host, or all.
func (s *standIn) journal(unit, file string, last int) (lines []string) {
	for _, line := range lastLogLines(file, 0, 0, 0) {
		if entry, own := s.journalEntry(unit, line); own {
			lines = append(lines, entry)
		}
	}
	if last > 0 {
		lines = lines[max(0, len(lines)-last):]
	}
	return lines
}

// journalEntry returns a line of a log as the journal of this host has it, unless it is another host's.
func (s *standIn) journalEntry(unit, line string) (entry string, own bool) {
	if unit != "kubelet" {
		return journalLine(s.host, unit, line), true
	}
	kubelet := s.host
	if s.home.Mode == labdir.Loopback { // there is one
		kubelet = labdir.First
	}
	line, own = supervisor.OfHost(kubelet, line)
	return journalLine(s.host, unit, line), own
}

// followJournal prints the last lines of a unit on this host, and those that are written from then on.
func (s *standIn) followJournal(unit, file string, last int) outcome {
	for _, line := range s.journal(unit, file, last) {
		fmt.Println(line)
	}
	lines, written := io.Pipe()
	defer written.Close()
	go func() {
		for in := bufio.NewScanner(lines); in.Scan(); {
			if entry, own := s.journalEntry(unit, in.Text()); own {
				fmt.Println(entry)
			}
		}
		lines.Close()
	}()
	return ended(runChild(&exec.Cmd{Path: "/usr/bin/tail", Args: []string{"tail", "-n", "0", "-f", file}, Env: s.env, Stdout: written, Stderr: os.Stderr}))
}

// longestLog is how much of the end of a log is shown.
const longestLog = 8 << 20

// lastLogLines returns the lines of a log from one place to another, or the last few of them. To the end is to 0.
func lastLogLines(file string, from, to int64, last int) []string {
	in, err := labdir.OpenRegular(file)
	if err != nil {
		return nil
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil
	}
	if to == 0 || to > info.Size() {
		to = info.Size()
	}
	if from > to {
		from = 0
	}
	from = max(from, to-longestLog)
	data, err := io.ReadAll(io.NewSectionReader(in, from, to-from))
	if err != nil || len(data) == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	if last > 0 {
		lines = lines[max(0, len(lines)-last):]
	}
	return lines
}

// journalLine writes a line of a log as the journal of a host has it.
func journalLine(host, unit, line string) string {
	at, text := time.Time{}, line
	var entry struct{ TS string }
	if len(line) > 26 {
		if t, err := time.ParseInLocation("2006/01/02 15:04:05.000000", line[:26], time.Local); err == nil {
			at, text = t, line[27:]
		}
	}
	if json.Unmarshal([]byte(line), &entry) == nil {
		if t, err := time.Parse("2006-01-02T15:04:05.999999Z0700", entry.TS); err == nil {
			at = t.Local()
		}
	}
	if at.IsZero() {
		return line
	}
	return fmt.Sprintf("%s %s %s: %s", at.Format("Jan 02 15:04:05"), host, unit, text)
}
