package catalogue

import (
	"strings"
	"testing"
)

func TestSections(t *testing.T) {
	source := "\n-- en.md --\n# A\n--x --\n-- --\n-- zh.md --\r\n-- steps --\nb"
	want := []section{{"en.md", "\n\n# A\n--x --\n-- --\n"}, {"zh.md", strings.Repeat("\n", 6)}, {"steps", strings.Repeat("\n", 7) + "b"}}
	got, err := sections("x.txtar", source)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%q, %v", got, err)
	}
	for i, s := range got {
		if s != want[i] {
			t.Errorf("%q, want %q", s, want[i])
		}
	}
}

func TestSectionsRefuses(t *testing.T) {
	for source, says := range map[string]string{
		"words\n-- en.md --\n":           "x.txtar:1: a line before the first section (write -- en.md -- above it)",
		"-- en.md --\na\n-- en.md --\nb": `x.txtar:3: a second section "en.md"`,
	} {
		if _, err := sections("x.txtar", source); err == nil || err.Error() != says {
			t.Errorf("%q: %v, want %s", source, err, says)
		}
	}
}

// Put together again, the sections are the file, and each begins in the line that it says.
func FuzzSections(f *testing.F) {
	for _, source := range []string{"", "\n", "-- a --\nb\n-- c --", "-- a --\r\nb", "-- a --\n-- a --\n", "--  --", "-- --", "-- a -- \n"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		parts, err := sections("x", source)
		if err != nil {
			return
		}
		lines := strings.SplitAfter(source, "\n")
		next := len(source)
		for i := len(parts) - 1; i >= 0; i-- {
			text := strings.TrimLeft(parts[i].text, "\n")
			if !strings.HasSuffix(source[:next], text) {
				t.Fatalf("%q does not end in section %q", source[:next], parts[i])
			}
			empty := len(parts[i].text) - len(text)
			marker := empty
			for marker > 0 && strings.TrimRight(lines[marker-1], "\r\n") == "" {
				marker--
			}
			if name, _ := sectionName(lines[marker-1]); name != parts[i].name {
				t.Fatalf("line %d is %q, not the head of %q", marker, lines[marker-1], parts[i].name)
			}
			next = len(strings.Join(lines[:marker-1], ""))
		}
		if strings.TrimSpace(source[:next]) != "" {
			t.Fatalf("%q is in no section", source[:next])
		}
	})
}
