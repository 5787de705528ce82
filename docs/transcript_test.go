package docs_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// transcript is a command in a document and what it prints there. The document may leave something open:
//
//	…              in a line: one word that no two runs share, and that holds a digit (a time, a size, an
//	               address, an id), or who leads (yes, no); columns may then be of another width
//	... 12 lines   a cut: exactly so many lines are left out. In Chinese: ... 12 行
//	...            a cut of any length: where the programs of the lab write what they please
type transcript struct {
	file    string
	line    int // of the command, from 1
	command string
	output  []string // none: the document does not show it

	projected bool // a lecturer shows it to a class
}

const anyLength = -1

var (
	cutLine = regexp.MustCompile(`^\.\.\.(?: (\d+) (?:lines?|行))?$`)
	columns = regexp.MustCompile(` +`)
)

const word = `(?:[\wµ.:/@+-]*[0-9][\wµ.:/@+-]*|yes|no|是|否)`

// cut returns how many lines a line of a document stands for, if it is a cut.
func cut(line string) (lines int, isCut bool) {
	match := cutLine.FindStringSubmatch(line)
	if match == nil {
		return 0, false
	}
	if match[1] == "" {
		return anyLength, true
	}
	lines, err := strconv.Atoi(match[1])
	return lines, err == nil
}

// logs reports whether the command's output has lines in a number that no two runs share.
func (tr transcript) logs() bool { return strings.Contains(tr.command, "raftlab lab") }

// isExact reports whether the document shows the whole output, letter by letter.
func (tr transcript) isExact() bool {
	return !slices.ContainsFunc(tr.output, func(line string) bool {
		_, isCut := cut(line)
		return isCut || strings.Contains(line, "…")
	})
}

// problem says what is wrong with the form of the transcript.
func (tr transcript) problem() string {
	shown := false
	for _, line := range tr.output {
		lines, isCut := cut(line)
		if isCut && lines == anyLength && !tr.logs() {
			return "a cut must say how many lines are left out (-update counts them)"
		}
		shown = shown || !isCut
	}
	if len(tr.output) > 0 && !shown {
		return "nothing is shown but a cut: show a line, or leave the cut out"
	}
	return ""
}

// cuts lays the lines of the document over what was printed. It returns how many lines each cut leaves out,
// which is what the cuts say, unless they are to be counted anew.
func (tr transcript) cuts(printed string, anew bool) (lengths []int, ok bool) {
	var patterns []*regexp.Regexp
	var least, most []int // lines that the place may take; a pattern takes 1
	got := strings.Split(strings.TrimRight(printed, "\n"), "\n")
	open := tr.logs() || strings.Contains(strings.Join(tr.output, "\n"), "…")
	for _, line := range tr.output {
		lines, isCut := cut(line)
		switch {
		case !isCut:
			patterns, least, most = append(patterns, pattern(line, open)), append(least, 1), append(most, 1)
		case anew || lines == anyLength:
			patterns, least, most = append(patterns, nil), append(least, 0), append(most, len(got))
		default:
			patterns, least, most = append(patterns, nil), append(least, lines), append(most, lines)
		}
	}
	impossible := make(map[[2]int]bool)
	var fit func(i, j int) bool // lines i and on of the document to lines j and on of what was printed
	fit = func(i, j int) bool {
		if i == len(patterns) || impossible[[2]int{i, j}] {
			return i == len(patterns) && j == len(got)
		}
		for n := least[i]; n <= most[i] && j+n <= len(got); n++ {
			if (patterns[i] == nil || patterns[i].MatchString(got[j])) && fit(i+1, j+n) {
				if patterns[i] == nil {
					lengths = append(lengths, n)
				}
				return true
			}
		}
		impossible[[2]int{i, j}] = true
		return false
	}
	ok = fit(0, 0)
	slices.Reverse(lengths)
	return lengths, ok
}

// pattern returns what a line of a document matches.
func pattern(line string, open bool) *regexp.Regexp {
	line = regexp.QuoteMeta(strings.TrimRight(line, " "))
	if open {
		line = columns.ReplaceAllString(line, " +")
	}
	return regexp.MustCompile("^" + strings.ReplaceAll(line, "…", word) + " *$")
}

// renewed returns the output as the document should show it: with cuts of the right length, or, where it
// shows all, as it was printed. A cut that would stand for two lines or fewer gives way to what it hides.
func (tr transcript) renewed(printed string) (output []string, ok bool) {
	got := strings.Split(strings.TrimRight(printed, "\n"), "\n")
	if len(tr.output) == 0 || tr.isExact() {
		return got, len(tr.output) > 0
	}
	lengths, ok := tr.cuts(printed, true)
	if !ok {
		return nil, false
	}
	at := 0
	for _, line := range tr.output {
		lines, isCut := cut(line)
		if !isCut {
			output, at = append(output, line), at+1
			continue
		}
		n := lengths[0]
		lengths = lengths[1:]
		switch {
		case lines == anyLength && tr.logs():
			output = append(output, line)
		case n > 2:
			output = append(output, fmt.Sprintf(cutFormat(tr.file), n))
		default:
			output = append(output, got[at:at+n]...)
		}
		at += n
	}
	return output, true
}

func cutFormat(file string) string {
	if strings.HasPrefix(file, "zh/") {
		return "... %d 行"
	}
	return "... %d lines"
}

// What a document leaves open fits what it stands for, and nothing else.
func TestTranscriptsFit(t *testing.T) {
	tests := []struct {
		shown, printed string
		fits           bool
	}{
		{"a\nb", "a\nb\n", true},
		{"a\nb", "a\n", false},
		{"a", "a\nb\n", false},
		{"a\n... 2 lines\nd", "a\nb\nc\nd\n", true},
		{"a\n... 2 行\nd", "a\nb\nc\nd\n", true},
		{"a\n... 2 lines\nd", "a\nb\nd\n", false},
		{"a\n... 2 lines\nd", "a\nb\nc\nc\nd\n", false},
		{"... 1 line\na\n... 1 line", "a\na\na\n", true},
		{"a\n...\nd", "a\nb\nc\nd\n", true},
		{"a\n...\nd", "a\nb\nc\n", false},
		{"took …", "took 1.5ms\n", true},
		{"took …", "took forever\n", false},
		{"took …", "took 1 ms\n", false},
		{"took … ms", "took 1 ms\n", true},
		{"at https://127.0.0.1:…", "at https://127.0.0.1:2379\n", true},
		{"leads: …", "leads: no\n", true},
		{"PID  NAME\n…  n1", "PID    NAME\n12345  n1\n", true},
		{"PID  NAME\n1  n1", "PID    NAME\n1      n1\n", false},
	}
	for _, tt := range tests {
		tr := transcript{output: strings.Split(tt.shown, "\n")}
		if _, ok := tr.cuts(tt.printed, false); ok != tt.fits {
			t.Errorf("%q shown for %q: %t, want %t", tt.shown, tt.printed, ok, tt.fits)
		}
	}
}

// Renewing counts cuts, shows what a short cut would hide, and leaves what is shown alone.
func TestTranscriptsAreRenewed(t *testing.T) {
	tests := []struct{ file, command, shown, printed, want string }{
		{"a.md", "raftlab run", "a\n...\ne", "a\nb\nc\nd\ne\n", "a\n... 3 lines\ne"},
		{"zh/a.md", "raftlab run", "a\n... 7 行\ne", "a\nb\nc\nd\ne\n", "a\n... 3 行\ne"},
		{"a.md", "raftlab run", "a\n...\nc\n...", "a\nb\nc\n", "a\nb\nc"},
		{"a.md", "raftlab lab up", "a\n...\nc", "a\nb\nc\n", "a\n...\nc"},
		{"a.md", "raftlab run", "a\nb", "c\n", "c"},
		{"a.md", "raftlab run", "a\n...\nd", "x\n", ""},
	}
	for _, tt := range tests {
		tr := transcript{file: tt.file, command: tt.command, output: strings.Split(tt.shown, "\n")}
		if output, _ := tr.renewed(tt.printed); strings.Join(output, "\n") != tt.want {
			t.Errorf("%q for %q is renewed to %q, want %q", tt.shown, tt.printed, output, tt.want)
		}
	}
}

// A cut without a number is refused, and so is an output of which nothing is shown.
func TestTranscriptsHaveAForm(t *testing.T) {
	tests := []struct {
		command, shown string
		good           bool
	}{
		{"raftlab run", "a\n... 2 lines", true},
		{"raftlab run", "a\n...", false},
		{"raftlab run", "... 2 lines", false},
		{"raftlab lab up", "a\n...", true},
		{"raftlab lab up", "...", false},
	}
	for _, tt := range tests {
		tr := transcript{command: tt.command, output: strings.Split(tt.shown, "\n")}
		if problem := tr.problem(); (problem == "") != tt.good {
			t.Errorf("%q of %s: problem %q", tt.shown, tt.command, problem)
		}
	}
}
