package lanes

import (
	"strings"

	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// storyMost is how many outages are told to those who cannot see a figure.
const storyMost = 12

// altText tells the run's outages in sentences, for those who cannot see the figure.
func (f *figure) altText() string {
	var text strings.Builder
	text.WriteString(f.Say(".", "。"))
	for i, o := range f.Run.Outages {
		if i == storyMost {
			text.WriteString(f.Say(" And so on: ", " 其余：") + f.Count(len(f.Run.Outages)-i, "outage", "outages", "段没有领导者的时间") + f.Say(".", "。"))
			break
		}
		text.WriteString(f.outageSentence(o))
	}
	for _, b := range f.Run.Violations {
		text.WriteString(f.Say(" After %s: %s.", " %s：%s。", diagnosis.Length(b.At), f.violation(&b)))
	}
	return text.String()
}

func (f *figure) violation(b *timeline.Violation) string {
	return f.Say("%s: %s", "%s：%s", text.Property(f.Lang, b.Property), text.Sighting(f.Lang, b.Evidence))
}

func (f *figure) outageSentence(o timeline.Outage) string {
	var phases []string
	for _, phase := range o.Phases {
		phases = append(phases, diagnosis.PhaseWords(f.Lang, f.Run, phase)[0])
	}
	said := f.Say(" From %s to %s no leader", " %s 至 %s 没有领导者", diagnosis.Length(o.From), diagnosis.Length(o.To))
	if o.Old != 0 {
		said += f.Say(" (%s)", "（%s）", diagnosis.CauseOf(f.Run, o).In(f.Lang))
	}
	if len(phases) > 0 {
		said += f.Say(": ", "：") + strings.Join(phases, f.Say("; ", "；"))
	}
	if o.New != 0 {
		said += f.Say("; then %v leads term %d", "；随后 %v 领导任期 %d", o.New, o.Term)
	}
	return said + f.Say(".", "。")
}
