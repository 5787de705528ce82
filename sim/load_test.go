package sim_test

import (
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// load is what a steady stream of commands cost.
type load struct {
	sent      int // messages that servers handed to the network
	committed int // commands of which the client learned that they are committed
}

func (l *load) Observe(e *trace.Event) {
	switch {
	case e.Kind == trace.Sent:
		l.sent++
	case e.Kind == trace.Client && e.Outcome == trace.CommittedOK:
		l.committed++
	}
}

// loadOf runs commands at a steady rate for 20 seconds, and some seconds more.
func loadOf(t *testing.T, e engine.Engine, network network.Settings, perSecond int, set func(*script.Script)) *load {
	t.Helper()
	const begin, lasts = time.Second, 20 * time.Second
	s := newScript(5, begin+lasts+4*time.Second, script.Step{At: begin, Do: script.ProposeAction{Command: "x",
		Count: perSecond * int(lasts/time.Second), Every: time.Second / time.Duration(perSecond)}})
	s.Cluster.Network = network
	s.Cluster.ElectionTimeout = script.Range{Min: time.Second, Max: 2 * time.Second}
	if set != nil {
		set(s)
	}
	l := &load{}
	if err := sim.New(e).Run(s, 1, l); err != nil {
		t.Fatal(err)
	}
	return l
}

// Under a steady load the textbook engine sends at most 1.3 times as many messages for a command as etcd, also
// where an answer takes longer than a heartbeat, messages are lost, or a follower is down.
func TestMessagesPerCommand(t *testing.T) {
	uniform := func(from, to time.Duration) network.Settings {
		return network.Settings{Latency: chance.Uniform(from, to)}
	}
	lossy := uniform(5*ms, 15*ms)
	lossy.Loss, lossy.Duplicate = chance.Share(50_000), chance.Share(20_000)
	for name, c := range map[string]struct {
		network network.Settings
		set     func(*script.Script)
	}{
		"a network as usual":   {uniform(5*ms, 15*ms), nil},
		"answers take 2 beats": {uniform(40*ms, 60*ms), nil},
		"answers take 5 beats": {uniform(100*ms, 150*ms), nil},
		"messages are lost":    {lossy, nil},
		"a follower is down": {uniform(5*ms, 15*ms), func(s *script.Script) {
			s.Steps = append(s.Steps, script.Step{At: time.Second + ms, Do: script.CrashAction{Nodes: kind(script.AFollower)}})
		}},
		"one entry at a time":    {uniform(5*ms, 15*ms), func(s *script.Script) { s.Cluster.SingleAppend = true }},
		"the disk takes a while": {uniform(5*ms, 15*ms), func(s *script.Script) { s.Cluster.Fsync = chance.Uniform(0, 30*ms) }},
	} {
		t.Run(name, func(t *testing.T) {
			for _, perSecond := range []int{10, 40, 60, 80, 100} {
				etcd := loadOf(t, etcdraft.Engine{}, c.network, perSecond, c.set)
				paper := loadOf(t, textbook.Engine{}, c.network, perSecond, c.set)
				if float64(paper.sent)*float64(etcd.committed) > 1.3*float64(etcd.sent)*float64(paper.committed) {
					t.Errorf("%d commands a second: %d messages for %d commands, etcd %d for %d",
						perSecond, paper.sent, paper.committed, etcd.sent, etcd.committed)
				}
			}
		})
	}
}
