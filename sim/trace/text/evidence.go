package text

import (
	"fmt"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Evidence says what was seen of a property and when, for a line that names the property already; "" for nil. What could
// not be read is shown as it was recorded.
func Evidence(l lang.Lang, e *trace.Evidence) string {
	words := Sighting(l, e)
	if e == nil || e.Recorded != "" {
		return words
	}
	return l.Say("%[1]s at %[2]s", "%[2]s 时，%[1]s", words, e.Field("at"))
}

// Sighting says what was seen, and not when. It is without control characters.
func Sighting(l lang.Lang, e *trace.Evidence) string {
	switch {
	case e == nil:
		return ""
	case e.Recorded != "":
		return lang.Clean(strings.TrimPrefix(e.Recorded, e.Property.String()+": "))
	case l == lang.English:
		return lang.Clean(e.Sentence())
	}
	return lang.Clean(trace.Fill(sightings[e.Saw], func(name string) string { return inChinese(e, name) }))
}

// inChinese returns a field of the evidence.
func inChinese(e *trace.Evidence, name string) string {
	switch name {
	case "entry":
		return entryInChinese(&e.Entry)
	case "other":
		return entryInChinese(&e.Other)
	case "votes":
		return supportInChinese(e, "没有任何一票", "只有 %s 的票", "，需要 %s 中的 %d 票")
	case "disks":
		return supportInChinese(e, "不在任何磁盘上", "只在 %s 的磁盘上", "，需要 %s 中的 %d 台")
	}
	return e.Field(name)
}

func entryInChinese(n *trace.NamedEntry) string {
	e := *n
	e.Kind, e.ByBytes = 0, false
	words := e.String()
	if n.Kind != 0 && n.Command == "" {
		words += "（" + entryWords[n.Kind] + "）"
	}
	if n.ByBytes {
		words += "（存储的字节为 " + n.Data.String() + "）"
	}
	return words
}

var entryWords = []string{trace.NoOp: "空条目", trace.Command: "命令", trace.ConfigChange: "配置"}

func supportInChinese(e *trace.Evidence, none, some, needed string) string {
	one := func(s *trace.Support) string {
		words := none
		if len(s.Have) > 0 {
			words = fmt.Sprintf(some, trace.NodeList(s.Have))
		}
		return words + fmt.Sprintf(needed, trace.NodeList(s.Of), s.Needed)
	}
	if e.Outgoing.Needed == 0 {
		return one(&e.Support)
	}
	return one(&e.Support) + "；" + one(&e.Outgoing)
}

// sightings are what was seen, in Chinese; the trace has the English sentences.
var sightings = [trace.SightingsEnd]string{
	trace.TwoLeaders: "任期 {term} 有 {peer} 和 {node} 两个领导者",

	trace.OverwroteOwn: "{node} 领导着任期 {term}，却覆盖了自己的条目 {index}",
	trace.DeletedOwn:   "{node} 领导着任期 {term}，却删除了自己的条目 {first} 至 {index}",
	trace.ReplacedOwn:  "{node} 领导着任期 {term}，却用截至索引 {index} 的快照替换了自己的日志",

	trace.LeaderHasOther:   "{node} 在任期 {term} 提交了 {entry}，而任期 {peer term} 的领导者 {peer} 在那里是 {other}",
	trace.LeaderHasNothing: "{node} 在任期 {term} 提交了 {entry}，而任期 {peer term} 的领导者 {peer} 在那里什么也没有",

	trace.LeftGap:            "{node} 追加了索引 {index}，而它的日志到 {last} 为止：中间缺条目",
	trace.KeptTail:           "{node} 追加了索引 {index}，而它的日志有直到 {last} 的条目，没有截断",
	trace.TruncatedElsewhere: "{node} 截断了索引 {first} 至 {index}，而它的日志是 {start} 至 {last}",
	trace.LogsDiffer:         "{node} 和 {peer} 都有条目 {position}，但 {node} 有 {entry} 的地方，{peer} 是 {other}",

	trace.AppliedOther:  "{peer} 应用了 {other}，而 {node} 应用了 {entry}",
	trace.RestoredOther: "{peer} 应用了 {other}，而 {node} 恢复的快照里是 {entry}",

	trace.VotedTwice:       "{node} 在任期 {term} 先投给 {peer}，又投给 {rival}",
	trace.LedWithoutQuorum: "{node} 领导任期 {term}，{votes}",
	trace.TermFell:         "{node} 曾在任期 {former}，现在却在任期 {term}",
	trace.ForgotToldTerm:   "{node} 告诉过其他服务器自己在任期 {former}，重启后却在任期 {term}",
	trace.ForgotDiskTerm:   "{node} 的磁盘上是任期 {former}，重启后却在任期 {term}",

	trace.CommittedUnsafely:  "{node} 在任期 {term} 提交了 {entry}，但它{disks}",
	trace.BelievedUnsafely:   "{node} 认为 {entry} 已提交，但没有领导者提交过它，它{disks}",
	trace.CommittedBeyondLog: "{node} 在任期 {term} 提交了索引 {index}，而它的日志到 {end} 为止",
	trace.BelievedBeyondLog:  "{node} 认为索引 {index} 已提交，而它的日志到 {end} 为止",
	trace.DiskBeyondLog:      "{node} 的磁盘上有到 {position} 的日志，而它的日志到 {end} 为止，没有那个条目",
	trace.DiskLostLog:        "{node} 的磁盘上有到 {end} 的日志，重启后却只到 {position}",

	trace.AppliedTooFar:      "{node} 在索引 {applied} 之后直接应用了索引 {first}",
	trace.AppliedAgain:       "{node} 已应用到索引 {applied}，又应用了一次索引 {first}",
	trace.AppliedBackwards:   "{node} 从索引 {first} 倒着应用到索引 {index}",
	trace.AppliedBeyondLog:   "{node} 应用到索引 {index}，而它的日志到 {end} 为止",
	trace.AppliedUncommitted: "{node} 应用到索引 {index}，而它只知道到索引 {commit} 已提交",
	trace.WentBack:           "{node} 已应用到索引 {applied}，却退回到截至索引 {index} 的快照",

	trace.StateNotOfLog: "{node} 应用到索引 {index}，状态为 {state}，而按日志中的条目应为 {expected}",
	trace.StatesDiffer:  "索引 {index} 之后，{peer} 的状态是 {expected}，而 {node} 的状态是 {state}",

	trace.SnapshotUnapplied:   "{node} 做了截至索引 {index} 的快照，而它只应用到索引 {applied}",
	trace.SnapshotFromNowhere: "{node} 从截至索引 {index} 的快照重启，而它只有过截至索引 {start} 的快照",
	trace.TookUncommitted:     "{node} 做了截至 {entry} 的快照，而没有人提交过那个条目",
	trace.RestoredUncommitted: "{node} 恢复了截至 {entry} 的快照，而没有人提交过那个条目",
}
