package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"raftlab/sim/textfile"
)

// FuzzLoad: loading never panics; what is refused is refused at a place in the file; what is
// accepted can be run, and says of itself what makes it again.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"files/*.yaml", "testdata/bad/*.yaml"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(source)
		}
	}
	f.Add([]byte("name: a\nuntil: 1s" + everySetting))
	f.Add([]byte("{")) // these two end before the library thinks they do
	f.Add([]byte("---"))
	f.Add([]byte("\x00 beyond the schema\n# err\xc5r: 5\x1c22: change!is empty ")) // UTF-16, and half a character in it
	f.Fuzz(func(t *testing.T, source []byte) {
		s, err := Load("fuzz.yaml", source)
		if err != nil {
			checkPlaces(t, source, err)
			return
		}
		script := s.Script()
		if err := script.Validate(); err != nil {
			t.Fatalf("accepted, and the simulator refuses it: %v", err)
		}
		canon := canonical(&script)
		var overrides []string
		for _, p := range s.Parameters() {
			overrides = append(overrides, p.Key+"="+p.Value)
		}
		if err := s.Set(overrides); err != nil {
			t.Fatalf("its own settings are refused: %v", err)
		}
		script = s.Script()
		if again := canonical(&script); again != canon {
			t.Fatalf("its own settings change it from\n%s\nto\n%s", canon, again)
		}
	})
}

func checkPlaces(t *testing.T, source []byte, err error) {
	t.Helper()
	var problems Problems
	if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > maxProblems {
		t.Fatalf("not a list of problems: %v", err)
	}
	text, decodeErr := textfile.Decode(source) // places are those that an editor shows, of UTF-16 too
	if decodeErr != nil {
		text = source
	}
	lines := strings.Split(string(text), "\n")
	for _, p := range problems {
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("%v: not a place in the file", p)
		}
		if p.What == "" || len(p.What) > 3000 {
			t.Errorf("%v: not a message for people", p)
		}
	}
}

// FuzzSet: an override never panics, and changes nothing when it is refused.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{"nodes=3", "node.n2.clock=1.2", "links=[{from: n1, to: n2}]", "network={loss: 3%}", "=", "a.b.c=", "voters=[n1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, override string) {
		s, err := Load("test.yaml", []byte("name: test\nuntil: 3s"+everySetting))
		if err != nil {
			t.Fatal(err)
		}
		script := s.Script()
		before := canonical(&script)
		err = s.Set([]string{override})
		script = s.Script()
		if err != nil && canonical(&script) != before {
			t.Fatalf("%v, and yet it changed", err)
		}
		if err == nil && script.Validate() != nil {
			t.Fatalf("accepted, and the simulator refuses it: %v", script.Validate())
		}
	})
}
