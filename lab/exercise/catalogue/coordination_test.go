package catalogue

import "raftlab/lab/evidence"

var coordinationWorks = []*work{
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
}
