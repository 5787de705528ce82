package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/sim/lang"
)

// decoder turns values of a file into parts of a scenario, and notes what is wrong on its way.
type decoder struct {
	problems Problems
	servers  int           // how many servers the cluster has
	until    time.Duration // when the run ends; 0 if that is not known
}

// refuse notes a problem with a value.
func (d *decoder) refuse(n *node, en, zh string, args ...any) {
	p := problemAt(n.line, n.column, lang.Errorf(en, zh, args...))
	p.Override, p.Step = n.override, n.added
	if p.Override != "" {
		p.Line, p.Column = 0, 0
	}
	d.problems = append(d.problems, p)
}

// table is how a mapping is read: the keys that it may have, and what each does to a T. Keys are
// read in the order of the table, whatever their order in the file.
type table[T any] struct {
	what    lang.Text // what the mapping is, for messages
	example string    // how to write one
	must    []string  // examples of the keys that it cannot do without
	fields  []field[T]
}

type field[T any] struct {
	key  string
	read func(d *decoder, n *node, to *T)
}

func (t *table[T]) keys() []string {
	keys := make([]string, len(t.fields))
	for i := range t.fields {
		keys[i] = t.fields[i].key
	}
	return keys
}

// read reads a mapping into a T. It reports whether it was one.
func (t *table[T]) read(d *decoder, n *node, to *T) bool {
	if n.form != mapping {
		d.refuse(n, "%s is written as keys and values (write %s)", "%s要写成键和值（请写 %s）", t.what, t.example)
		return false
	}
	d.checkKeys(n, t.what, t.keys())
	for _, example := range t.must {
		if key, _, _ := strings.Cut(example, ":"); n.get(key) == nil && !n.misspells(key, t.keys()) {
			d.refuse(n, "%s has no %s (write %s)", "%s缺少 %s（请写 %s）", t.what, key, example)
		}
	}
	for i := range t.fields {
		f := &t.fields[i]
		switch value := n.get(f.key); {
		case value == nil:
		case value.form == nothing:
			d.refuse(value, "%s has no value (give it one, or leave the key out)", "%s 没有值（请给出值，或删去这个键）", f.key)
		default:
			f.read(d, value, to)
		}
	}
	return true
}

// misspells reports whether a mapping has a key that is not known and most like this one.
func (n *node) misspells(key string, known []string) bool {
	return slices.ContainsFunc(n.pairs, func(p pair) bool {
		return !slices.Contains(known, p.key.text) && lang.Nearest(p.key.text, known) == key
	})
}

// checkKeys refuses keys that are not known and keys written twice. It reports whether all are known.
func (d *decoder) checkKeys(n *node, what lang.Text, known []string) (ok bool) {
	ok = true
	seen := map[string]*node{}
	for _, p := range n.pairs {
		if first := seen[p.key.text]; first != nil {
			d.refuse(p.key, "key %s is here a second time (the first is in line %d)", "键 %s 在这里第二次出现（第一次在第 %d 行）", quote(p.key.text), first.line)
			continue
		}
		seen[p.key.text] = p.key
		if !slices.Contains(known, p.key.text) {
			d.refuse(p.key, "%s has no key %s%s", "%s没有键 %s%s", what, quote(p.key.text), didYouMean(p.key.text, known))
			ok = false
		}
	}
	return ok
}

// word reads a single value as it is written.
func (d *decoder) word(n *node, what lang.Text, example string) (string, bool) {
	if n.form != single || strings.TrimSpace(n.text) == "" {
		d.refuse(n, "%s is a single value (write %s)", "%s是单个的值（请写 %s）", what, example)
		return "", false
	}
	return n.text, true
}

// oneOf reads one of some known words and returns its number. What it is comes with its article.
func (d *decoder) oneOf(n *node, what lang.Text, words []string) (int, bool) {
	text, ok := d.word(n, what, words[0])
	if !ok {
		return 0, false
	}
	for i, word := range words {
		if word == text {
			return i, true
		}
	}
	d.refuse(n, "%s is not %s%s", "%s 不是%s%s", quote(text), what, didYouMean(text, words))
	return 0, false
}

// each reads the items of a list, or a single value as a list of one.
func (n *node) each() []*node {
	if n.form == list {
		return n.items
	}
	return []*node{n}
}

// text reads a sentence in both languages, or in English alone.
func (d *decoder) text(n *node) lang.Text {
	if n.form == single {
		return lang.Text{EN: n.text}
	}
	var t lang.Text
	textTable.read(d, n, &t)
	return t
}

var textTable = table[lang.Text]{
	what: lang.Say("a text", "一段文字"), example: `{en: "A sentence.", zh: "一句话。"}`, must: []string{`en: "A sentence."`},
	fields: textFields(func(t *lang.Text) *lang.Text { return t }),
}

// textFields are the languages of a text, wherever they stand.
func textFields[T any](in func(*T) *lang.Text) []field[T] {
	return []field[T]{
		{"en", func(d *decoder, n *node, t *T) {
			in(t).EN, _ = d.word(n, lang.Say("a sentence", "一句话"), `en: "A sentence."`)
		}},
		{"zh", func(d *decoder, n *node, t *T) {
			in(t).ZH, _ = d.word(n, lang.Say("a sentence", "一句话"), `zh: "一句话。"`)
		}},
	}
}

// quote writes a word of the file in a message.
func quote(word string) string { return fmt.Sprintf("%q", clip(word, 40)) }

// clip shortens a text for a message.
func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}

// commas writes a list of words.
func commas(words []string) string { return strings.Join(words, ", ") }
