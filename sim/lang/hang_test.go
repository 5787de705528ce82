package lang

import (
	"slices"
	"strings"
	"testing"
)

func TestHang(t *testing.T) {
	for _, c := range []struct {
		line    string
		columns int
		want    []string
	}{
		{"short", 10, []string{"short"}},
		{"as it is, whatever", 0, []string{"as it is, whatever"}},
		{"  1.5 ms  n4  denies n1 its vote: already voted", 30, []string{"  1.5 ms  n4  denies n1 its", "              vote: already", "              voted"}},
		{"one two three four", 9, []string{"one two", "  three", "  four"}},
		{"  held       most servers that led at once", 24, []string{"  held       most", "             servers", "             that led at", "             once"}},
		{"a far-too-long-word b", 8, []string{"a", "  far-too-long-word", "  b"}},
		{"  成立       同时领导的服务器最多有几台", 24, []string{"  成立       同时领导的", "             服务器最多", "             有几台"}},
		{"\x1b[1mone two\x1b[0m three", 8, []string{"\x1b[1mone two\x1b[0m", "  three"}},
	} {
		if got := Hang(c.line, c.columns); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d columns:\n%s\nwant\n%s", c.line, c.columns, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// Whatever the width, no word is cut and none is lost.
func TestHangKeepsWords(t *testing.T) {
	line := "   188.379 ms  n5  t1  candidate  becomes candidate for term 1: election timer expired; and  more  columns 12 ms"
	for columns := 20; columns < 130; columns++ {
		broken := Hang(line, columns)
		if got := strings.Fields(strings.Join(broken, " ")); !slices.Equal(got, strings.Fields(line)) {
			t.Errorf("%d columns: %q", columns, broken)
		}
		for _, part := range broken {
			if columns >= 60 && Width(part) > columns {
				t.Errorf("%d columns: %q has %d", columns, part, Width(part))
			}
		}
	}
}
