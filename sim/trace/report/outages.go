package report

import (
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// mostOutages is how many intervals without a leader are told one by one, and mostPhases how many
// phases of one.
const mostOutages, mostPhases = 6, 6

func (w *writer) outages(t *timeline.Timeline) {
	if len(t.Outages) == 0 {
		w.heading(w.Say("Without a leader: never", "无领导者的时间：没有"))
		return
	}
	sum := t.LeaderlessTime()
	w.heading(w.Say("Without a leader: %[1]s of %[2]s (%[3]s), intervals: %[4]d",
		"无领导者的时间：%[2]s 中的 %[1]s（%[3]s），共 %[4]d 段",
		w.duration(sum), w.duration(t.End), percent(sum, t.End), len(t.Outages)))
	headAndTail(len(t.Outages), mostOutages, func(i int) { w.outage(t, &t.Outages[i]) },
		func(from, to int) { w.line(2, w.Say("... %d more intervals", "……另有 %d 段", to-from)) })
}

func (w *writer) outage(t *timeline.Timeline, o *timeline.Outage) {
	end := w.Say("nobody until the end", "直到结束都没有领导者")
	if o.New != 0 {
		end = w.Say("%v leads in term %d", "之后 %v 在任期 %d 领导", o.New, o.Term)
	}
	w.line(2, w.Say("%[1]s from %[2]s to %[3]s: %[4]s, then %[5]s", "%[1]s，从 %[2]s 到 %[3]s：%[4]s，%[5]s",
		w.duration(o.To-o.From), w.moment(o.From), w.moment(o.To), w.reason(o.Reason), end))
	var rows [][]string
	row := func(from, to time.Duration, what string) {
		rows = append(rows, []string{right + w.duration(to-from), right + percent(to-from, o.To-o.From), what})
	}
	headAndTail(len(o.Phases), mostPhases, func(i int) {
		phase := &o.Phases[i]
		row(phase.From, phase.To, w.phase(t, o, phase))
	}, func(from, to int) {
		row(o.Phases[from].From, o.Phases[to-1].To, w.Say("... %d more parts", "……另有 %d 部分", to-from))
	})
	w.table(4, rows)
	w.heard(t, o)
	w.silent(t, o)
}

// phase says what an outage waited for.
func (w *writer) phase(t *timeline.Timeline, o *timeline.Outage, phase *timeline.Phase) string {
	switch {
	case phase.Kind == timeline.Return:
		return w.returned(o, phase)
	case phase.Election < 0:
		return w.wait(o, phase)
	}
	e := &t.Elections[phase.Election]
	round := w.Say("the election for term %d", "任期 %d 的选举", e.Term)
	switch at, _ := e.Stood(); {
	case !e.StoodBy(phase.To) || diagnosis.RoundOf(t, *phase) == diagnosis.WonBefore && onlyAsked(e, phase):
		round = w.Say("the pre-vote for term %d", "任期 %d 的预投票", e.Term)
	case max(phase.From, e.From) < at:
		round = w.Say("the pre-vote and the election for term %d", "任期 %d 的预投票和选举", e.Term)
	}
	switch diagnosis.RoundOf(t, *phase) {
	case diagnosis.WonInVain:
		return round + w.Say(", until %v won, and %s", "，直到 %v 当选，但%s", phase.Node, w.whyNotLeading(phase.Reason))
	case diagnosis.Won:
		return round + w.Say(", until %v won", "，直到 %v 当选", o.New)
	case diagnosis.WonBefore:
		return round + w.Say(", which %v had won before", "，%v 此前已当选", e.Winner) + w.afterwards(e, phase)
	case diagnosis.Overtaken:
		return round + w.Say(", until the next one began", "，直到下一次选举开始")
	}
	return round + w.nobodyWon(e, phase)
}

// onlyAsked reports whether all who tried something in a phase only asked for pre-votes, as a late server does in a term that was
// won before.
func onlyAsked(e *timeline.Election, phase *timeline.Phase) bool {
	tried := func(pre bool) bool {
		return slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool {
			return c.Pre == pre && c.From < phase.To && phase.From < c.To
		})
	}
	return tried(true) && !tried(false)
}

// nobodyWon says that nobody won an election in a phase.
func (w *writer) nobodyWon(e *timeline.Election, phase *timeline.Phase) string {
	switch {
	case !e.StoodBy(phase.To):
		return w.Say(", in vain (votes: %s)", "，没有成功（票数：%s）", w.votesBy(e, phase.To))
	case phase.Kind == timeline.LastRound:
		return w.Say(", which nobody won before the run ended (votes: %s)", "，直到运行结束无人当选（票数：%s）", w.votesBy(e, phase.To))
	case e.To < phase.To:
		return w.Say(", which nobody won (votes: %s), and the wait after it", "，无人当选（票数：%s），以及随后的等待", w.votesBy(e, phase.To))
	}
	return w.Say(", which nobody won (votes: %s)", "，无人当选（票数：%s）", w.votesBy(e, phase.To))
}

// afterwards says that a phase goes on when nobody stands any more.
func (w *writer) afterwards(e *timeline.Election, phase *timeline.Phase) string {
	stands := func(c timeline.Candidacy) bool { return c.To >= phase.To }
	if len(e.Candidates) == 0 || slices.ContainsFunc(e.Candidates, stands) {
		return ""
	}
	return w.Say(", and the wait after it", "，以及随后的等待")
}

// wait says what ended the wait for an election.
func (w *writer) wait(o *timeline.Outage, phase *timeline.Phase) string {
	said := w.Say("until the election timer of %v expired", "直到 %v 的选举计时器到期", phase.Node)
	switch {
	case phase.Node == 0 && o.New == 0:
		return w.Say("no election began until the run ended", "直到运行结束都没有开始选举")
	case phase.Node == 0:
		return w.Say("until %v led", "直到 %v 成为领导者", o.New)
	case phase.Reason == trace.ForcedTimeout:
		said = w.Say("until the election timer of %v was made to expire", "直到 %v 的选举计时器被强制到期", phase.Node)
	case phase.Reason == trace.Transfer:
		said = w.Say("until %v was ordered to campaign", "直到 %v 收到立即参选指令", phase.Node)
	}
	if phase.To == o.To {
		said += w.Say(", and it won at once", "，并立即当选")
	}
	return said
}

// whyNotLeading says why a winner did not lead the cluster.
func (w *writer) whyNotLeading(why trace.Reason) string {
	switch why {
	case trace.LeaderCrashed:
		return w.Say("crashed at once", "立即宕机")
	case trace.LeaderPaused:
		return w.Say("was paused at once", "立即被暂停")
	case trace.LeaderDeposed:
		return w.Say("stepped down at once", "立即下台")
	case trace.LeaderStale:
		return w.Say("needed voters that were in a later term", "所需的投票者已进入更高的任期")
	}
	return w.Say("was cut off from a quorum", "与多数派隔绝")
}

// returned says that a server leads that had been elected before.
func (w *writer) returned(o *timeline.Outage, phase *timeline.Phase) string {
	if phase.Reason == trace.LeaderElected {
		return w.Say("until %v, which had won term %d, had a quorum", "直到已在任期 %[2]d 当选的 %[1]v 有了多数派", o.New, o.Term)
	}
	return w.Say("until %v led again, without an election", "直到 %v 未经选举重新领导", o.New)
}
