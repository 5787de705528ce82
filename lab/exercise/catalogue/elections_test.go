package catalogue

var electionsWorks = []*work{
	{
		id: "leader-crash",
		commands: []string{"etcdctl move-leader a1", "etcdctl endpoint status", "raftlab lab member k8s-master01 crash", "etcdctl put leader-crash/during yes",
			"etcdctl endpoint status", "raftlab lab member k8s-master01 restart"},
		lab: key("leader-crash/during", "yes"),
		mistakes: []mistake{
			{"not the leader", instead("etcdctl move-leader *", "etcdctl move-leader a2"), notPassed, "Crash the member that leads"},
			{"no term", without("etcdctl endpoint status"), notPassed, "The term before"},
			{"no write", failing("etcdctl put ..."), notPassed, "A write while the old leader is down"},
			{"left down", down("k8s-master01"), notPassed, "does not answer"},
		},
	},
}
