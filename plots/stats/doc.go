// Package stats draws what many trials showed: distributions, how often something happens, what time to expect. It
// knows only numbers, not where they come from, and refuses numbers that no figure can show.
//
//	f, err := stats.NewCDF(stats.Words{Title: "Time without a leader"}, lines...)
//	page.Write(w, f.LayOut(page.Options{Lang: lang.English}), page.SVG, 0)
package stats
