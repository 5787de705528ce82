package study

import (
	"strconv"

	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// figure16 is the experiment of the Raft paper, section 9.3. Its numbers were computed from the points
// that the authors published; the paper's text prints 287 and 513 of them.
var figure16 = Study{
	Name:   "figure-16",
	Source: trace.Text{EN: "Raft paper, section 9.3, figure 16", ZH: "Raft 论文 9.3 节，图 16"},
	Engine: "textbook", // etcd starts an election timer again at every higher term; the paper does not
	Vary:   []string{"election_timeout=150ms-150ms,150ms-151ms,150ms-155ms,150ms-175ms,150ms-200ms,150ms-300ms"},
	Deviations: trace.Text{
		EN: "Latency, tick and start of the timers were chosen so that they fit the published points best: what agrees " +
			"here agrees after tuning. One way latency is uniform from 0 to 7.4 ms, and disks take no time; the paper tells a broadcast time of about 15 ms, disk write included. The logs of the four others all " +
			"differ in length, so two can win. Their timers start together, 6.25 ms after the heartbeat is sent, and " +
			"differ by up to 0.03 ms. The clock stops when the new leader is elected, not when its first heartbeat " +
			"arrives. Ranges of 1 ms and less are more sensitive to latency than this model is right.",
		ZH: "延迟、滴答和计时器的起点经过调整，以求与已发表的数据点最吻合：这里的一致是调整之后的一致。" +
			"单程延迟在 0 到 7.4 毫秒之间均匀分布，磁盘不耗时；论文给出的广播时间约为 15 毫秒，" +
			"含写盘。其余四台的日志长度各不相同，因此有两台能当选。它们的计时器在心跳发出 6.25 毫秒后同时启动，彼此相差不超过 0.03 毫秒。" +
			"计时到新领导者当选为止，而不是到它的首次心跳到达。1 毫秒及更窄的范围对延迟极其敏感，模型在那里不够准确。"},
	rows:   figure16Rows,
	points: figure16Points,
}

// figure16Percents are the quantiles of the lines, in parts of a hundred.
var figure16Percents = [8]uint64{5, 10, 25, 50, 75, 90, 95, 99}

type figure16Line struct {
	quantiles [8]float64 // milliseconds
	mean, max float64
}

// figure16Lines are the lines of the figure by election timeout. Each has 1000 trials, the first 100.
var figure16Lines = map[string]figure16Line{
	"150ms":       {[8]float64{17349.2, 19847.4, 28415.7, 40882.3, 60537.2, 84150.3, 105797.5, 258149.6}, 54336, 528012},
	"150ms-151ms": {[8]float64{287.1, 434.4, 736.5, 1198.4, 1939.9, 3131.7, 3906.1, 5982.0}, 1535.8, 8231.6},
	"150ms-155ms": {[8]float64{106.4, 119.2, 154.4, 287.3, 434.7, 606.7, 763.2, 1224.4}, 345.0, 2142.9},
	"150ms-175ms": {[8]float64{101.9, 106.8, 120.9, 141.0, 164.2, 291.0, 313.1, 462.5}, 163.7, 610.1},
	"150ms-200ms": {[8]float64{104.3, 110.4, 124.8, 146.4, 166.7, 193.5, 292.9, 344.8}, 156.0, 512.5},
	"150ms-300ms": {[8]float64{114.8, 124.6, 144.3, 171.2, 207.5, 244.0, 264.1, 405.5}, 180.7, 603.3},
}

func figure16Rows(s settings) func(*trials.Result) []Row {
	line, ok := figure16Lines[s("election_timeout")]
	if !ok {
		return nil
	}
	return func(r *trials.Result) []Row {
		rows := []Row{mean(r, line.mean)}
		for i, percent := range figure16Percents {
			digits := strconv.FormatUint(percent, 10)
			rows = append(rows, quantile(r, percent, trace.Text{EN: "p" + digits, ZH: "p" + digits}, line.quantiles[i]))
		}
		return rows
	}
}

func figure16Points(s settings) (points []Point) {
	line, ok := figure16Lines[s("election_timeout")]
	if !ok {
		return nil
	}
	for i, percent := range figure16Percents {
		points = append(points, Point{line.quantiles[i], float64(percent) / 100})
	}
	return points
}
