package plots

import (
	"strings"

	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// storyMost is how many outages are told to those who cannot see a figure.
const storyMost = 12

// story tells the run's outages in sentences, for those who cannot see the figure.
func (f *figure) story() string {
	var text strings.Builder
	text.WriteString(f.say(".", "。"))
	for i, o := range f.t.Outages {
		if i == storyMost {
			text.WriteString(f.say(" And so on: ", " 其余：") + f.count(len(f.t.Outages)-i, "outage", "outages", "段没有领导者的时间") + f.say(".", "。"))
			break
		}
		text.WriteString(f.outageSentence(o))
	}
	for _, b := range f.t.Breaches {
		text.WriteString(f.say(" After %s: %s.", " %s：%s。", diagnosis.Length(b.At), b.Evidence))
	}
	return text.String()
}

func (f *figure) outageSentence(o timeline.Outage) string {
	var phases []string
	for _, phase := range o.Phases {
		phases = append(phases, diagnosis.PhaseWords(f.lang, f.t, phase)[0])
	}
	said := f.say(" From %s to %s no leader", " %s 至 %s 没有领导者", diagnosis.Length(o.From), diagnosis.Length(o.To))
	if o.Old != 0 {
		said += f.say(" (%s)", "（%s）", diagnosis.CauseOf(f.t, o).In(f.lang))
	}
	if len(phases) > 0 {
		said += f.say(": ", "：") + strings.Join(phases, f.say("; ", "；"))
	}
	if o.New != 0 {
		said += f.say("; then %v leads term %d", "；随后 %v 领导任期 %d", o.New, o.Term)
	}
	return said + f.say(".", "。")
}
