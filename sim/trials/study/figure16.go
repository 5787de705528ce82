package study

import (
	"strconv"

	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// figure16 is the experiment of the Raft paper, section 9.3. Its numbers were computed from the points
// that the authors published; the paper's text prints 287 and 513 of them. Of the lines that scale the
// timeouts only 12-24 ms has numbers in the text, mean and maximum; the quantiles of these lines, as far as
// they are here, were measured on the curves of the same figure in the thesis (section 9.4), which are vector
// graphics. The maximum of 12-24 ms, measured in the same way, is 151.7 ms; the text prints 152.
var figure16 = Study{
	Name:   "figure-16",
	Source: lang.Text{EN: "Raft paper, section 9.3, figure 16", ZH: "Raft 论文 9.3 节，图 16"},
	Engine: "textbook", // etcd starts an election timer again at every higher term; the paper does not
	Vary: []string{"election_timeout=150ms-150ms,150ms-151ms,150ms-155ms,150ms-175ms,150ms-200ms,150ms-300ms," +
		"12ms-24ms,25ms-50ms,50ms-100ms,100ms-200ms"},
	Deviations: lang.Text{
		EN: "Seven numbers were tuned until the published lines came out: the timers of the four start together 4 ms after the last heartbeats " +
			"are sent; one way latency is uniform from 0.155 to 4.5 ms; n4 and n5, whose votes the others need and which cannot win, write for up " +
			"to 6 ms before they answer; and the clocks of n3, n4 and n5 are slow by 17, 18 and 50 millionths, as quartz may be. What agrees here agrees after tuning. " +
			"The paper tells a broadcast time of about 15 ms, and not how it is made up, and nothing of the clocks; that n2 and n3 write nothing stands for a " +
			"candidate that writes while its requests are under way. Without differences between the clocks the elections of 150-150 ms would not end. " +
			"There the median agrees, and the distribution is wider: a twentieth ends within 15 s where it was 17 s, and the middle half takes 25 to 67 s where it was " +
			"28 to 61 s; the paper has 100 trials of that line. The clock stops when the new leader is elected, not when its first heartbeat arrives.",
		ZH: "有七个数是为了吻合已发表的曲线而调整出来的：四个计时器在最后一次心跳发出 4 ms 后同时启动；" +
			"单程延迟在 0.155 到 4.5 ms 之间均匀分布；n4 和 n5（另外两台需要它们的选票，它们自己不能当选）答复之前写磁盘最多 6 ms；" +
			"n3、n4 和 n5 的时钟分别慢百万分之 17、18 和 50，石英钟就有这样的误差。这里的一致是调整之后的一致。论文给出广播时间约为 15 ms，但没有说明其构成，" +
			"也没有提到时钟；n2 和 n3 不写磁盘，表示候选人在请求传输途中写磁盘。时钟若没有差别，150-150 ms 的选举就不会结束。" +
			"这一条线的中位数一致，分布更宽：二十分之一在 15 s 内结束，论文中是 17 s；" +
			"中间的一半是 25 到 67 s，论文中是 28 到 61 s；论文的这条线只有 100 次试验。" +
			"计时到新领导者当选为止，而不是到它的首次心跳到达。"},
	rows:   figure16Rows,
	points: figure16Points,
}

// figure16Percents are the quantiles of the lines, in parts of a hundred.
var figure16Percents = [8]uint64{5, 10, 25, 50, 75, 90, 95, 99}

type figure16Line struct {
	quantiles [8]float64 // milliseconds; 0: not published
	mean, max float64    // 0: not published
}

// figure16Lines are the lines of the figure by election timeout. Each has 1000 trials, 150 ms has 100.
var figure16Lines = map[string]figure16Line{
	"150ms":       {[8]float64{17349.2, 19847.4, 28415.7, 40882.3, 60537.2, 84150.3, 105797.5, 258149.6}, 54336, 528012},
	"150ms-151ms": {[8]float64{287.1, 434.4, 736.5, 1198.4, 1939.9, 3131.7, 3906.1, 5982.0}, 1535.8, 8231.6},
	"150ms-155ms": {[8]float64{106.4, 119.2, 154.4, 287.3, 434.7, 606.7, 763.2, 1224.4}, 345.0, 2142.9},
	"150ms-175ms": {[8]float64{101.9, 106.8, 120.9, 141.0, 164.2, 291.0, 313.1, 462.5}, 163.7, 610.1},
	"150ms-200ms": {[8]float64{104.3, 110.4, 124.8, 146.4, 166.7, 193.5, 292.9, 344.8}, 156.0, 512.5},
	"12ms-24ms":   {[8]float64{4: 42.1, 5: 53.1, 6: 66.8, 7: 86.9}, 35, 152},
	"25ms-50ms":   {[8]float64{0: 28.9, 4: 52.5, 5: 73.7, 6: 83.1, 7: 118.9}, 0, 0},
	"50ms-100ms":  {[8]float64{0: 44.1, 1: 47.5, 2: 56.1}, 0, 0},
	"150ms-300ms": {[8]float64{114.8, 124.6, 144.3, 171.2, 207.5, 244.0, 264.1, 405.5}, 180.7, 603.3},
}

func figure16Rows(s settings) func(*trials.Result) []Row {
	line, ok := figure16Lines[s("election_timeout")]
	if !ok {
		return nil
	}
	return func(r *trials.Result) []Row {
		var rows []Row
		if line.mean > 0 {
			rows = append(rows, mean(r, line.mean))
		}
		for i, percent := range figure16Percents {
			if line.quantiles[i] == 0 {
				continue
			}
			digits := strconv.FormatUint(percent, 10)
			rows = append(rows, quantile(r, percent, lang.Text{EN: "p" + digits, ZH: "p" + digits}, line.quantiles[i]))
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
		if line.quantiles[i] == 0 {
			continue
		}
		points = append(points, Point{line.quantiles[i], float64(percent) / 100})
	}
	return points
}
