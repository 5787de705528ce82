package study

import (
	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// wan is the simulation of a wide-area network in chapter 9 of the Raft thesis.
var wan = Study{
	Name:   "wan",
	Source: lang.Text{EN: "Raft thesis, chapter 9, wide-area network", ZH: "Raft 博士论文第 9 章，广域网"},
	Vary:   []string{"down=[],[n5],[n4, n5]"},
	Deviations: lang.Text{
		EN: "The thesis tells neither disk time nor heartbeat. Here writes take no time, and heartbeats are sent every 150 ms, " +
			"which has no influence before the first leader. 629 ms, for three servers, was read off a figure. With three, both engines are " +
			"1.6 % low (618.6 ms in 60,000 trials; up to 2.5 % in fewer), more than chance, and we do not know why. With writes of 1 ms the " +
			"three means are 431.0, 470.8 and 626.9 ms. Timeouts are drawn in ticks of 0.1 ms.",
		ZH: "论文既没有给出磁盘时间，也没有给出心跳间隔。这里写盘不花时间，心跳每 150 ms 一次，这在产生首位领导者之前没有影响。" +
			"三台服务器的 629 ms 是从图上读出的。三台时两个引擎都低 1.6 %（六万次试验平均 618.6 ms；次数较少时低到 2.5 %），" +
			"超出随机误差，原因不明。写盘需要 1 ms 时，三个平均值是 431.0、470.8 和 626.9 ms。超时以 0.1 ms 的时钟节拍为单位抽取。"},
	rows: wanRows,
}

// wanMeans are the published means in milliseconds, by the servers that are down.
var wanMeans = map[string]float64{"": 430.0, "[n5]": 468.6, "[n4, n5]": 629}

// wanRows compares the means of the settings that the thesis has.
func wanRows(s settings) func(*trials.Result) []Row {
	published, ok := wanMeans[s("down")]
	for key, value := range map[string]string{"nodes": "5", "election_timeout": "300ms-600ms", "network.latency": "30ms-40ms", "pre_vote": "false", "disk.fsync": "0ms"} {
		ok = ok && s(key) == value
	}
	if !ok {
		return nil
	}
	return func(r *trials.Result) []Row { return []Row{mean(r, published)} }
}
