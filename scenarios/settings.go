package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Parameters returns all settings of the cluster in a fixed order, written as in a scenario file
// and as [Scenario.Set] reads them. Links and single servers appear where they differ from the rest.
func (s *Scenario) Parameters() []trace.Parameter {
	drawn := s.script.Cluster
	var own []trace.Parameter // that the simulator does not have
	if len(s.down) > 0 {
		own = append(own, trace.Parameter{Key: "down", Value: formatServers(s.down)})
	}
	if s.script.MaxEvents > 0 {
		own = append(own, trace.Parameter{Key: eventLimit, Value: strconv.Itoa(s.script.MaxEvents)})
	}
	if s.slack == 0 {
		return append(parameters(&drawn), own...)
	}
	own = append(own, trace.Parameter{Key: "timer_slack", Value: chance.FormatDuration(s.slack)})
	drawn.ElectionTimeout.Max -= s.slack
	drawn.Node = slices.Clone(drawn.Node)
	for i := range drawn.Node {
		if drawn.Node[i].ElectionTimeout != (script.Range{}) {
			drawn.Node[i].ElectionTimeout.Max -= s.slack
		}
	}
	return append(parameters(&drawn), own...)
}

func parameters(c *script.Cluster) []trace.Parameter {
	ps := []trace.Parameter{
		{Key: "nodes", Value: strconv.Itoa(c.Nodes)},
		{Key: "voters", Value: formatServers(voters(c))},
		{Key: "learners", Value: formatServers(c.Learners)},
		{Key: "election_timeout", Value: c.ElectionTimeout.String()},
		{Key: "heartbeat", Value: chance.FormatDuration(c.Heartbeat)},
		{Key: "tick", Value: chance.FormatDuration(c.Tick)},
		{Key: "pre_vote", Value: strconv.FormatBool(c.PreVote)},
		{Key: "check_quorum", Value: strconv.FormatBool(c.CheckQuorum)},
		{Key: "single_append", Value: strconv.FormatBool(c.SingleAppend)},
		{Key: "network.latency", Value: c.Network.Latency.String()},
		{Key: "network.loss", Value: c.Network.Loss.String()},
		{Key: "network.duplicate", Value: c.Network.Duplicate.String()},
	}
	if c.Reads != 0 {
		ps = append(ps, trace.Parameter{Key: "reads", Value: c.Reads.String()})
	}
	if len(c.Logs) > 0 {
		ps = append(ps, trace.Parameter{Key: "logs", Value: formatLogs(c.Logs)})
	}
	if len(c.Links) > 0 {
		ps = append(ps, trace.Parameter{Key: "links", Value: formatLinks(c.Links)})
	}
	ps = append(ps, trace.Parameter{Key: "disk.fsync", Value: c.Fsync.String()})
	for i := range c.Node {
		ps = append(ps, nodeParameters(&c.Node[i])...)
	}
	return ps
}

func nodeParameters(s *script.NodeSettings) []trace.Parameter {
	var ps []trace.Parameter
	add := func(key, value string) {
		ps = append(ps, trace.Parameter{Key: "node." + s.Node.String() + "." + key, Value: value})
	}
	if s.ElectionTimeout != (script.Range{}) {
		add("election_timeout", s.ElectionTimeout.String())
	}
	if s.ClockRate != 0 {
		add("clock", s.ClockRate.String())
	}
	if s.Fsync != nil {
		add("fsync", s.Fsync.String())
	}
	return ps
}

// voters returns the voters of the first configuration.
func voters(c *script.Cluster) []trace.NodeID {
	if len(c.Voters) > 0 {
		return c.Voters
	}
	learns := func(id trace.NodeID) bool { return slices.Contains(c.Learners, id) }
	return slices.DeleteFunc(everybody(c.Nodes), learns)
}

func formatServers(ids []trace.NodeID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return "[" + commas(names) + "]"
}

func formatLinks(links []script.Link) string {
	words := make([]string, len(links))
	for i, l := range links {
		words[i] = fmt.Sprintf("{from: %v, to: %v, latency: %v, loss: %v, duplicate: %v}",
			l.From, l.To, l.Latency, l.Loss, l.Duplicate)
	}
	return "[" + commas(words) + "]"
}

// Keys returns the keys that [Scenario.Set] knows, for completion: those of the whole cluster, then
// those of each server, and the limit of events.
func (s *Scenario) Keys() []string {
	var keys []string
	for _, key := range clusterTable.keys() {
		switch key {
		case "network":
			keys = append(keys, below(key, networkTable.keys())...)
		case "disk":
			keys = append(keys, below(key, clusterDiskTable.keys())...)
		case "node":
			for _, id := range everybody(s.script.Cluster.Nodes) {
				keys = append(keys, below(key+"."+id.String(), nodeTable.keys())...)
			}
		default:
			keys = append(keys, key)
		}
	}
	return append(keys, eventLimit)
}

func below(prefix string, keys []string) []string {
	paths := make([]string, len(keys))
	for i, key := range keys {
		paths[i] = prefix + "." + key
	}
	return paths
}

// eventLimit is the one key of [Scenario.Set] that stands beside cluster in a file.
const eventLimit = "max_events"

// Set overrides settings of the cluster, each as key=value with a path below cluster for a key:
// election_timeout=12ms-24ms, network.latency=0ms-9ms, node.n2.clock=1.2; or max_events. The scenario is then
// checked again as a whole. Nothing is changed when there is an error, which is [Problems].
func (s *Scenario) Set(overrides []string) error {
	problems := s.set(overrides)
	for i, override := range overrides {
		if own := problems.ofOverride(override); len(own) > 0 {
			problems = append(problems.without(own), s.culpritsIn(overrides, i, own)...)
		}
	}
	return problems.err(s.file, s.source)
}

// culpritsIn returns what is wrong with an override, by its lookalikes where they are to blame.
func (s *Scenario) culpritsIn(overrides []string, i int, problems Problems) Problems {
	changed := slices.Clone(overrides)
	found := culprits(overrides[i], problems, func(text string) Problems {
		changed[i] = text
		copied := *s
		return copied.set(changed).ofOverride(text)
	})
	for _, p := range found {
		p.Override, p.Line, p.Column = overrides[i], 0, 0
	}
	return found
}

// set puts overrides into the scenario, or, if something is wrong, nothing.
func (s *Scenario) set(overrides []string) Problems {
	changed := *s
	changed.root = s.root.clone()
	var problems Problems
	for _, override := range overrides {
		if problem := changed.override(override); problem != nil {
			problem.Override, problem.Line, problem.Column = override, 0, 0
			problems = append(problems, problem)
		}
	}
	if problems := problems.inOrder(s.file, s.source); problems != nil {
		return problems
	}
	changed.overrides = append(s.Overrides(), overrides...)
	if problems := changed.read(); problems != nil {
		return problems
	}
	*s = changed
	return nil
}

// override puts a value into the tree, as if the file had it.
func (s *Scenario) override(text string) *Problem {
	key, value, ok := strings.Cut(text, "=")
	if !ok || key == "" {
		return problemAt(0, 0, lang.Errorf("write key=value, as heartbeat=20ms", "请写 key=value，如 heartbeat=20ms"))
	}
	n := &node{form: single, text: value}
	if strings.HasPrefix(value, "[") || strings.HasPrefix(value, "{") {
		parsed, problem := parse([]byte(value))
		if problem != nil {
			return problem
		}
		n = parsed
	}
	path := append([]string{"cluster"}, strings.Split(key, ".")...)
	if key == eventLimit {
		path = path[1:]
	}
	s.root.put(path, n, text)
	return nil
}
