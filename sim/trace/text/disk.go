package text

import "raftlab/sim/trace"

// disk is what the events so far say of a server's disk.
type disk struct {
	lies    bool // it claims syncs and does not make them
	claimed bool // some of what it does not hold it may have claimed to
}

// followDisk notes which promise a server's disk keeps.
func (p *Printer) followDisk(e *trace.Event) {
	d := &p.server(e.Node).disk
	switch {
	case e.Kind == trace.Synced:
		d.claimed = false
	case e.Setting != nil:
		switch e.Setting.Disk {
		case trace.HonestDisk:
			d.lies = false
		case trace.LoseUnsynced:
			d.lies, d.claimed = true, true
		}
	}
}

// crash tells how many entries a crash has lost, and that a disk may have claimed to hold them.
func (p *Printer) crash(e *trace.Event) string {
	d := &p.server(e.Node).disk
	claimed := d.claimed
	d.claimed = d.lies
	switch {
	case e.Detail == trace.Asked:
		return p.say("is stopped", "被停止")
	case e.Entries == 0:
		return p.say("crashes", "发生宕机")
	case claimed:
		return p.say("crashes; entries lost: %d; its disk claims syncs and does not make them", "发生宕机；丢失的条目：%d；磁盘声称已同步而实际没有同步", e.Entries)
	}
	return p.say("crashes; entries lost because not yet synced: %d", "发生宕机；因尚未落盘而丢失的条目：%d", e.Entries)
}
