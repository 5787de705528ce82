package finds

import (
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/script"
)

// titleOfStandstill states that a cluster does not get on.
func titleOfStandstill(find *hunt.Find, where lang.Text) lang.Text {
	if find.BySettings {
		where = lang.Say("%s, %s", "%s，%s", where, settingsOf(&find.Script.Cluster))
	}
	return lang.Say("No progress %s: %s", "没有进展（%s）：%s", where, standstillOf(find))
}

// standstillOf says for how long nothing was committed, and since when.
func standstillOf(find *hunt.Find) lang.Text {
	ended := lang.Say("everything was healed", "全部恢复")
	if find.Liveness == hunt.WithMajority {
		ended = lang.Say("a majority was fully connected", "多数派完全连通")
	}
	return lang.Say("no command that clients sent after %s at %s was committed within %s",
		"%s（%s）之后，客户端发送的命令在 %s 内都没有提交", ended, lang.Duration(find.At), lang.Duration(hunt.ProgressTime))
}

// settingsOf names those that keep a cluster from getting on: what is not as it is recommended.
func settingsOf(c *script.Cluster) lang.Text {
	var all []lang.Text
	if t := c.ElectionTimeout; t.Max-t.Min < t.Min/2 {
		all = append(all, lang.Say("election timeouts of %s", "选举超时为 %s", t.String()))
	}
	if !c.PreVote {
		all = append(all, lang.Say("no pre_vote", "没有 pre_vote"))
	}
	if !c.CheckQuorum {
		all = append(all, lang.Say("no check_quorum", "没有 check_quorum"))
	}
	return lang.List(all...)
}
