package page

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// checkShapes fails if a character of a text has no shape in the fonts.
func checkShapes(t *testing.T, s *Page, where, text string) {
	t.Helper()
	for _, r := range text {
		for name, face := range map[string]Typeface{"regular": Regular(), "bold": Bold()} {
			if _, glyph := s.find(face, r); glyph == 0 && r >= ' ' {
				t.Errorf("%s: no %s shape for %q in %q", where, name, r, text)
			}
		}
	}
}

// Every character in the words of pictures, of the trace and of the scenarios has a shape.
func TestFontsHaveEveryCharacter(t *testing.T) {
	var s Page
	for _, pattern := range []string{"*.go", "../*.go", "../*/*.go", "../../sim/trace/*.go", "../../sim/trace/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, files, err)
		}
		for _, file := range files {
			if match, _ := filepath.Match("*_test.go", filepath.Base(file)); !match {
				checkStrings(t, &s, file)
			}
		}
	}
	files, err := filepath.Glob("../../scenarios/files/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range bytes.Split(text, []byte("\n")) {
			checkShapes(t, &s, file, string(line))
		}
	}
	if _, glyph := s.find(Regular(), '\U0001F600'); glyph != 0 {
		t.Error("the fonts have a shape for everything: this test cannot fail")
	}
}

// checkStrings looks at every string of a source file.
func checkStrings(t *testing.T, s *Page, file string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			words, _ := strconv.Unquote(literal.Value)
			checkShapes(t, s, file, words)
		}
		return true
	})
}

func TestFontHasItsLicence(t *testing.T) {
	text, err := os.ReadFile("font/OFL.txt")
	if err != nil || !bytes.Contains(text, []byte("SIL OPEN FONT LICENSE Version 1.1")) {
		t.Error("no licence beside the font", err)
	}
}
