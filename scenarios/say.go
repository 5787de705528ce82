package scenarios

import (
	"fmt"
	"strings"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

var langs = [...]trace.Lang{trace.English, trace.Chinese}

// say formats a sentence in both languages. Arguments that are texts are put in in the language of
// the sentence, durations in the few digits that people read; a limit is given to it as it was written.
func say(en, zh string, args ...any) trace.Text {
	return trace.Text{EN: format(trace.English, en, args), ZH: format(trace.Chinese, zh, args)}
}

func format(lang trace.Lang, sentence string, args []any) string {
	words := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case trace.Text:
			words[i] = arg.In(lang)
		case time.Duration:
			words[i] = text.Duration(arg)
		default:
			words[i] = arg
		}
	}
	return fmt.Sprintf(sentence, words...)
}

// inBoth asks a function for its words in both languages.
func inBoth(words func(trace.Lang) string) trace.Text {
	return trace.Text{EN: words(trace.English), ZH: words(trace.Chinese)}
}

func sayReason(r trace.Reason) trace.Text {
	return inBoth(func(lang trace.Lang) string { return text.Reason(lang, r) })
}

func sayProperty(p trace.Property) trace.Text {
	return inBoth(func(lang trace.Lang) string { return text.Property(lang, p) })
}

func sayMessage(k trace.MessageKind) trace.Text {
	return inBoth(func(lang trace.Lang) string { return text.Message(lang, k) })
}

// listed joins texts by commas, without the empty ones.
func listed(texts ...trace.Text) trace.Text {
	var joined [len(langs)]string
	for i, lang := range langs {
		var words []string
		for _, t := range texts {
			if word := t.In(lang); word != "" {
				words = append(words, word)
			}
		}
		joined[i] = strings.Join(words, map[trace.Lang]string{trace.English: ", ", trace.Chinese: "，"}[lang])
	}
	return trace.Text{EN: joined[0], ZH: joined[1]}
}

// labelled puts what narrows a count behind its label, in brackets.
func labelled(label trace.Text, details ...trace.Text) trace.Text {
	if all := listed(details...); all != (trace.Text{}) {
		return say("%s (%s)", "%s（%s）", label, all)
	}
	return label
}
