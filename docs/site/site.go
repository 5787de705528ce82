// Package site makes the documents a folder of pages of HTML, which open from a disk without a network: the course, the
// glossary, the lab, the guides and the reference, in English and Chinese, with their pictures. A page that plays runs may
// lie beside them; then commands that run a scenario link to it.
//
//	err := site.Write(func(name string, content []byte) error { ... })
package site

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"raftlab/docs"
	"raftlab/docs/markdown"
	"raftlab/sim/lang"
)

// Player is the name of the page that plays runs.
const Player = "player.html"

// Site says what goes into the folder.
type Site struct {
	Player   bool                       // there is a page [Player]
	Playable func(scenario string) bool // whether that page knows a scenario
}

// Write gives every file of the folder to a function, by its name with slashes.
func (s Site) Write(write func(name string, content []byte) error) error {
	if err := write("style.css", style); err != nil {
		return err
	}
	return fs.WalkDir(docs.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := docs.Files.ReadFile(name)
		if err != nil {
			return err
		}
		if path.Ext(name) != ".md" {
			return write(name, content)
		}
		page, err := s.page(name, content)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return write(pageName(name), page)
	})
}

// pageName is the name of a document's page: index.html of a README.md.
func pageName(document string) string {
	dir, base := path.Split(document)
	if base == "README.md" {
		return dir + "index.html"
	}
	return strings.TrimSuffix(document, ".md") + ".html"
}

//go:embed style.css
var style []byte

//go:embed page.html
var frame string

var pageFrame = template.Must(template.New("page").Parse(frame))

// framed is what stands around a document.
type framed struct {
	Lang, Title                 string
	Root                        string // the way to the folder's top: ../
	Home, Course, Glossary, Lab link
	Play, Other                 link
	Body                        template.HTML
}

// link is a link of the frame; none without an address.
type link struct{ To, Text string }

func (s Site) page(name string, source []byte) ([]byte, error) {
	l := languageOf(name)
	root := strings.Repeat("../", strings.Count(name, "/"))
	body, err := markdown.HTML(source, markdown.Links{
		Page: func(target string) string { return pageTarget(name, target) },
		Play: func(command string) string { return s.playLink(root, command, l) },
	})
	if err != nil {
		return nil, err
	}
	p := framed{Lang: string(l), Title: markdown.Title(source), Root: root, Body: template.HTML(body),
		Home:     link{root + inLanguage("index.html", l), "raftlab"},
		Course:   link{root + inLanguage("course/index.html", l), l.Say("Course", "课程")},
		Glossary: link{root + inLanguage("glossary.html", l), l.Say("Glossary", "术语表")},
		Lab:      link{root + inLanguage("lab/index.html", l), l.Say("Lab", "实验")},
		Other:    otherLanguage(name, root, l)}
	if s.Player {
		p.Play = link{root + Player + "#lang=" + string(l), l.Say("Play", "播放")}
	}
	var b bytes.Buffer
	if err := pageFrame.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// languageOf returns the language of a document: those below zh are Chinese.
func languageOf(name string) lang.Lang {
	if strings.HasPrefix(name, "zh/") {
		return lang.Chinese
	}
	return lang.English
}

// inLanguage returns the name of a page in a language.
func inLanguage(name string, l lang.Lang) string {
	if l == lang.Chinese {
		return "zh/" + name
	}
	return name
}

// otherLanguage links to the same page in the other language, if there is one.
func otherLanguage(name, root string, l lang.Lang) link {
	other, text := "zh/"+name, "中文"
	if l == lang.Chinese {
		other, text = strings.TrimPrefix(name, "zh/"), "English"
	}
	if _, err := fs.Stat(docs.Files, other); err != nil {
		return link{}
	}
	return link{root + pageName(other), text}
}

// pageTarget returns where the link of a document leads to among the pages. What is not below docs, as the README of the
// repository, is the first page here.
func pageTarget(name, target string) string {
	if strings.Contains(target, "://") {
		return target
	}
	document, anchor, has := strings.Cut(target, "#")
	if strings.HasPrefix(path.Join(path.Dir(name), document), "..") {
		return strings.Repeat("../", strings.Count(name, "/")) + inLanguage("index.html", languageOf(name))
	}
	if strings.HasSuffix(document, ".md") {
		document = pageName(document)
	}
	if has {
		return document + "#" + anchor
	}
	return document
}
