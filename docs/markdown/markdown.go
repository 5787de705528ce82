// Package markdown shows the documents, which are Markdown: as lines of a terminal of any width, and as pages of HTML. It
// knows what the documents are made of: headings, paragraphs, lists, tables, blocks of code, quotations, pictures and links.
//
//	lines := markdown.Lines(source, markdown.Terminal{Width: 80})
//	html, err := markdown.HTML(source, nil)
package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// language is Markdown with tables, whose headings have the anchors that links use.
var language = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// parse returns the tree of a document, in which a paragraph is one line.
func parse(source []byte) ast.Node {
	document := language.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(anchors{}))))
	joinLines(document, source)
	return document
}

// Title returns the text of a document's first heading, "" if it has none.
func Title(source []byte) string {
	for n := parse(source).FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindHeading {
			return string(plain(inline(n, source, "")))
		}
	}
	return ""
}

// Anchor returns what leads to a heading: its letters and digits in lower case, with hyphens for spaces.
func Anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, heading)
}

// anchors gives headings their anchors.
type anchors struct{}

// Generate implements [parser.IDs].
func (anchors) Generate(value []byte, _ ast.NodeKind) []byte { return []byte(Anchor(string(value))) }

// Put implements [parser.IDs].
func (anchors) Put([]byte) {}
