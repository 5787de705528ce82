package trace

import "strings"

// Lang is a language that raftlab speaks to people. Traces themselves have no language.
type Lang string

// The languages. English is also what an unknown locale gets.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// LangVariable is the variable of the environment that decides the language before the locale does.
const LangVariable = "RAFTLAB_LANG"

// LocaleLang returns the language that the environment asks for: [LangVariable], or else the locale,
// of which the first of LC_ALL, LC_MESSAGES and LANG that is set decides, as POSIX has it.
func LocaleLang(getenv func(string) string) Lang {
	if lang := Lang(getenv(LangVariable)); lang == English || lang == Chinese {
		return lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(strings.ToLower(locale), "zh") {
				return Chinese
			}
			return English
		}
	}
	return English
}

// Text is a sentence for people, in every language of raftlab.
type Text struct {
	EN string `json:"en,omitempty"`
	ZH string `json:"zh,omitempty"`
}

// In returns the text in a language, and in English where there is no translation.
func (t Text) In(lang Lang) string {
	if lang == Chinese && t.ZH != "" {
		return t.ZH
	}
	return t.EN
}
