package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/plots/page"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// FaultSpan is a time in which the network is not what it was, in one of the rows above the lanes.
type FaultSpan struct {
	From, To time.Duration
	Text     string
	Row      int
}

const (
	NetworkRows = 3  // at most
	RowHeight   = 16 // of network faults, of notes
)

// FaultSpans returns the network's faults in a part of a run. Those that begin and end together
// are one band.
func FaultSpans(l lang.Lang, t *timeline.Timeline, part TimeScale) (bands []FaultSpan) {
	faults := slices.Clone(t.Faults)
	for i := 0; i < len(faults); {
		n := sameCuts(faults[i:])
		words := networkWords(l, faults[i:i+n])
		from, to := faults[i].At, faults[i].Until
		i += n
		switch {
		case words == "" || !part.Meets(from, max(to, from+1)):
		case len(bands) > 0 && bands[len(bands)-1].From == from && bands[len(bands)-1].To == to:
			bands[len(bands)-1].Text += ", " + words
		default:
			bands = append(bands, FaultSpan{From: from, To: to, Text: words})
		}
	}
	var free []time.Duration // when a row is free again
	for i := range bands {
		row := 0
		for row < len(free) && free[row] > bands[i].From {
			row++
		}
		if row == len(free) {
			free = append(free, 0)
		}
		free[row], bands[i].Row = bands[i].To, row
	}
	return bands
}

// sameCuts returns how many faults from the first on are cuts of links that begin and end sameCuts.
func sameCuts(faults []timeline.Fault) int {
	n := 1
	for n < len(faults) && faults[0].Fault == trace.CutLink && faults[n].Fault == trace.CutLink &&
		faults[n].At == faults[0].At && faults[n].Until == faults[0].Until {
		n++
	}
	return n
}

// networkWords says what faults do to the network, "" if nothing: n1 n2 | n3, n1 → n2 ×.
func networkWords(l lang.Lang, faults []timeline.Fault) string {
	f := faults[0]
	switch f.Fault {
	case trace.PartitionNet:
		if len(f.Groups) < 2 {
			return "" // it divides nobody
		}
		var groups []string
		for _, g := range f.Groups {
			groups = append(groups, text.Nodes(g))
		}
		return strings.Join(groups, " | ")
	case trace.CutLink:
		return cutWords(faults)
	case trace.HealLink:
		return l.Say("%v → %v healed", "%v → %v 恢复", f.Node, f.Peer)
	case trace.LinkChange:
		return fmt.Sprintf("%v → %v %s", f.Node, f.Peer, text.Setting(l, &f.Setting))
	case trace.NetworkChange:
		return text.Setting(l, &f.Setting)
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
		return fmt.Sprintf("× %s → %s", text.Nodes(from), text.Nodes(to))
	}
	var words []string
	for _, c := range cuts {
		words = append(words, fmt.Sprintf("× %v → %v", c.Node, c.Peer))
	}
	return strings.Join(words, ", ")
}

// RowsOf returns how many rows of network faults are drawn.
func RowsOf(bands []FaultSpan) page.Length {
	n := 0
	for _, b := range bands {
		n = max(n, b.Row+1)
	}
	return page.Length(min(n, NetworkRows))
}

// PartitionFrame is the frame of what the network keeps apart.
func PartitionFrame() page.Stroke {
	return page.Stroke{Color: NetworkCol, Width: 1.1, Dash: []page.Length{4, 3}}
}
