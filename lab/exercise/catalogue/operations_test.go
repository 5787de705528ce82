package catalogue

import "raftlab/lab/evidence"

var operationsWorks = []*work{
	{
		id:       "etcd-pod",
		commands: []string{"kubectl get pods -n kube-system", inPod + "version"},
		mistakes: []mistake{
			{"other namespace", instead("kubectl get ...", "kubectl get pods"), notPassed, "not those of kube-system"},
			{"written otherwise", all(instead("kubectl get ...", "kubectl -nkube-system get po -owide"), instead("kubectl exec ...", "kubectl exec -itnkube-system pods/etcd-k8s-master01 -- sh")), passed, ""},
			{"one pod of it", instead("kubectl get ...", "kubectl get pod/etcd-k8s-master01 -n kube-system"), passed, ""},
			{"not entered", without("kubectl exec ..."), notPassed, "kubectl exec -n kube-system"},
			{"exec failed", failing("kubectl exec ..."), notPassed, "failed at"},
		},
	},
	{
		id:       "member-list",
		commands: []string{"etcdctl -w table member list", "etcdctl member list -w json", "etcdctl member list"},
		mistakes: []mistake{
			{"no table", without("etcdctl member list --write-out=table"), notPassed, "No member list as table"},
			{"letters joined", all(instead("etcdctl member list --write-out=table", "etcdctl -wtable member list"), instead("etcdctl member list --write-out=json", "etcdctl member list -wjson")), passed, ""},
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
			{"a mistyped flag", misused("etcdctl member list --endpoints=https://127.0.0.1:2379"), notPassed, "without certificates, refused"},
			{"the shell's certificate", byLab("etcdctl member list --endpoints=https://127.0.0.1:2379"), notPassed, "without certificates, refused"},
			{"by variables", all(instead("etcdctl member list --cert=*client.crt", "etcdctl member list --cert=healthcheck-client.crt --key=healthcheck-client.key"), variables("etcdctl member list --cert=*client.crt", "cacert", pki+"ca.crt", "endpoints", "https://192.168.128.11:2379")), passed, ""},
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
			{"from the first key on", instead("etcdctl get ...", "etcdctl get / --from-key --keys-only"), passed, ""},
			{"no prefix at all", func(e *evidence.Evidence) {
				e.Commands[0].Args = []string{"etcdctl", "get", "", "--prefix", "--keys-only"}
			}, passed, ""},
			{"prefix switched off", instead("etcdctl get ...", "etcdctl get / --prefix=false --keys-only"), notPassed, "both flags are needed"},
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
			{"by variables", all(instead("etcdctl put ...", "etcdctl put outside yes"), variables("etcdctl put ...", "cacert", "a", "cert", "b", "key", "c", "endpoints", "d")), passed, ""},
			{"not in the pod", without("kubectl exec ..."), notPassed, "A command run in the pod"},
			{"left behind", key("outside", "yes"), notPassed, "etcdctl del outside"},
		},
	},
}
