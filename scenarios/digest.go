package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/script"
)

// digest returns the SHA-256 of the script in its canonical form.
func digest(s *script.Script) string {
	sum := sha256.Sum256([]byte(canonical(s)))
	return hex.EncodeToString(sum[:])
}

// canonical writes all that a script does, one thing per line, with nothing left to a default: two
// files that do the same have the same canonical form.
func canonical(s *script.Script) string {
	var b strings.Builder
	b.WriteString("raftlab scenario 1\n")
	for _, p := range parameters(&s.Cluster) {
		fmt.Fprintf(&b, "%s = %s\n", p.Key, p.Value)
	}
	for _, step := range s.Steps {
		fmt.Fprintf(&b, "%s: %s", formatTrigger(&step), step.Do)
		if step.Note != (lang.Text{}) {
			fmt.Fprintf(&b, " note %q %q", step.Note.EN, step.Note.ZH)
		}
		b.WriteByte('\n')
	}
	if s.MaxEvents > 0 {
		fmt.Fprintf(&b, "max_events %d\n", s.MaxEvents)
	}
	fmt.Fprintf(&b, "until %s\n", chance.FormatDuration(s.Until))
	return b.String()
}

// formatTrigger writes when a step is taken.
func formatTrigger(s *script.Step) string {
	after := ""
	if s.After > 0 || s.Within > 0 {
		after = ", after " + script.Range{Min: s.After, Max: s.After + s.Within}.String()
	}
	switch {
	case s.When.Kind == 0:
		return "at " + script.Range{Min: s.At, Max: s.At + s.Within}.String()
	case s.When.Kind == script.StepBefore:
		return "with the step before" + after
	}
	return "when " + formatCondition(s.When) + after
}
