package run

import (
	"errors"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/lang"
)

// mostLines is how many combinations of settings one command tries.
const mostLines = 64

// Line is a simulation with one set of settings, to be made many times.
type Line struct {
	*Simulation
	Value   string   // of what was varied, in words; "" if nothing was
	Setting []string // the same as key=value, in the order of --vary
}

// Lines returns the simulation of a request once for each combination of what is varied (key=value,value), the last
// key varying fastest; once if nothing is. Errors are those of [Open], and name --vary where a value of it is at fault.
func Lines(request Request, vary []string, read ReadFunc) ([]Line, error) {
	settings, err := combinations(vary)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(settings))
	for i, setting := range settings {
		one := request
		one.Overrides = append(append([]string{}, request.Overrides...), setting...)
		simulation, err := Open(one, read)
		if err != nil {
			return nil, asVaryError(err, setting)
		}
		if err := simulation.RefuseMany(); err != nil {
			return nil, err
		}
		lines[i] = Line{simulation, inWords(setting), setting}
	}
	return lines, nil
}

// inWords returns a setting without its key, if there is only one.
func inWords(setting []string) string {
	if len(setting) == 1 {
		_, value, _ := strings.Cut(setting[0], "=")
		return value
	}
	return strings.Join(setting, " ")
}

// asVaryError names the flag with which a value that is refused was given.
func asVaryError(err error, setting []string) error {
	var problems scenarios.Problems
	if !errors.As(err, &problems) {
		return err
	}
	return problems.GivenWith("--vary", setting)
}

// VariedKeys returns the keys that are varied.
func VariedKeys(vary []string) []string {
	var keys []string
	for _, one := range vary {
		key, _, _ := strings.Cut(one, "=")
		keys = append(keys, key)
	}
	return keys
}

// combinations returns the settings that --vary asks for, the last key varying fastest. Without
// --vary it is the one without settings.
func combinations(vary []string) ([][]string, error) {
	all := [][]string{nil}
	seen := map[string]bool{}
	for _, one := range vary {
		key, values, ok := strings.Cut(one, "=")
		if !ok || key == "" || values == "" {
			return nil, lang.Errorf("--vary %s: write key=value,value, as network.latency=1ms,10ms",
				"--vary %s：请写 key=value,value，如 network.latency=1ms,10ms", one)
		}
		if err := scenarios.FullWidthComma("--vary", one); err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, lang.Errorf("--vary %s: this key is varied twice (write all its values in one)",
				"--vary %s：这个键变化了两次（请把它的值写在一起）", key)
		}
		seen[key] = true
		var next [][]string
		for _, before := range all {
			for _, value := range splitValues(values) {
				next = append(next, append(append([]string{}, before...), key+"="+value))
			}
		}
		if all = next; len(all) > mostLines {
			return nil, lang.Errorf("--vary: %d combinations, and a result has at most %d", "--vary：有 %d 种组合，而一个结果至多 %d 种", len(all), mostLines)
		}
	}
	return all, nil
}

// splitValues divides at commas that are not within brackets.
func splitValues(text string) (values []string) {
	depth, from := 0, 0
	for i, r := range text {
		switch r {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				values, from = append(values, text[from:i]), i+1
			}
		}
	}
	return append(values, text[from:])
}
