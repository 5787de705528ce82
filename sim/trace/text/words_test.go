package text

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// checkWords checks that every word of a table of the trace is said in both languages, no two of
// them alike.
func checkWords[T interface {
	~uint8
	String() string
}](t *testing.T, say func(trace.Lang, T) string) {
	t.Helper()
	for _, lang := range []trace.Lang{trace.English, trace.Chinese} {
		seen := map[string]T{}
		for v := T(1); !strings.HasPrefix(v.String(), "unknown("); v++ {
			word := say(lang, v)
			if word == "" {
				t.Errorf("%s: no word for %v", lang, v)
			}
			if other, ok := seen[word]; ok {
				t.Errorf("%s: %q is both %v and %v", lang, word, other, v)
			}
			if lang == trace.Chinese && englishIn(word) != "" {
				t.Errorf("the Chinese for %v is %q", v, word)
			}
			seen[word] = v
		}
		if say(lang, 0) != "" || say(lang, 255) != "" {
			t.Errorf("%s: a word for a value that does not exist: %q, %q", lang, say(lang, 0), say(lang, 255))
		}
	}
}

func TestEveryWordIsSaidInBothLanguages(t *testing.T) {
	checkWords(t, Role)
	checkWords(t, Message)
	checkWords(t, Reason)
	checkWords(t, Fault)
	checkWords(t, Property)
	checkWords(t, Verdict)
}
