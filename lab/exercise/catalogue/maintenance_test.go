package catalogue

import (
	"slices"

	"raftlab/lab/evidence"
)

var maintenanceWorks = []*work{
	{
		id: "compaction",
		commands: []string{"etcdctl put compact/price 7", "etcdctl put compact/price 8", "etcdctl get compact/price --rev=9", "etcdctl compaction 10",
			"! etcdctl get compact/price --rev=9", "etcdctl defrag"},
		lab: all(key("compact/price", "8"), func(e *evidence.Evidence) { e.Compacted = 10 }),
		mistakes: []mistake{
			{"past not read", func(e *evidence.Evidence) { e.Commands = slices.Delete(e.Commands, 2, 3) }, notPassed, "read by its revision"},
			{"the new value read", instead("etcdctl get ...", "etcdctl get compact/price --rev=10"), notPassed, "The old value read"},
			{"one that is to come refused", func(e *evidence.Evidence) { e.Commands[4].Args[3] = "--rev=99999" }, notPassed, "refused was revision 99999"},
			{"alias, and flags before", all(instead("etcdctl compaction *", "etcdctl -wjson compact 10"), instead("etcdctl defrag", "etcdctl --cluster defrag")), passed, ""},
			{"compacted too little", succeeding("etcdctl get compact/price ..."), notPassed, "Compact up to the newest revision"},
			{"not defragmented", without("etcdctl defrag"), notPassed, "etcdctl defrag"},
			{"another cluster", func(e *evidence.Evidence) { e.Compacted = 0 }, notPassed, "compacted up to revision 0"},
		},
	},
	{
		id: "quota-alarm",
		commands: []string{"etcdctl put quota/1", "! etcdctl put quota/8", "etcdctl alarm list", "etcdctl del quota/ --prefix", "etcdctl compaction 20", "etcdctl defrag",
			"etcdctl alarm disarm", "etcdctl put quota/after yes"},
		lab: func(e *evidence.Evidence) { e.Commands[1].Alarms = []string{"NOSPACE"} },
		mistakes: []mistake{
			{"too large a value", func(e *evidence.Evidence) { e.Commands[1].Alarms = nil }, notPassed, "--quota-backend-bytes=8388608"},
			{"never full", succeeding("etcdctl put quota/8"), notPassed, "--quota-backend-bytes=8388608"},
			{"defragmented before compacted", early("etcdctl defrag"), notPassed, "Compact first"},
			{"not disarmed", without("etcdctl alarm disarm"), notPassed, "etcdctl alarm disarm"},
			{"alarm again", func(e *evidence.Evidence) { e.Alarms = []evidence.Alarm{{Member: "a1", Kind: "NOSPACE"}} }, notPassed, "An alarm is raised"},
			{"quota left", func(e *evidence.Evidence) { e.Manifests[0].Args = []string{"--quota-backend-bytes=8388608"} }, notPassed, "Take the line out"},
		},
	},
}
