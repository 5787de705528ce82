package exercise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Step is a line that is typed into a shell.
type Step struct {
	Line     string   // may have several lines
	Terminal int      // 1, or a further one, in which the line runs on while the steps after it are done
	Ready    int      // so many lines of Output must be shown before the next step; 0: none
	Until    bool     // it is typed again until it shows Output
	Stop     bool     // no line: Ctrl-C in Terminal, once Output of its line has been shown
	Output   []string // what is shown; see Match
	Exit     int
}

// ParseSteps reads a file of steps:
//
//	handout: etcdctl put foo bar     a line of the handout
//	$ etcdctl put foo bar            a step; further lines of it begin with "> "
//	OK                               what it prints
//	[exit 1]                         its exit code, if not 0
//	[until]                          it is typed again until it prints that
//	$2 etcdctl lock jobs             a step in a second terminal, where it runs on
//	[ready]                          what is above must be shown before the next step
//	$2 ^C                            the second terminal is interrupted
//
// Lines that begin with # are remarks. Errors name the file and the line.
func ParseSteps(file, source string) (handout []string, steps []Step, err error) {
	if !utf8.ValidString(source) {
		return nil, nil, fmt.Errorf("%s: this is not UTF-8", file)
	}
	for i, line := range strings.Split(source, "\n") {
		prompt := promptOf(line)
		var last *Step
		if len(steps) > 0 {
			last = &steps[len(steps)-1]
		}
		text, isHandout := strings.CutPrefix(line, "handout: ")
		switch {
		case isHandout && last == nil:
			handout = append(handout, text)
		case prompt > 0:
			_, text, _ := strings.Cut(line, " ")
			steps = append(steps, Step{Line: text, Terminal: prompt, Stop: prompt > 1 && text == "^C"})
		case last == nil && (strings.HasPrefix(line, "#") || strings.TrimSpace(line) == ""):
		case last == nil:
			return nil, nil, fmt.Errorf("%s:%d: what is %q? (a step begins with $)", file, i+1, line)
		case (line == ">" || strings.HasPrefix(line, "> ")) && len(last.Output) == 0:
			last.Line += "\n" + strings.TrimPrefix(line[1:], " ")
		case line == "[ready]" && last.Terminal > 1:
			last.Ready = len(last.Output)
		case line == "[until]" && last.Terminal == 1:
			last.Until = true
		case strings.HasPrefix(line, "[exit "):
			if last.Exit, err = strconv.Atoi(strings.Trim(line, "[exit ]")); err != nil {
				return nil, nil, fmt.Errorf("%s:%d: %q is no exit code (write [exit 1])", file, i+1, line)
			}
		default:
			last.Output = append(last.Output, line)
		}
	}
	for i := range steps {
		steps[i].Output = trimmed(steps[i].Output)
	}
	return handout, steps, nil
}

// promptOf returns the number of the terminal whose prompt begins a line; 0 if none does.
func promptOf(line string) int {
	prompt, _, found := strings.Cut(line, " ")
	switch {
	case !found || prompt == "" || prompt[0] != '$':
		return 0
	case prompt == "$":
		return 1
	}
	n, err := strconv.Atoi(prompt[1:])
	if err != nil || n < 2 {
		return 0
	}
	return n
}

// trimmed leaves out blank lines at both ends.
func trimmed(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// Match reports whether output is what the step shows, up to what differs from run to run: ids, hashes,
// durations, sizes, dates and ports, and all numbers of two digits and more. In tables, JSON and
// fields it is all numbers. A line "..." stands for any lines, and "..." inside a line for any text. Lines may come in
// another order where there is no line "...": members are listed in the order of their ids. Log lines are
// left out, and the lab's own remarks too, unless the step shows one.
func (s *Step) Match(output string) bool { return s.match(s.Output, output) }

// IsReady reports whether a step in a further terminal has shown what the next step waits for.
func (s *Step) IsReady(output string) bool {
	return s.match(append(slices.Clone(s.Output[:s.Ready]), "..."), output)
}

func (s *Step) match(want []string, output string) bool {
	var got []string
	for _, line := range trimmed(s.withoutRemarks(strings.Split(output, "\n"))) {
		got = append(got, plain(line))
	}
	patterns, anyLines := make([]string, len(want)), false
	for i, line := range want {
		if strings.TrimSpace(line) == "..." {
			patterns[i], anyLines = `(?:[^\n]*\n)*`, true
		} else {
			patterns[i] = anyText.Replace(regexp.QuoteMeta(plain(line))) + "\n"
			if strings.HasPrefix(line, remark) { // it may be told in Chinese
				patterns[i] = "(?:" + patterns[i] + "|" + remark + `[^\n]*\p{Han}[^\n]*\n)`
			}
		}
	}
	if matches(patterns, got) {
		return true
	}
	if anyLines {
		return false
	}
	slices.Sort(patterns)
	slices.Sort(got)
	return matches(patterns, got)
}

// anyText makes what "..." stands for inside a line: between blanks, as in a table, it may be nothing.
var anyText = strings.NewReplacer(` \.\.\. `, `(?: [^\n]*)? `, `\.\.\.`, `[^\n]*`)

func matches(patterns, lines []string) bool {
	text := ""
	for _, line := range lines {
		text += line + "\n"
	}
	return regexp.MustCompile(`\A` + strings.Join(patterns, "") + `\z`).MatchString(text)
}

// remark begins a remark of the lab.
const remark = "raftlab: "

// logLine begins a line that a program wrote to its log, on standard error.
var logLine = regexp.MustCompile(`^(\{"level":"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*\t)`)

// withoutRemarks leaves out log lines, and remarks of the lab that the step does not show.
func (s *Step) withoutRemarks(lines []string) (rest []string) {
	shown := slices.ContainsFunc(s.Output, func(line string) bool { return strings.HasPrefix(line, remark) })
	inRemark := false
	for _, line := range lines {
		isRemark := strings.HasPrefix(line, remark) || strings.HasPrefix(line, "raftlab：")
		inRemark = !shown && (isRemark || inRemark && strings.HasPrefix(line, strings.Repeat(" ", len(remark))))
		if !inRemark && !logLine.MatchString(line) {
			rest = append(rest, line)
		}
	}
	return rest
}

var differing = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?( UTC)?`), "<time>"},
	{regexp.MustCompile(`\b(127\.0\.0\.1|192\.168\.128\.\d+):\d+`), "<address>"},
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "<hash>"},
	{regexp.MustCompile(`\b[0-9a-f]{12,16}\b`), "<id>"},
	{regexp.MustCompile(`\bage1[0-9a-z]{20,}\b`), "<recipient>"},
	{regexp.MustCompile(`\b\d+(\.\d+)?(ns|µs|ms|s|m\d+s|m|h)\b`), "<duration>"},
	{regexp.MustCompile(`\b\d+(\.\d+)? ?(B|kB|MB|GB|KiB|MiB)\b`), "<size>"},
}

var (
	inJSON     = regexp.MustCompile(`([:,\[])-?\d+(\.\d+)?`)
	field      = regexp.MustCompile(`^"\w+" : `) // of -w fields
	anyNumber  = regexp.MustCompile(`\d+`)
	longNumber = regexp.MustCompile(`\d{2,}`)
	widths     = regexp.MustCompile(`[ ─]+`)
)

// plain replaces what differs from run to run.
func plain(line string) string {
	isJSON := strings.HasPrefix(line, "{") || strings.HasPrefix(line, "[")
	if isJSON {
		line = inJSON.ReplaceAllString(line, "$1<n>")
	}
	for _, d := range differing {
		line = d.pattern.ReplaceAllString(line, d.with)
	}
	number := longNumber
	if isJSON || strings.Contains(line, "│") || field.MatchString(line) {
		number = anyNumber
	}
	line = number.ReplaceAllString(line, "<n>")
	return strings.TrimRight(widths.ReplaceAllString(line, " "), " ")
}
