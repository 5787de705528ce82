// Package sequence draws a part of a run with every message labelled: a lane from top to bottom for every server, time
// runs down, and times in which nothing happens are cut out.
//
//	page.Write(w, sequence.New(t, run.Options{Election: 2}), page.SVG, 0)
package sequence
