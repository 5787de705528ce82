package catalogue

import "raftlab/lab/evidence"

var environmentWorks = []*work{
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
}
