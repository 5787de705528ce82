package scenarios

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
)

// maxSteps is how many steps a script may have; a lesson has a dozen.
const maxSteps = 200

// stepDecoder reads steps in order and knows what the steps before have done.
type stepDecoder struct {
	*decoder
	cluster *script.Cluster
	slack   time.Duration    // of the timers
	network network.Settings // in force after the steps so far
	at      time.Duration    // of the last step that has a time
	chained bool             // the last step waits for an event, and with it those without a trigger
	history history
}

// readSteps reads a script.
func readSteps(d *decoder, n *node, s *Scenario) []script.Step {
	if n.form != list {
		d.refuse(n, "steps is a list (write - {at: 1s, crash: leader}, one step per line)",
			"steps 是列表（请写 - {at: 1s, crash: leader}，每行一步）")
		return nil
	}
	if len(n.items) > maxSteps {
		d.refuse(n.items[maxSteps], "more than %d steps: this is no longer one lesson", "超过 %d 步：这已经不是一课了", maxSteps)
		return nil
	}
	cluster := &s.script.Cluster
	steps := &stepDecoder{decoder: d, cluster: cluster, slack: s.slack, network: cluster.Network}
	steps.history.servers, steps.history.crashed = d.servers, slices.Clone(s.down)
	var all []script.Step
	for _, item := range n.items {
		all = append(all, steps.read(item))
	}
	for _, p := range script.SettlingProblems(all) {
		d.refuse(n.items[p.Step], "%v", "%v", p.What)
	}
	return all
}

// stepKeys are the keys that a step may have.
func stepKeys() []string {
	keys := []string{"at", "when", "after", "within", "note"}
	for _, a := range actions {
		keys = append(keys, a.key)
	}
	return keys
}

func (d *stepDecoder) read(n *node) script.Step {
	var step script.Step
	if n.form != mapping {
		d.refuse(n, "a step is written as keys and values (write - {at: 1s, crash: leader})",
			"一步要写成键和值（请写 - {at: 1s, crash: leader}）")
		return step
	}
	known := d.checkKeys(n, lang.Say("a step", "步骤"), stepKeys())
	for _, p := range n.pairs {
		if p.value.form == nothing {
			d.refuse(p.value, "%s has no value (give it one, or leave the key out)", "%s 没有值（请给出值，或删去这个键）", quote(p.key.text))
			return step
		}
	}
	d.trigger(n, &step)
	if d.until > 0 && max(step.At, step.After)+step.Within > d.until {
		d.refuse(cmp.Or(n.get("at"), n.get("after"), n), "this step is after the end of the run (until is %s)", "这一步在运行结束之后（until 是 %s）",
			chance.FormatDuration(d.until))
	}
	step.Trigger = formatTrigger(&step)
	if note := n.get("note"); note != nil {
		step.Note = d.text(note)
	}
	step.Do = d.action(n)
	if _, isNote := step.Do.(script.NoteAction); isNote && known && n.get("note") == nil {
		d.refuse(n, "a step with nothing to do (write crash: leader, or a note)",
			"这一步什么也不做（请写 crash: leader，或一条 note）")
	}
	return step
}

// trigger reads when a step is taken: at a time, at an event, or, with neither, together with the
// step before or some time after it.
func (d *stepDecoder) trigger(n *node, step *script.Step) {
	at, when, after := n.get("at"), n.get("when"), n.get("after")
	switch {
	case at != nil && when != nil:
		d.refuse(when, "a step has at or when, not both (leave one out)", "一步只能有 at 或 when 之一（请删去一个）")
		return
	case at != nil && after != nil:
		d.refuse(after, "after counts from an event or from the step before, not from a time (add it to at)",
			"after 从事件或前一步算起，而不是从某个时刻（请加到 at 上）")
		return
	}
	if after != nil {
		step.After, step.Within, _ = d.moments(after)
	}
	if within := n.get("within"); within != nil {
		d.within(within, step)
	}
	switch {
	case when != nil:
		step.When = d.condition(when)
		d.chained = true
	case at != nil:
		d.time(at, step)
	case d.chained:
		step.When = script.Condition{Kind: script.StepBefore}
	default:
		step.At, step.After = d.at+step.After, 0
		d.taken(step)
	}
}

// time reads the time of a step; the steps that have one are in the order of time.
func (d *stepDecoder) time(n *node, step *script.Step) {
	from, within, ok := d.moments(n)
	switch {
	case !ok:
		from = d.at
	case from < d.at:
		d.refuse(n, "at %s is before an earlier step, at %s (write the steps in the order of time)",
			"at %s 早于前面的一步 at %s（请按时间顺序写各步）",
			chance.FormatDuration(from), chance.FormatDuration(d.at))
		from = d.at
	}
	step.At = from
	d.spread(n, step, within)
	d.taken(step)
}

// withinHeartbeat takes a step at a random moment of one heartbeat interval, whatever the setting is.
const withinHeartbeat = "heartbeat"

func (d *stepDecoder) within(n *node, step *script.Step) {
	if n.form != single || n.text != withinHeartbeat {
		d.refuse(n, "within is always %s (for any other span write a range: at: 1s-1.5s)",
			"within 只能是 %s（其他时间范围请写区间：at: 1s-1.5s）", withinHeartbeat)
		return
	}
	d.spread(n, step, d.cluster.Heartbeat)
}

// spread sets how much later a step may be taken.
func (d *stepDecoder) spread(n *node, step *script.Step, span time.Duration) {
	if span > 0 && step.Within > 0 {
		d.refuse(n, "within and a range are two spans for one moment (leave one out)",
			"within 和区间给同一时刻两个时间范围（请删去一个）")
		return
	}
	step.Within = max(step.Within, span)
}

// taken notes the time of a step. What follows a step with a random moment, and has no time of its own,
// waits for it.
func (d *stepDecoder) taken(step *script.Step) {
	d.at, d.chained = step.At, step.Within > 0
}

// moments reads a time, or a range of times of which each run draws one.
func (d *stepDecoder) moments(n *node) (from, within time.Duration, ok bool) {
	r, ok := parsed(d.decoder, n, lang.Say("duration", "时长"), "150ms", func(s string) (script.Range, error) {
		if !strings.Contains(s, "-") {
			at, err := chance.ParseDuration(s)
			return script.Range{Min: at, Max: at}, err
		}
		low, high, err := chance.ParseRange(s)
		return script.Range{Min: low, Max: high}, err
	})
	return r.Min, r.Max - r.Min, ok
}

// action reads what a step does; without any action it only says its note.
func (d *stepDecoder) action(n *node) script.Action {
	var found []action
	for _, p := range n.pairs {
		i := slices.IndexFunc(actions, func(a action) bool { return a.key == p.key.text })
		if i < 0 || slices.ContainsFunc(found, func(a action) bool { return a.key == p.key.text }) {
			continue
		}
		if found = append(found, actions[i]); len(found) == 2 {
			way := lang.Say("write another step below: without a time it is taken together with this one", "请在下面另写一步：不写时刻，就与这一步一起执行")
			if n.added > 0 {
				way = lang.Say("add another step", "请另加一步")
			}
			d.refuse(p.key, "a step does one thing, and this is the second after %s (%s)",
				"一步只做一件事，这是 %s 之后的第二件（%s）", found[0].key, way)
		}
	}
	if len(found) == 0 {
		return script.NoteAction{}
	}
	value, before := n.get(found[0].key), len(d.problems)
	do := found[0].read(d, value)
	if len(d.problems) > before {
		d.history.assumeAll() // one mistake must not make the steps after it look wrong
	} else {
		d.history.addStep(d, value, do)
	}
	return do
}
