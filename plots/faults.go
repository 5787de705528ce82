package plots

import (
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// claimMarks keeps labels off all marks and flags.
func (p *picture) claimMarks() {
	for _, f := range p.t.Faults {
		if p.has(f.Node) {
			where := p.mark(f.Node, f.At)
			p.claim(area{where.X - 6, where.Y - 6, where.X + 6, where.Y + 6})
		}
	}
	for _, b := range p.t.Breaches {
		where := p.flag(b)
		p.claim(area{where.X - 1, where.Y - 3, where.X + 13, where.Y + 7})
	}
}

// drawFaults marks in the lanes what the script did to single servers.
func (p *picture) drawFaults() {
	for _, f := range p.t.Faults {
		if !p.has(f.Node) {
			continue
		}
		letters := lettering{face: bold(), size: 11.5, color: ink, halo: white}
		where := p.mark(f.Node, f.At)
		switch f.Fault {
		case trace.Crash:
			p.drawDeath(f.Node, f.At, p.say("crash", "宕机"))
		case trace.Restart:
			p.drawPost(f.Node, f.At)
			p.fill(ink, at(where.X-4, where.Y+5), at(where.X+6, where.Y), at(where.X-4, where.Y-5))
			p.label(letters, where, 10, p.say("restart", "重启"))
		case trace.Pause:
			p.drawPost(f.Node, f.At)
			p.rect(ink, where.X-4, where.Y-5, where.X-1, where.Y+5)
			p.rect(ink, where.X+1, where.Y-5, where.X+4, where.Y+5)
			p.label(letters, where, 10, p.say("pause", "暂停"))
		case trace.Resume:
			p.drawPost(f.Node, f.At)
			p.fill(ink, at(where.X-4, where.Y+5), at(where.X+6, where.Y), at(where.X-4, where.Y-5))
			p.label(letters, where, 10, p.say("resume", "恢复"))
		default:
			p.drawChange(f, where)
		}
	}
	for _, s := range p.t.Servers {
		if s.EndedWhy != "" {
			p.drawDeath(s.Node, s.EndedAt, p.say("Raft gave up", "Raft 中止"))
		}
	}
}

// mark is the place of a mark above a server's bar.
func (p *picture) mark(node trace.NodeID, t time.Duration) vg.Point {
	_, high := p.bar(node)
	return at(p.x(t), high+min(20, max(p.zone()*0.55, 8)))
}

// drawPost draws a post through a server's bar up to the mark.
func (p *picture) drawPost(node trace.NodeID, t time.Duration) {
	low, _ := p.bar(node)
	where := p.mark(node, t)
	p.line(pen{color: ink, width: 1.6}, at(where.X, low-4), at(where.X, where.Y-5))
}

func (p *picture) drawDeath(node trace.NodeID, t time.Duration, text string) {
	where := p.mark(node, t)
	p.drawPost(node, t)
	p.cross(pen{color: white, width: 5}, 5, where)
	p.cross(pen{color: red, width: 2.6}, 5, where)
	p.label(lettering{face: bold(), size: 12.5, color: red, halo: white}, where, 10, text)
}

// drawChange marks a change of a server's settings, or an order to it.
func (p *picture) drawChange(f timeline.Fault, where vg.Point) {
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
		text = p.say("disk %s", "磁盘 %s", f.Detail)
	case trace.TimeoutChange:
		text = p.say("election timeout %s", "选举超时 %s", f.Detail)
	case trace.ChangeConfig:
		text = p.say("change %s", "变更 %s", f.Detail)
	default:
		return // of the network: drawNetwork
	}
	p.fill(networkCol, at(where.X, where.Y+4), at(where.X+4, where.Y), at(where.X, where.Y-4), at(where.X-4, where.Y))
	p.label(lettering{face: regular(), size: 10.5, color: networkCol, halo: white}, where, 10, text)
}

// drawBreaches raises a red flag where a property was violated. A line through the whole picture
// leads to the first.
func (p *picture) drawBreaches() {
	letters := lettering{face: bold(), size: 12, color: red, halo: white}
	for i, b := range p.t.Breaches {
		where := p.flag(b)
		if i == 0 {
			p.line(pen{color: red, width: 1.4}, at(where.X, p.bottom), at(where.X, p.top-stripHeight))
		}
		p.line(pen{color: red, width: 1.6}, at(where.X, where.Y-14), at(where.X, where.Y+7))
		p.fill(red, at(where.X, where.Y+7), at(where.X+13, where.Y+2), at(where.X, where.Y-3))
		p.label(letters, at(where.X+6, where.Y+1), 11, p.say("%s violated", "违反%s", p.propertyWords(b.Property)))
	}
}

// flag is the place of a flag: above a server's bar, or in the strip.
func (p *picture) flag(b timeline.Breach) vg.Point {
	if !p.has(b.Node) {
		return at(p.x(b.At), p.top-stripHeight/2)
	}
	where := p.mark(b.Node, b.At)
	where.Y += 4
	return where
}

func (p *picture) propertyWords(property trace.Property) string {
	zh := []string{"", "选举安全性", "领导者只追加", "日志匹配", "领导者完整性", "状态机安全性", "每任期一票"}
	if int(property) >= len(zh) {
		return property.String()
	}
	return p.say(property.String(), zh[property])
}
