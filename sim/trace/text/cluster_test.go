package text

import (
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// What nobody was there for is not told as if somebody had been.
func TestWhatMeansNobodyIsToldSo(t *testing.T) {
	for want, e := range map[string]trace.Event{
		"the network is in one part: n1 n2 n3": {Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1, 2, 3}}},
		"the network splits: n1 | n2 n3":       {Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1}, {2, 3}}},
		`command 1 "x" is refused: there is no leader to ask`: {Kind: trace.Client, ID: 1, Command: "x", Outcome: trace.RefusedNow,
			Reason: trace.NotLeader},
		`command 1 "x" is refused: not the leader`: {Kind: trace.Client, Node: 2, ID: 1, Command: "x", Outcome: trace.RefusedNow,
			Reason: trace.NotLeader},
	} {
		if got := strings.TrimSpace(print(Options{}, e)); !strings.HasSuffix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A step that changes nothing is told at the server that it meant, with the other end of a link.
func TestStepsThatChangeNothing(t *testing.T) {
	events := []trace.Event{
		{At: ms, Kind: trace.NoEffect, Fault: trace.Restart, Node: 2, Reason: trace.ServerRuns},
		{At: ms, Kind: trace.NoEffect, Fault: trace.CutLink, Node: 2, Peer: 3, Reason: trace.LinkIsCut},
		{At: ms, Kind: trace.NoEffect, Fault: trace.Resume, Reason: trace.ToNobody},
		{At: ms, Kind: trace.NoEffect, Fault: trace.HealNet, Reason: trace.NothingToHeal},
	}
	for l, want := range map[lang.Lang]string{
		lang.English: `    1.000 ms  n2  t0             restart: it runs, so nothing happens
    1.000 ms  n2  t0             link cut to n3: it is cut, so nothing happens
    1.000 ms                     resume: no server is meant, so nothing happens
    1.000 ms                     heal: no partition and no cut is in force, so nothing happens
`,
		lang.Chinese: `    1.000 ms  n2  t0             重启：它正在运行，什么也没发生
    1.000 ms  n2  t0             到 n3 的链路切断：它已被切断，什么也没发生
    1.000 ms                     恢复运行：没有指明任何服务器，什么也没发生
    1.000 ms                     网络恢复：没有分区，也没有被切断的链路，什么也没发生
`,
	} {
		if got := print(Options{Lang: l}, events...); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
