package markdown

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Links say where a page's links lead.
type Links struct {
	Page func(target string) string  // of a link as it stands in the document
	Play func(command string) string // where the run of a command can be played; "" if nowhere
}

// HTML returns a document as HTML, without the frame of a page. The lines of a console that were typed are marked, and
// those that can be played have a link.
func HTML(source []byte, links Links) (string, error) {
	document := parse(source)
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if l, ok := n.(*ast.Link); ok && entering {
			l.Destination = []byte(links.Page(string(l.Destination)))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(ghtml.NewRenderer(), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(), 500),
		util.Prioritized(console{links}, 100)))
	var b bytes.Buffer
	if err := r.Render(&b, source, document); err != nil {
		return "", err
	}
	return b.String(), nil
}

// console writes blocks of code.
type console struct{ Links }

// RegisterFuncs implements [renderer.NodeRenderer].
func (c console) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, c.block)
	r.Register(extast.KindTable, wideTable)
}

func (c console) block(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	w.WriteString("<pre><code>")
	for i := range n.Lines().Len() {
		c.line(w, n.Lines().At(i), source)
	}
	w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

func (c console) line(w util.BufWriter, segment text.Segment, source []byte) {
	line := strings.TrimRight(string(segment.Value(source)), "\n")
	command, typed := strings.CutPrefix(line, "$ ")
	if !typed {
		w.WriteString(html.EscapeString(line) + "\n")
		return
	}
	fmt.Fprintf(w, `<span class="prompt">$ </span><b>%s</b>`, html.EscapeString(command))
	if to := c.Play(command); to != "" {
		fmt.Fprintf(w, ` <a class="play" href="%s">▶</a>`, html.EscapeString(to))
	}
	w.WriteString("\n")
}

// wideTable lets a table scroll by itself where the window is narrow.
func wideTable(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString("<div class=\"wide\"><table>\n")
	} else {
		w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}
