package catalogue

import "raftlab/lab/evidence"

var roleOfEtcdWorks = []*work{
	{
		id: "registry",
		commands: []string{"etcdctl get /registry --prefix --keys-only", "etcdctl get /registry/pods/kube-system --prefix --keys-only",
			"etcdctl get /registry/services/specs/default/kubernetes"},
		lab: all(key("/registry/pods/kube-system/a", ""), key("/registry/pods/kube-system/b", ""), key("/registry/services/specs/default/kubernetes", "")),
		mistakes: []mistake{
			{"a key that is not there", instead("etcdctl get /registry/services/*", "etcdctl get /registry/services/default/kubernetes"), notPassed, "a key that does not exist"},
			{"a place that is not there", instead("etcdctl get /registry/pods/*", "etcdctl get /registry/pods/kubesystem --prefix --keys-only"), notPassed, "The keys of the Pods"},
			{"no prefix", instead("etcdctl get /registry --prefix", "etcdctl get /registry --keys-only"), notPassed, "The keys below"},
			{"a range", instead("etcdctl get /registry/pods/*", "etcdctl get /registry/pods/kube-system/ /registry/pods/kube-system0 --keys-only"), passed, ""},
			{"all keys", instead("etcdctl get /registry --prefix", "etcdctl get / --from-key --keys-only"), passed, ""},
			{"no list", without("etcdctl get ... --keys-only"), notPassed, "etcdctl get /registry --prefix --keys-only"},
			{"only counted", instead("etcdctl get /registry/services/*", "etcdctl get /registry/services/specs/default/kubernetes --count-only"), notPassed, "Leave --keys-only out"},
			{"keys only", instead("etcdctl get /registry/services/*", "etcdctl get /registry/services --prefix --keys-only"), notPassed, "Leave --keys-only out"},
		},
	},
	{
		id:       "watch-change",
		commands: []string{"@0+9 kubectl get configmaps -w", "@2+0 kubectl create configmap greeting --from-literal=hello=world", "@4+0 kubectl delete configmap greeting"},
		lab:      all(put(5, "/registry/configmaps/default/greeting", ""), del(6, "/registry/configmaps/default/greeting")),
		mistakes: []mistake{
			{"by a file", all(instead("kubectl create ...", "kubectl create -f greeting.yaml"), instead("kubectl delete ...", "kubectl delete -f greeting.yaml")), passed, ""},
			{"in short", all(instead("kubectl create ...", "kubectl create cm greeting --from-literal=hello=world"), instead("kubectl delete ...", "kubectl delete cm/greeting")), passed, ""},
			{"another key watched", instead("kubectl get ... --watch", "etcdctl watch foo"), notPassed, "No watch of ConfigMaps"},
			{"another kind watched", instead("kubectl get ... --watch", "kubectl get pods -w"), notPassed, "No watch of ConfigMaps"},
			{"watched in etcd", instead("kubectl get ... --watch", "etcdctl watch /registry/configmaps --prefix"), passed, ""},
			{"no watch", without("kubectl get ... --watch"), notPassed, "kubectl get configmaps -w"},
			{"changed before", early("kubectl create ..."), passed, ""},
			{"all before", all(early("kubectl create ..."), early("kubectl delete ...")), notPassed, "Leave the watch running"},
			{"not deleted", without("kubectl delete ..."), notPassed, "kubectl delete configmap greeting"},
			{"another cluster", noHistory, notPassed, "another cluster was changed"},
		},
	},
	{
		id:       "lose-one",
		commands: []string{"raftlab lab member k8s-master03 crash", "etcdctl put lose-one/during yes", "etcdctl get lose-one/during", "raftlab lab member k8s-master03 restart"},
		lab:      key("lose-one/during", "yes"),
		mistakes: []mistake{
			{"no crash", without("raftlab lab member * crash"), notPassed, "k8s-master03 crash"},
			{"by the manifest", all(instead("raftlab lab member * crash", "kubelet manifest-gone k8s-master03"), instead("raftlab lab member * restart", "kubelet manifest-back k8s-master03")), passed, ""},
			{"put before", early("etcdctl put ..."), notPassed, "With one member down"},
			{"put before, and failed after", func(e *evidence.Evidence) {
				early("etcdctl put ...")(e)
				e.Commands = append(e.Commands, did("! @9+5 etcdctl put lose-one/during yes")...)
			}, notPassed, "failed at"},
			{"put failed", failing("etcdctl put ..."), notPassed, "failed at"},
			{"two down", func(e *evidence.Evidence) {
				e.Commands = append(did("raftlab lab member k8s-master02 crash"), e.Commands...)
			}, notPassed, "Crash one member only"},
			{"left down", down("k8s-master03"), notPassed, "k8s-master03 does not answer"},
			{"gone again", noKey("lose-one/during"), notPassed, "There is no key"},
			{"differing", func(e *evidence.Evidence) { e.Members[2].Status.Hash = 8 }, notPassed, "another hash"},
			{"unread", gap(evidence.GapKeys), notYet, "could not be read"},
		},
	},
	{
		id: "lose-two",
		commands: []string{"etcdctl put lose-two/before yes", "raftlab lab member k8s-master02 crash", "raftlab lab member k8s-master03 crash",
			"! etcdctl put lose-two/during yes --command-timeout=1s", "! etcdctl get lose-two/before --command-timeout=1s", "etcdctl get lose-two/before --consistency=s",
			"raftlab lab member k8s-master02 restart", "etcdctl put lose-two/after yes", "raftlab lab member k8s-master03 restart"},
		lab: key("lose-two/after", "yes"),
		mistakes: []mistake{
			{"one crash", without("raftlab lab member k8s-master03 crash"), notPassed, "A second member"},
			{"put with a mistyped flag", misused("etcdctl put lose-two/during *"), notPassed, "A write that fails"},
			{"writes", succeeding("etcdctl put lose-two/during *"), notPassed, "A write that fails"},
			{"no serializable read", without("etcdctl get lose-two/before --consistency=s"), notPassed, "--consistency=s"},
			{"no write after", without("etcdctl put lose-two/after *"), notPassed, "etcdctl put lose-two/after yes"},
			{"left down", down("k8s-master03"), notPassed, "does not answer"},
		},
	},
}
