package plots

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// band is a time in which the network is not what it was, in one of the rows above the lanes.
type band struct {
	from, to time.Duration
	text     string
	row      int
}

const networkRows = 3 // at most

// networkBands returns the network's faults in a part of a run. Those that begin and end together
// are one band.
func networkBands(t *timeline.Timeline, part scale) (bands []band) {
	faults := slices.Clone(t.Faults)
	for i := 0; i < len(faults); {
		n := together(faults[i:])
		text := networkWords(faults[i : i+n])
		from, to := faults[i].At, faults[i].Until
		i += n
		switch {
		case text == "" || !part.meets(from, max(to, from+1)):
		case len(bands) > 0 && bands[len(bands)-1].from == from && bands[len(bands)-1].to == to:
			bands[len(bands)-1].text += ", " + text
		default:
			bands = append(bands, band{from: from, to: to, text: text})
		}
	}
	var free []time.Duration // when a row is free again
	for i := range bands {
		row := 0
		for row < len(free) && free[row] > bands[i].from {
			row++
		}
		if row == len(free) {
			free = append(free, 0)
		}
		free[row], bands[i].row = bands[i].to, row
	}
	return bands
}

// together returns how many faults from the first on are cuts of links that begin and end together.
func together(faults []timeline.Fault) int {
	n := 1
	for n < len(faults) && faults[0].Fault == trace.CutLink && faults[n].Fault == trace.CutLink &&
		faults[n].At == faults[0].At && faults[n].Until == faults[0].Until {
		n++
	}
	return n
}

// networkWords says what faults do to the network, "" if nothing: n1 n2 | n3, n1 → n2 ×.
func networkWords(faults []timeline.Fault) string {
	f := faults[0]
	switch f.Fault {
	case trace.PartitionNet:
		var groups []string
		for _, g := range f.Groups {
			groups = append(groups, diagnosis.Nodes(g))
		}
		return strings.Join(groups, " | ")
	case trace.CutLink:
		return cutWords(faults)
	case trace.LinkChange:
		return fmt.Sprintf("%v → %v %s", f.Node, f.Peer, f.Detail)
	case trace.NetworkChange:
		return f.Detail
	}
	return ""
}

// cutWords says which links are cut: those to one server together, else those from one.
func cutWords(cuts []timeline.Fault) string {
	var from, to []trace.NodeID
	for _, c := range cuts {
		if !slices.Contains(from, c.Node) {
			from = append(from, c.Node)
		}
		if !slices.Contains(to, c.Peer) {
			to = append(to, c.Peer)
		}
	}
	if len(from) == 1 || len(to) == 1 {
		return fmt.Sprintf("× %s → %s", diagnosis.Nodes(from), diagnosis.Nodes(to))
	}
	var words []string
	for _, c := range cuts {
		words = append(words, fmt.Sprintf("× %v → %v", c.Node, c.Peer))
	}
	return strings.Join(words, ", ")
}

// rows returns how many rows of network faults are drawn.
func rows(bands []band) vg.Length {
	n := 0
	for _, b := range bands {
		n = max(n, b.row+1)
	}
	return vg.Length(min(n, networkRows))
}

// dashed is the frame of what the network keeps apart.
func dashed() pen { return pen{color: networkCol, width: 1.1, dash: []vg.Length{4, 3}} }

func (p *panel) drawNetwork() {
	if len(p.network) == 0 {
		return
	}
	top := p.lanesTop + 3 + rowHeight*rows(p.network)
	for _, b := range p.network {
		if b.row >= networkRows {
			p.crowded++
			continue
		}
		high := top - rowHeight*vg.Length(b.row)
		x0, x1 := p.clip(b.from), max(p.clip(b.to), p.clip(b.from)+3)
		p.rect(networkFill, x0, high-rowHeight+2, x1, high)
		p.frame(dashed(), x0, high-rowHeight+2, x1, high)
		p.taken = append(p.taken, area{x0, high - rowHeight + 2, x1, high})
	}
	for i, b := range p.network {
		if b.row < networkRows {
			p.drawNetworkWords(b, p.freeUntil(i), top-rowHeight*vg.Length(b.row)-rowHeight/2+1)
		}
	}
	p.fixed(lettering{face: bold(), size: 12, color: grey, align: 1}, at(p.left-10, top-rowHeight/2+1), p.say("network", "网络"))
}

// drawNetworkWords writes into a band, or beside it if the row is free there.
func (p *panel) drawNetworkWords(b band, free, y vg.Length) {
	letters := lettering{face: bold(), size: 11, color: networkCol}
	x0, x1 := p.clip(b.from), p.clip(b.to)
	width := p.textWidth(letters, b.text)
	switch {
	case width <= x1-x0-6:
		p.text(letters, at((x0+x1-width)/2, y), b.text)
	case x1+6+width < free:
		p.text(letters, at(x1+5, y), b.text)
	case x1-x0 > 60:
		p.text(letters, at(x0+4, y), p.cut(letters, x1-x0-8, b.text))
	default:
		p.crowded++
	}
}

// freeUntil returns how far a band's row is free behind it.
func (p *panel) freeUntil(i int) vg.Length {
	for _, b := range p.network[i+1:] {
		if b.row == p.network[i].row {
			return p.clip(b.from)
		}
	}
	return p.right
}

// exile is a row of neighbouring servers that a partition keeps from the largest group.
type exile struct {
	first, last trace.NodeID
	from, to    time.Duration
}

// exiles returns the servers that partitions keep from the largest group, neighbours of one group
// together.
func exiles(t *timeline.Timeline) (list []exile) {
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
				list = append(list, exile{s.Node, s.Node, f.At, f.Until})
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
	for _, e := range exiles(p.t) {
		if p.meets(e.from, e.to) {
			low, high := p.lane(e.last).y0+2, p.lane(e.first).y1-2
			p.rect(networkFill, p.clip(e.from), low, p.clip(e.to), high)
		}
	}
}

func (p *panel) drawPartitionFrames() {
	for _, e := range exiles(p.t) {
		if p.meets(e.from, e.to) {
			low, high := p.lane(e.last).y0+2, p.lane(e.first).y1-2
			p.frame(dashed(), p.clip(e.from), low, p.clip(e.to), high)
		}
	}
}
