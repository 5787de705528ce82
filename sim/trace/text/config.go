package text

import (
	"fmt"
	"slices"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Config returns a configuration as a phrase: who votes, in joint consensus the old voters as well, and who
// learns; "" for none.
func Config(l lang.Lang, c *trace.Config) string {
	if c == nil {
		return ""
	}
	said := ""
	add := func(ids []trace.NodeID, en, zh string) {
		if len(ids) > 0 {
			said += fmt.Sprintf(lang.Text{EN: en, ZH: zh}.In(l), Nodes(ids))
		}
	}
	learners, next := c.Learners, c.LearnersNext
	if len(next) == 0 { // version 1 of the trace has them among the learners
		next = slices.DeleteFunc(slices.Clone(learners), func(id trace.NodeID) bool { return !c.Votes(id) })
		learners = slices.DeleteFunc(slices.Clone(learners), c.Votes)
	}
	add(c.Voters, "voters %s", "投票成员 %s")
	add(c.Outgoing, "; joint with old voters %s", "；联合旧投票成员 %s")
	add(learners, "; learners %s", "；学习者 %s")
	add(next, "; afterwards learners: %s", "；之后成为学习者：%s")
	return said
}
