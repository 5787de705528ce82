package hunt

import (
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/timeline"
)

// Answers is what clients do whose answers are judged. The zero value: nothing, answers are not asked about.
type Answers uint8

// What clients do besides writing.
const (
	AnswersToReads Answers = iota + 1 // they read by ways that are linearizable; with disks that lie, also by the others
	AnswersByLease                    // they read by lease, where a clock is slow: by less than what a lease allows for
)

// String returns the name that people use, "" for none.
func (a Answers) String() string { return [...]string{"", "linearizable", "linearizable"}[a] }

// ways returns how clients read in a schedule. What breaks an assumption is drawn only where assumptions are broken.
func (j *Job) ways(s *script.Script) []trace.ReadWay {
	all := []trace.ReadWay{trace.LogRead}
	has := j.Engine.Features()
	if has&engine.ReadIndex != 0 {
		all = append(all, trace.ReadIndex)
	}
	if j.Lies {
		all = append(all, trace.LocalRead)
		if s.Cluster.CheckQuorum && has&engine.MixedReads != 0 {
			all = append(all, trace.LeaseRead)
		}
	}
	return all
}

// tryAnswers tries whether what clients are told is linearizable. If it is not with the engine that has all its rules either, it is
// no find of the rule that is left out.
func (t *trier) tryAnswers(s *script.Script, sinks []trace.Sink) (*Breach, error) {
	breach, err := wrongAnswer(t.world, s, sinks)
	if breach == nil || err != nil || t.sound == nil {
		return breach, err
	}
	if other, err := wrongAnswer(t.sound, s, nil); other != nil || err != nil {
		return nil, err
	}
	return breach, nil
}

// wrongAnswer runs a script, and returns the first answer that does not fit; nil if all do.
func wrongAnswer(w *sim.World, s *script.Script, sinks []trace.Sink) (*Breach, error) {
	log := &timeline.OperationLog{}
	if err := w.Run(s, RunSeed, append(sinks, log)...); err != nil {
		return nil, err
	}
	told := linear.Judge(log.Operations())
	if told.Verdict != trace.Violated {
		return nil, nil
	}
	return &Breach{Answers: true, After: told.After, Misfit: told.Misfit, Node: told.Misfit.Node, At: told.Misfit.AnswerAt}, nil
}
