package player

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/playback"
	"raftlab/sim/trace/timeline"
)

// MostEvents is how many events of a run the page gets at once. Of a longer run it gets a window.
const MostEvents = 50_000

// Request is what a page asks for.
type Request struct {
	Do     string    `json:"do"`   // run, lines, window, check, trials, trace
	Name   string    `json:"name"` // of a built-in scenario, or of the file that YAML is
	YAML   string    `json:"yaml"` // the text of a scenario, "" for the built-in one; of a trace
	Seed   string    `json:"seed"`
	Engine string    `json:"engine"`
	Set    []string  `json:"set"`   // settings, as key=value
	Steps  []string  `json:"steps"` // added to the script, as {at: 1s, crash: n2}
	Lang   lang.Lang `json:"lang"`
	From   int64     `json:"from"` // of a window, in nanoseconds; of trials, the first
	To     int64     `json:"to"`   // 0: to the end; of trials, the one after the last
}

// Problem is an error, with its place in the script if it has one.
type Problem struct {
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"` // as the command line has it
}

// Answer is what a page gets; of a run also the recording, which stands in it as JSON.
type Answer struct {
	Problems []Problem        `json:"problems,omitempty"`
	YAML     string           `json:"yaml,omitempty"`
	Title    string           `json:"title,omitempty"`
	Lesson   string           `json:"lesson,omitempty"`
	Source   string           `json:"reference,omitempty"` // where to read on
	Digest   string           `json:"digest,omitempty"`
	Verdict  string           `json:"verdict,omitempty"`
	Command  string           `json:"command,omitempty"`
	Found    []Finding        `json:"expectations,omitempty"`
	Predict  []run.Prediction `json:"predictions,omitempty"`
	Idle     []string         `json:"idle,omitempty"`    // added steps that changed nothing, and why
	Remarks  []string         `json:"remarks,omitempty"` // what is wrong with the program that plays the servers
	Spent    time.Duration    `json:"spent,omitempty"`   // on it, in nanoseconds
	Trials   json.RawMessage  `json:"trials,omitempty"`

	Recording json.RawMessage `json:"recording,omitempty"`
}

// Finding is what a run showed of an expectation, in the language of the request.
type Finding struct {
	Expected string `json:"expected"`
	Verdict  string `json:"verdict"`
	Word     string `json:"word"`
	Seen     string `json:"seen"`
}

// Player answers requests, one after the other. The zero value is ready.
type Player struct {
	Programs Programs // starts the module that was given to the page; nil: it takes none

	recording *playback.Recording // the run that was asked for last
	tried     *run.Simulation     // of the trials that were asked for last, and what was asked
	triedFor  Request
}

// Answer answers a request. Every answer is JSON; what is wrong stands in it as problems.
func (p *Player) Answer(request []byte) []byte {
	began := time.Now()
	var q Request
	if err := json.Unmarshal(request, &q); err != nil {
		return encode(&Answer{Problems: []Problem{{Message: "request: " + err.Error()}}})
	}
	answer, err := p.do(&q)
	if err != nil {
		answer = &Answer{Problems: problemsOf(err, q.Lang)}
	}
	answer.Spent = time.Since(began)
	return encode(answer)
}

// encode writes an answer. The recording is put in as it is: to check it again would take longer than to write it.
func encode(a *Answer) []byte {
	recording := a.Recording
	a.Recording = nil
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // an answer is words and numbers
	}
	if recording == nil {
		return b
	}
	b = append(b[:len(b)-1], `,"recording":`...)
	return append(append(b, recording...), '}')
}

func (p *Player) do(q *Request) (*Answer, error) {
	switch q.Do {
	case "run":
		return p.run(q)
	case "window":
		return p.more(q)
	case "lines":
		return p.lines(q)
	case "trace":
		return p.trace(q)
	case "trials":
		return p.slice(q)
	case "check":
		_, err := p.open(q)
		return &Answer{}, err
	}
	return nil, errors.New("request: unknown " + strconv.Quote(q.Do))
}

// open returns the simulation that a request means.
func (p *Player) open(q *Request) (*run.Simulation, error) {
	seed, err := strconv.ParseUint(q.Seed, 10, 64)
	if err != nil {
		return nil, errors.New(q.Lang.Say("the seed %s is not a whole number from 0 to %d", "种子 %s 不是 0 到 %d 的整数", strconv.Quote(q.Seed), uint64(1<<64-1)))
	}
	engine, err := p.engine(q)
	if err != nil {
		return nil, err
	}
	request := run.Request{Word: q.Name, Overrides: q.Set, Steps: q.Steps, Seed: seed, Engine: engine}
	var read run.ReadFunc
	if q.YAML != "" {
		if !run.IsFile(q.Name) {
			request.Word += ".yaml"
		}
		read = func(word string) (string, []byte, error) { return word, []byte(q.YAML), nil }
	}
	return run.Open(request, read)
}

func (p *Player) run(q *Request) (*Answer, error) {
	s, err := p.open(q)
	if err != nil {
		return nil, err
	}
	recorder := playback.NewRecorder(q.Lang)
	outcome, err := s.Run(context.Background(), io.Discard, recorder)
	if err != nil {
		return nil, err
	}
	p.recording = recorder.Recording(outcome.Timeline)
	a := answerOf(s, outcome, q.Lang)
	if own, ok := s.Engine.(*found); ok {
		a.Remarks = own.remarks(q.Lang)
	}
	a.Recording = p.recording.AppendJSON(nil, p.recording.First(MostEvents))
	return a, nil
}

// answerOf says what a run showed.
func answerOf(s *run.Simulation, outcome *run.Outcome, l lang.Lang) *Answer {
	result := run.NewResult(s, outcome)
	a := &Answer{YAML: string(s.Scenario.Source()), Title: s.Scenario.Title.In(l), Lesson: s.Scenario.Lesson.In(l),
		Source: s.Scenario.Reference, Digest: result.Digest, Verdict: result.Verdict.String(), Command: result.Command,
		Predict: result.Predictions}
	for _, idle := range result.Idle {
		a.Idle = append(a.Idle, idle.In(l))
	}
	for _, e := range result.Expectations {
		a.Found = append(a.Found, Finding{e.Expected.In(l), e.Verdict.String(), run.VerdictWord(e.Verdict, l), e.Seen.In(l)})
	}
	return a
}

// more returns another window of the run that was asked for last.
func (p *Player) more(q *Request) (*Answer, error) {
	if p.recording == nil {
		return nil, lang.Errorf("request: no run", "请求：没有运行")
	}
	return &Answer{Recording: p.recording.AppendJSON(nil, q.window())}, nil
}

func (q *Request) window() playback.Window {
	return playback.Window{From: time.Duration(q.From), To: time.Duration(q.To)}
}

// lines makes the run again, up to the end of a window, and tells every event of the window.
func (p *Player) lines(q *Request) (*Answer, error) {
	s, err := p.open(q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	recorder := playback.NewDetailedRecorder(q.Lang, q.window())
	_, err = s.Run(ctx, io.Discard, recorder, seen{time.Duration(q.To), cancel})
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	return &Answer{Recording: recorder.Recording(&timeline.Timeline{}).AppendLines(nil, q.window())}, nil
}

// seen ends a run that is past a moment; 0: it goes to its end.
type seen struct {
	until time.Duration
	end   func()
}

// Observe implements [trace.Sink].
func (s seen) Observe(e *trace.Event) {
	if s.until > 0 && e.At > s.until {
		s.end()
	}
}

// problemsOf returns what is wrong, one by one.
func problemsOf(err error, l lang.Lang) []Problem {
	var all scenarios.Problems
	if !errors.As(err, &all) {
		return []Problem{{Message: err.Error()}}
	}
	list := make([]Problem, len(all))
	for i, p := range all {
		list[i] = Problem{p.Line, p.Column, p.In(l)}
	}
	return list
}
