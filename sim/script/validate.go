package script

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Validate returns what makes a script impossible to run; nil if it can be run.
func (s *Script) Validate() error {
	if err := s.Cluster.Validate(); err != nil {
		return err
	}
	if s.Until <= 0 || s.Until > chance.Longest {
		return fmt.Errorf("until %v is not between 0 and %v", s.Until, chance.Longest)
	}
	if s.MaxEvents < 0 {
		return fmt.Errorf("at most %d events is not a limit", s.MaxEvents)
	}
	for _, p := range SettlingProblems(s.Steps) {
		return fmt.Errorf("step %d: %w", p.Step+1, p.What)
	}
	for i := range s.Steps {
		if err := s.validateStep(&s.Steps[i]); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

func (s *Script) validateStep(step *Step) error {
	if step.Do == nil {
		return errors.New("nothing to do")
	}
	if latest := max(step.At, step.After) + step.Within; step.At < 0 || step.After < 0 || step.Within < 0 || latest > s.Until {
		return fmt.Errorf("time %v is not between 0 and the end of the run at %v", latest, s.Until)
	}
	for _, sel := range append(slices.Clone(step.Do.Targets()), step.When.Nodes) {
		for _, id := range sel.Nodes {
			if !s.Cluster.has(id) {
				return fmt.Errorf("%v is not one of the %d servers", id, s.Cluster.Nodes)
			}
		}
	}
	return step.Do.Validate(&s.Cluster)
}

func (c *Cluster) has(id trace.NodeID) bool { return id >= 1 && int(id) <= c.Nodes }

// Validate returns what makes a cluster impossible; nil if it is possible.
func (c *Cluster) Validate() error {
	if c.Nodes < 1 || c.Nodes > MaxNodes {
		return fmt.Errorf("a cluster has 1 to %d servers, not %d", MaxNodes, c.Nodes)
	}
	if c.Tick <= 0 || c.Tick > c.Heartbeat || c.Heartbeat > chance.Longest {
		return fmt.Errorf("tick %v is not between 0 and the heartbeat of %v", c.Tick, c.Heartbeat)
	}
	if c.Heartbeat%c.Tick != 0 {
		return fmt.Errorf("heartbeat %v is no whole number of ticks of %v", c.Heartbeat, c.Tick)
	}
	if err := c.validateRange(c.ElectionTimeout); err != nil {
		return err
	}
	if err := c.validateMembers(); err != nil {
		return err
	}
	for _, own := range c.Node {
		if err := c.validateOwn(&own); err != nil {
			return err
		}
	}
	for i := range c.Logs {
		if err := c.validateLog(&c.Logs[i]); err != nil {
			return err
		}
	}
	for _, link := range c.Links {
		if !c.has(link.From) || !c.has(link.To) || link.From == link.To {
			return fmt.Errorf("there is no link from %v to %v", link.From, link.To)
		}
	}
	return nil
}

func (c *Cluster) validateLog(l *Log) error {
	if !c.has(l.Node) {
		return fmt.Errorf("%v is not one of the %d servers", l.Node, c.Nodes)
	}
	if len(l.Terms) > MaxLog || !slices.IsSorted(l.Terms) {
		return fmt.Errorf("the log of %v is longer than %d entries, or its terms fall", l.Node, MaxLog)
	}
	if len(l.Terms) > 0 && (l.Terms[0] < 1 || l.Terms[len(l.Terms)-1] > MaxLogTerm) {
		return fmt.Errorf("the log of %v has a term that is not between 1 and %d", l.Node, MaxLogTerm)
	}
	return nil
}

func (c *Cluster) validateOwn(own *NodeSettings) error {
	if !c.has(own.Node) {
		return fmt.Errorf("%v is not one of the %d servers", own.Node, c.Nodes)
	}
	if own.ClockRate != 0 {
		if err := validateRate(own.ClockRate); err != nil {
			return err
		}
	}
	if own.ElectionTimeout != (Range{}) {
		return c.validateRange(own.ElectionTimeout)
	}
	return nil
}

// validateRange wants a whole number of ticks within the range, and a heartbeat before the timeout:
// a leader could not keep its followers otherwise.
func (c *Cluster) validateRange(r Range) error {
	low, high := r.Ticks(c.Tick)
	switch {
	case r.Min <= 0 || r.Max < r.Min || r.Max > chance.Longest:
		return fmt.Errorf("election timeout %v is not a range of positive durations", r)
	case high < low:
		return fmt.Errorf("election timeout %v contains no whole number of ticks of %v", r, c.Tick)
	case time.Duration(low)*c.Tick <= c.Heartbeat:
		return fmt.Errorf("election timeout %v is not longer than the heartbeat of %v", r, c.Heartbeat)
	}
	return nil
}

func validateRate(r clock.Rate) error {
	if r < clock.Slowest || r > clock.Fastest {
		return fmt.Errorf("clock rate %v is not between %v and %v", r, clock.Slowest, clock.Fastest)
	}
	return nil
}

func (c *Cluster) validateMembers() error {
	seen := make(map[trace.NodeID]bool)
	for _, id := range slices.Concat(c.Voters, c.Learners) {
		if !c.has(id) {
			return fmt.Errorf("%v is not one of the %d servers", id, c.Nodes)
		}
		if seen[id] {
			return fmt.Errorf("%v is a member twice", id)
		}
		seen[id] = true
	}
	if len(c.FirstConfig().Voters) == 0 {
		return errors.New("nobody votes")
	}
	return nil
}

// FirstConfig returns the configuration that every server starts with.
func (c *Cluster) FirstConfig() trace.Config {
	config := trace.Config{Learners: slices.Sorted(slices.Values(c.Learners))}
	for id := trace.NodeID(1); int(id) <= c.Nodes; id++ {
		if c.isFirstVoter(id) {
			config.Voters = append(config.Voters, id)
		}
	}
	return config
}

// isFirstVoter reports whether a server is a voter of the first configuration.
func (c *Cluster) isFirstVoter(id trace.NodeID) bool {
	if len(c.Voters) > 0 {
		return slices.Contains(c.Voters, id)
	}
	return !slices.Contains(c.Learners, id)
}

// StartsWith reports whether the first configuration is the given one. A run of the same cluster then
// keeps it, and allocates nothing.
func (c *Cluster) StartsWith(config *trace.Config) bool {
	voters := 0
	for id := trace.NodeID(1); int(id) <= c.Nodes; id++ {
		if c.isFirstVoter(id) {
			voters++
		}
		if c.isFirstVoter(id) != slices.Contains(config.Voters, id) ||
			slices.Contains(c.Learners, id) != slices.Contains(config.Learners, id) {
			return false
		}
	}
	return voters == len(config.Voters) && len(config.Outgoing) == 0 && len(c.Learners) == len(config.Learners)
}

// StepProblem is what is wrong with one step of a script.
type StepProblem struct {
	Step int // counted from 0
	What error
}

// SettlingProblems returns which steps cannot stand beside the one that settles the run: a second such step, and one
// whose moment is random and yet would be the same in all runs, since moments of steps with a time are drawn at the
// start.
func SettlingProblems(steps []Step) (problems []StepProblem) {
	s := Script{Steps: steps}
	settles := s.SettleStep()
	if settles < 0 {
		return nil
	}
	for i := range steps {
		switch step := &steps[i]; {
		case i != settles && step.Do == Action(SettleAction{}):
			problems = append(problems, StepProblem{i, lang.Errorf("the run is settled already, in step %d (leave one out)", "第 %d 步已使运行稳定（请删去一个）", settles+1)})
		case step.When.Kind == 0 && step.Within > 0:
			problems = append(problems, StepProblem{i, lang.Errorf("this moment is drawn at the start, before the run is settled "+
				"in step %d, so it is the same in all trials (write after: %s in a step after that one)",
				"这个时刻在开始时、第 %d 步使运行稳定之前就已随机选定，所以在全部试验中都一样（请在那一步之后的步骤中写 after: %s）", settles+1, Range{Max: step.Within})})
		}
	}
	return problems
}
