package catalogue

import "raftlab/lab/evidence"

var keysWorks = []*work{
	{
		id:       "watch",
		commands: []string{"@0+0 etcdctl put watch/light green", "@1+0 etcdctl put watch/light red", "@2+9 etcdctl watch watch/light --rev=5", "@4+0 etcdctl del watch/light"},
		mistakes: []mistake{
			{"no revision", instead("etcdctl watch ...", "etcdctl watch watch/light"), notPassed, "--rev=N"},
			{"ended before", func(e *evidence.Evidence) { e.Commands[2].Took = 1 }, notPassed, "The watch was over"},
			{"all keys below", instead("etcdctl watch ...", "etcdctl watch watch/ --prefix --rev=5"), passed, ""},
			{"not from the past", all(put(5, "watch/light", "green"), put(6, "watch/light", "red"), instead("etcdctl watch ...", "etcdctl watch watch/light --rev=99")), notPassed, "the watch begins at 99"},
			{"from now on", all(put(5, "watch/light", "green"), put(6, "watch/light", "red"), instead("etcdctl watch ...", "etcdctl watch watch/light --rev=0")), notPassed, "the watch begins at 0"},
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
			{"one lease for both", instead("etcdctl put lease/owner ...", "etcdctl put lease/owner ann --lease=b1"), notPassed, "Both keys are attached"},
			{"deleted by hand", func(e *evidence.Evidence) { e.Commands = append(e.Commands, did("etcdctl del lease/session")...) }, notPassed, "by hand"},
			{"not over", key("lease/session", "alive"), notPassed, "Wait until its lease is over"},
			{"not revoked", all(without("etcdctl lease revoke *"), key("lease/owner", "ann")), notPassed, "etcdctl lease revoke ID"},
		},
	},
}
