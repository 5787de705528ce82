package lanes

import (
	"cmp"
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// shownFaults returns what the script did to single servers in the part of the run that is shown,
// the gravest first.
func (p *panel) shownFaults() (list []timeline.Fault) {
	for _, f := range p.Run.Faults {
		if p.Has(f.Node) && p.Shows(f.At) {
			list = append(list, f)
		}
	}
	gravest := []trace.Fault{trace.Crash, trace.Restart, trace.Pause, trace.Resume}
	gravity := func(f trace.Fault) int {
		if i := slices.Index(gravest, f); i >= 0 {
			return i
		}
		return len(gravest)
	}
	slices.SortStableFunc(list, func(a, b timeline.Fault) int { return cmp.Compare(gravity(a.Fault), gravity(b.Fault)) })
	return list
}

// claimMarks keeps labels off all marks and flags.
func (p *panel) claimMarks() {
	for _, f := range p.shownFaults() {
		where := p.mark(f.Node, f.At)
		p.Occupied = append(p.Occupied, page.NewRect(where.X-6, where.Y-6, where.X+6, where.Y+6))
	}
	for _, b := range p.Run.Violations {
		if p.Shows(b.At) {
			where := p.flag(b)
			p.Occupied = append(p.Occupied, page.NewRect(where.X-1, where.Y-3, where.X+13, where.Y+7))
		}
	}
}

// drawFaults marks in the lanes what the script did to single servers.
func (p *panel) drawFaults() {
	for _, f := range p.shownFaults() {
		switch f.Fault {
		case trace.Crash:
			p.drawCrash(f.Node, f.At, p.crashWords(f))
		case trace.Restart:
			p.drawStart(f, p.Say("restart", "重启"))
		case trace.Pause:
			where := p.drawStem(f.Node, f.At)
			p.Box(page.Ink, where.X-4, where.Y-5, where.X-1, where.Y+5)
			p.Box(page.Ink, where.X+1, where.Y-5, where.X+4, where.Y+5)
			p.Label(faultLetters(), where, 10, p.Say("pause", "暂停"))
		case trace.Resume:
			p.drawStart(f, p.Say("resume", "恢复"))
		default:
			p.drawChange(f)
		}
	}
	for _, s := range p.Run.Servers {
		if s.EndedWhy != "" && p.Shows(s.EndedAt) {
			p.drawCrash(s.Node, s.EndedAt, p.Say("Raft gave up", "Raft 终止"))
		}
	}
}

func faultLetters() page.TextStyle {
	return page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Ink, Halo: page.White}
}

func (f *figure) crashWords(c timeline.Fault) string {
	if c.Lost == 0 {
		return f.Say("crash", "宕机")
	}
	return f.Say("crash, loses ", "宕机，丢失 ") + f.Count(c.Lost, "entry", "entries", "个条目")
}

// mark is the place of a mark above a server's bar.
func (p *panel) mark(node trace.NodeID, t time.Duration) page.Point {
	_, high := p.bar(node)
	return page.At(p.X(t), high+min(22, max(p.timerHeight()*0.6, 8)))
}

// drawStem draws a post through a server's bar up to the mark, and returns its place.
func (p *panel) drawStem(node trace.NodeID, t time.Duration) page.Point {
	low, _ := p.bar(node)
	where := p.mark(node, t)
	p.Line(page.Stroke{Color: page.Ink, Width: 1.6}, page.At(where.X, low-3), page.At(where.X, where.Y-5))
	return where
}

func (p *panel) drawCrash(node trace.NodeID, t time.Duration, text string) {
	where := p.drawStem(node, t)
	p.drawCrashMark(where, 5)
	p.Label(page.TextStyle{Face: page.Bold(), Size: 12.5, Color: page.Red, Halo: page.White}, where, 10, text)
}

// drawCrashMark draws a red cross whose arms are of the given length.
func (f *figure) drawCrashMark(where page.Point, arm page.Length) {
	f.Cross(page.Stroke{Color: page.White, Width: arm}, arm, where)
	f.Cross(page.Stroke{Color: page.Red, Width: 0.52 * arm}, arm, where)
}

func (p *panel) drawStart(f timeline.Fault, text string) {
	where := p.drawStem(f.Node, f.At)
	p.drawTriangle(where, 5)
	p.Label(faultLetters(), where, 10, text)
}

// drawTriangle draws a triangle that points forwards.
func (f *figure) drawTriangle(where page.Point, r page.Length) {
	f.Polygon(page.Ink, page.At(where.X-0.8*r, where.Y+r), page.At(where.X+1.2*r, where.Y), page.At(where.X-0.8*r, where.Y-r))
}

// diskWords says how a disk changes.
func (f *figure) diskWords(setting *trace.Setting) string {
	if setting.Fsync == nil && setting.Stall == 0 {
		switch setting.Disk {
		case trace.ForgetHardState:
			return f.Say("disk will forget term and vote", "磁盘将忘记任期和选票")
		case trace.LoseUnsynced:
			return f.Say("disk will lose what is not synced", "磁盘将丢失未落盘的内容")
		case trace.HonestDisk:
			return f.Say("disk keeps everything again", "磁盘恢复可靠")
		}
	}
	return f.Say("disk %s", "磁盘 %s", text.Setting(f.Lang, setting))
}

// drawChange marks a change of a server's settings, or an order to it.
func (p *panel) drawChange(f timeline.Fault) {
	var words string
	setting := text.Setting(p.Lang, &f.Setting)
	switch f.Fault {
	case trace.DropMessage, trace.DuplicateMessage, trace.HoldMessage, trace.DeliverMessage:
		words = p.MessageFault(f)
	case trace.ForceTimeout:
		words = p.Say("forced timeout", "强制超时")
	case trace.TransferLead:
		words = p.Say("transfer to %v", "转移给 %v", f.Peer)
	case trace.CompactLog:
		words = p.Say("compaction", "日志压缩")
	case trace.ClockChange:
		words = p.Say("clock %s", "时钟 %s", setting)
	case trace.DiskChange:
		words = p.diskWords(&f.Setting)
	case trace.TimeoutChange:
		words = p.Say("election timeout %s", "选举超时 %s", setting)
	case trace.ChangeConfig:
		words = p.Say("change %s", "变更 %s", setting)
	default:
		return // of the network: drawNetwork
	}
	where := p.mark(f.Node, f.At)
	p.Polygon(run.NetworkCol, page.At(where.X, where.Y+4.5), page.At(where.X+4.5, where.Y), page.At(where.X, where.Y-4.5), page.At(where.X-4.5, where.Y))
	p.Label(page.TextStyle{Face: page.Regular(), Size: 11, Color: run.NetworkCol, Halo: page.White}, where, 9, words)
}
