package scenarios

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MostBytes is the size of the largest scenario file. It is far above what a lesson needs.
const MostBytes = 1 << 20

// maxDepth is how deep values may be nested.
const maxDepth = 32

// node is a value of a scenario file with its place. Exactly one of the forms is used: a mapping
// (pairs), a list (items) or a single value (text).
type node struct {
	form  form
	text  string
	pairs []pair
	items []*node

	line, column int    // from 1
	override     string // the override that brought the value, as given; "" for the file
	added        int    // the number of the added step in which it stands, from 1; 0 for the file
}

type pair struct {
	key   *node
	value *node
}

type form uint8

const (
	single form = iota
	nothing
	list
	mapping
)

// get returns the value of a key of a mapping, or nil.
func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}

// parse reads a YAML document. Anchors, aliases, tags and further documents are refused: a scenario
// needs none of them, and what is written is what is read.
func parse(source []byte) (*node, *Problem) {
	if len(source) > MostBytes {
		return nil, &Problem{Line: 1, Column: 1, What: "the file is larger than 1 MiB (a scenario is a page of text)"}
	}
	if at, what := oddity(source); at >= 0 {
		line, column := place(source, at)
		return nil, &Problem{Line: line, Column: column, What: what}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(source))
	if err != nil {
		return nil, syntaxProblem(source, err)
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		return nil, &Problem{Line: 1, Column: 1, What: "the file is empty (begin with name: my-scenario)"}
	case err != nil:
		return nil, syntaxProblem(source, err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, &Problem{Line: second.Line, Column: second.Column,
			What: "a second document begins here (write one scenario per file)"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxProblem(source, err)
	}
	return convert(document.Content[0], 0)
}

// convert checks a value and all within it, and drops what we have no use for.
func convert(from *yaml.Node, depth int) (*node, *Problem) {
	refuse := func(what string) (*node, *Problem) {
		return nil, &Problem{Line: from.Line, Column: from.Column, What: what}
	}
	switch {
	case depth > maxDepth:
		return refuse("too deeply nested")
	case from.Kind == yaml.AliasNode:
		return refuse("aliases are not used in scenarios (write the value itself)")
	case from.Anchor != "":
		return refuse("anchors are not used in scenarios (leave &" + clip(from.Anchor, 40) + " out)")
	case from.Style&yaml.TaggedStyle != 0:
		return refuse("tags are not used in scenarios (leave " + clip(from.Tag, 40) + " out)")
	}
	n := &node{line: from.Line, column: from.Column}
	switch from.Kind {
	case yaml.MappingNode:
		n.form = mapping
		return n, n.convertPairs(from.Content, depth)
	case yaml.SequenceNode:
		n.form = list
		for _, item := range from.Content {
			converted, problem := convert(item, depth+1)
			if problem != nil {
				return nil, problem
			}
			n.items = append(n.items, converted)
		}
	case yaml.ScalarNode:
		n.text = from.Value
		if from.Tag == "!!null" {
			n.form = nothing
		}
	}
	return n, nil
}

func (n *node) convertPairs(content []*yaml.Node, depth int) *Problem {
	for i := 0; i+1 < len(content); i += 2 {
		key, problem := convert(content[i], depth+1)
		if problem != nil {
			return problem
		}
		if key.form != single {
			return &Problem{Line: key.line, Column: key.column, What: "a key is a word (write key: value)"}
		}
		value, problem := convert(content[i+1], depth+1)
		if problem != nil {
			return problem
		}
		n.pairs = append(n.pairs, pair{key, value})
	}
	return nil
}

// syntaxProblem says in our form what the library says of a text that is not YAML.
func syntaxProblem(source []byte, err error) *Problem {
	var syntax *yaml.LoadError
	if !errors.As(err, &syntax) {
		return &Problem{Line: 1, Column: 1, What: "not YAML: " + clip(err.Error(), 100)}
	}
	p := &Problem{Line: syntax.Mark.Line, Column: syntax.Mark.Column}
	p.What = "not YAML: " + clip(syntax.Message, 100)
	if syntax.ContextMsg != "" {
		p.What += " " + syntax.ContextMsg
	}
	if hint, ok := syntaxHints[syntax.Message]; ok {
		p.What += " (" + hint + ")"
	}
	if p.Line == 0 {
		p.Line, p.Column = place(source, syntax.Mark.Index)
	}
	return p
}

// syntaxHints are the ways out of what people meet most.
var syntaxHints = map[string]string{
	"mapping values are not allowed in this context":         `put a text that holds ": " into quotes`,
	"found character that cannot start any token":            "indent with spaces; quote a text that begins with % @ `",
	"did not find expected ',' or '}'":                       "put a comma between settings; quote a text that holds , : { }",
	"did not find expected ',' or ']'":                       "put a comma between items, and close the list",
	"could not find expected ':'":                            "write key: value",
	"did not find expected key":                              "give the keys of one mapping the same indentation",
	"found unexpected end of stream":                         "close the quotes",
	"did not find expected node content":                     "close the bracket",
	"block sequence entries are not allowed in this context": "begin the list on a line of its own",
}

// oddity returns where the first thing lies that is no plain text, and what it is; -1 if there is
// none. With the line breaks that YAML knows and editors do not, places would mean nothing.
func oddity(source []byte) (at int, what string) {
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRune(source[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			return at, "this byte is not UTF-8 (save the file as UTF-8)"
		case r == '\u0085' || r == '\u2028' || r == '\u2029',
			r == '\r' && !bytes.HasPrefix(source[at:], []byte("\r\n")):
			return at, "this line break is unusual (save the file with the line ends of your editor)"
		}
		at += size
	}
	return -1, ""
}

// place returns the line and the column, in characters, of a byte of the file.
func place(source []byte, at int) (line, column int) {
	before := string(source[:min(max(at, 0), len(source))])
	lastBreak := strings.LastIndexByte(before, '\n')
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[lastBreak+1:]) + 1
}
