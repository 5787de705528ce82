package plots

import (
	"cmp"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// shownFaults returns what the script did to single servers in the part of the run that is shown,
// the gravest first.
func (p *panel) shownFaults() (list []timeline.Fault) {
	for _, f := range p.t.Faults {
		if p.has(f.Node) && p.shows(f.At) {
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
		p.taken = append(p.taken, area{where.X - 6, where.Y - 6, where.X + 6, where.Y + 6})
	}
	for _, b := range p.t.Breaches {
		if p.shows(b.At) {
			where := p.flag(b)
			p.taken = append(p.taken, area{where.X - 1, where.Y - 3, where.X + 13, where.Y + 7})
		}
	}
}

// drawFaults marks in the lanes what the script did to single servers.
func (p *panel) drawFaults() {
	for _, f := range p.shownFaults() {
		switch f.Fault {
		case trace.Crash:
			p.drawDeath(f.Node, f.At, p.crashWords(f))
		case trace.Restart:
			p.drawStart(f, p.say("restart", "重启"))
		case trace.Pause:
			where := p.drawPost(f.Node, f.At)
			p.rect(ink, where.X-4, where.Y-5, where.X-1, where.Y+5)
			p.rect(ink, where.X+1, where.Y-5, where.X+4, where.Y+5)
			p.label(faultLetters(), where, 10, p.say("pause", "暂停"))
		case trace.Resume:
			p.drawStart(f, p.say("resume", "恢复"))
		default:
			p.drawChange(f)
		}
	}
	for _, s := range p.t.Servers {
		if s.EndedWhy != "" && p.shows(s.EndedAt) {
			p.drawDeath(s.Node, s.EndedAt, p.say("Raft gave up", "Raft 终止"))
		}
	}
}

func faultLetters() lettering { return lettering{face: bold(), size: 12, color: ink, halo: white} }

func (f *figure) crashWords(c timeline.Fault) string {
	if c.Lost == 0 {
		return f.say("crash", "宕机")
	}
	return f.say("crash, loses ", "宕机，丢失 ") + f.count(c.Lost, "entry", "entries", "个条目")
}

// mark is the place of a mark above a server's bar.
func (p *panel) mark(node trace.NodeID, t time.Duration) vg.Point {
	_, high := p.bar(node)
	return at(p.x(t), high+min(22, max(p.zone()*0.6, 8)))
}

// drawPost draws a post through a server's bar up to the mark, and returns its place.
func (p *panel) drawPost(node trace.NodeID, t time.Duration) vg.Point {
	low, _ := p.bar(node)
	where := p.mark(node, t)
	p.line(pen{color: ink, width: 1.6}, at(where.X, low-3), at(where.X, where.Y-5))
	return where
}

func (p *panel) drawDeath(node trace.NodeID, t time.Duration, text string) {
	where := p.drawPost(node, t)
	p.drawCrash(where, 5)
	p.label(lettering{face: bold(), size: 12.5, color: red, halo: white}, where, 10, text)
}

// drawCrash draws a red cross whose arms are of the given length.
func (s *sheet) drawCrash(where vg.Point, arm vg.Length) {
	s.cross(pen{color: white, width: arm}, arm, where)
	s.cross(pen{color: red, width: 0.52 * arm}, arm, where)
}

func (p *panel) drawStart(f timeline.Fault, text string) {
	where := p.drawPost(f.Node, f.At)
	p.drawPlay(where, 5)
	p.label(faultLetters(), where, 10, text)
}

// drawPlay draws a triangle that points forwards.
func (s *sheet) drawPlay(where vg.Point, r vg.Length) {
	s.fill(ink, at(where.X-0.8*r, where.Y+r), at(where.X+1.2*r, where.Y), at(where.X-0.8*r, where.Y-r))
}

// diskWords says how a disk changes.
func (f *figure) diskWords(detail string) string {
	switch detail {
	case "fault forget hard state":
		return f.say("disk will forget term and vote", "磁盘将忘记任期和选票")
	case "fault lose log":
		return f.say("disk will lose what is not synced", "磁盘将丢失未落盘的内容")
	case "fault none":
		return f.say("disk keeps everything again", "磁盘恢复可靠")
	}
	return f.say("disk %s", "磁盘 %s", detail)
}

// drawChange marks a change of a server's settings, or an order to it.
func (p *panel) drawChange(f timeline.Fault) {
	var text string
	switch f.Fault {
	case trace.ForceTimeout:
		text = p.say("forced timeout", "强制超时")
	case trace.TransferLead:
		text = p.say("transfer to %v", "转移给 %v", f.Peer)
	case trace.CompactLog:
		text = p.say("compaction", "日志压缩")
	case trace.ClockChange:
		text = p.say("clock %s", "时钟 %s", f.Detail)
	case trace.DiskChange:
		text = p.diskWords(f.Detail)
	case trace.TimeoutChange:
		text = p.say("election timeout %s", "选举超时 %s", f.Detail)
	case trace.ChangeConfig:
		text = p.say("change %s", "变更 %s", f.Detail)
	default:
		return // of the network: drawNetwork
	}
	where := p.mark(f.Node, f.At)
	p.fill(networkCol, at(where.X, where.Y+4.5), at(where.X+4.5, where.Y), at(where.X, where.Y-4.5), at(where.X-4.5, where.Y))
	p.label(lettering{face: regular(), size: 11, color: networkCol, halo: white}, where, 9, text)
}
