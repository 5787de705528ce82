package catalogue

import (
	"slices"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/observe"
)

// networkFaults is what H2 of the handout says of elections, done to the network between real members. Each stands beside a scenario of
// the simulator.
var networkFaults = []*spec{&minorityLeader, &deafLeader, &muteLeader, &slowNetwork, &splitVote, &disruptiveRejoin}

// networkScope is what these exercises look at, with their keys.
func networkScope(key string) evidence.Scope {
	return evidence.Scope{Keys: []string{key}, Elections: true, Commands: []string{
		"raftlab lab network ...", "raftlab lab member * *", "etcdctl put " + key + "* *", "etcdctl get " + key + "*", "etcdctl move-leader *"}}
}

// networkLeftovers are what they leave.
func networkLeftovers(key string) exercise.Leftovers {
	return exercise.Leftovers{Keys: []string{key + "*"}, Network: true, Members: true}
}

var minorityLeader = spec{
	id: "minority-leader", part: exercise.Elections, members: 3,
	scope: networkScope("minority/"), leftovers: networkLeftovers("minority/"),
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The network divided.", "网络被分割。"), line("raftlab lab network partition 1"), "raftlab lab network ...")
		s := g.leaderIs(alone, t("The leader alone on one side.", "领导者独自在一边。"),
			t("Make k8s-master01 the leader first (etcdctl move-leader ID), then: raftlab lab network partition 1",
				"先让 k8s-master01 成为领导者（etcdctl move-leader ID），然后：raftlab lab network partition 1"))
		g.stepsDown(s)
		g.successor(s)
		g.putIn(s, "minority/lost", false, t("A write refused on the smaller side.", "少数派一侧的写入被拒绝。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 put minority/lost yes --command-timeout=1s"))
		g.putIn(s, "minority/kept", true, t("A write acknowledged on the larger side, during the partition.", "分割期间，多数派一侧的写入得到确认。"),
			line("ssh k8s-master02 etcdctl --endpoints=https://192.168.128.12:2379 put minority/kept yes"))
		g.whole()
		g.exists("minority/kept", "", t("It was acknowledged by a majority: it must be there.", "它得到多数派确认，必须存在。"))
		g.gone("minority/lost", t("Was the partition over before the others had a leader?", "其他成员选出领导者之前，分割就结束了吗？"))
		return g.Verdict()
	},
}

var deafLeader = spec{
	id: "deaf-leader", part: exercise.Elections, members: 3,
	scope: networkScope("deaf/"), leftovers: networkLeftovers("deaf/"),
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("Messages to the leader lost.", "发给领导者的消息丢失。"), line("raftlab lab network one-way 2,3 1"), "raftlab lab network ...")
		s := g.leaderIs(deaf, t("A leader that hears nobody, and is heard.", "一个听不到别人、但别人听得到它的领导者。"),
			t("With k8s-master01 as the leader: raftlab lab network one-way 2,3 1", "在 k8s-master01 是领导者时：raftlab lab network one-way 2,3 1"))
		down := g.stepsDown(s)
		early, stood := g.role(s, s.from, func(r observe.RoleChange) bool {
			return r.Member != s.leader && r.Role == "pre-candidate" && r.Time.Before(down.Time)
		})
		g.Need(!stood, t("%s stood before the leader stepped down: it did not hear it.", "%s 在领导者下台之前就参选了：它没有听到领导者。", early.Member),
			t("Followers that are quiet as long as the leader speaks.", "只要领导者还在说话，跟随者就保持安静。"),
			t("The computer may be too busy. Do it again: raftlab lab reset deaf-leader", "计算机可能太忙。请重做：raftlab lab reset deaf-leader"))
		g.successor(s)
		g.putIn(s, "deaf/after", true, t("A write acknowledged while the old leader is deaf.", "旧领导者还聋着的时候，写入得到确认。"),
			line("ssh k8s-master02 etcdctl --endpoints=https://192.168.128.12:2379 put deaf/after yes --command-timeout=1s"))
		g.whole()
		g.exists("deaf/after", "", line("etcdctl put deaf/after yes"))
		return g.Verdict()
	},
}

var muteLeader = spec{
	id: "mute-leader", part: exercise.Elections, members: 3,
	scope: networkScope("mute/"), leftovers: networkLeftovers("mute/"),
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("Messages of the leader lost.", "领导者发出的消息丢失。"), line("raftlab lab network one-way 1 2,3"), "raftlab lab network ...")
		s := g.leaderIs(mute, t("A leader that nobody hears, and that hears.", "一个别人听不到、但听得到别人的领导者。"),
			t("With k8s-master01 as the leader: raftlab lab network one-way 1 2,3", "在 k8s-master01 是领导者时：raftlab lab network one-way 1 2,3"))
		g.successor(s)
		heard, ok := g.role(s, s.from, func(r observe.RoleChange) bool { return r.Member == s.leader && r.Term > s.term }) // be it while they vote
		if g.Need(ok, t("%s heard of no higher term before the network was healed.", "网络恢复之前，%s 没有听到更高的任期。", s.leader),
			t("The old leader, which hears its successor.", "旧领导者听到它的继任者。"),
			t("Leave the fault for a second.", "让故障保持一秒。")) {
			g.Saw(t("%s heard of term %d, %v after the fault", "故障后 %[3]v，%[1]s 听到了任期 %[2]d", s.leader, heard.Term, heard.Time.Sub(s.from).Round(milli)))
		}
		g.putIn(s, "mute/after", true, t("A write acknowledged while the old leader is mute.", "旧领导者还哑着的时候，写入得到确认。"),
			line("ssh k8s-master02 etcdctl --endpoints=https://192.168.128.12:2379 put mute/after yes --command-timeout=1s"))
		g.whole()
		g.exists("mute/after", "", line("etcdctl put mute/after yes"))
		return g.Verdict()
	},
}

var slowNetwork = spec{
	id: "slow-network", part: exercise.Elections, members: 3,
	scope: networkScope("slow/"), leftovers: networkLeftovers("slow/"),
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The network of the leader slowed.", "让领导者的网络变慢。"), line("raftlab lab network slow 1 2,3 60ms"), "raftlab lab network slow ...")
		s := g.slowLeader()
		g.putIn(s, "slow/impatient", false, t("A write whose client waits for less than a round trip.", "客户端等待的时间短于一次往返的写入。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 put slow/impatient yes --command-timeout=100ms"))
		g.putIn(s, "slow/patient", true, t("A write whose client waits.", "客户端耐心等待的写入。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 put slow/patient yes"))
		other, elected := g.newLeader(s, s.from)
		if g.Need(!elected, t("%s was elected in term %d: heartbeats came too late.", "%s 在任期 %d 当选：心跳来得太晚。", other.Member, other.Term),
			t("The leader, which stays.", "领导者保持不变。"),
			t("Take a delay far below the election timeout, such as 60ms: raftlab lab reset slow-network", "延迟要远小于选举超时，例如 60ms：raftlab lab reset slow-network")) {
			g.Saw(t("%s led in term %d all the time", "%s 在任期 %d 一直是领导者", s.leader, s.term))
		}
		g.whole()
		g.exists("slow/patient", "", line("etcdctl put slow/patient yes"))
		return g.Verdict()
	},
}

var splitVote = spec{
	id: "split-vote", part: exercise.Elections, members: 3,
	scope: networkScope("split/"), leftovers: networkLeftovers("split/"),
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The leader crashed, or cut off.", "领导者宕机，或被断开。"), line("raftlab lab member k8s-master01 crash"),
			"raftlab lab member * crash", "raftlab lab member * pause", "raftlab lab network partition ...", "raftlab lab network one-way ...")
		g.split()
		g.whole()
		return g.Verdict()
	},
}

var disruptiveRejoin = spec{
	id: "disruptive-rejoin", part: exercise.Elections, members: 3,
	scope:     networkScope("rejoin/"),
	leftovers: exercise.Leftovers{Keys: []string{"rejoin/*"}, Files: []string{"backup/no-pre-vote.yaml"}, Network: true, Members: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A follower cut off.", "断开一个跟随者。"), line("raftlab lab network partition 1"), "raftlab lab network ...")
		g.Readable(e, evidence.GapNetwork, evidence.GapRoles)
		asked := g.quietReturn()
		g.disturbance(asked)
		g.whole()
		g.Need(!slices.ContainsFunc(e.Manifests, func(m evidence.Manifest) bool { return slices.Contains(m.Args, noPreVote) }),
			t("A manifest still has %s.", "清单里还有 %s。", noPreVote), t("PreVote on again.", "重新启用 PreVote。"),
			t("Take the flag out of the manifest: the next partition would disturb the others again.", "从清单里去掉这个选项：否则下一次分割又会打扰其他成员。"))
		return g.Verdict()
	},
}

// noPreVote is the flag by which a member raises its term without asking.
const noPreVote = "--pre-vote=false"
