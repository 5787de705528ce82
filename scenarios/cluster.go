package scenarios

import (
	"slices"
	"strconv"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// minTick is the finest tick: no computer keeps finer waits.
const minTick = time.Microsecond

// clusterDraft is a cluster while it is read, with the places of its settings.
type clusterDraft struct {
	script.Cluster
	slack     time.Duration  // how much later than drawn a timer may expire
	down      []trace.NodeID // from the start
	halfBeats bool           // the heartbeat is half of the least election timeout
	places    map[string]*node
}

func (c *clusterDraft) notePlace(key string, n *node) { c.places[key] = n }

var clusterTable = table[clusterDraft]{
	what: lang.Say("cluster", "cluster "), example: "cluster: {nodes: 5, election_timeout: 150ms-300ms}",
	fields: []field[clusterDraft]{
		{"nodes", readNodes},
		{"voters", readVoters},
		{"learners", readLearners},
		{"down", readDown},
		{"logs", readLogs},
		{"election_timeout", readElectionTimeout},
		{"heartbeat", readHeartbeat},
		{"tick", readTick},
		{"timer_slack", readSlack},
		{"pre_vote", func(d *decoder, n *node, c *clusterDraft) { d.yesNo(n, &c.PreVote) }},
		{"check_quorum", func(d *decoder, n *node, c *clusterDraft) { d.yesNo(n, &c.CheckQuorum) }},
		{"single_append", func(d *decoder, n *node, c *clusterDraft) { d.yesNo(n, &c.SingleAppend) }},
		{"reads", readReads},
		{"network", func(d *decoder, n *node, c *clusterDraft) { networkTable.read(d, n, &c.Network) }},
		{"links", readLinks},
		{"disk", func(d *decoder, n *node, c *clusterDraft) { clusterDiskTable.read(d, n, &c.Fsync) }},
		{"node", readNodeSettings},
	},
}

var networkTable = table[network.Settings]{
	what: lang.Say("network", "network "), example: "{latency: 5ms-15ms, loss: 0%, duplicate: 0%}",
	fields: networkFields(func(s *network.Settings) *network.Settings { return s }),
}

// networkFields are the keys of network settings, wherever they stand.
func networkFields[T any](in func(*T) *network.Settings) []field[T] {
	share := func(d *decoder, n *node, to *chance.Share) {
		if s, ok := d.share(n); ok {
			*to = s
		}
	}
	return []field[T]{
		{"latency", func(d *decoder, n *node, t *T) {
			if law, ok := d.distribution(n); ok {
				in(t).Latency = law
			}
		}},
		{"loss", func(d *decoder, n *node, t *T) { share(d, n, &in(t).Loss) }},
		{"duplicate", func(d *decoder, n *node, t *T) { share(d, n, &in(t).Duplicate) }},
	}
}

var clusterDiskTable = table[chance.Distribution]{
	what: lang.Say("disk", "disk "), example: "disk: {fsync: 1ms}",
	fields: []field[chance.Distribution]{{"fsync", readFsync}},
}

func readFsync(d *decoder, n *node, to *chance.Distribution) {
	if law, ok := d.distribution(n); ok {
		*to = law
	}
}

func readNodes(d *decoder, n *node, c *clusterDraft) {
	c.notePlace("nodes", n)
	text, ok := d.word(n, lang.Say("the number of servers", "服务器数"), "nodes: 5")
	if !ok {
		return
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 || count > script.MaxNodes {
		d.refuse(n, "nodes is %s, and a cluster has 1 to %d servers (write nodes: 5)",
			"nodes 是 %s，而集群有 1 到 %d 台服务器（请写 nodes: 5）", quote(text), script.MaxNodes)
		count = script.MaxNodes // so that servers named later are not refused as well
	}
	c.Nodes, d.servers = count, count
}

func readElectionTimeout(d *decoder, n *node, c *clusterDraft) {
	if r, ok := d.timeouts(n); ok {
		c.notePlace("election_timeout", n)
		c.ElectionTimeout = r
	}
}

// halfHeartbeat makes the heartbeat half of the least election timeout, as in the Raft paper, section 9.3.
const halfHeartbeat = "half"

func readHeartbeat(d *decoder, n *node, c *clusterDraft) {
	if n.form == single && n.text == halfHeartbeat {
		c.notePlace("heartbeat", n)
		c.halfBeats = true
		return
	}
	if wait, ok := d.wait(n, lang.Say("heartbeat", "heartbeat ")); ok {
		c.notePlace("heartbeat", n)
		c.Heartbeat = wait
	}
}

// mostSlack is the longest timer_slack that is accepted.
const mostSlack = time.Second

func readSlack(d *decoder, n *node, c *clusterDraft) {
	slack, ok := d.duration(n)
	switch {
	case ok && slack > mostSlack:
		d.refuse(n, "timer_slack %s is more than a second, and no timer is that late (write 50us)",
			"timer_slack %s 超过一秒，没有计时器会晚这么久（请写 50us）", n.text)
	case ok:
		c.slack = slack
	}
}

func readTick(d *decoder, n *node, c *clusterDraft) {
	wait, ok := d.wait(n, lang.Say("tick", "tick "))
	if ok && wait < minTick {
		d.refuse(n, "tick %s is too fine (write 1us or more; 100us is usual)", "tick %s 太细（请写 1us 或更大；通常是 100us）", n.text)
		ok = false
	}
	if ok {
		c.notePlace("tick", n)
		c.Tick = wait
	}
}

func readVoters(d *decoder, n *node, c *clusterDraft) {
	if c.Voters = d.members(n); n.form == list && len(n.items) == 0 {
		d.refuse(n, "a cluster needs a voter (write voters: [n1, n2, n3], or leave it out)",
			"集群需要投票者（请写 voters: [n1, n2, n3]，或删去）")
	}
}

func readLearners(d *decoder, n *node, c *clusterDraft) {
	c.notePlace("learners", n)
	c.Learners = d.members(n)
}

func readDown(d *decoder, n *node, c *clusterDraft) {
	c.notePlace("down", n)
	c.down = d.members(n)
}

// members reads the servers of a configuration, sorted.
func (d *decoder) members(n *node) []trace.NodeID {
	ids := d.serverList(n)
	slices.Sort(ids)
	return ids
}

// readCluster reads the settings of the cluster over the default ones, and checks them as a whole. How much later
// than drawn a timer may expire is in the ranges already.
func readCluster(d *decoder, n *node, s *Scenario) {
	draft := clusterDraft{Cluster: script.DefaultCluster(), places: map[string]*node{}}
	if clusterTable.read(d, n, &draft) {
		if draft.halfBeats {
			draft.Heartbeat = max(draft.ElectionTimeout.Min/2/draft.Tick*draft.Tick, draft.Tick)
		}
		draft.checkMembers(d)
		draft.checkTimes(d)
		draft.addSlack()
	}
	s.script.Cluster, s.slack, s.down = draft.Cluster, draft.slack, draft.down
}

// addSlack adds the slack of the timers to the ranges from which their waits are drawn.
func (c *clusterDraft) addSlack() {
	c.ElectionTimeout.Max += c.slack
	for i := range c.Node {
		if c.Node[i].ElectionTimeout != (script.Range{}) {
			c.Node[i].ElectionTimeout.Max += c.slack
		}
	}
}

func (c *clusterDraft) checkMembers(d *decoder) {
	for _, id := range c.Learners {
		if slices.Contains(c.Voters, id) {
			d.refuse(c.places["learners"], "%v cannot be a voter and a learner", "%v 不能既是投票者又是学习者", id)
		}
	}
	if len(c.Voters) == 0 && len(c.Learners) >= c.Nodes {
		d.refuse(c.places["learners"], "nobody is left to vote (leave a server out of learners)",
			"没有投票者了（请从 learners 中去掉一台服务器）")
	}
	if len(c.down) >= c.Nodes {
		d.refuse(c.places["down"], "no server is left (leave one out of down)", "没有服务器了（请从 down 中去掉一台）")
	}
}

// checkTimes compares settings with each other.
func (c *clusterDraft) checkTimes(d *decoder) {
	if c.Heartbeat%c.Tick != 0 {
		d.refuse(blame(c.places["heartbeat"], c.places["tick"]), "heartbeat %s is no whole number of ticks of %s "+
			"(write a tick that divides it, as 100us)",
			"heartbeat %s 不是 tick %s 的整数倍（请写能整除它的 tick，如 100us）",
			chance.FormatDuration(c.Heartbeat), chance.FormatDuration(c.Tick))
	}
	d.checkTimeout(&c.Cluster, c.ElectionTimeout, c.places["election_timeout"], c.places)
	for _, s := range c.Node {
		if s.ElectionTimeout != (script.Range{}) {
			d.checkTimeout(&c.Cluster, s.ElectionTimeout, c.places[s.Node.String()], c.places)
		}
	}
}

// checkTimeout compares an election timeout with the heartbeat and the tick, and blames one of
// those that were written.
func (d *decoder) checkTimeout(c *script.Cluster, r script.Range, n *node, places map[string]*node) {
	least := (r.Min + c.Tick - 1) / c.Tick * c.Tick
	switch {
	case least > r.Max:
		d.refuse(blame(n, places["tick"]), "election timeout %v contains no whole number of ticks of %s "+
			"(write a finer tick, as 100us)",
			"选举超时 %v 中没有 tick %s 的整数倍（请写更细的 tick，如 100us）", r, chance.FormatDuration(c.Tick))
	case least <= c.Heartbeat:
		d.refuse(blame(n, places["heartbeat"]), "heartbeat %s is not below the least election timeout %s: "+
			"followers would not wait for it (write a third of it or less)",
			"heartbeat %s 不小于最短的选举超时 %s：跟随者等不到它（请写它的三分之一或更小）",
			chance.FormatDuration(c.Heartbeat), chance.FormatDuration(least))
	}
}

// blame returns which of two values that do not fit together has to change. One of them may be nil.
func blame(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil || a.override != "":
		return a
	case b.override != "" || b.line > a.line || b.line == a.line && b.column > a.column:
		return b
	}
	return a
}
