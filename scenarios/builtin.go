package scenarios

import (
	"embed"
	"fmt"
	"slices"

	"raftlab/sim/trace"
)

//go:embed files/*.yaml studies/*.yaml
var files embed.FS

// course are the built-in scenarios in the order in which they teach: a first course, up to
// forgotten-vote, and what goes deeper.
var course = []string{"cold-start", "steady-state", "leader-crash", "split-vote", "narrow-timeouts",
	"log-up-to-date", "minority-leader", "heal", "disruptive-rejoin", "pre-vote", "check-quorum", "figure-8",
	"forgotten-vote",
	"duelling-candidates", "higher-term-shorter-log", "slow-network", "no-quorum", "three-groups", "churn",
	"paused-leader", "lossy-network", "follower-catch-up", "no-op", "finished-by-another", "removed-server",
	"pre-vote-alone", "partial-partition"}

// studies are the built-in scenarios that are no lessons: they are run many times, and compared with what
// has been published.
var studies = []string{"common-job", "figure-16", "split-vote-theory"}

// Info is an entry of the list of built-in scenarios.
type Info struct {
	Name  string
	Title trace.Text
}

// Builtin returns the built-in scenarios in the order of the course.
func Builtin() []Info { return infosOf(course) }

// Studies returns the built-in scenarios that are made for many trials.
func Studies() []Info { return infosOf(studies) }

func infosOf(names []string) []Info {
	infos := make([]Info, len(names))
	for i, name := range names {
		s, err := ByName(name)
		if err != nil {
			panic(err) // a test loads all of them
		}
		infos[i] = Info{Name: name, Title: s.Title}
	}
	return infos
}

// ByName returns a built-in scenario or study, fresh, so that it can be changed with [Scenario.Set].
func ByName(name string) (*Scenario, error) {
	path := "files/" + name + ".yaml"
	switch all := slices.Concat(course, studies); {
	case !isOneOf(name, all):
		return nil, fmt.Errorf("there is no scenario %s%s", quote(name), didYouMean(name, all))
	case isOneOf(name, studies):
		path = "studies/" + name + ".yaml"
	}
	source, err := files.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Load(name+".yaml", source)
}
