package scenarios

import (
	"strings"
	"testing"
)

const digested = `
name: test
title: {en: A, zh: 甲}
cluster:
  heartbeat: 50ms
  network: {latency: 5ms-15ms}
steps:
  - {at: 1s, crash: leader, note: {en: a, zh: 甲}}
  - {when: leader elected, after: 500ms, restart: crashed}
until: 3s
expect:
  - terms: 2
`

func digestOf(t *testing.T, source string) string {
	t.Helper()
	s, err := Load("test.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return s.Digest()
}

func TestDigestStaysTheSame(t *testing.T) {
	want := digestOf(t, digested)
	for what, edit := range map[string][]string{
		"name":         {"name: test", "name: other"},
		"title":        {"zh: 甲}\ncluster", "zh: 乙}\ncluster"},
		"lesson":       {"steps:", "lesson: words\nsteps:"},
		"expectation":  {"terms: 2", "terms: 3"},
		"comment":      {"steps:", "steps: # what happens"},
		"form":         {"{at: 1s, crash: leader,", "{crash: [leader], at: 1000ms,"},
		"default":      {"heartbeat: 50ms", "nodes: 5"},
		"measure":      {"until: 3s", "until: 3s\nmeasure: {from: crash, to: leader}"},
		"other words":  {"when: leader elected", "when: any elected"},
		"unit":         {"after: 500ms", "after: 0.5s"},
		"more default": {"cluster:", "cluster:\n  voters: all"},
	} {
		edited := strings.Replace(digested, edit[0], edit[1], 1)
		if edited == digested {
			t.Fatalf("%s: nothing was edited", what)
		}
		if digestOf(t, edited) != want {
			t.Errorf("%s changes the digest", what)
		}
	}
	s, _ := Load("test.yaml", []byte(digested))
	if err := s.Set([]string{"heartbeat=20ms"}); err != nil || s.Digest() != want {
		t.Errorf("an override changes the digest: %v", err)
	}
}

// TestDigestTellsScriptsApart: no two of these steps do the same.
func TestDigestTellsScriptsApart(t *testing.T) {
	seen := map[string]string{}
	for _, step := range []string{
		"at: 1s, note: a", "at: 2s, note: a", "at: 1s, note: b", "at: 1s, note: {en: a, zh: b}",
		"when: leader elected, note: a", "when: leader elected, after: 5ms, note: a", "when: n1 elected, note: a",
		"when: leader lost, note: a", "when: n1 appends 3, note: a", "when: n1 appends 4, note: a",
		"when: n1 commits 4, note: a", "when: n1 reaches term 4, note: a", "when: n1 reaches term 5, note: a",
		"at: 1s, crash: n1", "at: 1s, crash: n2", "at: 1s, crash: [n1, n2]", "at: 1s, crash: leader", "at: 1s, crash: [leader, n1]",
		"at: 1s, pause: n1", "at: 1s, compact: n1", "at: 1s, timeout: n1", "at: 1s, transfer: n1",
		"at: 1s, partition: [[n1], [n2, n3]]", "at: 1s, partition: [[n1, n2], [n3]]", "at: 1s, isolate: n1",
		"at: 1s, cut: {from: n1, to: n2}", "at: 1s, cut: {from: n2, to: n1}",
		"at: 1s, network: {latency: 1ms}", "at: 1s, network: {loss: 1%}", "at: 1s, network: {duplicate: 1%}",
		"at: 1s, link: {from: n1, to: n2, loss: 1%}", "at: 1s, link: {from: n2, to: n1, loss: 1%}", "at: 1s, link: {from: n1, to: n2, latency: 1ms}",
		"at: 1s, clock: {node: n1, rate: 1.1}", "at: 1s, clock: {node: n1, rate: 1.2}", "at: 1s, clock: {node: n2, rate: 1.2}",
		"at: 1s, election_timeout: {node: n1, range: 200ms-300ms}", "at: 1s, election_timeout: {node: n1, range: 200ms-301ms}",
		"at: 1s, election_timeout: {node: n2, range: 200ms-300ms}",
		"at: 1s, disk: {node: n1, fault: none}", "at: 1s, disk: {node: n1, fault: lose log}", "at: 1s, disk: {node: n1, fsync: 1ms}",
		"at: 1s, disk: {node: n1, fault: none, fsync: 1ms}", "at: 1s, disk: {node: n1, stall: 1ms}", "at: 1s, disk: {node: n2, fault: none}",
		"at: 1s, propose: a", "at: 1s, propose: b", "at: 1s, propose: {command: a, to: n1}", "at: 1s, propose: {command: a, count: 2}",
		"at: 1s, propose: {command: a, count: 2, every: 1ms}",
		"at: 1s, change: {add: n4}", "at: 1s, change: {learn: n4}", "at: 1s, change: {remove: n4}", "at: 1s, change: {add: n4, joint: true}",
	} {
		digest := mustLoad(t, "steps:", "  - {"+step+"}").Digest()
		if other, ok := seen[digest]; ok {
			t.Errorf("%q and %q have the same digest", step, other)
		}
		seen[digest] = step
	}
}

// TestDigestTellsClustersApart: changing any setting changes the digest.
func TestDigestTellsClustersApart(t *testing.T) {
	seen := map[string]string{mustLoad(t).Digest(): "nothing"}
	for _, setting := range []string{"nodes: 3", "voters: [n1]", "learners: [n5]", "election_timeout: 150ms-301ms", "heartbeat: 49ms",
		"tick: 50us", "pre_vote: true", "check_quorum: true", "single_append: true", "network: {latency: 5ms-16ms}", "network: {loss: 1%}",
		"network: {duplicate: 1%}", "links: [{from: n1, to: n2, latency: 1ms}]", "links: [{from: n2, to: n1, latency: 1ms}]",
		"disk: {fsync: 2ms}", "node: {n1: {clock: 2}}", "node: {n2: {clock: 2}}", "node: {n1: {fsync: 2ms}}",
		"node: {n1: {election_timeout: 200ms}}"} {
		digest := mustLoad(t, "cluster: {"+setting+"}").Digest()
		if other, ok := seen[digest]; ok {
			t.Errorf("%q and %q have the same digest", setting, other)
		}
		seen[digest] = setting
	}
	if digestOf(t, "name: test\nuntil: 3s\n") == digestOf(t, "name: test\nuntil: 4s\n") {
		t.Error("the end of the run does not change the digest")
	}
}
