// Package player writes the page that plays runs: one HTML file that works from a disk and asks nothing of the network.
//
// The page is in the directory page, as files that are joined here: its text, its look, and its program. It shows what it
// is given: data of raftlab/sim/trace/playback, either with the simulator, which makes them anew for every change, or
// of one saved run. It knows no scenario and no Raft.
package player
