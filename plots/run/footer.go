package run

import (
	"fmt"
	"slices"
	"strings"

	"raftlab/sim/trace/timeline"
)

// settings are the parameters that explain a picture.
func (f *Figure) settings() string {
	var words []string
	for _, s := range []struct{ key, en, zh string }{
		{"election_timeout", "election timeout %s", "选举超时 %s"},
		{"heartbeat", "heartbeat %s", "心跳 %s"},
		{"network.latency", "latency %s", "延迟 %s"},
		{"network.loss", "loss %s", "丢包 %s"},
		{"network.duplicate", "duplicates %s", "重复 %s"},
		{"disk.fsync", "fsync %s", "落盘 %s"},
		{"pre_vote", "pre-vote %s", "PreVote %s"},
		{"check_quorum", "check quorum %s", "CheckQuorum %s"},
	} {
		switch v := f.Run.Header.Parameter(s.key); v {
		case "", "0%":
		case "true":
			words = append(words, " · "+f.Say(s.en, s.zh, f.Say("on", "开")))
		case "false":
			words = append(words, " · "+f.Say(s.en, s.zh, f.Say("off", "关")))
		default:
			words = append(words, " · "+f.Say(s.en, s.zh, v))
		}
	}
	return strings.Join(words, "") + f.jointWords()
}

// jointWords explains how the votes of joint consensus are written.
func (f *Figure) jointWords() string {
	for _, s := range f.Run.Servers {
		if slices.ContainsFunc(s.Bands, func(b timeline.Band) bool { return b.OutgoingVoters > 0 }) {
			return f.Say(" · joint consensus: votes of the old & of the new voters, both needed",
				" · 联合共识：旧成员 & 新成员的票数，两边都需要多数派")
		}
	}
	return ""
}

// NotDrawn says what is not drawn, "" if everything is.
func (f *Figure) NotDrawn() string {
	var words []string
	for _, m := range []struct {
		n      int
		en, zh string
	}{
		{f.Omitted.Heartbeats, "heartbeats", "心跳"},
		{f.Omitted.Entries, "appends", "追加请求"},
		{f.Omitted.Replies, "replies to heartbeats and appends", "对心跳和追加请求的回复"},
		{f.Omitted.PreVotes, "pre-vote messages", "预投票消息"},
		{f.Omitted.Votes, "vote messages", "投票消息"},
		{f.Omitted.UnderWay, "messages still under way", "仍在途中的消息"},
		{f.LabelsOmitted, "labels without room", "放不下的标注"},
	} {
		if m.n > 0 {
			words = append(words, fmt.Sprintf("%s %d", f.Say(m.en, m.zh), m.n))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return f.Say("Not drawn: ", "未画出：") + strings.Join(words, " · ")
}
