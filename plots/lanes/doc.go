// Package lanes draws a run with a lane for every server, time from left to right: the figures focus (the whole run in
// small, and the part that tells most) and timeline.
//
// A panel is a part of a run: from top to bottom the script's notes, who leads the cluster, the network's faults, the
// lanes with roles, timers and messages, the time axis. The longer the time shown, the less is drawn of it; what is
// left out is counted in the footer.
//
//	page.Write(w, lanes.NewFocus(t, run.Options{Lang: lang.English}), page.SVG, 0)
package lanes
