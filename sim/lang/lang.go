// Package lang is text for people: two languages, the width of their characters, lines, lengths of time, words of
// a shell, and the word that was meant. It knows nothing of Raft; traces and data files have no language.
//
//	lang.Chinese.Say("%d servers", "%d 台服务器", 5) // 5 台服务器
package lang

import "strings"

// Lang is a language that raftlab speaks to people.
type Lang string

// The languages. English is also what an unknown locale gets.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// All are the languages, English first.
var All = [...]Lang{English, Chinese}

// Variable is the variable of the environment that decides the language before the locale does.
const Variable = "RAFTLAB_LANG"

// OfLocale returns the language that the environment asks for: [Variable], or else the locale, of which the first
// of LC_ALL, LC_MESSAGES and LANG that is set decides, as POSIX has it.
func OfLocale(getenv func(string) string) Lang {
	if l := Lang(getenv(Variable)); l == English || l == Chinese {
		return l
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

// Say returns a sentence in the language, with arguments as [fmt.Sprintf] has them. Where the order of words
// differs, formats name arguments by number. Arguments that are a [Text] are put in in the language, and durations
// in the few digits that people read. Without arguments the sentence stays as it is.
func (l Lang) Say(en, zh string, args ...any) string {
	return l.format(Text{EN: en, ZH: zh}.In(l), args)
}
