package sim

import (
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// cluster is all servers: which of them leads (leadership.go), and which are meant by the words of a script
// (choose.go).
type cluster struct {
	engine     engine.Engine
	ticksWait  bool // of the engine's servers, behind a write to a disk that stalls
	leaseReads bool // some reads of the script are by lease
	random     *chance.Source
	agenda     *agenda
	events     *emitter
	mail       *mail
	clients    *clients

	servers []server
	config  trace.Config // that every server starts with
	groups  lastGroups
	clusterState
}

// clusterState is what a checkpoint copies of a cluster as plain values, besides its servers.
type clusterState struct {
	highestTerm     trace.Term // of this run
	led             leadership
	leaders         int  // servers that lead, in whatever term
	leaderMayChange bool // something changed that may change who leads the cluster
}

func (c *cluster) server(id trace.NodeID) *server { return &c.servers[id-1] }

// reset makes all servers new, before their first boot.
func (c *cluster) reset(settings *script.Cluster) {
	c.clusterState = clusterState{}
	c.groups.reset()
	if len(c.servers) != settings.Nodes {
		c.servers = make([]server, settings.Nodes)
		for i := range c.servers {
			s := &c.servers[i]
			*s = server{agenda: c.agenda, events: c.events, mail: c.mail, clients: c.clients, cluster: c,
				id: trace.NodeID(i + 1), raft: c.engine.NewNode()}
			s.joinStreams(c.random)
		}
	}
	if !settings.StartsWith(&c.config) {
		c.config = settings.FirstConfig()
	}
	for i := range c.servers {
		c.servers[i].reset(settings, c.config)
	}
}

func (c *cluster) boot() {
	for i := range c.servers {
		c.servers[i].boot()
	}
}

// catchUp brings all servers up to date. It draws no random numbers.
func (c *cluster) catchUp() {
	for i := range c.servers {
		if s := &c.servers[i]; s.up {
			s.catchUp()
		}
	}
}

// isIdle reports whether every server's disk is done with all that was handed to it.
func (c *cluster) isIdle() bool {
	for i := range c.servers {
		if s := &c.servers[i]; s.syncing || s.disk.HasPending() {
			return false
		}
	}
	return true
}
