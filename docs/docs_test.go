package docs_test

import (
	"testing"

	"raftlab/docs"
	"raftlab/sim/lang"
)

func TestLessons(t *testing.T) {
	lessons := docs.Lessons()
	if len(lessons) < 8 {
		t.Fatalf("the first page of the course lists %d lessons", len(lessons))
	}
	for i, l := range lessons {
		if l.Number != i+1 || l.Minutes == 0 || l.Title.ZH == "" || l.Question.EN == "" || l.Question.ZH == "" {
			t.Errorf("lesson %d: %+v", i+1, l)
		}
		for _, in := range lang.All {
			if len(l.Page(in)) == 0 {
				t.Errorf("lesson %d has no page in %s", l.Number, in)
			}
		}
	}
}

func TestGlossary(t *testing.T) {
	for _, l := range lang.All {
		terms := docs.Glossary(l)
		if len(terms) < 60 {
			t.Errorf("the glossary has %d terms in %s", len(terms), l)
		}
		seen := map[string]bool{}
		for _, term := range terms {
			if term.Name == "" || term.Meaning == "" || term.Read == "" || term.Section == "" || seen[term.Name] {
				t.Errorf("%s: %+v", l, term)
			}
			seen[term.Name] = true
		}
	}
	if en, zh := len(docs.Glossary(lang.English)), len(docs.Glossary(lang.Chinese)); en != zh {
		t.Errorf("%d terms in English, %d in Chinese", en, zh)
	}
}
