package report

import (
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// silent says who could not stand for election all through an outage without a quorum, or to the end of the
// run, though it ran: servers that have no vote in the configuration that they use themselves.
func (w *writer) silent(t *timeline.Timeline, o *timeline.Outage) {
	if o.New != 0 && !diagnosis.LackedQuorum(t, *o) {
		return
	}
	silent := func(s *timeline.Server) (standing trace.Standing, is bool) {
		standing = s.StandingAt(o.From)
		return standing, standing != trace.Voter && t.Runs(s.Node, o.From, o.To) &&
			!slices.ContainsFunc(s.Members, func(m timeline.Membership) bool { return o.From < m.From && m.From < o.To })
	}
	var told []trace.NodeID
	for i := range t.Servers {
		s := &t.Servers[i]
		standing, is := silent(s)
		if !is || slices.Contains(told, s.Node) {
			continue
		}
		config := s.MemberAt(o.From).Config
		var alike []trace.NodeID
		for k := range t.Servers[i:] {
			other := &t.Servers[i+k]
			if its, is := silent(other); is && its == standing && config.Equal(other.MemberAt(o.From).Config) {
				alike = append(alike, other.Node)
			}
		}
		told = append(told, alike...)
		w.line(4, w.noVote(alike, standing, config))
	}
}

func (w *writer) noVote(ids []trace.NodeID, standing trace.Standing, config *trace.Config) string {
	en := map[trace.Standing][2]string{
		trace.Learner: {"a learner in its own configuration", "learners in their own configuration"},
		trace.Outside: {"not in its own configuration", "not in their own configuration"},
	}[standing]
	zh := map[trace.Standing]string{trace.Learner: "是学习者", trace.Outside: "不是成员"}[standing]
	what := en[min(len(ids)-1, 1)]
	return w.Say("cannot stand: %[1]s, %[2]s (%[3]s)", "不能参选：%[1]s，在自己的配置（%[3]s）中%[4]s",
		text.Nodes(ids), what, text.Config(w.Lang, config), zh)
}
