package text

import (
	"strings"
	"testing"

	"raftlab/sim/lang"
)

// checkWords checks that every word of a table of the trace is said in both languages, no two of
// them alike.
func checkWords[T interface {
	~uint8
	String() string
}](t *testing.T, say func(lang.Lang, T) string) {
	t.Helper()
	for _, l := range []lang.Lang{lang.English, lang.Chinese} {
		seen := map[string]T{}
		for v := T(1); !strings.HasPrefix(v.String(), "unknown("); v++ {
			word := say(l, v)
			if word == "" {
				t.Errorf("%s: no word for %v", l, v)
			}
			if other, ok := seen[word]; ok {
				t.Errorf("%s: %q is both %v and %v", l, word, other, v)
			}
			if l == lang.Chinese && englishIn(word) != "" {
				t.Errorf("the Chinese for %v is %q", v, word)
			}
			seen[word] = v
		}
		if say(l, 0) != "" || say(l, 255) != "" {
			t.Errorf("%s: a word for a value that does not exist: %q, %q", l, say(l, 0), say(l, 255))
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
	checkWords(t, ReadWay)
}
