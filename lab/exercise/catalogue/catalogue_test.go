package catalogue

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

var update = flag.Bool("update", false, "write the generated pages of docs/lab anew")

// folders are where the pages of a language lie.
var folders = map[lang.Lang]string{lang.English: "../../../docs/lab", lang.Chinese: "../../../docs/zh/lab"}

// The pages of the documentation are made of the same texts as what the lab shows.
func TestGeneratedPages(t *testing.T) {
	for l, folder := range folders {
		compare(t, filepath.Join(folder, "README.md"), index(l))
		for _, x := range All() {
			compare(t, filepath.Join(folder, x.ID+".md"), page(x, l))
		}
	}
}

func compare(t *testing.T, file, want string) {
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || string(have) != want {
		t.Errorf("%s is not up to date (go test ./lab/exercise/catalogue -run Generated -update): %v", file, err)
	}
}

// No page is left of an exercise that is gone.
func TestNoOtherPages(t *testing.T) {
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			id := strings.TrimSuffix(filepath.Base(file), ".md")
			if _, err := ByID(id); err != nil && !slices.Contains([]string{"README", "handout-and-etcd", "machine"}, id) {
				t.Errorf("%s belongs to no exercise", file)
			}
		}
	}
}

func TestEveryExerciseIsComplete(t *testing.T) {
	rank := map[exercise.Part]int{}
	for i, part := range exercise.Parts {
		rank[part] = i
	}
	last := 0
	for _, x := range All() {
		if rank[x.Part] < last {
			t.Errorf("%s: part %s comes after a later one", x.ID, x.Part)
		}
		last = rank[x.Part]
		if len(x.Steps) == 0 || len(x.Scope.Commands) == 0 || x.Members != 1 && x.Members != 3 {
			t.Errorf("%s: steps, a focus and 1 or 3 members must be there", x.ID)
		}
		visible := 0
		for i := range x.Steps {
			if !x.Steps[i].Stop {
				visible++
			}
		}
		for l, w := range x.Words {
			if len(w.LookAt) != visible {
				t.Errorf("%s.%s: %d things to look at for %d lines", x.ID, l, len(w.LookAt), visible)
			}
			if (w.Today == "") != (x.Words[lang.English].Today == "") || len(w.Hints) != len(x.Words[lang.English].Hints) {
				t.Errorf("%s.%s does not say what the English text says", x.ID, l)
			}
		}
	}
}

// Every row of the handout is an exercise.
func TestHandoutIsCovered(t *testing.T) {
	rows := map[string]bool{}
	for _, x := range All() {
		rows[string(x.Part)] = true
		for _, row := range strings.Fields(x.Row) {
			rows[string(x.Part)+" "+row] = true
		}
	}
	for _, row := range []string{"H1", "H2", "H3", "H4 a", "H4 b", "H4 c", "H4 d", "H4 e", "H4 f", "H4 g", "H4 h", "H4 i", "H4 j", "H5", "H6", "H7", "beyond"} {
		if !rows[row] {
			t.Errorf("no exercise for %s", row)
		}
	}
}

func TestByID(t *testing.T) {
	if x, err := ByID("put-get-delete"); err != nil || x.ID != "put-get-delete" {
		t.Errorf("%v, %v", x, err)
	}
	if _, err := ByID("snapshot"); err == nil || !strings.Contains(err.Error(), `"snapshot"`) {
		t.Errorf("%v", err)
	}
}

// An error about a text names the line of its file.
func TestTextErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ section, text, says string }{
		{"en.md", "\n\n# A\n## Taks\n", "x.txtar:4: section \"Taks\""},
		{"steps", "\nwhat\n", "x.txtar:2: "},
		{"fr.md", "", "x.txtar: section \"fr.md\" is unknown"},
	} {
		err := read(&exercise.Exercise{Words: map[lang.Lang]exercise.Texts{}}, "x.txtar", c.section, c.text)
		if err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.section, err, c.says)
		}
	}
}

// Texts in Chinese keep their marks full-width, and no English sentence is left in them.
func TestChineseTextsAreChinese(t *testing.T) {
	chinese := regexp.MustCompile(`\p{Han}`)
	for _, x := range All() {
		w := x.Words[lang.Chinese]
		for _, text := range append(append([]string{w.Title, w.Task, w.Why}, w.Hints...), w.LookAt...) {
			if !chinese.MatchString(text) && !strings.HasPrefix(text, "`") {
				t.Errorf("%s: %q is not Chinese", x.ID, text)
			}
		}
	}
}
