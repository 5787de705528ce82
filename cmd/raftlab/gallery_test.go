package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

var commandsInGallery = regexp.MustCompile(`(?m)^\$ (raftlab .* (?:--plot|-f) (\S+\.svg).*)$`)

// The pictures in the gallery are what the commands beside them draw. With -update they are drawn anew.
func TestGallery(t *testing.T) {
	docs, err := filepath.Abs(filepath.Join("..", "..", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(docs, "gallery.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	commands := commandsInGallery.FindAllSubmatch(page, -1)
	if pictures := strings.Count(string(page), "]("); len(commands) < 17 || len(commands) != pictures {
		t.Errorf("the gallery shows %d pictures and %d commands that draw", pictures, len(commands))
	}
	for _, c := range commands {
		if testing.Short() && strings.HasPrefix(string(c[1]), "raftlab trials") {
			continue
		}
		for line := range strings.SplitSeq(string(c[1]), " && ") {
			root := newRoot(&console{out: newBufferedOutput(io.Discard, "nowhere"), err: io.Discard, lang: lang.English})
			root.SetArgs(strings.Fields(line)[1:])
			if err := root.Execute(); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		drawn, err := os.ReadFile(string(c[2]))
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join(docs, "gallery", string(c[2]))
		if *update {
			if err := os.WriteFile(kept, drawn, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(kept); err != nil || !bytes.Equal(got, drawn) {
			t.Errorf("docs/gallery/%s is not what is drawn now (run make gallery): %v", c[2], err)
		}
	}
}
