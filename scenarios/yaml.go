package scenarios

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"raftlab/sim/lang"
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
		return nil, problemAt(1, 1, lang.Errorf("the file is larger than 1 MiB (a scenario is a page of text)", "文件大于 1 MiB（一个场景只有一页文字）"))
	}
	if at, what := oddity(source); what != nil {
		line, column := place(source, at)
		return nil, problemAt(line, column, what)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(source))
	if err != nil {
		return nil, syntaxProblem(source, err)
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		return nil, problemAt(1, 1, lang.Errorf("the file is empty (begin with name: my-scenario)", "文件是空的（请以 name: my-scenario 开头）"))
	case err != nil:
		return nil, syntaxProblem(source, err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, problemAt(second.Line, second.Column,
			lang.Errorf("a second document begins here (write one scenario per file)", "这里开始了第二个文档（请每个文件写一个场景）"))
	case !errors.Is(err, io.EOF):
		return nil, syntaxProblem(source, err)
	}
	return convert(document.Content[0], 0)
}

// convert checks a value and all within it, and drops what we have no use for.
func convert(from *yaml.Node, depth int) (*node, *Problem) {
	refuse := func(en, zh string, args ...any) (*node, *Problem) {
		return nil, problemAt(from.Line, from.Column, lang.Errorf(en, zh, args...))
	}
	switch {
	case depth > maxDepth:
		return refuse("too deeply nested", "嵌套过深")
	case from.Kind == yaml.AliasNode:
		return refuse("aliases are not used in scenarios (write the value itself)", "场景中不用别名（请写出值本身）")
	case from.Anchor != "":
		return refuse("anchors are not used in scenarios (leave &%s out)", "场景中不用锚点（请删去 &%s）", clip(from.Anchor, 40))
	case from.Style&yaml.TaggedStyle != 0:
		return refuse("tags are not used in scenarios (leave %s out)", "场景中不用标签（请删去 %s）", clip(from.Tag, 40))
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
			return problemAt(key.line, key.column, lang.Errorf("a key is a word (write key: value)", "键是一个词（请写 key: value）"))
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
		return problemAt(1, 1, lang.Errorf("not YAML: %s", "不是 YAML：%s", clip(err.Error(), 100)))
	}
	said := clip(syntax.Message, 100)
	if syntax.ContextMsg != "" {
		said += " " + syntax.ContextMsg
	}
	hint, hinted := syntaxHints[syntax.Message]
	if hinted {
		hint = lang.Say(" (%s)", "（%s）", hint)
	}
	p := problemAt(syntax.Mark.Line, syntax.Mark.Column, lang.Errorf("not YAML: %s%s", "不是 YAML：%s%s", said, hint))
	if p.Line == 0 {
		p.Line, p.Column = place(source, syntax.Mark.Index)
	}
	return p
}

// syntaxHints are the ways out of what people meet most.
var syntaxHints = map[string]lang.Text{
	"mapping values are not allowed in this context":         {EN: `put a text that holds ": " into quotes`, ZH: `含有 ": " 的文字要加引号`},
	"found character that cannot start any token":            {EN: "indent with spaces; quote a text that begins with % @ `", ZH: "用空格缩进；以 % @ ` 开头的文字要加引号"},
	"did not find expected ',' or '}'":                       {EN: "put a comma between settings; quote a text that holds , : { }", ZH: "各项设置之间写逗号；含有 , : { } 的文字要加引号"},
	"did not find expected ',' or ']'":                       {EN: "put a comma between items, and close the list", ZH: "各项之间写逗号，并写出列表的结尾"},
	"could not find expected ':'":                            {EN: "write key: value", ZH: "请写 key: value"},
	"did not find expected key":                              {EN: "give the keys of one mapping the same indentation", ZH: "同一组键要有相同的缩进"},
	"found unexpected end of stream":                         {EN: "close the quotes", ZH: "请写出引号的结尾"},
	"did not find expected node content":                     {EN: "close the bracket", ZH: "请写出括号的结尾"},
	"block sequence entries are not allowed in this context": {EN: "begin the list on a line of its own", ZH: "列表要另起一行"},
}

// oddity returns where the first thing lies that is no plain text, and what it is; nil if there is
// none. With the line breaks that YAML knows and editors do not, places would mean nothing.
func oddity(source []byte) (at int, what error) {
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRune(source[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			return at, lang.Errorf("this byte is not UTF-8 (save the file as UTF-8)", "这个字节不是 UTF-8（请把文件存为 UTF-8）")
		case r == '\u0085' || r == '\u2028' || r == '\u2029',
			r == '\r' && !bytes.HasPrefix(source[at:], []byte("\r\n")):
			return at, lang.Errorf("this line break is unusual (save the file with the line ends of your editor)", "这个换行符不常用（请用编辑器通常的换行符保存文件）")
		}
		at += size
	}
	return -1, nil
}

// place returns the line and the column, in characters, of a byte of the file.
func place(source []byte, at int) (line, column int) {
	before := string(source[:min(max(at, 0), len(source))])
	lastBreak := strings.LastIndexByte(before, '\n')
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[lastBreak+1:]) + 1
}
