package elections

import (
	"context"
	"math/rand/v2"

	"raftlab/lab/faults"
	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// Possible returns nil if a lab can have a fault, else why not.
func (f Fault) Possible(h *labdir.Dir) (err error) {
	if f == Partition {
		_, err = faults.Of(h).Ways()
	}
	return err
}

// take takes the leader away.
func (m *Measurer) take(leader string) error {
	switch m.fault {
	case Pause:
		return m.ask(leader, supervisor.Pause)
	case Transfer:
		return m.transfer(leader)
	case Partition:
		return faults.Of(m.home).Partition([]string{leader})
	}
	return m.ask(leader, supervisor.Crash)
}

// bringBack undoes the fault, also when nobody waits any more. The member is started anew also where it was only paused or cut off: else
// the ticks of the members would have the same phases in all rounds, and the rounds be no sample of what can happen.
func (m *Measurer) bringBack(leader string) {
	var err error
	switch m.fault {
	case Pause:
		err = m.ask(leader, supervisor.Resume)
	case Partition:
		err = faults.Of(m.home).Heal(true)
	}
	if err == nil && m.fault != Transfer {
		err = m.ask(leader, supervisor.Restart)
	}
	if err != nil {
		m.seen.failed = lang.Errorf("%s does not come back: %v (raftlab lab up)", "%s 没有恢复：%v（raftlab lab up）", leader, err)
	}
}

// transfer has the leader hand over to one of the others.
func (m *Measurer) transfer(leader string) error {
	ctx, cancel := context.WithTimeout(context.Background(), comeBack)
	defer cancel()
	var others []uint64
	for _, name := range m.home.Names() {
		if s, err := member.Ask(ctx, m.home, name); err == nil && name != leader {
			others = append(others, s.ID)
		}
	}
	if len(others) == 0 {
		return lang.Errorf("no other member answers, so nobody can take over (raftlab lab status)",
			"其他成员都没有应答，没有成员能接替（raftlab lab status）")
	}
	client, err := member.Client(m.home, leader)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.MoveLeader(ctx, others[rand.N(len(others))])
	return err
}
