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
	engine    engine.Engine
	ticksWait bool // of the engine's servers, behind a write to a disk that stalls
	random    *chance.Source
	agenda    *agenda
	events    *emitter
	mail      *mail
	clients   *clients

	servers     []server
	config      trace.Config   // that every server starts with
	earlierRuns trace.Position // behind the terms and indexes of all runs before
	groups      lastGroups
	clusterState
}

// clusterState is what a checkpoint copies of a cluster as plain values, besides its servers.
type clusterState struct {
	reached         trace.Position // the highest term and index of this run
	led             leadership
	leaders         int  // servers that lead, in whatever term
	leaderMayChange bool // something changed that may change who leads the cluster
}

func (c *cluster) server(id trace.NodeID) *server { return &c.servers[id-1] }

// reset makes all servers new, before their first boot.
func (c *cluster) reset(settings *script.Cluster) {
	origin := c.nextOrigin()
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
		c.servers[i].config.Origin = origin
	}
}

// nextOrigin returns an origin behind every term and index of the run that is over, and of those before.
func (c *cluster) nextOrigin() trace.Position {
	c.earlierRuns.Term += c.reached.Term + 2
	c.earlierRuns.Index += c.reached.Index + 1
	return c.earlierRuns
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
