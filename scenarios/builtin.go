package scenarios

import (
	"bytes"
	"embed"
	"slices"

	"raftlab/sim/lang"
)

//go:embed files/*.yaml studies/*.yaml
var files embed.FS

// course are the built-in scenarios in the order in which they teach: a first course, up to
// forgotten-vote, and what goes deeper.
var course = []string{"cold-start", "steady-state", "leader-crash", "split-vote", "narrow-timeouts",
	"log-up-to-date", "minority-leader", "heal", "disruptive-rejoin", "pre-vote", "check-quorum", "figure-8",
	"forgotten-vote",
	"duelling-candidates", "higher-term-shorter-log", "slow-network", "no-quorum", "three-groups", "churn",
	"paused-leader", "lossy-network", "follower-catch-up", "figure-7", "no-op", "finished-by-another", "duplicate-retry", "stale-read", "lost-entry",
	"snapshot-to-follower", "removed-server", "pre-vote-alone", "partial-partition",
	"unsafe-switch", "joint-consensus", "single-server-bug", "leader-removes-itself", "learner", "leadership-transfer",
	"model-and-etcd"}

// studies are the built-in scenarios that are no lessons: they are run many times, and compared with what
// has been published.
var studies = []string{"common-job", "figure-16", "split-vote-theory", "wan"}

// Info is an entry of the list of built-in scenarios: what they say of themselves.
type Info struct {
	Name      string    `json:"name"`
	Title     lang.Text `json:"title"`
	Lesson    lang.Text `json:"lesson"`
	Reference string    `json:"reference"`
}

// Builtin returns the built-in scenarios in the order of the course.
func Builtin() []Info { return infosOf(course) }

// Studies returns the built-in scenarios that are made for many trials.
func Studies() []Info { return infosOf(studies) }

func infosOf(names []string) []Info {
	infos := make([]Info, len(names))
	for i, name := range names {
		infos[i] = infoOf(name)
	}
	return infos
}

// infoOf reads the head of a built-in file, up to its cluster: a list of all is read often, and reading
// them whole takes three times as long. That head and file agree is tested.
func infoOf(name string) Info {
	source, err := files.ReadFile(pathOf(name))
	if err != nil {
		panic(err) // a test loads all of them
	}
	head, _, _ := bytes.Cut(source, []byte("\ncluster:"))
	root, problem := parse(head)
	if problem != nil {
		panic(problem)
	}
	var s Scenario
	headTable.read(&decoder{}, root, &s)
	return Info{s.Name, s.Title, s.Lesson, s.Reference}
}

func pathOf(name string) string {
	if slices.Contains(studies, name) {
		return "studies/" + name + ".yaml"
	}
	return "files/" + name + ".yaml"
}

// ByName returns a built-in scenario or study, fresh, so that it can be changed with [Scenario.Set].
func ByName(name string) (*Scenario, error) {
	if all := slices.Concat(course, studies); !slices.Contains(all, name) {
		return nil, lang.Errorf("there is no scenario %s%s", "没有场景 %s%s", quote(name), didYouMean(name, all))
	}
	source, err := files.ReadFile(pathOf(name))
	if err != nil {
		return nil, err
	}
	return Load(name+".yaml", source)
}
