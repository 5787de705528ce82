package lang

import (
	"slices"
	"testing"
	"time"
)

func TestLocaleDecides(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want Lang
	}{
		{nil, English},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{map[string]string{"LANG": "ZH"}, Chinese},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, English},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_CH"}, English},
		{map[string]string{"LANG": "C", Variable: "zh"}, Chinese},
		{map[string]string{"LANG": "zh_CN", Variable: "fr"}, Chinese},
	} {
		if got := OfLocale(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %s", c.env, got)
		}
	}
}

func TestSay(t *testing.T) {
	leader := Text{EN: "the leader", ZH: "领导者"}
	said := Say("%[1]v leads after %[2]v", "%[2]v 之后由%[1]v领导", leader, 1500*time.Millisecond)
	if want := (Text{EN: "the leader leads after 1.5 s", ZH: "1.5 s 之后由领导者领导"}); said != want {
		t.Errorf("%v, want %v", said, want)
	}
	if got := Chinese.Say("100 %", "100 %"); got != "100 %" {
		t.Errorf("%q", got)
	}
	if got := (Text{EN: "only English"}).In(Chinese); got != "only English" {
		t.Errorf("%q", got)
	}
	if got := List(leader, Text{}, Text{EN: "n2", ZH: "n2"}); got != (Text{EN: "the leader, n2", ZH: "领导者，n2"}) {
		t.Errorf("%v", got)
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{"crahs": "crash", "pausee": "pause", "reusme": "resume", "zzzzzz": "", "": "",
		"CRASH": "crash", "ｃｒａｓｈ": "crash", "领导者": "", "x": "", "hea": "heal", "he": "", "partition": "", "crashing": "crash", "resu": "resume"} {
		if got := Nearest(word, []string{"crash", "pause", "resume", "heal"}); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if distance("kitten", "sitting") != 3 || distance("ab", "ba") != 1 {
		t.Error("a distance is wrong")
	}
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

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		sentence string
		columns  int
		want     []string
	}{
		{"", 10, []string{""}},
		{"one two three", 100, []string{"one two three"}},
		{"one two  three\nfour", 9, []string{"one two", "three", "four"}},
		{"far-too-long for it", 5, []string{"far-too-long", "for", "it"}},
		{"领导者宕机，没有人知道。", 12, []string{"领导者宕机，", "没有人知道。"}},
		{"领导者宕机，没有人知道。", 10, []string{"领导者宕", "机，没有人", "知道。"}},
		{"任期 2 的领导者", 9, []string{"任期 2 的", "领导者"}},
		{"折行的， 句子", 100, []string{"折行的，句子"}}, // as a folded YAML text has it
	} {
		if got := Wrap(Breakable(test.sentence), test.columns); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d columns: %q, want %q", test.sentence, test.columns, got, test.want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"leader-crash": "leader-crash", "a/b.yaml": "a/b.yaml", "network.latency=1ms-2ms": "network.latency=1ms-2ms",
		"": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "~": "'~'", "[n1]": "'[n1]'", "a;b": "'a;b'",
		"领导者.yaml": "领导者.yaml", "a\nb": "'a\nb'",
	} {
		if got := ShellWord(word); got != want {
			t.Errorf("%q is quoted as %s, want %s", word, got, want)
		}
	}
}
