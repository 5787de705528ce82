package exercise

import (
	"fmt"
	"strings"

	"raftlab/sim/lang"
)

// Texts are the texts of an exercise in one language. All but Title are Markdown.
type Texts struct {
	Title  string
	Task   string
	Hints  []string
	LookAt []string // one per step
	Today  string   // how today's etcd differs from the handout; may be empty
	Why    string   // the explanation
}

// Headings are those of the sections, in the text files and on the pages of the documentation.
var Headings = map[lang.Lang]struct{ Task, Hints, LookAt, Today, Why string }{
	lang.English: {"Task", "Hints", "What to look at", "Today", "Explanation"},
	lang.Chinese: {"任务", "提示", "看什么", "今昔差异", "解释"},
}

// ParseTexts reads a text file: "# " and the title, then sections of level two. Hints and what to look
// at are numbered lists. Errors name the file and the line.
func ParseTexts(file, source string, l lang.Lang) (Texts, error) {
	var w Texts
	var section *string
	var bodies struct{ task, hints, lookAt, today, why string }
	h := Headings[l]
	sections := map[string]*string{h.Task: &bodies.task, h.Hints: &bodies.hints, h.LookAt: &bodies.lookAt, h.Today: &bodies.today, h.Why: &bodies.why}
	for i, line := range strings.Split(source, "\n") {
		heading, isHeading := strings.CutPrefix(line, "## ")
		title, isTitle := strings.CutPrefix(line, "# ")
		switch {
		case isTitle && w.Title == "":
			w.Title = title
		case isHeading:
			if section = sections[heading]; section == nil {
				return w, fmt.Errorf("%s:%d: section %q is unknown (write %s, %s, %s, %s or %s)", file, i+1, heading, h.Task, h.Hints, h.LookAt, h.Today, h.Why)
			}
		case section != nil:
			*section += line + "\n"
		case strings.TrimSpace(line) != "":
			return w, fmt.Errorf("%s:%d: this line is in no section", file, i+1)
		}
	}
	w.Task, w.Today, w.Why = strings.TrimSpace(bodies.task), strings.TrimSpace(bodies.today), strings.TrimSpace(bodies.why)
	w.Hints, w.LookAt = items(bodies.hints), items(bodies.lookAt)
	if w.Title == "" || w.Task == "" || w.Why == "" || len(w.Hints) == 0 {
		return w, fmt.Errorf("%s: a title, %s, %s and %s must be there", file, h.Task, h.Hints, h.Why)
	}
	return w, nil
}

// items returns the items of a numbered list, each on one line.
func items(body string) (list []string) {
	for _, line := range strings.Split(body, "\n") {
		number, text, found := strings.Cut(line, ". ")
		switch {
		case found && strings.Trim(number, "0123456789") == "" && number != "":
			list = append(list, text)
		case len(list) > 0 && strings.TrimSpace(line) != "":
			list[len(list)-1] += " " + strings.TrimSpace(line)
		}
	}
	return list
}

// LookAt returns what to look at in each step, in the order of Steps; "" for a step that only
// interrupts, and where the text has none.
func (x *Exercise) LookAt(l lang.Lang) []string {
	texts, given := make([]string, len(x.Steps)), x.Words[l].LookAt
	for i := range x.Steps {
		if !x.Steps[i].Stop && len(given) > 0 {
			texts[i], given = given[0], given[1:]
		}
	}
	return texts
}
