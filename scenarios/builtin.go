package scenarios

import (
	"embed"
	"fmt"

	"raftlab/sim/trace"
)

//go:embed files/*.yaml
var files embed.FS

// course are the built-in scenarios in the order in which they teach.
var course = []string{"cold-start", "steady-state", "leader-crash", "split-vote", "narrow-timeouts",
	"log-up-to-date", "minority-leader", "heal", "disruptive-rejoin", "pre-vote", "check-quorum", "figure-8",
	"forgotten-vote"}

// Info is an entry of the list of built-in scenarios.
type Info struct {
	Name  string
	Title trace.Text
}

// Builtin returns the built-in scenarios in the order of the course.
func Builtin() []Info {
	infos := make([]Info, len(course))
	for i, name := range course {
		s, err := ByName(name)
		if err != nil {
			panic(err) // a test loads all of them
		}
		infos[i] = Info{Name: name, Title: s.Title}
	}
	return infos
}

// ByName returns a built-in scenario, fresh, so that it can be changed with [Scenario.Set].
func ByName(name string) (*Scenario, error) {
	if !isOneOf(name, course) {
		return nil, fmt.Errorf("there is no scenario %s%s", quote(name), didYouMean(name, course))
	}
	path := "files/" + name + ".yaml"
	source, err := files.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Load(name+".yaml", source)
}
