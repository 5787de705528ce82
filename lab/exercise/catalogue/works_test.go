package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

const (
	pki       = "/etc/kubernetes/pki/etcd/"
	asProbe   = " --cacert=" + pki + "ca.crt --cert=" + pki + "healthcheck-client.crt --key=" + pki + "healthcheck-client.key --endpoints=https://192.168.128.11:2379 "
	asServer  = " --cacert=" + pki + "ca.crt --cert=" + pki + "server.crt --key=" + pki + "server.key "
	manifest1 = "/etc/kubernetes/manifests/etcd.yaml"
	inPod     = "kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl "
	takeAway  = "mv " + manifest1 + " /etc/kubernetes/etcd.yaml"
	putBack   = "mv /etc/kubernetes/etcd.yaml " + manifest1
	restored  = " --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380"
)

const (
	passed    = exercise.Passed
	notPassed = exercise.NotPassed
	notYet    = exercise.NotYet
)

var works = []*work{
	{
		id: "registry",
		commands: []string{"etcdctl get /registry --prefix --keys-only", "etcdctl get /registry/pods/kube-system --prefix --keys-only",
			"etcdctl get /registry/services/specs/default/kubernetes"},
		mistakes: []mistake{
			{"no list", without("etcdctl get ... --keys-only"), notPassed, "etcdctl get /registry --prefix --keys-only"},
			{"keys only", instead("etcdctl get /registry/services/*", "etcdctl get /registry/services --prefix --keys-only"), notPassed, "Leave --keys-only out"},
		},
	},
	{
		id:       "watch-change",
		commands: []string{"@0+9 kubectl get configmaps -w", "@2+0 kubectl create configmap greeting --from-literal=hello=world", "@4+0 kubectl delete configmap greeting"},
		lab:      all(put(5, "/registry/configmaps/default/greeting", ""), del(6, "/registry/configmaps/default/greeting")),
		mistakes: []mistake{
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
			{"put before", early("etcdctl put ..."), notPassed, "With one member down"},
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
			{"writes", succeeding("etcdctl put lose-two/during *"), notPassed, "A write that fails"},
			{"no serializable read", without("etcdctl get lose-two/before --consistency=s"), notPassed, "--consistency=s"},
			{"no write after", without("etcdctl put lose-two/after *"), notPassed, "etcdctl put lose-two/after yes"},
			{"left down", down("k8s-master03"), notPassed, "does not answer"},
		},
	},
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
	{
		id:       "certificates",
		commands: []string{"ls -l " + pki, "etcdctl" + asProbe + "endpoint health", "etcdctl" + asServer + "endpoint health"},
		mistakes: []mistake{
			{"not listed", without("ls ..."), notPassed, "ls /etc/kubernetes/pki/etcd"},
			{"another directory", instead("ls ...", "ls /etc"), notPassed, "was not listed"},
			{"no pair", all(instead("etcdctl ... --cert=*server.crt", "etcdctl --cert="+pki+"server.crt --key="+pki+"healthcheck-client.key endpoint health"),
				failing("etcdctl ... --cert=*server.crt")), notPassed, "a pair of one name"},
		},
	},
	{
		id:       "manifest",
		commands: []string{"cat " + manifest1, takeAway, "! etcdctl endpoint health", putBack, "etcdctl endpoint health"},
		mistakes: []mistake{
			{"not read", without("cat ..."), notPassed, "cat /etc/kubernetes/manifests/etcd.yaml"},
			{"not away", without("mv *manifests* *"), notPassed, "mv /etc/kubernetes/manifests/etcd.yaml"},
			{"not seen down", succeeding("etcdctl endpoint health"), notPassed, "while the manifest is away"},
			{"left away", func(e *evidence.Evidence) { e.Manifests = nil }, notPassed, "has no manifest"},
		},
	},
	{
		id:       "etcd-pod",
		commands: []string{"kubectl get pods -n kube-system", inPod + "version"},
		mistakes: []mistake{
			{"other namespace", instead("kubectl get ...", "kubectl get pods"), notPassed, "not those of kube-system"},
			{"not entered", without("kubectl exec ..."), notPassed, "kubectl exec -n kube-system"},
			{"exec failed", failing("kubectl exec ..."), notPassed, "failed at"},
		},
	},
	{
		id:       "member-list",
		commands: []string{"etcdctl -w table member list", "etcdctl member list -w json", "etcdctl member list"},
		mistakes: []mistake{
			{"no table", without("etcdctl member list --write-out=table"), notPassed, "No member list as table"},
			{"not plain", instead("etcdctl member list", "etcdctl member list -w table"), notPassed, "No member list as json"},
			{"failed", failing("etcdctl member list --write-out=json"), notPassed, "etcdctl -w json member list"},
		},
	},
	{
		id: "tls-flags",
		commands: []string{inPod + "member list", "! etcdctl --endpoints=https://127.0.0.1:2379 member list",
			"! etcdctl --cacert=" + pki + "ca.crt --cert=" + pki + "ca.crt --key=" + pki + "healthcheck-client.key member list", "etcdctl" + asProbe + "member list"},
		mistakes: []mistake{
			{"always with certificates", without("etcdctl member list --endpoints=https://127.0.0.1:2379"), notPassed, "without certificates, refused"},
			{"no wrong one", without("etcdctl member list --cert=*ca.crt"), notPassed, "Write ca.crt as --cert"},
			{"no right one", failing("etcdctl member list --cert=*client.crt"), notPassed, "healthcheck-client.key"},
		},
	},
	{
		id:       "endpoint-health",
		commands: []string{"etcdctl --write-out=table endpoint health"},
		mistakes: []mistake{
			{"no table", instead("etcdctl endpoint health", "etcdctl endpoint health"), notPassed, "--write-out=table"},
			{"unhealthy", failing("etcdctl endpoint health"), notPassed, "failed at"},
		},
	},
	{
		id:       "all-keys",
		commands: []string{"etcdctl get / --prefix --keys-only"},
		lab:      key("/registry/apiextensions.k8s.io/customresourcedefinitions/ippools.crd.projectcalico.org", ""),
		mistakes: []mistake{
			{"with values", instead("etcdctl get ...", "etcdctl get / --prefix"), notPassed, "both flags are needed"},
			{"no prefix", instead("etcdctl get ...", "etcdctl get / --keys-only"), notPassed, "both flags are needed"},
		},
	},
	{
		id:       "put-get-delete",
		commands: []string{"etcdctl put foo bar", "etcdctl get foo", "etcdctl put foo big", "etcdctl get foo", "etcdctl del foo", "etcdctl get foo"},
		lab:      all(put(5, "foo", "bar"), put(6, "foo", "big"), del(7, "foo")),
		mistakes: []mistake{
			{"never put", without("etcdctl put foo bar"), notPassed, "etcdctl put foo bar"},
			{"never changed", without("etcdctl put foo big"), notPassed, "put it again"},
			{"changed first", early("etcdctl put foo big"), notPassed, "which is before"},
			{"not deleted", all(without("etcdctl del foo"), key("foo", "big")), notPassed, "etcdctl del foo"},
			{"put refused", failing("etcdctl put foo bar"), notPassed, "failed at"},
			{"put again", key("foo", "bar"), notPassed, "put again"},
			{"not looked at after", func(e *evidence.Evidence) { e.Commands = e.Commands[:5] }, notPassed, "See that it is gone"},
			{"another cluster", noHistory, notPassed, "another cluster was changed"},
			{"compacted meanwhile", all(noHistory, func(e *evidence.Evidence) { e.Compacted = 50 }), passed, ""},
			{"unread", gap(evidence.GapKeys), notYet, "could not be read"},
		},
	},
	{
		id:       "outside-the-pod",
		commands: []string{"etcdctl" + asProbe + "put outside yes", inPod + "get outside", "etcdctl --endpoints=https://127.0.0.1:2379 get outside", "etcdctl del outside"},
		mistakes: []mistake{
			{"no flags", instead("etcdctl put ...", "etcdctl put outside yes"), notPassed, "with all four flags"},
			{"not in the pod", without("kubectl exec ..."), notPassed, "A command run in the pod"},
			{"left behind", key("outside", "yes"), notPassed, "etcdctl del outside"},
		},
	},
	{
		id:       "snapshot-save",
		commands: []string{"etcdctl snapshot save backup/snapshot.db", "etcdutl snapshot status backup/snapshot.db -w table"},
		lab:      file("backup/snapshot.db", evidence.Snapshot),
		mistakes: []mistake{
			{"several endpoints", failing("etcdctl snapshot save *"), notPassed, "Give one endpoint"},
			{"elsewhere", noFile("backup/snapshot.db"), notPassed, "Save it as backup/snapshot.db"},
			{"damaged", file("backup/snapshot.db", evidence.Damaged), notPassed, "damaged"},
			{"etcdctl status", instead("etcdutl snapshot status ...", "etcdctl snapshot status backup/snapshot.db"), notPassed, "etcdutl's work"},
			{"status before", early("etcdutl snapshot status ..."), notPassed, "which is before"},
		},
	},
	{
		id: "snapshot-verify",
		commands: []string{"etcdctl snapshot save backup/verify.db", "raftlab lab snapshot verify backup/verify.db", "etcdutl snapshot status backup/verify-damaged.db",
			"! raftlab lab snapshot verify backup/verify-damaged.db"},
		lab: all(file("backup/verify.db", evidence.Snapshot), file("backup/verify-damaged.db", evidence.Damaged)),
		mistakes: []mistake{
			{"no copy", noFile("backup/verify-damaged.db"), notPassed, "dd"},
			{"the original damaged", file("backup/verify.db", evidence.Damaged), notPassed, "not the original"},
			{"not damaged", all(file("backup/verify-damaged.db", evidence.Snapshot), succeeding("raftlab lab snapshot verify *")), notPassed, "change a byte"},
			{"not verified", without("raftlab lab snapshot verify *damaged.db"), notPassed, "and refused"},
		},
	},
	{
		id: "snapshot-encrypt",
		commands: []string{"! etcdctl snapshot save --encrypt backup/secret.db", "etcdctl snapshot save backup/secret.db", "raftlab lab snapshot encrypt backup/secret.db --recipient age1xyz",
			"raftlab lab snapshot decrypt backup/secret.db.age --identity backup/secret.key"},
		lab: file("backup/secret.db.age", evidence.Encrypted),
		mistakes: []mistake{
			{"flag not tried", without("etcdctl snapshot save ... --encrypt"), notPassed, "--encrypt backup/secret.db"},
			{"not encrypted", without("raftlab lab snapshot encrypt *"), notPassed, "snapshot encrypt"},
			{"renamed, not encrypted", file("backup/secret.db.age", evidence.Snapshot), notPassed, "of the kind: snapshot"},
			{"never decrypted", without("raftlab lab snapshot decrypt *"), notPassed, "as a proof"},
			{"wrong key", failing("raftlab lab snapshot decrypt *"), notPassed, "failed at"},
		},
	},
	{
		id: "snapshot-restore",
		commands: []string{"etcdctl put restore/kept yes", "etcdctl snapshot save backup/restore.db", "etcdctl put restore/lost yes", takeAway, "rm -rf /var/lib/etcd",
			"etcdutl snapshot restore backup/restore.db" + restored, putBack, "etcdctl get restore/ --prefix"},
		lab: key("restore/kept", "yes"),
		mistakes: []mistake{
			{"saved too late", all(early("etcdctl put restore/lost *"), key("restore/lost", "yes")), notPassed, "restore/lost put after the snapshot"},
			{"running etcd", early("rm ..."), notPassed, "Stop etcd first"},
			{"etcdctl restore", all(without("etcdutl snapshot restore ..."), func(e *evidence.Evidence) {
				e.Commands = append(e.Commands, did("! etcdctl snapshot restore backup/restore.db --data-dir=/var/lib/etcd")...)
			}), notPassed, "no restore any more"},
			{"restore refused", failing("etcdutl snapshot restore ..."), notPassed, "failed at"},
			{"not started", all(without("mv *.yaml *manifests*"), down("k8s-master01")), notPassed, "Etcd started"},
			{"nothing lost", key("restore/lost", "yes"), notPassed, "restore/lost exists"},
			{"address left out", func(e *evidence.Evidence) { e.Members[0].PeerURL = "http://localhost:2380" }, notPassed, "--initial-advertise-peer-urls"},
			{"with the lab's own command", all(without("rm ..."), instead("etcdutl snapshot restore ...", "raftlab lab snapshot restore backup/restore.db")), passed, ""},
		},
	},
	{
		id: "recovery-drill",
		commands: []string{"kubectl run demo-pod --image=nginx", "kubectl create service clusterip tomcat --tcp=8080:8080", "etcdctl snapshot save backup/drill.db",
			"kubectl delete pod demo-pod", takeAway, "mv /var/lib/etcd /var/lib/etcd.bak", "etcdutl snapshot restore backup/drill.db" + restored, putBack},
		lab: all(key(demoPod, ""), key(tomcat, "")),
		mistakes: []mistake{
			{"not deleted", without("kubectl delete ..."), notPassed, "kubectl delete pod demo-pod"},
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
			"@3+20 kubectl get pods -w", "@4+0 " + takeAway, "@5+0 mv /var/lib/etcd /var/lib/etcd.stale", "@6+0 etcdutl snapshot restore backup/stale.db" + restored, "@7+0 " + putBack,
			"@10+0 kubectl delete pod before-snapshot"},
		mistakes: []mistake{
			{"no watch", without("kubectl get ..."), notPassed, "Start it in a second terminal"},
			{"watch before", early("kubectl get ..."), notPassed, "No watch ran during the restore"},
			{"no change", without("kubectl delete ..."), notPassed, "A change after the restore"},
			{"no later Pod", without("kubectl run after-snapshot"), notPassed, "A Pod created after the snapshot"},
		},
	},
	{
		id:       "watch",
		commands: []string{"@0+0 etcdctl put watch/light green", "@1+0 etcdctl put watch/light red", "@2+9 etcdctl watch watch/light --rev=5", "@4+0 etcdctl del watch/light"},
		mistakes: []mistake{
			{"no revision", instead("etcdctl watch ...", "etcdctl watch watch/light"), notPassed, "--rev=N"},
			{"ended before", func(e *evidence.Evidence) { e.Commands[2].Took = 1 }, notPassed, "The watch was over"},
			{"one put", func(e *evidence.Evidence) { e.Commands = e.Commands[1:] }, notPassed, "twice"},
			{"left", key("watch/light", "red"), notPassed, "etcdctl del watch/light"},
		},
	},
	{
		id:       "transaction",
		commands: []string{"etcdctl put txn/stock 1", "etcdctl txn", "etcdctl txn"},
		lab:      all(key("txn/stock", "0", 20), key("txn/buyer", "ann", 20)),
		mistakes: []mistake{
			{"two puts", key("txn/buyer", "ann", 21), notPassed, "Write both puts into one transaction"},
			{"ben won", key("txn/buyer", "ben", 20), notPassed, "ben is too late"},
			{"one transaction", func(e *evidence.Evidence) { e.Commands = e.Commands[:2] }, notPassed, "A second transaction"},
			{"not sold", key("txn/stock", "1", 20), notPassed, "sets it to 0"},
		},
	},
	{
		id:       "lease",
		commands: []string{"etcdctl lease grant 3", "etcdctl put lease/session alive --lease=b1", "etcdctl lease grant 600", "etcdctl put lease/owner ann --lease=b2", "etcdctl lease revoke b2"},
		mistakes: []mistake{
			{"no lease", instead("etcdctl put lease/session ...", "etcdctl put lease/session alive"), notPassed, "--lease=ID"},
			{"deleted by hand", func(e *evidence.Evidence) { e.Commands = append(e.Commands, did("etcdctl del lease/session")...) }, notPassed, "by hand"},
			{"not over", key("lease/session", "alive"), notPassed, "Wait until its lease is over"},
			{"not revoked", all(without("etcdctl lease revoke *"), key("lease/owner", "ann")), notPassed, "etcdctl lease revoke ID"},
		},
	},
	{
		id:       "lock",
		commands: []string{"@0+10 etcdctl lock lock/printer", "@3+8 etcdctl lock lock/printer etcdctl put lock/turn second", "@10+0 etcdctl put lock/turn second"},
		lab:      key("lock/turn", "second"),
		mistakes: []mistake{
			{"one lock", func(e *evidence.Evidence) { e.Commands = e.Commands[:1] }, notPassed, "one waits"},
			{"one after the other", func(e *evidence.Evidence) { e.Commands[0].Took = 1 }, notPassed, "no two at the same time"},
			{"nothing done", noKey("lock/turn"), notPassed, "The second lock runs a command"},
			{"put without the lock", func(e *evidence.Evidence) {
				e.Commands[2].Time = began.Add(4e9)
			}, notPassed, "while the first lock was held"},
		},
	},
	{
		id:       "election",
		commands: []string{"@0+10 etcdctl elect election/chief ann", "@3+10 etcdctl elect election/chief ben"},
		lab:      all(put(5, "election/chief/1", "ann"), put(6, "election/chief/2", "ben"), del(7, "election/chief/1"), del(8, "election/chief/2")),
		mistakes: []mistake{
			{"one candidate", func(e *evidence.Evidence) { e.Commands = e.Commands[:1] }, notPassed, "Two candidates"},
			{"the same twice", instead("etcdctl elect election/chief ben", "etcdctl elect election/chief ann"), notPassed, "a value of its own"},
			{"the waiting one gives up", func(e *evidence.Evidence) { e.Commands[1].Took = 1e9 }, notPassed, "gave up before"},
			{"another cluster", noHistory, notPassed, "does not show"},
		},
	},
	{
		id: "users-roles",
		commands: []string{"etcdctl user add root:***", "etcdctl user grant-role root root", "etcdctl user add ann:***", "etcdctl role add shop",
			"etcdctl role grant-permission shop --prefix=true readwrite shop/", "etcdctl user grant-role ann shop", "etcdctl auth enable",
			"etcdctl --user ann:*** put shop/apples 3", "! etcdctl --user ann:*** put safe/gold 1", "etcdctl --user root:*** auth disable"},
		lab: all(key("shop/apples", "3"), func(e *evidence.Evidence) {
			e.Auth.Roles = []evidence.Role{{Name: "root"}, {Name: "shop", Permissions: []evidence.Permission{{Kind: "READWRITE", Key: "shop/", End: "shop0"}}}}
		}),
		mistakes: []mistake{
			{"never on", without("etcdctl auth enable"), notPassed, "etcdctl auth enable"},
			{"too much permitted", succeeding("etcdctl put safe/gold *"), notPassed, "and nothing more"},
			{"the whole store", func(e *evidence.Evidence) { e.Auth.Roles[1].Permissions[0].Key = "" }, notPassed, "Keys below shop/ only"},
			{"left on", func(e *evidence.Evidence) { e.Auth.Enabled = true }, notPassed, "Authentication is on"},
			{"as root", instead("etcdctl put shop/apples *", "etcdctl --user root:*** put shop/apples 3"), notPassed, "--user ann"},
		},
	},
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
			{"data left", file("var/lib/etcd-k8s-master04", evidence.Directory), notPassed, "rm -rf /var/lib/etcd-k8s-master04"},
			{"manifest left", func(e *evidence.Evidence) {
				e.Manifests = append(e.Manifests, evidence.Manifest{Member: "k8s-master04"})
			}, notPassed, "rm /etc/kubernetes/manifests"},
		},
	},
	{
		id: "member-replace",
		commands: []string{"rm /etc/kubernetes/manifests/etcd-k8s-master03.yaml", "rm -rf /var/lib/etcd-k8s-master03", "etcdctl member remove a9",
			"etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380", "raftlab lab manifest k8s-master03"},
		mistakes: []mistake{
			{"data kept", without("rm */var/lib/etcd*"), notPassed, "rm -rf /var/lib/etcd-k8s-master03"},
			{"added before removed", early("etcdctl member add ..."), notPassed, "First remove"},
			{"not started", down("k8s-master03"), notPassed, "does not answer"},
			{"the old id", instead("etcdctl member remove *", "etcdctl member remove a3"), notPassed, "a new id"},
			{"four members", func(e *evidence.Evidence) { e.Members = append(e.Members, evidence.Member{ID: "a8"}) }, notPassed, "has 4 members"},
		},
	},
	{
		id: "compaction",
		commands: []string{"etcdctl put compact/price 7", "etcdctl put compact/price 8", "etcdctl get compact/price --rev=9", "etcdctl compaction 10",
			"! etcdctl get compact/price --rev=9", "etcdctl defrag"},
		lab: all(key("compact/price", "8"), func(e *evidence.Evidence) { e.Compacted = 10 }),
		mistakes: []mistake{
			{"past not read", func(e *evidence.Evidence) { e.Commands = slicesDelete(e.Commands, 2) }, notPassed, "read by its revision"},
			{"compacted too little", succeeding("etcdctl get compact/price ..."), notPassed, "Compact up to the newest revision"},
			{"not defragmented", without("etcdctl defrag"), notPassed, "etcdctl defrag"},
			{"another cluster", func(e *evidence.Evidence) { e.Compacted = 0 }, notPassed, "compacted up to revision 0"},
		},
	},
	{
		id: "quota-alarm",
		commands: []string{"etcdctl put quota/1", "! etcdctl put quota/8", "etcdctl alarm list", "etcdctl del quota/ --prefix", "etcdctl compaction 20", "etcdctl defrag",
			"etcdctl alarm disarm", "etcdctl put quota/after yes"},
		mistakes: []mistake{
			{"never full", succeeding("etcdctl put quota/8"), notPassed, "--quota-backend-bytes=8388608"},
			{"defragmented before compacted", early("etcdctl defrag"), notPassed, "Compact first"},
			{"not disarmed", without("etcdctl alarm disarm"), notPassed, "etcdctl alarm disarm"},
			{"alarm again", func(e *evidence.Evidence) { e.Alarms = []evidence.Alarm{{Member: "a1", Kind: "NOSPACE"}} }, notPassed, "An alarm is raised"},
			{"quota left", func(e *evidence.Evidence) { e.Manifests[0].Args = []string{"--quota-backend-bytes=8388608"} }, notPassed, "Take the line out"},
		},
	},
	{
		id: "snapshot-corrupt",
		commands: []string{"etcdctl snapshot save backup/whole.db", "! etcdutl snapshot restore backup/corrupt.db --data-dir=corrupt-test", "rm -rf corrupt-test",
			"etcdutl snapshot restore backup/whole.db --data-dir=corrupt-test"},
		lab: all(file("backup/whole.db", evidence.Snapshot), file("backup/corrupt.db", evidence.Damaged)),
		mistakes: []mistake{
			{"check skipped", all(instead("etcdutl snapshot restore *corrupt.db", "etcdutl snapshot restore backup/corrupt.db --skip-hash-check --data-dir=corrupt-test"),
				succeeding("etcdutl snapshot restore *corrupt.db")), notPassed, "leave --skip-hash-check out"},
			{"not removed", all(without("rm ..."), failing("etcdutl snapshot restore *whole.db")), notPassed, "rm -rf corrupt-test"},
			{"not damaged", all(succeeding("etcdutl snapshot restore *corrupt.db"), file("backup/corrupt.db", evidence.Snapshot)), notPassed, "Change a byte"},
			{"never restored", without("etcdutl snapshot restore *whole.db"), notPassed, "The whole snapshot restored"},
		},
	},
	{
		id: "data-deleted",
		commands: []string{"etcdctl put deleted/before yes", "rm -rf /var/lib/etcd", "etcdctl put deleted/after yes", "etcdctl snapshot save backup/rescue.db",
			"raftlab lab member k8s-master01 restart", takeAway, "rm -rf /var/lib/etcd", "etcdutl snapshot restore backup/rescue.db" + restored, putBack},
		lab: all(key("deleted/after", "yes"), key("/registry/namespaces/default", "")),
		mistakes: []mistake{
			{"stopped first", early("mv *manifests/etcd.yaml *"), notPassed, "Etcd was stopped before"},
			{"no snapshot", without("etcdctl snapshot save *"), notPassed, "A snapshot saved before the restart"},
			{"restarted first", func(e *evidence.Evidence) { e.Commands[4].Time = e.Commands[2].Time.Add(1) }, notPassed, "lost with a restart"},
			{"another snapshot", noKey("deleted/after"), notPassed, "in the snapshot that you restore"},
			{"an empty cluster", noKey("/registry/namespaces/default"), notPassed, "restore backup/rescue.db"},
		},
	},
	{
		id: "bump-revision",
		commands: []string{"etcdctl snapshot save backup/bump.db", takeAway, "mv /var/lib/etcd /var/lib/etcd.bump",
			"etcdutl snapshot restore backup/bump.db --bump-revision=1000000000 --mark-compacted" + restored, putBack},
		lab: func(e *evidence.Evidence) { e.Revision = 1_000_000_100 },
		mistakes: []mistake{
			{"no flags", instead("etcdutl snapshot restore ...", "etcdutl snapshot restore backup/bump.db"+restored), notPassed, "Add --bump-revision"},
			{"one flag", failing("etcdutl snapshot restore ..."), notPassed, "failed at"},
			{"a small number", func(e *evidence.Evidence) { e.Revision = 1100 }, notPassed, "The revision is 1100"},
		},
	},
}

func slicesDelete(all []evidence.Command, i int) []evidence.Command {
	return append(append([]evidence.Command{}, all[:i]...), all[i+1:]...)
}
