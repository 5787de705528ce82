package finds

import (
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// BrokenAssumption says which assumption of Raft a script breaks, empty for none: a disk forgets, or loses what it said it had; a read
// is answered from a server's own state; or one by a lease where something is done to servers on which a lease rests.
func BrokenAssumption(s *script.Script) (broken lang.Text) {
	byLease, shaken := false, 0
	for i := range s.Steps {
		switch do := s.Steps[i].Do.(type) {
		case script.DiskAction:
			if do.Fault > trace.HonestDisk {
				return lang.Say("a disk does not keep its promise, on which Raft's promises rest", "磁盘没有信守承诺，而 Raft 的承诺以此为前提")
			}
		case script.ReadAction:
			way := do.WayIn(&s.Cluster)
			if way == trace.LocalRead {
				broken = lang.Say("a read is answered from a server's own state, which nobody promises to be the latest", "读取由服务器用本地状态回答，没有人承诺它是最新的")
			}
			byLease = byLease || way == trace.LeaseRead
		case script.TimeoutAction, script.RestartAction, script.ClockAction, script.ElectionTimeoutAction, script.TransferAction:
			shaken++ // the first may elect the first leader
		}
	}
	if broken.EN == "" && byLease && shaken > 1 {
		broken = lang.Say("a read is answered by a lease, which rests on clocks, on whole election timeouts and on voters that do not restart", "读取凭租约回答，而租约依赖时钟、完整的选举超时以及不重启的投票者")
	}
	return broken
}
