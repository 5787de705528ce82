package catalogue

import "raftlab/lab/evidence"

var membersWorks = []*work{
	{
		id:       "endpoint-status",
		commands: []string{"etcdctl endpoint status -w table", "etcdctl endpoint hashkv -w table"},
		mistakes: []mistake{
			{"no hash", without("etcdctl endpoint hashkv"), notPassed, "etcdctl endpoint hashkv"},
			{"one asked", instead("etcdctl endpoint hashkv", "etcdctl endpoint hashkv --endpoints=https://192.168.128.11:2379"), notPassed, "Leave --endpoints out"},
			{"differing", func(e *evidence.Evidence) { e.Members[1].Status.Hash = 8 }, notPassed, "another hash"},
		},
	},
	{
		id:       "move-leader",
		commands: []string{"etcdctl move-leader a1", "etcdctl move-leader a2", "etcdctl endpoint status"},
		mistakes: []mistake{
			{"the wrong one", instead("etcdctl move-leader a2", "etcdctl move-leader a3"), notPassed, "k8s-master02 is a2"},
			{"refused", failing("etcdctl move-leader *"), notPassed, "with all endpoints"},
			{"not looked at", without("etcdctl endpoint status"), notPassed, "The status after the move"},
		},
	},
	{
		id:       "learner",
		commands: []string{"etcdctl member add k8s-master04 --learner --peer-urls=https://192.168.128.14:2380", "etcdctl member promote a4", "etcdctl member remove a4"},
		mistakes: []mistake{
			{"voting at once", instead("etcdctl member add ...", "etcdctl member add k8s-master04 --peer-urls=https://192.168.128.14:2380"), notPassed, "as a voting member"},
			{"never promoted", failing("etcdctl member promote *"), notPassed, "wait for it"},
			{"left in", func(e *evidence.Evidence) {
				e.Members = append(e.Members, evidence.Member{ID: "a4", Name: "k8s-master04"})
			}, notPassed, "in the member list"},
			{"another removed", instead("etcdctl member remove a4", "etcdctl member remove a2"), notPassed, "not one of the others"},
			{"data left", file("var/lib/etcd-k8s-master04", evidence.Directory), notPassed, "rm -rf /var/lib/etcd"},
			{"data left on its host", file("hosts/k8s-master04/var/lib/etcd", evidence.Directory), notPassed, "rm -rf /var/lib/etcd"},
			{"manifest left", func(e *evidence.Evidence) {
				e.Manifests = append(e.Manifests, evidence.Manifest{Member: "k8s-master04"})
			}, notPassed, "rm /etc/kubernetes/manifests"},
		},
	},
	{
		id: "member-replace",
		commands: []string{"kubelet manifest-gone k8s-master03", "kubelet data-gone k8s-master03", "etcdctl member remove a9",
			"etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380", "raftlab lab manifest k8s-master03"},
		mistakes: []mistake{
			{"data kept", without("kubelet data-gone *"), notPassed, "rm -rf /var/lib/etcd"},
			{"added before removed", early("etcdctl member add ..."), notPassed, "First remove"},
			{"not started", down("k8s-master03"), notPassed, "does not answer"},
			{"the old id", instead("etcdctl member remove *", "etcdctl member remove a3"), notPassed, "a new id"},
			{"four members", func(e *evidence.Evidence) { e.Members = append(e.Members, evidence.Member{ID: "a8"}) }, notPassed, "has 4 members"},
		},
	},
}
