package main

import "testing"

// What PowerShell makes of a result is a result.
func TestHandedInFromPowerShell(t *testing.T) {
	const want = `{"n": "é"}`
	for _, data := range []string{
		want,
		"\xef\xbb\xbf" + want,
		"\xff\xfe{\x00\"\x00n\x00\"\x00:\x00 \x00\"\x00\xe9\x00\"\x00}\x00",
		"\xfe\xff\x00{\x00\"\x00n\x00\"\x00:\x00 \x00\"\x00\xe9\x00\"\x00}",
	} {
		if got := string(asUTF8([]byte(data))); got != want {
			t.Errorf("%q is read as %q", data, got)
		}
	}
	for _, short := range []string{"", "\xff\xfe", "\xff\xfe{"} {
		if got := asUTF8([]byte(short)); len(got) != 0 {
			t.Errorf("%q is read as %q", short, got)
		}
	}
}
