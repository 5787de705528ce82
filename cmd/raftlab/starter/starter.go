// Package starter has what a Raft of one's own begins with: for each language a program that speaks raftlab's protocol and
// stands for election, and a page that says what to do. It decides nothing of Raft: part A of raftlab try fails.
package starter

import (
	"embed"
	"io/fs"
	"strings"
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

// Files returns the files of a language's starter, in the order of their names. The files are kept under names that end
// in .txt, so that no tool takes them for this program's.
func Files(language string) (all []File) {
	entries, err := files.ReadDir("files/" + language)
	if err != nil {
		panic(err) // it is one of Languages
	}
	for _, e := range entries {
		content, err := files.ReadFile("files/" + language + "/" + e.Name())
		if err != nil {
			panic(err)
		}
		file := File{Name: strings.TrimSuffix(e.Name(), ".txt"), Mode: 0o666, Content: content}
		if strings.HasPrefix(string(content), "#!") {
			file.Mode = 0o777
		}
		all = append(all, file)
	}
	return all
}
