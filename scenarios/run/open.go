package run

import (
	"bytes"
	"slices"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/lang"
)

// DefaultSeed is the seed of a run for which none was chosen.
const DefaultSeed = 1

// Stdin is the word for a scenario on standard input.
const Stdin = "-"

// Request is what can be chosen about a run.
type Request struct {
	Word      string        // the name of a built-in scenario, a file, or [Stdin]
	Overrides []string      // of settings of the cluster, as key=value, in the order in which they are set
	Steps     []string      // added to the script, each as {at: 1s, crash: n2}; see [scenarios.Scenario.Add]
	Seed      uint64        // of every random choice; [DefaultSeed] if none was chosen
	Engine    engine.Engine // [DefaultEngine] if none was chosen
}

// AllOverrides returns the overrides and the added steps as one list, as a header of a trace has them.
func (r Request) AllOverrides() []string {
	all := slices.Clone(r.Overrides)
	for _, step := range r.Steps {
		all = append(all, scenarios.StepOverride(step))
	}
	return all
}

// ReadFunc reads the scenario file that a word names. It returns the name by which messages call the file, and
// its bytes.
type ReadFunc func(word string) (name string, source []byte, err error)

// Open makes a request ready to run. Errors are those of read, [scenarios.Problems] with the place in the file, the
// override or the added step, and what [Refuse] says. A nil read knows the built-in scenarios only.
func Open(request Request, read ReadFunc) (*Simulation, error) {
	scenario, err := OpenScenario(&request, read)
	if err != nil {
		return nil, err
	}
	return New(scenario, Retyped(request.Word, scenario), request.Seed, request.Engine)
}

// OpenScenario returns the scenario that a request names, with its overrides set and its steps added.
func OpenScenario(request *Request, read ReadFunc) (*scenarios.Scenario, error) {
	scenario, err := FindScenario(request.Word, read)
	if err != nil {
		return nil, err
	}
	if err := scenario.Set(request.Overrides); err != nil {
		return nil, err
	}
	if err := scenario.Add(request.Steps); err != nil {
		return nil, err
	}
	return scenario, nil
}

// FindScenario returns the scenario of a word as it stands in its file.
func FindScenario(word string, read ReadFunc) (*scenarios.Scenario, error) {
	if !IsFile(word) {
		scenario, err := scenarios.ByName(word)
		if err != nil {
			err = lang.Errorf("%v\nraftlab list shows all; the name of a file of your own ends in .yaml",
				"%v\nraftlab list 列出全部；自己的文件以 .yaml 结尾", err)
		}
		return scenario, err
	}
	if read == nil {
		return nil, lang.Errorf("%s is a file, and there are none here (write the name of a built-in scenario)",
			"%s 是文件，而这里没有文件（请写内置场景的名字）", word)
	}
	name, source, err := read(word)
	if err != nil {
		return nil, err
	}
	return scenarios.Load(name, source)
}

// IsFile reports whether a word names a file, and not a built-in scenario: it ends in .yaml or .yml, also with .gz
// after it, has a slash in it, or is [Stdin].
func IsFile(word string) bool {
	plain := strings.TrimSuffix(word, ".gz")
	return word == Stdin || strings.ContainsAny(word, `/\`) || strings.HasSuffix(plain, ".yaml") || strings.HasSuffix(plain, ".yml")
}

// IsReadOnce reports whether a file can be read only once, as what a shell puts through a pipe: /dev/fd/63.
func IsReadOnce(name string) bool {
	path := strings.ReplaceAll(name, `\`, "/")
	return name == Stdin || strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/")
}

// Retyped returns the word by which a later command finds the scenario of a word again. What came through a pipe is
// gone by then, unless it is a built-in scenario.
func Retyped(word string, scenario *scenarios.Scenario) string {
	if !IsFile(word) || !IsReadOnce(word) {
		return word
	}
	builtin, err := scenarios.ByName(scenario.Name)
	if err == nil && bytes.Equal(builtin.Source(), scenario.Source()) {
		return scenario.Name
	}
	return Stdin
}
