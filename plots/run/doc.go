// Package run is what all pictures of one run share: the page with its title's provenance and its footer, the time axis,
// the looks of roles, messages and network faults, and the words for them.
//
// A picture embeds a [Figure] and, if it has a time axis, a [TimeScale]:
//
//	p := &Terms{Figure: run.NewFigure(t, o), TimeScale: run.NewTimeScale(from, to)}
//	p.DrawRole(trace.Leader, p.X(from), 100, p.X(to), 118)
package run
