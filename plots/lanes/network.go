package lanes

import (
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func (p *panel) drawNetwork() {
	if len(p.network) == 0 {
		return
	}
	top := p.lanesTop + 3 + p.operationHeight() + run.RowHeight*run.RowsOf(p.network)
	for _, b := range p.network {
		if b.Row >= run.NetworkRows {
			p.LabelsOmitted++
			continue
		}
		high := top - run.RowHeight*page.Length(b.Row)
		x0, x1 := p.Clip(b.From), max(p.Clip(b.To), p.Clip(b.From)+3)
		p.Box(run.NetworkFill, x0, high-run.RowHeight+2, x1, high)
		p.Frame(run.PartitionFrame(), x0, high-run.RowHeight+2, x1, high)
		p.Occupied = append(p.Occupied, page.NewRect(x0, high-run.RowHeight+2, x1, high))
	}
	for i, b := range p.network {
		if b.Row < run.NetworkRows {
			p.drawNetworkWords(b, p.freeUntil(i), top-run.RowHeight*page.Length(b.Row)-run.RowHeight/2+1)
		}
	}
	p.drawFixed(page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Grey, Align: 1}, page.At(p.Left-10, top-run.RowHeight/2+1), p.Say("network", "网络"))
}

// drawNetworkWords writes into a band, or beside it if the row is free there.
func (p *panel) drawNetworkWords(b run.FaultSpan, free, y page.Length) {
	letters := page.TextStyle{Face: page.Bold(), Size: 11, Color: run.NetworkCol}
	x0, x1 := p.Clip(b.From), p.Clip(b.To)
	width := p.TextWidth(letters, b.Text)
	switch {
	case width <= x1-x0-6:
		p.Text(letters, page.At((x0+x1-width)/2, y), b.Text)
	case x1+6+width < free:
		p.Text(letters, page.At(x1+5, y), b.Text)
	case x1-x0 > 60:
		p.Text(letters, page.At(x0+4, y), p.Cut(letters, x1-x0-8, b.Text))
	default:
		p.LabelsOmitted++
	}
}

// freeUntil returns how far a band's row is free behind it.
func (p *panel) freeUntil(i int) page.Length {
	for _, b := range p.network[i+1:] {
		if b.Row == p.network[i].Row {
			return p.Clip(b.From)
		}
	}
	return p.Right
}

// minority is a row of neighbouring servers that a partition keeps from the largest group.
type minority struct {
	first, last trace.NodeID
	from, to    time.Duration
}

// minorities returns the servers that partitions keep from the largest group, neighbours of one group
// together.
func minorities(t *timeline.Timeline) (list []minority) {
	for _, f := range t.Faults {
		if f.Fault != trace.PartitionNet || len(f.Groups) == 0 {
			continue
		}
		largest, last := largestGroup(f.Groups), -1
		for _, s := range t.Servers {
			group := groupOf(f.Groups, s.Node)
			switch {
			case group == largest:
			case group == last && group >= 0:
				list[len(list)-1].last = s.Node
			default:
				list = append(list, minority{s.Node, s.Node, f.At, f.Until})
			}
			last = group
		}
	}
	return list
}

func largestGroup(groups [][]trace.NodeID) (largest int) {
	for i, g := range groups {
		if len(g) > len(groups[largest]) {
			largest = i
		}
	}
	return largest
}

// groupOf returns the group of a server, -1 if it is alone.
func groupOf(groups [][]trace.NodeID, node trace.NodeID) int {
	for i, g := range groups {
		if slices.Contains(g, node) {
			return i
		}
	}
	return -1
}

// drawPartitions marks the lanes of the servers that a partition keeps from the largest group.
func (p *panel) drawPartitions() {
	for _, e := range minorities(p.Run) {
		if p.Meets(e.from, e.to) {
			low, high := p.lane(e.last).Y0+2, p.lane(e.first).Y1-2
			p.Box(run.NetworkFill, p.Clip(e.from), low, p.Clip(e.to), high)
		}
	}
}

func (p *panel) drawPartitionFrames() {
	for _, e := range minorities(p.Run) {
		if p.Meets(e.from, e.to) {
			low, high := p.lane(e.last).Y0+2, p.lane(e.first).Y1-2
			p.Frame(run.PartitionFrame(), p.Clip(e.from), low, p.Clip(e.to), high)
		}
	}
}
