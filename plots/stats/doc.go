// Package stats draws what many trials showed: distributions, how often something happens, what time to expect. It
// knows only numbers, not where they are from, and refuses numbers that no figure can show.
//
//	d := stats.Data{Words: stats.Words{Title: "Time without a leader"}, Lines: lines}
//	f, err := d.CDF()
package stats
