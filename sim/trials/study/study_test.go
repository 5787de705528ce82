package study_test

import (
	"math"
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// The values that the thesis has in chapter 9, in per cent.
func TestSplitProbability(t *testing.T) {
	for _, test := range []struct {
		n, s int
		l    float64
		want float64
	}{
		{5, 4, 0.01, 0.06}, {5, 4, 0.1, 5.2}, {5, 4, 0.2, 18.1}, {5, 3, 0.2, 48.8}, {9, 7, 0.2, 14.8}, {9, 6, 0.2, 34.5},
		{9, 5, 0.2, 67.2}, {9, 5, 0.1, 41.0}, {5, 4, 0, 0}, {3, 2, 1, 100},
	} {
		if got := 100 * study.SplitProbability(test.n, test.s, test.l); math.Abs(got-test.want) > 0.05 {
			t.Errorf("%d of %d servers, latency %v: %.2f %%, want %v", test.s, test.n, test.l, got, test.want)
		}
	}
}

func TestElectionTimeOfTheCommonJob(t *testing.T) {
	if got := 150 * study.ElectionTime(5, 4, 7.0/150); math.Abs(got-158.8) > 0.1 {
		t.Errorf("%.1f ms, want 158.8", got)
	}
}

func parameters(values map[string]string) (list []trace.Parameter) {
	for _, key := range []string{"nodes", "election_timeout", "heartbeat", "pre_vote", "network.latency"} {
		list = append(list, trace.Parameter{Key: key, Value: values[key]})
	}
	return list
}

// Nothing is compared with what was published for something else.
func TestCompareOnlyWhatBelongsTogether(t *testing.T) {
	common := func(change ...string) []trace.Parameter {
		values := map[string]string{"nodes": "5", "election_timeout": "150ms-300ms", "heartbeat": "75ms", "pre_vote": "false", "network.latency": "7ms"}
		for i := 0; i < len(change); i += 2 {
			values[change[i]] = change[i+1]
		}
		return parameters(values)
	}
	result := trials.NewResult()
	for range 1000 {
		result.Add(&trials.Trial{Finished: true, Duration: 150 * time.Millisecond, Terms: 1})
	}
	for _, test := range []struct {
		study      string
		parameters []trace.Parameter
		rows       int
	}{
		{"common-job", common(), 3},
		{"split-vote-theory", common("nodes", "9"), 2},
		{"split-vote-theory", common("network.latency", "5ms-9ms"), 0},
		{"split-vote-theory", common("election_timeout", "150ms-200ms"), 0},
		{"split-vote-theory", common("heartbeat", "50ms"), 0},
		{"split-vote-theory", common("pre_vote", "true"), 0},
		{"figure-16", common(), 9},
		{"figure-16", common("election_timeout", "150ms-301ms"), 0},
	} {
		rows := study.ByName(test.study).Compare(test.parameters, result)
		if len(rows) != test.rows {
			t.Errorf("%s with %v: %d rows, want %d", test.study, test.parameters, len(rows), test.rows)
		}
		for _, row := range rows {
			if row.Missing || row.Published <= 0 || row.What.EN == "" || row.What.ZH == "" {
				t.Errorf("%s: row %+v", test.study, row)
			}
		}
	}
	if study.ByName("leader-crash") != nil {
		t.Error("a lesson is a study")
	}
}

func TestSplitRateWhereTheFormulaHolds(t *testing.T) {
	settings := map[string]string{"nodes": "5", "election_timeout": "150ms-300ms", "heartbeat": "75ms", "pre_vote": "false", "network.latency": "15ms"}
	share, ok := study.ByName("split-vote-theory").SplitRate(parameters(settings))
	if !ok || math.Abs(share-0.052) > 0.0005 {
		t.Errorf("%v, %v; the thesis has 5.2 %%", share, ok)
	}
	if _, ok := study.ByName("figure-16").SplitRate(parameters(settings)); ok {
		t.Error("figure 16 has a formula")
	}
	settings["heartbeat"] = "50ms"
	if share, ok := study.ByName("split-vote-theory").SplitRate(parameters(settings)); ok || share != 0 {
		t.Errorf("%v where the formula does not hold", share)
	}
}

func TestFigure16HasPointsInOrder(t *testing.T) {
	s := study.ByName("figure-16")
	points := s.Points(parameters(map[string]string{"election_timeout": "150ms"}))
	if len(points) != 8 {
		t.Fatalf("%d points for 150-150, as the parameter is written", len(points))
	}
	for i, p := range points[1:] {
		if p.Share <= points[i].Share || p.Milliseconds <= points[i].Milliseconds {
			t.Errorf("point %+v follows %+v", p, points[i])
		}
	}
}
