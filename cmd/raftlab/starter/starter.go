// Package starter has what a Raft of one's own begins with: for each language a program that speaks raftlab's protocol and
// stands for election, and a page that says what to do. It decides nothing of Raft: part A of raftlab try fails.
package starter

import (
	"bytes"
	"embed"
	"io/fs"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

//go:embed files
var files embed.FS

// File is a file of a starter.
type File struct {
	Name    string
	Mode    fs.FileMode
	Content []byte
}

// Languages returns what there is a starter for: languages, and vote-rule, which has elections in Go but for the rule that lesson 9
// of the course asks for.
func Languages() []string { return []string{"python", "go", "java", "vote-rule"} }

// chinese ends the name of the Chinese form of a file.
const chinese = ".zh.md"

// Files returns the files of a language's starter, in the order of their names; the page among them is in language l. The files
// are kept under names that end in .txt, so that no tool takes them for this program's.
func Files(language string, l lang.Lang) (all []File) {
	entries, err := files.ReadDir("files/" + language)
	if err != nil {
		panic(err) // it is one of Languages
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".txt")
		if strings.HasSuffix(name, chinese) {
			continue
		}
		file := File{Name: name, Mode: 0o666, Content: read(language, name)}
		if page, isPage := strings.CutSuffix(name, ".md"); isPage && l == lang.Chinese {
			file.Content = read(language, page+chinese)
		}
		if strings.HasPrefix(string(file.Content), "#!") {
			file.Mode = 0o777
		}
		all = append(all, file)
	}
	return all
}

// Has reports whether a file is one of a starter, as it is written.
func Has(content []byte) bool {
	for _, language := range Languages() {
		for _, l := range lang.All {
			if slices.ContainsFunc(Files(language, l), func(f File) bool { return bytes.Equal(f.Content, content) }) {
				return true
			}
		}
	}
	return false
}

func read(language, name string) []byte {
	content, err := files.ReadFile("files/" + language + "/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	return content
}
