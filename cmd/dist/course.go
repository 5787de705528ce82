package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// courseDir is where the pages of the course lie in an archive.
const courseDir = "course"

// courseFiles makes the pages of the course with the program of this machine, and returns them.
func courseFiles(work, program string) (files []entry, err error) {
	dir := filepath.Join(work, courseDir)
	if err := run(os.Environ(), "", program, "course", "--html", dir, "--lang", "en"); err != nil {
		return nil, err
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, entry{path.Join(courseDir, name), filepath.Join(dir, filepath.FromSlash(name)), 0o644})
		}
		return err
	})
	return files, err
}

// writeReadme writes the README of an archive: its links lead to the pages of the course, and not to the sources.
func writeReadme(to string) error {
	source, err := os.ReadFile("README.md")
	if err != nil {
		return err
	}
	return os.WriteFile(to, []byte(linkedToCourse(string(source))), 0o666)
}

var docsLink = regexp.MustCompile(`\]\(docs/([^)#]+)`)

// linkedToCourse leads the links of a README to the pages.
func linkedToCourse(readme string) string {
	return docsLink.ReplaceAllStringFunc(readme, func(link string) string {
		name := docsLink.FindStringSubmatch(link)[1]
		if base, ok := strings.CutSuffix(name, "README.md"); ok {
			name = base + "index.html"
		} else if base, ok := strings.CutSuffix(name, ".md"); ok {
			name = base + ".html"
		}
		return "](" + courseDir + "/" + name
	})
}
