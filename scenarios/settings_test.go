package scenarios

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

func TestSet(t *testing.T) {
	for override, want := range map[string]trace.Parameter{
		"nodes=3":                      {Key: "nodes", Value: "3"},
		"voters=[n1, n2]":              {Key: "voters", Value: "[n1, n2]"},
		"voters=n1 n2":                 {Key: "voters", Value: "[n1, n2]"},
		"election_timeout=160ms-170ms": {Key: "election_timeout", Value: "160ms-170ms"},
		"network.latency=0ms-9ms":      {Key: "network.latency", Value: "0ms-9ms"},
		"network={loss: 3%}":           {Key: "network.loss", Value: "3%"},
		"node.n2.clock=1.2":            {Key: "node.n2.clock", Value: "1.2"},
		"max_events=5000000":           {Key: "max_events", Value: "5000000"},
		"pre_vote=true":                {Key: "pre_vote", Value: "true"},
		"disk.fsync=normal 3ms 1ms":    {Key: "disk.fsync", Value: "normal 3ms 1ms"},
		"links=[{from: n1, to: n2, loss: 5%}]": {Key: "links",
			Value: "[{from: n1, to: n2, latency: 5ms-15ms, loss: 5%, duplicate: 0%}]"},
	} {
		t.Run(override, func(t *testing.T) {
			s := mustLoad(t, "steps: [{at: 1s, crash: n1}]")
			before := s.Script().Steps
			if err := s.Set([]string{override}); err != nil {
				t.Fatal(err)
			}
			header := trace.Header{Parameters: s.Parameters()}
			diff(t, header.Parameter(want.Key), want.Value)
			diff(t, s.Script().Steps, before)
			diff(t, s.Overrides(), []string{override})
		})
	}
}

func TestSetRefuses(t *testing.T) {
	for override, want := range map[string]string{
		"network.latency=15":    `--set network.latency=15: duration "15" has no unit (write 15ms)`,
		"network.latncy=15ms":   `--set network.latncy=15ms: network has no key "latncy" (did you mean latency?)`,
		"tik=1ms":               `--set tik=1ms: cluster has no key "tik" (did you mean tick?)`,
		"tick":                  `--set tick: write key=value, as heartbeat=20ms`,
		"=5ms":                  `--set =5ms: write key=value, as heartbeat=20ms`,
		"heartbeat.n1=5ms":      `--set heartbeat.n1=5ms: duration is a single value (write 150ms)`,
		"max_events=1k":         `--set max_events=1k: "1k" is not a number of events (write 1000)`,
		"max_events=2_500m":     `--set max_events=2_500m: "2_500m" is not a number of events (write 2500000000)`,
		"max_events=0":          `--set max_events=0: 0 is not a possible number of events (write 1 to 9223372036854775807)`,
		"heartbeat=":            `--set heartbeat=: duration is a single value (write 150ms)`,
		"heartbeat=400ms":       `--set heartbeat=400ms: heartbeat 400ms is not below the least election timeout 150ms: followers would not wait for it (write a third of it or less)`,
		"election_timeout=40ms": `--set election_timeout=40ms: heartbeat 50ms is not below the least election timeout 40ms: followers would not wait for it (write a third of it or less)`,
		"node.n9.clock=1":       `--set node.n9.clock=1: n9 does not exist (the cluster has n1 to n5)`,
		"voters=[n1":            `--set voters=[n1: not YAML: did not find expected ',' or ']' while parsing a flow sequence (put a comma between items, and close the list)`,
		"nodes=3":               `test.yaml:4:25: n4 does not exist (the cluster has n1 to n3)`,
	} {
		t.Run(override, func(t *testing.T) {
			s := mustLoad(t, "cluster: {heartbeat: 50ms}", "steps: [{at: 1s, crash: n4}]")
			before := s.Script()
			err := s.Set([]string{"pre_vote=true", override})
			if err == nil {
				t.Fatal("it was accepted")
			}
			diff(t, err.Error(), want)
			diff(t, s.Script(), before)
			diff(t, len(s.Overrides()), 0)
		})
	}
}

// TestSetReachesWhatRestsOnIt: links and steps take from the network what they do not set.
func TestSetReachesWhatRestsOnIt(t *testing.T) {
	s := mustLoad(t, "cluster: {links: [{from: n1, to: n2, latency: 50ms}]}", "steps: [{at: 1s, network: {latency: 9ms}}]")
	if err := s.Set([]string{"network.loss=7%"}); err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	diff(t, script.Cluster.Links[0].Loss.String(), "7%")
	if got := canonical(&script); !strings.Contains(got, "network latency 9ms, loss 7%") {
		t.Error(got)
	}
}

func TestLaterOverrideWins(t *testing.T) {
	s := mustLoad(t)
	if err := s.Set([]string{"heartbeat=10ms", "heartbeat=20ms"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Set([]string{"heartbeat=30ms"}); err != nil {
		t.Fatal(err)
	}
	diff(t, s.Script().Cluster.Heartbeat, 30*ms)
	diff(t, s.Overrides(), []string{"heartbeat=10ms", "heartbeat=20ms", "heartbeat=30ms"})
}

const everySetting = `
cluster:
  nodes: 4
  voters: [n1, n2]
  learners: [n3]
  election_timeout: 100ms-200ms
  heartbeat: 20ms
  tick: 50us
  timer_slack: 150us
  pre_vote: true
  check_quorum: true
  single_append: true
  network: {latency: 95% near 5ms-15ms | 5% far exponential 80ms, loss: 1.25%, duplicate: 2%}
  links: [{from: n1, to: n2, latency: 50ms}]
  disk: {fsync: normal 2ms 1ms}
  node: {n2: {election_timeout: 150ms-150ms, clock: 0.9, fsync: 5ms}, n4: {clock: 2}}`

// TestParametersAreOverrides: what the header of a trace says makes the same cluster again.
func TestParametersAreOverrides(t *testing.T) {
	s, again := mustLoad(t, everySetting), mustLoad(t)
	var overrides []string
	for _, p := range s.Parameters() {
		overrides = append(overrides, p.Key+"="+p.Value)
	}
	if err := again.Set(overrides); err != nil {
		t.Fatal(err)
	}
	diff(t, again.Script().Cluster, s.Script().Cluster)
}

// TestKeysCoverParameters: every setting that is told can be completed and set.
func TestKeysCoverParameters(t *testing.T) {
	s := mustLoad(t, everySetting)
	keys := map[string]bool{}
	for _, key := range s.Keys() {
		keys[key] = true
	}
	for _, p := range s.Parameters() {
		if !keys[p.Key] {
			t.Errorf("%s cannot be completed", p.Key)
		}
	}
}
