package schedule

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Swarm returns a schedule of a swarm: it draws first which kinds of faults there are at all, and how often each of them, and then
// the faults. Schedules that have few kinds find what those that have a little of everything do not. Most are staged: no election
// timer expires unless the schedule makes it, and messages take equally long but for those that it delays.
//
// It has what an engine of these features can run. With lies some disks break their promise, and then Raft need not keep its own.
func Swarm(seed uint64, has engine.Features, lies bool) *script.Script {
	s := &swarm{dice: newDice(seed, "swarm"), has: has, lies: lies}
	if isEcho(seed) {
		s.drawEcho()
		s.script = &script.Script{Cluster: s.cluster}
		return s.fillLate(s.echo)
	}
	if isOvertaken(seed) {
		s.drawEcho()
		s.script = &script.Script{Cluster: s.cluster}
		return s.fillLate(s.overtaken)
	}
	if isReform(seed, has) {
		s.drawReform()
		s.script = &script.Script{Cluster: s.cluster}
		return s.fillReform()
	}
	s.drawCluster()
	s.leaveOutSettings()
	s.script = &script.Script{Cluster: s.cluster}
	return s.fill(0)
}

// leaveOutSettings takes away those that the engine does not have.
func (s *swarm) leaveOutSettings() {
	c := &s.cluster
	c.PreVote = c.PreVote && s.has&engine.PreVote != 0
	c.CheckQuorum = c.CheckQuorum && s.has&engine.CheckQuorum != 0
	if c.Nodes == 1 && s.has&engine.OneServer == 0 {
		c.Nodes = 3
	}
}

// Around returns the schedule of a swarm on the cluster of a script, whose steps it keeps.
func Around(base *script.Script, seed uint64, has engine.Features, lies bool) *script.Script {
	s := &swarm{dice: newDice(seed, "swarm"), has: has, lies: lies}
	s.cluster = base.Cluster
	s.script = &script.Script{Cluster: base.Cluster}
	drawn := s.fill(base.Until)
	return merged(base, drawn)
}

// merged returns the steps of both in the order of time. Those that wait for events stay behind the step that they wait behind.
func merged(base, drawn *script.Script) *script.Script {
	all := &script.Script{Cluster: base.Cluster, Until: max(base.Until, drawn.Until), MaxEvents: base.MaxEvents}
	rest := drawn.Steps
	for _, step := range base.Steps {
		for step.When.Kind == 0 && len(rest) > 0 && rest[0].At < step.At {
			all.Steps, rest = append(all.Steps, rest[0]), rest[1:]
		}
		all.Steps = append(all.Steps, step)
	}
	all.Steps = append(all.Steps, rest...)
	return all
}

// swarm draws one schedule.
type swarm struct {
	*dice
	has     engine.Features
	lies    bool
	staged  bool // no election timer expires by itself
	dynasty bool // there are reigns, and little else
	bloody  bool // that often end with a crash
	script  *script.Script
	now     time.Duration
	gap     uint64 // milliseconds between steps, on the average half of it
	weights [kindCount]uint64
	total   uint64
	name    byte           // of the last command
	actors  []trace.NodeID // who stands in a reign
	turn    int            // of the actors
	before  trace.NodeID   // the last of them
}

// kind is a kind of what a swarm does.
type kind int

const (
	reign kind = iota // a server is elected among those that a partition leaves it
	elect             // a server stands
	commands
	crashes
	pauses
	partitions
	cuts
	late // messages of one direction arrive much later than they should
	slowDisks
	stalls
	clocks
	timeouts
	losses
	transfers
	changes
	compactions
	comebacks
	lyingDisks
	undo // what can be undone is
	kindCount
)

// fill draws the steps. With an end it ends with that, else when it has done enough.
func (s *swarm) fill(until time.Duration) *script.Script {
	s.drawWeights()
	s.gap = [...]uint64{10, 20, 40, 80, 160}[s.below(5)]
	steps := int(6 + s.below(40))
	if s.staged {
		s.at(10*ms, script.TimeoutAction{Nodes: s.named(s.server())})
		s.now = 100 * ms
	}
	for len(s.script.Steps) < steps && (until == 0 || s.now < until) {
		s.now += ms + s.upTo(s.gap)
		s.draw()
	}
	s.script.Until = max(s.now, until) + 300*ms
	slices.SortStableFunc(s.script.Steps, func(a, b script.Step) int { return int(a.At - b.At) })
	return s.script
}

func (s *swarm) drawWeights() {
	for k := range s.weights {
		if s.oneIn(2) {
			s.weights[k] = 1 << s.below(4)
		}
	}
	if s.dynasty {
		s.weights = [kindCount]uint64{reign: 8, late: s.below(2)}
		s.total = s.weights[reign] + s.weights[late]
		return
	}
	s.weights[elect] = max(s.weights[elect], 1)
	s.weights[commands] = 1 << (1 + s.below(4))
	s.weights[undo] = 1 << (1 + s.below(3))
	if s.has&engine.Membership == 0 {
		s.weights[changes] = 0
	}
	if s.has&engine.Compaction == 0 {
		s.weights[compactions] = 0
	}
	if s.has&engine.Transfer == 0 {
		s.weights[transfers] = 0
	}
	if !s.lies {
		s.weights[lyingDisks] = 0
	}
	if s.cluster.Nodes == 1 {
		s.weights[cuts], s.weights[late] = 0, 0
	}
	for _, weight := range s.weights {
		s.total += weight
	}
}

// drawCluster draws few servers: what goes wrong with more goes wrong with these.
func (s *swarm) drawCluster() {
	if s.dynasty = s.oneIn(3); s.dynasty {
		s.drawDynasty()
		return
	}
	c := &s.cluster
	c.Nodes = [...]int{3, 3, 3, 3, 5, 5, 5, 4, 2, 1}[s.below(10)]
	c.SingleAppend = s.oneIn(4)
	c.PreVote, c.CheckQuorum = s.oneIn(4), s.oneIn(4)
	s.staged = !s.oneIn(5)
	c.Network = network.Settings{Latency: chance.Fixed(5 * ms)}
	if s.staged {
		c.ElectionTimeout = stagedTimeout
		if s.oneIn(8) {
			c.Network.Duplicate = chance.Always
		}
	} else {
		c.Network = network.Settings{Latency: chance.Exponential(time.Duration(1+s.below(20)) * ms),
			Loss: chance.Share(s.below(100_000)), Duplicate: chance.Share(s.below(100_000))}
	}
	s.drawDisks()
	if s.has&engine.NonVoters != 0 && s.oneIn(2) {
		s.drawMembers()
	}
}

// stagedTimeout is a wait that no run is long enough for.
var stagedTimeout = script.Range{Min: 20 * time.Second, Max: 30 * time.Second}

// drawDynasty draws a cluster in which one reign follows another, mostly of five servers: with fewer, a server that is left
// out is a minority.
func (s *swarm) drawDynasty() {
	s.staged = true
	c := &s.cluster
	c.Nodes = [...]int{5, 5, 5, 5, 5, 4, 3, 3}[s.below(8)]
	c.SingleAppend = s.oneIn(2)
	c.ElectionTimeout = stagedTimeout
	c.Network = network.Settings{Latency: chance.Fixed(5 * ms)}
	s.bloody = s.oneIn(2)
}

// drawDisks draws the time of a write, and one server whose disk is slow.
func (s *swarm) drawDisks() {
	c := &s.cluster
	c.Fsync = chance.Fixed([...]time.Duration{ms, ms, ms, 5 * ms, 20 * ms}[s.below(5)])
	if s.oneIn(4) {
		slow := chance.Fixed(time.Duration(10+s.below(50)) * ms)
		c.Node = append(c.Node, script.NodeSettings{Node: s.server(), Fsync: &slow})
	}
}

// at adds a step.
func (s *swarm) at(at time.Duration, do script.Action) {
	s.script.Steps = append(s.script.Steps, script.Step{At: at, Do: do})
	s.history.note(do)
}

// do adds a step now, and lets some time pass.
func (s *swarm) do(do script.Action) {
	s.at(s.now, do)
}

func (s *swarm) pass(most uint64) { s.now += ms + s.upTo(most) }

func (s *swarm) named(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

// draw adds the steps of a kind that is drawn by its weight.
func (s *swarm) draw() {
	at := s.below(s.total)
	for k, weight := range s.weights {
		if at < weight {
			s.drawKind(kind(k))
			return
		}
		at -= weight
	}
}

func (s *swarm) drawKind(k kind) {
	switch k {
	case reign:
		s.reign()
	case elect:
		who := s.named(s.server())
		if s.oneIn(4) {
			who = s.named(s.servers()...)
		}
		s.do(script.TimeoutAction{Nodes: who})
	case commands:
		s.propose(s.askedServer())
	case crashes:
		s.do(script.CrashAction{Nodes: s.named(s.servers()...)})
	case pauses:
		s.do(script.PauseAction{Nodes: s.named(s.server())})
	case partitions:
		s.divide(s.servers())
	case cuts:
		from, to := s.two()
		s.do(script.CutAction{From: s.named(from), To: s.named(to)})
	case late:
		s.delay()
	case slowDisks:
		fsync := chance.Fixed(s.upTo(60))
		s.do(script.DiskAction{Nodes: s.named(s.server()), Fsync: &fsync})
	case stalls:
		s.do(script.DiskAction{Nodes: s.named(s.server()), Stall: ms + s.upTo(500)})
	case clocks:
		s.do(script.ClockAction{Nodes: s.named(s.server()), Rate: clock.Rate(500+s.below(1000)) * (clock.True / 1000)})
	case undo:
		s.undo()
	default:
		s.drawRare(k)
	}
}

func (s *swarm) drawRare(k kind) {
	switch k {
	case timeouts:
		if !s.staged {
			low := (60 + s.upTo(200)/ms) * ms
			s.do(script.ElectionTimeoutAction{Nodes: s.named(s.server()), Range: script.Range{Min: low, Max: low + s.upTo(200)}})
		}
	case losses:
		if !s.staged {
			s.do(script.NetworkAction{Settings: network.Settings{Latency: s.cluster.Network.Latency, Loss: chance.Share(s.below(300_000))}})
		}
	case transfers:
		s.do(script.TransferAction{To: s.named(s.server())})
	case changes:
		s.do(s.change())
	case compactions:
		s.do(script.CompactAction{Nodes: s.named(s.server())})
	case comebacks:
		s.comeBack()
	case lyingDisks:
		s.do(script.DiskAction{Nodes: s.named(s.server()), Fault: trace.DiskFault(1 + s.below(3))})
	}
}

// undo lets everybody start, go on or hear again, whichever of these there is.
func (s *swarm) undo() {
	var all []script.Action
	if len(s.down) > 0 {
		all = append(all, script.RestartAction{Nodes: s.named(s.down[s.below(uint64(len(s.down)))])})
	}
	if len(s.paused) > 0 {
		all = append(all, script.ResumeAction{Nodes: s.named(s.paused[s.below(uint64(len(s.paused)))])})
	}
	if s.divided {
		all = append(all, script.HealAction{})
	}
	if len(all) > 0 {
		s.do(all[s.below(uint64(len(all)))])
	}
}

// askedServer is the leader, or somebody who leads, led or does not.
func (s *swarm) askedServer() script.Selector {
	if s.oneIn(3) {
		return script.Selector{}
	}
	return s.named(s.server())
}

func (s *swarm) propose(to script.Selector) {
	s.name = s.name%26 + 1
	a := script.ProposeAction{Command: string('a' + rune(s.name-1)), To: to, Count: int(1 + s.below(s.below(6)+1))}
	if a.Count > 1 {
		a.Every = s.upTo(5)
	}
	s.do(a)
}

// two returns two servers.
func (s *swarm) two() (a, b trace.NodeID) {
	a, b = s.server(), trace.NodeID(1+s.below(uint64(s.cluster.Nodes-1)))
	if b >= a {
		b++
	}
	return a, b
}

// divide leaves some servers each other, and the others each other, or nobody.
func (s *swarm) divide(group []trace.NodeID) {
	groups := []script.Selector{s.named(group...)}
	if !s.oneIn(3) {
		groups = append(groups, script.Selector{Kind: script.Others})
	}
	s.do(script.PartitionAction{Groups: groups})
}

// delay makes what one server sends to another in the next moments arrive late, maybe in a later term.
func (s *swarm) delay() { s.delayLink(s.two()) }

func (s *swarm) delayLink(from, to trace.NodeID) {
	slow := s.cluster.Network
	slow.Latency = chance.Fixed(20*ms + s.upTo(500)*time.Duration(1+s.below(3)))
	s.do(script.LinkAction{From: s.named(from), To: s.named(to), Settings: slow})
	s.at(s.now+ms+s.upTo(100), script.LinkAction{From: s.named(from), To: s.named(to), Settings: s.cluster.Network})
}

// comeBack lets servers crash and start again where they hear nobody, or only each other, and one stand for election.
func (s *swarm) comeBack() {
	who := s.servers()
	s.do(script.CrashAction{Nodes: s.named(who...)})
	s.pass(20)
	s.divide(who)
	s.pass(20)
	s.do(script.RestartAction{Nodes: s.named(who...)})
	s.pass(20)
	s.do(script.TimeoutAction{Nodes: s.named(who[s.below(uint64(len(who)))])})
}

// reign lets a server be elected, leaves it a group that hears only each other, gives it commands, and maybe lets it crash.
func (s *swarm) reign() {
	leader := s.actor()
	s.electorate(leader)
	if slices.Contains(s.down, leader) {
		s.do(script.RestartAction{Nodes: s.named(leader)})
	}
	for range 1 + s.below(2) {
		s.do(script.TimeoutAction{Nodes: s.named(leader)})
		s.now += 10*ms + s.upTo(30)
	}
	group := s.around(leader)
	if !s.oneIn(3) {
		s.divide(group)
	}
	slow := group[s.below(uint64(len(group)))]
	answersLate := s.weights[late] > 0 && slow != leader && !s.oneIn(3)
	if answersLate {
		s.delayLink(slow, leader)
	}
	if !s.oneIn(3) {
		s.propose(s.named(leader))
		s.pass(60)
	}
	if answersLate && s.oneIn(2) { // its last word arrives when it is gone
		s.do(script.CrashAction{Nodes: s.named(slow)})
	}
	if s.oneIn(8) || s.bloody && s.oneIn(2) {
		s.do(script.CrashAction{Nodes: s.named(leader)})
	}
}

// electorate divides the servers before an election, or heals: the leader before is often left out, and then others as well.
func (s *swarm) electorate(leader trace.NodeID) {
	switch s.below(4) {
	case 0:
		s.divide(s.around(leader))
	case 1:
		if s.divided {
			s.do(script.HealAction{})
		}
	default:
		var group []trace.NodeID
		for id := trace.NodeID(1); int(id) <= s.cluster.Nodes; id++ {
			if id == leader || id != s.before && !s.oneIn(4) {
				group = append(group, id)
			}
		}
		s.divide(group)
	}
	s.before = leader
}

// actor returns a server that stands for election. In most swarms only two do, mostly in turn.
func (s *swarm) actor() trace.NodeID {
	if s.actors == nil {
		for id := range s.cluster.Nodes {
			s.actors = append(s.actors, trace.NodeID(id+1))
		}
		if a, b := s.server(), s.server(); !s.oneIn(4) && a != b {
			s.actors = []trace.NodeID{a, b}
		}
	}
	if s.turn++; len(s.actors) == 2 && !s.oneIn(4) {
		return s.actors[s.turn%2]
	}
	return s.actors[s.below(uint64(len(s.actors)))]
}

// around returns a server and one other, some others, or nobody else.
func (s *swarm) around(leader trace.NodeID) (group []trace.NodeID) {
	switch other := s.server(); {
	case s.oneIn(5) || s.oneIn(3) && other == leader:
		return []trace.NodeID{leader}
	case s.oneIn(3):
		return slices.Compact(slices.Sorted(slices.Values([]trace.NodeID{leader, other})))
	}
	for id := trace.NodeID(1); int(id) <= s.cluster.Nodes; id++ {
		if id == leader || s.oneIn(2) {
			group = append(group, id)
		}
	}
	return group
}
