package text

import (
	"strings"
	"testing"
	"time"

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

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		of   time.Duration
		want string
	}{
		{0, "0 µs"},
		{499, "0 µs"},
		{850_400, "850 µs"},
		{999_499, "999 µs"},
		{999_500, "1 ms"},
		{1_250_000, "1.3 ms"},
		{9_949_999, "9.9 ms"},
		{9_950_000, "10 ms"},
		{492_600_000, "493 ms"},
		{999_499_999, "999 ms"},
		{999_500_000, "1 s"},
		{1_234_567_890, "1.2 s"},
		{9_950_000_000, "10 s"},
		{75 * time.Second, "75 s"},
		{time.Hour, "3600 s"},
		{-1500 * time.Microsecond, "-1.5 ms"},
	} {
		if got := Duration(c.of); got != c.want {
			t.Errorf("%d ns: got %q, want %q", c.of, got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	for _, c := range []struct {
		of   time.Duration
		want string
	}{
		{0, "0.000 ms"},
		{499, "0.000 ms"},
		{500, "0.001 ms"},
		{1_234_567_499, "1234.567 ms"},
		{time.Minute, "60000.000 ms"},
		{-1500 * time.Microsecond, "-1.500 ms"},
	} {
		if got := Moment(c.of); got != c.want {
			t.Errorf("%d ns: got %q, want %q", c.of, got, c.want)
		}
	}
}
