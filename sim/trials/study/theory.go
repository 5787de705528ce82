package study

import (
	"math"
	"strconv"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

var thesis = lang.Text{EN: "Raft thesis, chapter 9", ZH: "Raft 博士论文第 9 章"}

// splitVote measures how often the first election after a crash has no winner.
var splitVote = Study{
	Name:   "split-vote-theory",
	Source: thesis,
	Vary:   []string{"nodes=3,5,7,9", "network.latency=1.5ms,15ms,30ms"},
	Deviations: lang.Text{
		EN: "Timeouts are drawn in ticks of 0.1 ms, and each server's ticks have a phase of their own: a wait is " +
			"up to 0.1 ms shorter than drawn. The theory divides time without end. It counts terms as if every election " +
			"were like the first; here the timers of the second start apart from each other, so there are a little fewer. " +
			"The engines do not differ in the first election, in which no rule that they differ in has a say.",
		ZH: "超时以 0.1 ms 的时钟节拍为单位抽取，每台服务器的节拍有自己的相位：实际等待比抽取的值最多短 0.1 ms。" +
			"理论中的时间是连续的。理论计算任期数时假定每次选举都与第一次相同；这里第二次选举的计时器却不再同时启动，" +
			"因此任期略少。两个引擎在第一次选举中没有差别：它们不同的规则在其中不起作用。"},
	Splits:    true,
	rows:      theoryRows(false),
	splitRate: splitRate,
}

// commonJob is the job by which simulators are compared.
var commonJob = Study{
	Name:   "common-job",
	Source: thesis,
	Deviations: lang.Text{
		EN: "Timeouts are drawn in ticks of 0.1 ms; the theory divides time without end. Its time until the next " +
			"election after a split vote is an estimate.",
		ZH: "超时以 0.1 ms 的时钟节拍为单位抽取；理论中的时间是连续的。理论对选票分裂之后到下一次选举的时间是估计值。"},
	rows:      theoryRows(true),
	splitRate: splitRate,
}

// SplitProbability returns the probability that the first election has no winner: s servers of n are
// there, all may win, timeouts are uniform in [1, 2], and every message takes l. The first candidate
// wins unless so many others time out before they hear of it that too few votes are left: c - 1 of
// them, with c = s - floor(n/2) + 1. Thesis, chapter 9.
func SplitProbability(n, s int, l float64) float64 {
	l = min(max(l, 0), 1)
	sum := 0.0
	for k := s - n/2; k <= s; k++ {
		sum += binomial(s, k) * math.Pow(l, float64(k)) * math.Pow(1-l, float64(s-k))
	}
	return sum
}

func binomial(n, k int) float64 {
	product := 1.0
	for i := range k {
		product = product * float64(n-i) / float64(i+1)
	}
	return product
}

// ElectionTime returns the expected time from the crash of a leader to the next, in units of the least
// timeout, with heartbeats every half of it: the earliest timeout and one latency for each election, a
// latency more for the answers, less what had passed of the timeouts at the crash. Thesis, chapter 9.
func ElectionTime(n, s int, l float64) float64 {
	return (1+1/float64(s+1)+l)/(1-SplitProbability(n, s, l)) + l - 0.25
}

// formula is what the formulas are about: n servers, the least timeout, and the latency.
type formula struct {
	n              int
	least, latency time.Duration
}

// formulaOf returns the numbers of settings for which the formulas hold: timeouts from T to 2T, heartbeats of
// T/2, and a fixed latency.
func formulaOf(s settings) (f formula, ok bool) {
	low, high, err := chance.ParseRange(s("election_timeout"))
	latency, wrong := chance.ParseDuration(s("network.latency"))
	heartbeat, _ := chance.ParseDuration(s("heartbeat"))
	n, _ := strconv.Atoi(s("nodes"))
	ok = err == nil && wrong == nil && high == 2*low && heartbeat == low/2 && n >= 3 && s("pre_vote") == "false"
	return formula{n, low, latency}, ok
}

// units returns the latency in least timeouts.
func (f formula) units() float64 { return float64(f.latency) / float64(f.least) }

// split returns the probability that the first election after a crash has no winner.
func (f formula) split() float64 { return SplitProbability(f.n, f.n-1, f.units()) }

func splitRate(s settings) (share float64, ok bool) {
	f, ok := formulaOf(s)
	if !ok {
		return 0, false
	}
	return f.split(), true
}

// theoryRows compares with the formulas.
func theoryRows(times bool) func(settings) func(*trials.Result) []Row {
	return func(s settings) func(*trials.Result) []Row {
		f, ok := formulaOf(s)
		if !ok {
			return nil
		}
		split := f.split()
		return func(r *trials.Result) []Row {
			rows := []Row{
				splits(r, split),
				{What: lang.Text{EN: "terms", ZH: "任期数"}, Published: 1 / (1 - split), Measured: r.TermsMean(), Missing: r.Finished == 0},
			}
			if times {
				rows = append([]Row{mean(r, milliseconds(ElectionTime(f.n, f.n-1, f.units())*float64(f.least)))}, rows...)
			}
			return rows
		}
	}
}

// splits returns a row for the rate of split votes in the first election. Where the formulas hold, an election
// without a winner has two candidates with votes, so these are the trials with a contested term.
func splits(r *trials.Result, expected float64) Row {
	return Row{What: lang.Text{EN: "contested terms", ZH: "争票任期"}, Published: 100 * expected,
		Measured: 100 * float64(r.Contested) / float64(max(r.Finished, 1)), Unit: "%", Count: r.Contested, Of: r.Finished,
		Missing: r.Finished == 0}
}
