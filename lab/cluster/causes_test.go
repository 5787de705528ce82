package cluster

import (
	"strings"
	"testing"

	"raftlab/lab/manifest"
)

// What a member says when it ends, or does not say while it runs, tells whether its data is good.
func TestCausesInData(t *testing.T) {
	for said, bad := range map[string]bool{
		"error: bootstrap failed: walpb: crc mismatch: expected: ba09caac computed: 48fa21e8": true,
		"panic: failed to open database: version mismatch":                                    true,
		"panic: runtime error: invalid memory address or nil pointer dereference":             true,
		"panic: assertion failed: page 39: has unexpected type/flags: 7d":                     true,
		"unexpected fault address 0x7f3008027000":                                             true,
		"fatal: listener failed: tls: failed to find any PEM data in key input":               false,
		"flag provided but not defined: -quota":                                               false,
	} {
		if got := damaged([]string{"", said}); strings.Contains(got, "data directory is damaged") != bad {
			t.Errorf("%s: %q", said, got)
		}
	}
	const alone, three, leads, waits = `{"msg":"a1 switched to configuration voters=(a1)"}`, `{"msg":"a1 switched to configuration voters=(a1 a2 a3)"}`,
		`{"msg":"a1 became leader at term 3"}`, `{"msg":"failed to publish local member to cluster through raft"}`
	for _, c := range []struct {
		log []string
		bad bool
	}{{[]string{alone, leads, waits}, true}, {[]string{three, leads, waits}, false}, {[]string{alone, waits}, false}, {[]string{alone, waits, leads}, false}, {nil, false}} {
		if got := stalled(c.log); strings.Contains(got, "carries out nothing") != c.bad {
			t.Errorf("%q: %q", c.log, got)
		}
	}
}

func TestListensWithoutTLS(t *testing.T) {
	for arg, plain := range map[string]bool{
		"--listen-client-urls=https://127.0.0.1:2379,http://192.168.128.11:2379": true,
		"--listen-client-urls=https://127.0.0.1:2379":                            false,
		"--listen-metrics-urls=http://127.0.0.1:2381":                            false,
	} {
		if got := withoutTLS(&manifest.Pod{Args: []string{arg}}); (got != "") != plain {
			t.Errorf("%s: %q", arg, got)
		}
	}
}
