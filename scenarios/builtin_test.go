package scenarios

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

// Each file has its place in a list, and each name of a list its file.
func TestBuiltinIsTheCourse(t *testing.T) {
	for folder, names := range map[string][]string{"files": course, "studies": studies} {
		paths, err := fs.Glob(files, folder+"/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if name := strings.TrimSuffix(filepath.Base(path), ".yaml"); !slices.Contains(names, name) {
				t.Errorf("scenarios/%s is in no list: give %s its place in scenarios/builtin.go", path, name)
			}
		}
		for _, name := range names {
			if path := folder + "/" + name + ".yaml"; !slices.Contains(paths, path) {
				t.Fatalf("scenarios/builtin.go names %s, and there is no scenarios/%s", name, path)
			}
		}
	}
	for i, info := range Builtin() {
		if info.Name != course[i] || info.Title.EN == "" {
			t.Errorf("entry %d is %+v", i, info)
		}
	}
}

// The list is read from the heads of the files alone.
func TestInfosAreWhatTheFilesSay(t *testing.T) {
	for _, info := range append(Builtin(), Studies()...) {
		s, err := ByName(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		if whole := (Info{s.Name, s.Title, s.Lesson, s.Reference}); info != whole {
			t.Errorf("the list says %+v, the file %+v", info, whole)
		}
	}
}

func TestByNameSuggests(t *testing.T) {
	_, err := ByName("leader-crsh")
	if err == nil || err.Error() != `there is no scenario "leader-crsh" (did you mean leader-crash?)` {
		t.Error(err)
	}
}

func TestByNameIsFresh(t *testing.T) {
	s, _ := ByName("leader-crash")
	if err := s.Set([]string{"nodes=3"}); err != nil {
		t.Fatal(err)
	}
	if again, _ := ByName("leader-crash"); again.Script().Cluster.Nodes != 5 {
		t.Error("an override reached the built-in scenario")
	}
}

// TestBuiltinTeaches: a lesson has all its parts, in both languages.
func TestBuiltinTeaches(t *testing.T) {
	for _, name := range course {
		s, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != name {
			t.Errorf("file %s.yaml has the name %s", name, s.Name)
		}
		if s.Reference == "" || len(s.Predictions) == 0 || len(s.expectations) == 0 {
			t.Errorf("%s has no reference, prediction or expectation", name)
		}
		texts := []lang.Text{s.Title, s.Lesson}
		for _, step := range s.Script().Steps {
			if step.Note.EN != "" {
				texts = append(texts, step.Note)
			}
		}
		for _, p := range s.Predictions {
			texts = append(texts, p.Question)
			for _, c := range p.Choices {
				texts = append(texts, c.Text)
			}
		}
		for _, text := range texts {
			if text.EN == "" || text.ZH == "" || strings.Contains(text.ZH, "  ") {
				t.Errorf("%s: a text is not in both languages: %+v", name, text)
			}
		}
	}
}
