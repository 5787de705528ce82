package catalogue

import "raftlab/lab/evidence"

var environmentWorks = []*work{
	{
		id:       "certificates",
		commands: []string{"etcdctl" + asProbe + "endpoint health", "etcdctl" + asServer + "endpoint health"},
		mistakes: []mistake{
			{"one only", without("etcdctl ... --cert=*server.crt"), notPassed, "No call with server.crt"},
			{"no pair", all(instead("etcdctl ... --cert=*server.crt", "etcdctl --cert="+pki+"server.crt --key="+pki+"healthcheck-client.key endpoint health"),
				failing("etcdctl ... --cert=*server.crt")), notPassed, "a pair of one name"},
		},
	},
	{
		id:       "manifest",
		commands: []string{takeAway, "! etcdctl endpoint health", putBack, "etcdctl endpoint health"},
		mistakes: []mistake{
			{"not away", without("kubelet manifest-gone *"), notPassed, "mv /etc/kubernetes/manifests/etcd.yaml"},
			{"not seen down", succeeding("etcdctl endpoint health"), notPassed, "while the manifest is away"},
			{"left away", func(e *evidence.Evidence) { e.Manifests = nil }, notPassed, "has no manifest"},
		},
	},
}
