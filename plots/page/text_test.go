package page

import (
	"strings"
	"testing"
)

func TestTextThatDoesNotFit(t *testing.T) {
	var s Page
	l := TextStyle{Face: Regular(), Size: 10}
	if got := s.Cut(l, 30, "a long sentence"); !strings.HasSuffix(got, "…") || s.TextWidth(l, got) > 30 {
		t.Errorf("cut to %q", got)
	}
	if got := s.Wrap(l, 40, "one two three four"); strings.Join(got, " ") != "one two three four" || len(got) < 2 {
		t.Errorf("wrapped to %q", got)
	}
	if l, text := s.Shrink(l, 60, "a long sentence"); text != "a long sentence" || l.Size >= 10 {
		t.Errorf("shrunk to %q at %v", text, l.Size)
	}
	if got := s.FirstThatFits(l, 30, "a long sentence", "short"); got != "short" {
		t.Errorf("%q fits", got)
	}
}
