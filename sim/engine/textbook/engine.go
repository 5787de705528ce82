package textbook

import "raftlab/sim/engine"

// Name is the name of the engine.
const Name = "textbook"

// Engine makes servers that run the algorithm of the paper. The zero value keeps all its rules.
type Engine struct {
	Broken Rule // the one rule that all its servers leave out; zero: none
}

// Name implements [engine.Engine]. An engine that breaks a rule says which:
// textbook-without-up-to-date-check.
func (e Engine) Name() string {
	if e.Broken == 0 {
		return Name
	}
	return Name + "-without-" + e.Broken.String()
}

// NewNode implements [engine.Engine].
func (e Engine) NewNode() engine.Node { return &node{broken: e.Broken} }

// Features implements [engine.Engine]. The figure has one whole log.
func (Engine) Features() engine.Features {
	return engine.AllFeatures &^ engine.Compaction
}

// ForgetsSessions implements [engine.Sessionless]. The state machine is the world's, and so are sessions.
func (e Engine) ForgetsSessions() bool { return e.Broken == Sessions }
