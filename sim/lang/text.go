package lang

import (
	"fmt"
	"strings"
	"time"
)

// Text is a sentence for people, in every language of raftlab.
type Text struct {
	EN string `json:"en,omitempty"`
	ZH string `json:"zh,omitempty"`
}

// In returns the text in a language, and in English where there is no translation.
func (t Text) In(l Lang) string {
	if l == Chinese && t.ZH != "" {
		return t.ZH
	}
	return t.EN
}

// Say returns a sentence in every language; see [Lang.Say].
func Say(en, zh string, args ...any) Text { return Text{EN: en, ZH: zh}.With(args...) }

// With returns a text whose formats have got their arguments; see [Lang.Say].
func (t Text) With(args ...any) Text {
	return Text{EN: English.format(t.EN, args), ZH: Chinese.format(t.ZH, args)}
}

// InAll asks a function for its words in every language.
func InAll(words func(Lang) string) Text { return Text{EN: words(English), ZH: words(Chinese)} }

// List joins texts by commas, without the empty ones.
func List(texts ...Text) Text {
	return InAll(func(l Lang) string {
		var words []string
		for _, t := range texts {
			if word := t.In(l); word != "" {
				words = append(words, word)
			}
		}
		return strings.Join(words, l.Say(", ", "，"))
	})
}

func (l Lang) format(sentence string, args []any) string {
	if len(args) == 0 {
		return sentence
	}
	words := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Text:
			words[i] = arg.In(l)
		case time.Duration:
			words[i] = Duration(arg)
		default:
			words[i] = arg
		}
	}
	return fmt.Sprintf(sentence, words...)
}
