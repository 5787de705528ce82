package scenarios

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// The logs of a file are on the disks, all servers begin in the highest term, and the settings are read back as they are written.
func TestServersBeginWithLogs(t *testing.T) {
	s := mustLoad(t, "cluster: {nodes: 3, logs: {n2: [1, 1, 3], n1: [1]}}")
	const written = "{n1: [1], n2: [1, 1, 3]}"
	diff(t, (&trace.Header{Parameters: s.Parameters()}).Parameter("logs"), written)
	again := mustLoad(t, "cluster: {nodes: 3}")
	if again.Digest() == s.Digest() {
		t.Error("the digest does not tell the logs")
	}
	err := again.Set([]string{"logs=" + written})
	diff(t, err, error(nil))
	diff(t, again.Script(), s.Script())
	for _, server := range run(t, s, 1).Servers {
		if server.Bands[0].Term != 3 {
			t.Errorf("%v begins in term %d", server.Node, server.Bands[0].Term)
		}
	}
}

func TestWrongLogs(t *testing.T) {
	for logs, want := range map[string]string{
		"[1, 2]":             "logs holds the terms of entries by server",
		"{n4: [1]}":          "n4",
		"{n1: 3}":            "a log is a list of at most 100 terms",
		"{n1: [2, 1]}":       "term 1 follows term 2, and the terms of a log never fall",
		"{n1: [0]}":          "0 is not a possible number of a term",
		"{n1: [1], n1: [2]}": "n1",
	} {
		_, err := Load("test.yaml", []byte("name: test\nuntil: 1s\ncluster: {nodes: 3, logs: "+logs+"}\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", logs, err, want)
		}
	}
}
