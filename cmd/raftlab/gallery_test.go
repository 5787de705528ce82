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

var trialsInGallery = regexp.MustCompile(`(?m)^\$ raftlab (trials .* --plot (\S+\.svg).*)$`)

// The figures of many trials in the gallery are what the commands beside them draw. With -update they
// are drawn anew.
func TestGalleryOfTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("many trials")
	}
	docs, err := filepath.Abs(filepath.Join("..", "..", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(docs, "gallery.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	commands := trialsInGallery.FindAllSubmatch(page, -1)
	if len(commands) < 4 {
		t.Errorf("the gallery shows %d commands of trials", len(commands))
	}
	for _, c := range commands {
		root := newRoot(&console{out: newBufferedOutput(io.Discard, "nowhere"), err: io.Discard, lang: lang.English})
		root.SetArgs(strings.Fields(string(c[1])))
		if err := root.Execute(); err != nil {
			t.Fatalf("%s: %v", c[0], err)
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
