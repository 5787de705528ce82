package program

import (
	"strings"
	"testing"
)

// What was copied from a page gets one line that names what is wrong, and how it is written.
func TestPastedLines(t *testing.T) {
	for line, want := range map[string]string{
		"—endpoints=https://192.168.128.11:2379 member list":  "not a hyphen (from a printed page?). Write --endpoints=https://192.168.128.11:2379",
		"–-cacert=/etc/ca.crt get foo":                        "Write --cacert=/etc/ca.crt",
		"---key=/etc/x.key member list":                       "Write --key=/etc/x.key",
		"snapshot save—encrypt f.db":                          "Write save --encrypt",
		"--endpoints=https://192. 168.128.11:2379 get":        "a blank in the address",
		"put foo “bar”":                                       "Write 'bar'",
		"get / --prefix --keys-only":                          "",
		"put greeting hello—world=1":                          "",
		"--endpoints https://192.168.128.11:2379 member list": "",
		"get - -":    "",
		"put a. 168": "",
	} {
		note, found := pasted(strings.Fields(line))
		if found != (want != "") || !strings.Contains(note.text.EN, want) {
			t.Errorf("%s: %q, want %q", line, note.text.EN, want)
		}
	}
}
