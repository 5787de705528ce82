package plots

import (
	"fmt"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// band is a time in which the network is not what it was, in one of the rows above the lanes.
type band struct {
	from, to time.Duration
	text     string
	row      int
}

// networkBands returns the network's faults. Those that begin and end together are one band.
func networkBands(t *timeline.Timeline) (bands []band) {
	for _, f := range t.Faults {
		text := networkWords(f)
		if text == "" {
			continue
		}
		if n := len(bands); n > 0 && bands[n-1].from == f.At && bands[n-1].to == f.Until {
			bands[n-1].text += ", " + text
			continue
		}
		bands = append(bands, band{from: f.At, to: f.Until, text: text})
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

// networkWords says what a fault does to the network, "" if nothing.
func networkWords(f timeline.Fault) string {
	switch f.Fault {
	case trace.PartitionNet:
		var groups []string
		for _, g := range f.Groups {
			var names []string
			for _, id := range g {
				names = append(names, id.String())
			}
			groups = append(groups, strings.Join(names, " "))
		}
		return strings.Join(groups, " | ")
	case trace.CutLink:
		return fmt.Sprintf("%v → %v ×", f.Node, f.Peer)
	case trace.LinkChange:
		return fmt.Sprintf("%v → %v %s", f.Node, f.Peer, f.Detail)
	case trace.NetworkChange:
		return f.Detail
	}
	return ""
}

// rows returns how many rows of network faults are drawn: three at most.
func rows(bands []band) vg.Length {
	n := 0
	for _, b := range bands {
		n = max(n, b.row+1)
	}
	return vg.Length(min(n, 3))
}

func (p *picture) drawNetwork() {
	dashed := pen{color: networkCol, width: 1.1, dash: []vg.Length{4, 3}}
	letters := lettering{face: bold(), size: 11, color: networkCol, align: 0.5}
	top := p.top - stripHeight - phaseHeight
	for _, b := range p.network {
		if b.row >= 3 {
			p.omitted.labels++
			continue
		}
		high := top - rowHeight*vg.Length(b.row)
		x0, x1 := p.x(b.from), max(p.x(b.to), p.x(b.from)+3)
		p.rect(networkFill, x0, high-rowHeight+2, x1, high)
		p.frame(dashed, x0, high-rowHeight+2, x1, high)
		where := at((x0+x1)/2, high-rowHeight/2+1)
		if p.textWidth(letters, b.text) <= x1-x0-6 {
			p.text(letters, where, b.text)
		} else {
			p.label(lettering{face: bold(), size: 10.5, color: networkCol, halo: white}, where, (x1-x0)/2+4, b.text)
		}
	}
	if len(p.network) > 0 {
		p.text(lettering{face: bold(), size: 12, color: grey, align: 1}, at(p.left-10, top-rowHeight/2+1), p.say("network", "网络"))
	}
}

// drawPartitionShading marks the lanes of the servers that a partition keeps from the largest group.
func (p *picture) drawPartitionShading() {
	for _, f := range p.t.Faults {
		if f.Fault != trace.PartitionNet {
			continue
		}
		largest := 0
		for i, g := range f.Groups {
			if len(g) > len(f.Groups[largest]) {
				largest = i
			}
		}
		for _, s := range p.t.Servers {
			if group := groupOf(f.Groups, s.Node); group == largest && len(f.Groups) > 0 {
				continue
			}
			low, _ := p.bar(s.Node)
			p.rect(networkFill, p.x(f.At), low-3, p.x(f.Until), low+p.laneHeight-barGap-3)
		}
	}
}

// groupOf returns the group of a server, -1 if it is alone.
func groupOf(groups [][]trace.NodeID, node trace.NodeID) int {
	for i, g := range groups {
		for _, id := range g {
			if id == node {
				return i
			}
		}
	}
	return -1
}
