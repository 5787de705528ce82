package scenarios

import (
	"regexp"
	"strings"

	"raftlab/sim/lang"
)

// plainWord matches what YAML reads as it stands, within brackets too.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._%/+=-]*$`)

// yamlWord returns a single value, in quotes where it needs them.
func yamlWord(text string) string {
	if plainWord.MatchString(text) && !strings.HasSuffix(text, " ") && !strings.EqualFold(text, "null") {
		return text
	}
	return yamlQuote(text)
}

// yamlText returns a sentence in the languages that it has.
func yamlText(t lang.Text) string {
	if t.ZH == "" {
		return yamlQuote(t.EN)
	}
	return "{en: " + yamlQuote(t.EN) + ", zh: " + yamlQuote(t.ZH) + "}"
}

// yamlList returns words as a list.
func yamlList(words []string) string { return "[" + commas(words) + "]" }

// yamlQuote returns a text in double quotes, on one line.
func yamlQuote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text) + `"`
}
