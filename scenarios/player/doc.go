// Package player answers the requests of a page that plays runs: JSON comes in, JSON goes out. The page asks for a run of
// a scenario with a seed, an engine, settings and steps of its own, for the errors of a script that is being edited, or
// for a slice of trials. It knows no browser; cmd/player brings it into one.
package player
