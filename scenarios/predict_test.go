package scenarios

import (
	"slices"
	"strings"
	"testing"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func TestAnswers(t *testing.T) {
	empty := &timeline.Timeline{Led: []timeline.Span{{}}, Servers: []timeline.Server{{Node: 1}}}
	for _, a := range answers {
		want := map[string][2]string{ // in the story, and where nothing happened
			"longest_outage_phase":  {"failed rounds", ""},
			"first_candidate":       {"n1", "none"},
			"first_leader":          {"n1", "none"},
			"winner":                {"n2", "none"},
			"first_candidate_wins":  {"yes", ""},
			"same_leader":           {"no", ""},
			"leader_of_term":        {"n2", "none"},
			"terms":                 {"2", "0"},
			"elections":             {"2", "0"},
			"split_votes":           {"0", "0"},
			"leaders":               {"2", "0"},
			"leaders_at_once":       {"1", "0"},
			"leader_changes":        {"1", "0"},
			"split":                 {"no", "no"},
			"commits_of_old_leader": {"0", "0"},
			"leaders_per_term":      {"1", "0"},
			"same_log":              {"no", "yes"},
			"commit_index":          {"2", ""},
			"outcome":               {"lost", ""},
			"told":                  {"unknown", ""},
			"steps_down_reason":     {"none", "none"},
			"denial_reason":         {"lease", "none"},
			"violated_property":     {"none", "none"},
		}[a.name]
		argument := map[string]string{aServer: "n1", aTerm: "2", aCommand: "b", aKey: "x"}[a.argument]
		if got := a.decide(story(), argument); got != want[0] {
			t.Errorf("%s %s: %q, want %q", a.name, argument, got, want[0])
		}
		if got := a.decide(empty, argument); got != want[1] {
			t.Errorf("%s %s where nothing happened: %q, want %q", a.name, argument, got, want[1])
		}
	}
}

func TestAnswersInOtherRuns(t *testing.T) {
	changed := func(change func(*timeline.Timeline)) *timeline.Timeline {
		run := story()
		change(run)
		return run
	}
	for _, test := range []struct {
		answer string
		run    *timeline.Timeline
		want   string
	}{
		{"steps_down_reason", changed(func(r *timeline.Timeline) {
			r.Servers[0].Bands[3].Role, r.Servers[0].Bands[3].Reason = trace.Follower, trace.QuorumLost
		}), "quorum lost"},
		{"leaders_per_term", changed(secondLeaderOfTerm2), "2"},
		{"same_log", changed(func(r *timeline.Timeline) { r.Servers = r.Servers[:2] }), "yes"},
		{"violated_property", changed(func(r *timeline.Timeline) {
			r.Violations = []timeline.Violation{{Property: trace.OneVotePerTerm}, {Property: trace.ElectionSafety}}
		}), "one vote per term"},
		{"denial_reason", changed(func(r *timeline.Timeline) {
			r.Denials = append(r.Denials, r.Votes[3])
		}), "log behind"},
		{"commits_of_old_leader", changed(func(r *timeline.Timeline) {
			r.Servers[0].Commits = append(r.Servers[0].Commits, timeline.Commit{At: r.End, Index: 5, Role: trace.Leader})
		}), "3"},
		{"split", changed(func(r *timeline.Timeline) { r.Elections[0].Winner, r.Elections[0].Split = 0, true }), "yes"},
		{"longest_outage_phase", changed(func(r *timeline.Timeline) { r.Outages = r.Outages[:1] }), "detection"},
		{"winner", changed(func(r *timeline.Timeline) { r.Led = r.Led[:3] }), "none"},
		{"same_leader", changed(func(r *timeline.Timeline) { r.Led[3].Leader = 1 }), "yes"},
	} {
		for _, a := range answers {
			if a.name == test.answer {
				diff(t, a.decide(test.run, ""), test.want)
			}
		}
	}
}

func TestPredictionChoosesAmongItsChoices(t *testing.T) {
	for choices, want := range map[string]string{
		"[2, 3]": "2", "[3, other]": "other", "[3, 4]": "", "[2, other]": "2",
	} {
		s := mustLoad(t, "predict:", "  - {question: How many terms?, choices: "+choices+", answer: terms}")
		diff(t, s.Predictions[0].Answer(story()), want)
	}
}

// TestWhatDecidesIsSaid: of every answer that is a word for something that can be told.
func TestWhatDecidesIsSaid(t *testing.T) {
	for name := range evidence {
		i := slices.IndexFunc(answers, func(a answer) bool { return a.name == name })
		if i < 0 {
			t.Errorf("%s is no answer", name)
			continue
		}
		p := Prediction{answer: &answers[i], argument: map[string]string{aTerm: "2", aCommand: "b", aKey: "x"}[answers[i].argument]}
		seen := p.Seen(story())
		if (seen.EN == "") != (name == "violated_property") || (seen.ZH == "") != (seen.EN == "") || strings.Contains(seen.EN+seen.ZH, "%!") {
			t.Errorf("%s: %+v", name, seen)
		}
	}
	for name, want := range map[string]string{
		"first_candidate_wins": "n1 stood at 0 µs, n1 led from 200 ms on in term 1, n2 led from 1.3 s on in term 2",
		"leaders_at_once":      "n1 in term 1, at 200 ms",
		"longest_outage_phase": "110 ms of 300 ms without a leader",
		"terms":                "term 1: n1 won, term 2: n2 won",
	} {
		i := slices.IndexFunc(answers, func(a answer) bool { return a.name == name })
		p := Prediction{answer: &answers[i]}
		diff(t, p.Seen(story()).EN, want)
	}
}

// TestFirstCandidateIsNoPreCandidate: who only asks for pre-votes does not stand.
func TestFirstCandidateIsNoPreCandidate(t *testing.T) {
	run := story()
	run.Elections = []timeline.Election{{Term: 1, Candidates: []timeline.Candidacy{{Node: 3, Pre: true},
		{Node: 2, From: 5 * ms, Stood: 9 * ms}, {Node: 1, From: 6 * ms, Stood: 7 * ms}}}}
	diff(t, firstCandidate(run, ""), "n1")
	run.Elections[0].Candidates = run.Elections[0].Candidates[:1]
	diff(t, firstCandidate(run, ""), none)
	diff(t, firstCandidateWins(run, ""), "")
}
