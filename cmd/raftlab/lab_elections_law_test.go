package main

import (
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/scenarios"
	"raftlab/sim/chance"
)

// A law has the mean of its sample, also where one value of it is very late: a law of a few quantiles made all of the last part late.
func TestLawKeepsTheMean(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 10, 40, 41, 250, 1000} {
		var sample []time.Duration
		var sum time.Duration
		for i := range n {
			value := 12345678*time.Nanosecond + time.Duration(i)*10*time.Microsecond
			if i == n-1 && n >= 40 {
				value = time.Second
			}
			sample, sum = append(sample, value), sum+value
		}
		if _, err := scenarios.Load("x.yaml", []byte("name: x\nuntil: 1s\n"+labCluster(3, labdir.FastTimers, law(sample), law(sample)))); err != nil {
			t.Errorf("%d values make no scenario: %v", n, err)
		}
		d, err := chance.ParseDistribution(law(sample))
		if err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		const draws = 200_000
		stream := new(chance.Stream)
		stream.Seed(1, chance.Named("law"))
		var drawn time.Duration
		for range draws {
			drawn += d.Draw(stream)
		}
		got, want := float64(drawn)/draws, float64(sum)/float64(n)
		if ratio := got / want; ratio < .8 || ratio > 1.25 {
			t.Errorf("%d values of mean %v become a law of mean %v", n, time.Duration(want), time.Duration(got))
		}
	}
	if got := law(nil); got != "" {
		t.Error(got)
	}
	if got, want := law([]time.Duration{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), "20% q1 1ns-2ns | 20% q2 2ns-4ns | 20% q3 4ns-6ns | 20% q4 6ns-8ns | 20% q5 8ns-10ns"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
