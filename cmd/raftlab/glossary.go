package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/docs"
	"raftlab/docs/markdown"
	"raftlab/sim/lang"
)

func newGlossary(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "glossary [TERM]",
		Short: "Say what a word means",
		Long: `Say what a word of Raft or of raftlab means, and where to read more: P is the Raft paper, T the thesis. Without
a word all are shown. A part of a word finds all that have it.`,
		Example: examples("one word", "raftlab glossary quorum", "all", "raftlab glossary", "in Chinese", "raftlab glossary 任期 --lang zh"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
			if len(args) == 0 {
				for _, term := range docs.Glossary(c.lang) {
					names = append(names, cobra.CompletionWithDesc(term.Name, term.Section))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.leaf(markdown.Lines(docs.Page("glossary.md", c.lang), c.terminal()))
			}
			return c.explain(strings.Join(args, " "))
		},
	}
}

// explain shows the terms that a word finds: the one that it is, in either language, or all that have it as a part.
func (c *console) explain(word string) error {
	var found []docs.Term
	var names []string
	all := docs.Glossary(c.lang)
	other := docs.Glossary(map[lang.Lang]lang.Lang{lang.English: lang.Chinese, lang.Chinese: lang.English}[c.lang])
	for i, term := range all { // both glossaries have the same order
		names = append(names, term.Name)
		if isTerm(term.Name, word) || isTerm(other[i].Name, word) {
			return c.leaf(c.termLines([]docs.Term{term}))
		}
		if strings.Contains(strings.ToLower(term.Name), strings.ToLower(word)) {
			found = append(found, term)
		}
	}
	if len(found) == 0 {
		meant := lang.Text{}
		if near := lang.Nearest(word, names); near != "" {
			meant = lang.Say(" (did you mean %s?)", "（是不是 %s？）", near)
		}
		return lang.Errorf("the glossary has no %q%s\nraftlab glossary shows all words", "术语表中没有 %q%s\nraftlab glossary 显示全部词", word, meant)
	}
	return c.leaf(c.termLines(found))
}

// isTerm reports whether a word is the name of a term. A Chinese name has the English one behind it in brackets.
func isTerm(name, word string) bool {
	own, english, _ := strings.Cut(strings.TrimSuffix(name, "）"), "（")
	return strings.EqualFold(word, name) || strings.EqualFold(word, own) || strings.EqualFold(word, english)
}

func (c *console) termLines(terms []docs.Term) (lines []string) {
	for i, term := range terms {
		if i > 0 {
			lines = append(lines, "")
		}
		entry := fmt.Sprintf("**%s**\n\n%s\n\n%s", term.Name, term.Meaning, c.say("Read: %s", "阅读：%s", term.Read))
		lines = append(lines, markdown.Lines([]byte(entry), c.terminal())...)
	}
	return lines
}
