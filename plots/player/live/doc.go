// Package live serves the player's page with a run that goes on: that of real servers, as it is told.
//
// A [Server] is for one computer: it answers only who has its token, which changes with each start, and only under its own
// name. Every page is shown the same: a [Window] of the run, and the [Deed]s that were done from pages. A page that was away
// for a time gets what there is now, so nothing is kept for pages. The package knows no lab: who serves tells it what happens,
// and does what pages ask for.
package live
