package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Every step that changes nothing says so, on which server, and why; and one that changes something does not.
func TestAStepThatChangesNothingSaysWhy(t *testing.T) {
	crash, restart := script.CrashAction{Nodes: nodes(2)}, script.RestartAction{Nodes: nodes(2)}
	pause, resume := script.PauseAction{Nodes: nodes(2)}, script.ResumeAction{Nodes: nodes(2)}
	split := script.PartitionAction{Groups: []script.Selector{nodes(1), nodes(2, 3)}}
	cut, open := script.CutAction{From: nodes(1), To: nodes(2)}, script.HealLinkAction{From: nodes(1), To: nodes(2)}
	slow := script.ClockAction{Nodes: nodes(2), Rate: 900_000}
	late := network.Settings{Latency: chance.Fixed(20 * ms)}
	five := chance.Fixed(5 * ms)
	wait := script.Range{Min: time.Second, Max: 2 * time.Second}
	lose, forget := script.DiskAction{Nodes: nodes(2), Fault: trace.LoseUnsynced}, script.DiskAction{Nodes: nodes(2), Fault: trace.ForgetHardState}
	honest := script.DiskAction{Nodes: nodes(2), Fault: trace.HonestDisk}
	for name, c := range map[string]struct {
		do   []script.Action // at 100, 110, 120 ms and so on; the last one changes nothing
		want string
	}{
		"crash, down":          {[]script.Action{crash, crash}, "crash n2 server_down"},
		"restart, runs":        {[]script.Action{crash, restart, restart}, "restart n2 server_runs"},
		"restart, paused":      {[]script.Action{pause, restart}, "restart n2 server_paused"},
		"pause, down":          {[]script.Action{crash, pause}, "pause n2 server_down"},
		"pause, paused":        {[]script.Action{pause, pause}, "pause n2 server_paused"},
		"resume, runs":         {[]script.Action{pause, resume, resume}, "resume n2 not_paused"},
		"resume, down":         {[]script.Action{pause, crash, resume}, "resume n2 server_down"},
		"nobody crashed":       {[]script.Action{script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}}}, "restart  to_nobody"},
		"nobody paused":        {[]script.Action{script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}}}, "resume  to_nobody"},
		"no old leader":        {[]script.Action{script.CompactAction{Nodes: script.Selector{Kind: script.OldLeader}}}, "compact  to_nobody"},
		"no link":              {[]script.Action{script.CutAction{From: nodes(1), To: nodes(1)}}, "cut  to_nobody"},
		"timeout, leads":       {[]script.Action{script.TimeoutAction{Nodes: nodes(1)}}, "timeout n1 leads"},
		"timeout, down":        {[]script.Action{crash, script.TimeoutAction{Nodes: nodes(2)}}, "timeout n2 server_down"},
		"timeout, paused":      {[]script.Action{pause, script.TimeoutAction{Nodes: nodes(2)}}, "timeout n2 server_paused"},
		"partition again":      {[]script.Action{split, split}, "partition  as_before"},
		"heal again":           {[]script.Action{split, script.HealAction{}, script.HealAction{}}, "heal  nothing_to_heal"},
		"cut again":            {[]script.Action{cut, cut}, "cut n1 n2 link_is_cut"},
		"open link":            {[]script.Action{cut, open, open}, "heal_link n1 n2 link_open"},
		"network again":        {[]script.Action{script.NetworkAction{Settings: late}, script.NetworkAction{Settings: late}}, "network  as_before"},
		"link again":           {[]script.Action{script.NetworkAction{Settings: late}, script.LinkAction{From: nodes(1), To: nodes(2), Settings: late}}, "link n1 n2 as_before"},
		"clock again":          {[]script.Action{slow, slow}, "clock n2 as_before"},
		"timeouts of a leader": {[]script.Action{script.ElectionTimeoutAction{Nodes: nodes(1), Range: wait}, script.ElectionTimeoutAction{Nodes: nodes(1), Range: wait}}, "election_timeout n1 as_before"},
		"disk lies again":      {[]script.Action{lose, lose}, "disk n2 as_before"},
		"disk forgets again":   {[]script.Action{forget, forget}, "disk n2 as_before"},
		"disk honest again":    {[]script.Action{lose, honest, honest}, "disk n2 as_before"},
		"fsync again":          {[]script.Action{script.DiskAction{Nodes: nodes(2), Fsync: &five}, script.DiskAction{Nodes: nodes(2), Fsync: &five}}, "disk n2 as_before"},
		"shorter stall":        {[]script.Action{script.DiskAction{Nodes: nodes(2), Stall: time.Second}, script.DiskAction{Nodes: nodes(2), Stall: ms}}, "disk n2 as_before"},
		"nothing to compact":   {[]script.Action{script.CompactAction{Nodes: nodes(1)}, script.CompactAction{Nodes: nodes(1)}}, "compact n1 nothing_applied"},
		"compact, down":        {[]script.Action{crash, script.CompactAction{Nodes: nodes(2)}}, "compact n2 server_down"},
	} {
		t.Run(name, func(t *testing.T) {
			var steps []script.Step
			for i, do := range c.do {
				steps = append(steps, script.Step{At: time.Duration(100+10*i) * ms, Do: do})
			}
			last := len(steps) + 1 // led has one before them
			r := run(t, led(3, 200*ms, steps...), 1)
			var told []string
			for _, e := range r.where(trace.NoEffect) {
				if e.Step != last || e.At != steps[len(steps)-1].At {
					t.Errorf("told of step %d at %v", e.Step, e.At)
				}
				words := e.Fault.String() + " " + e.Node.String()
				if e.Peer != 0 {
					words += " " + e.Peer.String()
				}
				told = append(told, fmt.Sprint(words, " ", e.Reason))
			}
			if !slices.Equal(told, []string{c.want}) {
				t.Errorf("told %q, want %q", told, c.want)
			}
			if slices.ContainsFunc(r.where(trace.FaultMade), func(e trace.Event) bool { return e.Step == last }) {
				t.Error("the step is told as done, too")
			}
		})
	}
}
