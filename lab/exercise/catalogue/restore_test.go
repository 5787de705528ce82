package catalogue

import "raftlab/lab/evidence"

var restoringWorks = []*work{
	{
		id: "snapshot-restore",
		commands: []string{"etcdctl put restore/kept yes", "etcdctl snapshot save backup/restore.db", "etcdctl put restore/lost yes", takeAway, aside1,
			"etcdutl snapshot restore backup/restore.db" + restored, putBack, "etcdctl get restore/ --prefix"},
		lab: key("restore/kept", "yes"),
		mistakes: []mistake{
			{"saved too late", all(early("etcdctl put restore/lost *"), key("restore/lost", "yes")), notPassed, "restore/lost put after the snapshot"},
			{"running etcd", early("kubelet data-gone *"), notPassed, "Stop etcd first"},
			{"etcdctl restore", all(without("etcdutl snapshot restore ..."), func(e *evidence.Evidence) {
				e.Commands = append(e.Commands, did("! etcdctl snapshot restore backup/restore.db --data-dir=/var/lib/etcd")...)
			}), notPassed, "no restore any more"},
			{"restore refused", failing("etcdutl snapshot restore ..."), notPassed, "failed at"},
			{"not started", all(without("kubelet manifest-back *"), down("k8s-master01")), notPassed, "Etcd started"},
			{"nothing lost", key("restore/lost", "yes"), notPassed, "restore/lost exists"},
			{"address left out", func(e *evidence.Evidence) { e.Members[0].PeerURL = "http://localhost:2380" }, notPassed, "--initial-advertise-peer-urls"},
			{"into a new directory", all(without("kubelet ..."), func(e *evidence.Evidence) {
				e.Commands = append(e.Commands, did("@30+0 kubelet data-elsewhere k8s-master01")...)
			}), passed, ""},
			{"the directory before the restore", all(without("kubelet ..."), func(e *evidence.Evidence) {
				e.Commands = append(did("@3+0 kubelet data-elsewhere k8s-master01"), e.Commands...)
			}), notPassed, "after the restore"},
			{"with the lab's own command", all(without("kubelet data-gone *"), instead("etcdutl snapshot restore ...", "raftlab lab snapshot restore backup/restore.db")), passed, ""},
		},
	},
	{
		id: "recovery-drill",
		commands: []string{"kubectl run demo-pod --image=nginx", "kubectl create service clusterip tomcat --tcp=8080:8080", "etcdctl snapshot save backup/drill.db",
			"kubectl delete pod demo-pod", takeAway, aside1, "etcdutl snapshot restore backup/drill.db" + restored, putBack},
		lab: all(key(demoPod, ""), key(tomcat, "")),
		mistakes: []mistake{
			{"not deleted", without("kubectl delete ..."), notPassed, "kubectl delete pod demo-pod"},
			{"deleted in short", instead("kubectl delete ...", "kubectl delete po/demo-pod"), passed, ""},
			{"deleted by a file", instead("kubectl delete ...", "kubectl delete -f pod.yaml"), passed, ""},
			{"another deleted", instead("kubectl delete ...", "kubectl delete pod other"), notPassed, "kubectl delete pod demo-pod"},
			{"deleted before the snapshot", early("kubectl delete ..."), notPassed, "which is before"},
			{"created again", all(put(5, demoPod, ""), del(6, demoPod), put(7, demoPod, "")), notPassed, "Do not create it again"},
			{"no service", noKey(tomcat), notPassed, "There is no key " + tomcat},
			{"started too early", func(e *evidence.Evidence) {
				c := e.Commands[len(e.Commands)-1]
				c.Time = e.Commands[5].Time.Add(1)
				e.Commands = append(e.Commands, c)
			}, notPassed, "back before the restore"},
			{"not running", down("k8s-master01"), notPassed, "does not answer"},
		},
	},
	{
		id: "stale-list",
		commands: []string{"@0+0 kubectl run before-snapshot --image=nginx", "@1+0 etcdctl snapshot save backup/stale.db", "@2+0 kubectl run after-snapshot --image=nginx",
			"@3+20 kubectl get pods -w", "@4+0 " + takeAway, "@5+0 " + aside1, "@6+0 etcdutl snapshot restore backup/stale.db" + restored, "@7+0 " + putBack,
			"@10+0 kubectl delete pod before-snapshot"},
		mistakes: []mistake{
			{"no watch", without("kubectl get ..."), notPassed, "Start it in a second terminal"},
			{"watch before", early("kubectl get ..."), notPassed, "No watch ran during the restore"},
			{"no change", without("kubectl delete ..."), notPassed, "A change after the restore"},
			{"no later Pod", without("kubectl run after-snapshot"), notPassed, "A Pod created after the snapshot"},
		},
	},
}
