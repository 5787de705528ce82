// Package plottest helps to test pictures: runs made by hand and from scenarios, all texts of a picture with their
// places, contrasts of colours, golden files. Only tests import it.
//
//	for _, text := range plottest.TextsOf(t, lanes.NewFocus(plottest.RealRun(t, "split-vote", 1), run.Options{})) { ... }
package plottest
