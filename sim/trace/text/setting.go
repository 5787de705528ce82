package text

import (
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Setting says what a fault changed: latency 15ms, loss 10%; "" for nil. What could not be read is shown as it was
// recorded, without control characters.
func Setting(l lang.Lang, s *trace.Setting) string {
	if s == nil {
		return ""
	}
	if s.Recorded != "" || l == lang.English {
		return lang.Clean(s.String())
	}
	w := settingWords{lang: l}
	w.link(s)
	w.disk(s)
	if s.Rate != 0 {
		w.add("rate ", "速率 ", s.Rate.String())
	}
	if s.Timeout != nil {
		law := chance.Uniform(s.Timeout[0], s.Timeout[1])
		w.add("", "", law.String())
	}
	for _, c := range s.Changes {
		w.add(memberVerbs[c.Verb].EN, memberVerbs[c.Verb].ZH, c.Node.String())
	}
	if s.Joint {
		w.add("joint", "经联合共识", "")
	}
	if s.Hold != 0 {
		w.add("", "", chance.FormatDuration(s.Hold))
	}
	return strings.Join(w.parts, l.Say(", ", "，"))
}

// settingWords puts the words of a setting together.
type settingWords struct {
	lang  lang.Lang
	parts []string
}

func (w *settingWords) add(en, zh, value string) {
	w.parts = append(w.parts, w.lang.Say(en, zh)+value)
}

func (w *settingWords) law(en, zh string, d *chance.Distribution) {
	if d != nil {
		w.add(en, zh, d.Format(w.lang.Say("normal", "正态"), w.lang.Say("exponential", "指数")))
	}
}

func (w *settingWords) link(s *trace.Setting) {
	w.law("latency ", "延迟 ", s.Latency)
	if s.Loss != 0 {
		w.add("loss ", "丢包 ", s.Loss.String())
	}
	if s.Duplicate != 0 {
		w.add("duplicate ", "重复 ", s.Duplicate.String())
	}
}

func (w *settingWords) disk(s *trace.Setting) {
	if s.Disk != 0 {
		w.parts = append(w.parts, diskWords[s.Disk].In(w.lang))
	}
	w.law("fsync ", "落盘 ", s.Fsync)
	if s.Stall != 0 {
		w.add("stall ", "停顿 ", chance.FormatDuration(s.Stall))
	}
}

var diskWords = []lang.Text{
	trace.HonestDisk:      {EN: "fault none", ZH: "恢复可靠"},
	trace.ForgetHardState: {EN: "fault forget hard state", ZH: "将忘记任期和选票"},
	trace.LoseUnsynced:    {EN: "fault lose log", ZH: "将丢失未落盘的内容"},
}

var memberVerbs = []lang.Text{
	trace.AddVoter:     {EN: "add ", ZH: "增加 "},
	trace.AddLearner:   {EN: "learn ", ZH: "增加学习者 "},
	trace.RemoveMember: {EN: "remove ", ZH: "移除 "},
}
