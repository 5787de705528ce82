package scenarios

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

// Of a text for people and a comment nobody is told what to write.
func TestLookalikesAreForPeople(t *testing.T) {
	s := mustLoad(t, `title: {en: "Crash", zh: “宕机”：领导者，没有了——好吗？}
lesson: （全角）【括号】，１２３％～。 # 注释：也可以，
steps:
  - {at: 1s, crash: leader, note: {en: a, zh: "宕机：重启，好"}}
  - {at: 2s, propose: 命令：一，二}`)
	if s.Title.ZH != "“宕机”：领导者，没有了——好吗？" {
		t.Errorf("title %q", s.Title.ZH)
	}
	for _, err := range []error{
		s.Set([]string{"heartbeat=soon"}),
		func() error {
			_, err := Load("x.yaml", append(s.Source(), "expect: [leader: {by: soon}]\n"...))
			return err
		}(),
	} {
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.Contains(problems[0].What, "is not a duration") {
			t.Errorf("%v", err)
		}
	}
}

func TestLookalikesOfOverrides(t *testing.T) {
	s := mustLoad(t)
	for override, want := range map[string]string{
		"election_timeout=150ms～300ms":        `"～" 是全角波浪号（请写 "-"）`,
		"heartbeat＝40ms":                      `"＝" 是全角等号（请写 "="）`,
		"heartbeat=４０ｍｓ":                      `"４０ｍｓ" 是全角字符（请写 "40ms"）`,
		"links=[{from：n1, to: n2, loss: 5%}]": `"：" 是全角冒号（请写 ": "）`,
	} {
		var problems Problems
		if err := s.Set([]string{"tick=1ms", override}); !errors.As(err, &problems) || problems.In(lang.Chinese) != "--set "+override+": "+want {
			t.Errorf("%s: %v", override, err)
		}
	}
	if len(s.Overrides()) != 0 {
		t.Errorf("overrides %q were kept", s.Overrides())
	}
}

// The places of a text are found again whatever is replaced in it.
func TestPlacesOfReplacedText(t *testing.T) {
	text := "a：b，ｃｄ\u200be\n——f"
	all := suspectsIn(text)
	changed := replaced(text, all)
	if changed != "a: b, cde\n- f" {
		t.Fatalf("%q", changed)
	}
	for _, letter := range "abef" {
		at := original(all, strings.IndexRune(changed, letter))
		if at != strings.IndexRune(text, letter) {
			t.Errorf("%c is found at byte %d", letter, at)
		}
	}
}

// Every character that is replaced by a known one is blamed at its place.
func TestEveryLookalikeIsFound(t *testing.T) {
	const good = "name: a\nuntil: 3s\nsteps:\n  - {at: 1s, partition: [[n1, n2], [others]]}\n  - {at: 2s, heal: all}\n" +
		"cluster: {network: {latency: 5ms-15ms, loss: 1.5%}}\n"
	for r := rune(0); r < 0x10000; r++ {
		l, found := lang.LookalikeOf(r)
		if !found || strings.TrimSpace(l.Meant) == "" || lang.IsFullWidth(r) || !strings.Contains(good, l.Meant) {
			continue
		}
		for at := range good {
			if !strings.HasPrefix(good[at:], l.Meant) {
				continue
			}
			_, err := Load("x.yaml", []byte(good[:at]+string(r)+good[at+1:]))
			var problems Problems
			line, column := place([]byte(good), at)
			if !errors.As(err, &problems) || !slices.ContainsFunc(problems, func(p *Problem) bool {
				return p.Line == line && p.Column == column && strings.HasPrefix(p.What, quote(string(r)))
			}) {
				t.Errorf("%c for %q at %d:%d: %v", r, l.Meant, line, column, err)
			}
		}
	}
}

func FuzzLookalikes(f *testing.F) {
	f.Add("name：a\nuntil: 3s\nsteps:\n  - {at: 1s，crash: “n1”}\n")
	f.Add("name: a\nuntil: ３s\n")
	f.Add("\u200b＃\n——{：，】")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Load("x.yaml", []byte(text))
		var problems Problems
		if err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Fatal(err)
		}
		lines := strings.Count(text, "\n") + 1
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || p.Column < 1 || p.What == "" {
				t.Errorf("%q: %v", text, p)
			}
		}
		all := suspectsIn(text)
		if changed := replaced(text, all); len(suspectsIn(changed)) > 0 {
			t.Errorf("%q becomes %q", text, changed)
		}
	})
}
