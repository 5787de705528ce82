package cluster

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"raftlab/lab/labdir"
)

// tailBytes is how much of the end of a log is read.
const tailBytes = 64 << 10

// linesFrom returns the lines of a file from a place on, at most [tailBytes] of the end; none if it
// cannot be read.
func linesFrom(path string, from int64) []string {
	file, err := labdir.OpenRegular(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	if from > info.Size() {
		from = 0
	}
	data, err := io.ReadAll(io.NewSectionReader(file, max(from, info.Size()-tailBytes), tailBytes))
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
}

// lastLines returns the last lines of a file from a place on.
func lastLines(path string, from int64, n int) []string {
	lines := linesFrom(path, from)
	return lines[max(len(lines)-n, 0):]
}

// lastErrors returns why a member died, from what it said since it was started: its last complaints. Where
// it did not come so far as to have a log, the first lines say it, and its help follows.
func lastErrors(path string, from int64) []string {
	var complaints, plain []string
	for _, line := range linesFrom(path, from) {
		var said struct{ Level, Msg, Error string }
		if json.Unmarshal([]byte(line), &said) != nil {
			plain = append(plain, line)
			continue
		}
		if !slices.Contains([]string{"error", "fatal", "panic"}, said.Level) && !isReason(said.Msg, said.Error) {
			continue
		}
		text := said.Level + ": " + said.Msg
		if said.Error != "" {
			text += ": " + said.Error
		}
		if !slices.Contains(complaints, text) {
			complaints = append(complaints, text)
		}
	}
	if len(complaints) > 0 {
		return complaints[max(len(complaints)-3, 0):]
	}
	return plain[:min(len(plain), 1)]
}

// isReason reports whether a warning says why a member cannot go on: etcd warns of these, and ends without an error, or
// with another.
func isReason(message, problem string) bool {
	for _, reason := range []string{"permanently removed from the cluster", "certificate has expired", "no space left on device"} {
		if strings.Contains(message, reason) || strings.Contains(problem, reason) {
			return true
		}
	}
	return false
}

// quote appends lines to a message.
func quote(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&b, "\n    %.300s", line)
	}
	return b.String()
}
