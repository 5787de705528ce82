package trace

import "strings"

// FormatVersion is the version of the trace format that this package writes. It reads all versions from 1 on.
const FormatVersion = 2

// seedsAreTexts is the version from which on the header's seed is a string.
const seedsAreTexts = 2

// syncsAreTold is the version from which on a trace tells when a disk has what a server wrote.
const syncsAreTold = 2

// Header is the first line of a trace: everything that the run is a function of.
type Header struct {
	Format         int         `json:"trace"`             // the version of the format: what is read can be older than FormatVersion
	Scenario       string      `json:"scenario"`          // the scenario's name
	ScenarioDigest string      `json:"scenario_digest"`   // SHA-256 over what the scenario does, in hex
	Overrides      []string    `json:"overrides"`         // key=value, as given with --set, in order; then added steps, as step={at: 1s, crash: n2}
	Seed           Seed        `json:"seed"`              // of every random choice
	Engine         string      `json:"engine"`            // the Raft implementation: etcd
	Version        string      `json:"raftlab"`           // rises when the same input gives another trace
	Nodes          int         `json:"nodes"`             // servers n1 to nN
	Parameters     []Parameter `json:"parameters"`        // all settings, with units, in a fixed order
	Program        []Argument  `json:"program,omitempty"` // the command line of the programs that play the servers; none: the engine is raftlab's
}

// Argument is a word of a program's command line.
type Argument struct {
	Word   string `json:"word"`
	SHA256 string `json:"sha256,omitempty"` // of the file that the word names, in hex; "": it names none, and what it means is not known
}

// live ends the name of an engine that was no simulation.
const live = ", live"

// LiveEngine is the engine of a trace of real servers: etcd 3.7.3, live.
func LiveEngine(program, version string) string { return program + " " + version + live }

// Live reports whether real servers were observed. Such a run cannot be made again: it has no seed and no scenario. Its
// trace tells nothing of heartbeats, timers, entries and disks.
func (h *Header) Live() bool { return strings.HasSuffix(h.Engine, live) }

// TellsDisks reports whether the trace tells what is on a server's disk.
func (h *Header) TellsDisks() bool { return h.Format >= syncsAreTold && !h.Live() }

// Parameter is one setting of a run, written as in a scenario file: election_timeout, 150ms-300ms.
type Parameter struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Parameter returns the value of a setting, or "" when the header has none of that name.
func (h *Header) Parameter(key string) string {
	for _, p := range h.Parameters {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}
