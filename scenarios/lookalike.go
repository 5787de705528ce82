package scenarios

import (
	"slices"
	"strings"
	"unicode/utf8"

	"raftlab/sim/trace"
)

// lookalike is a character that looks like one of YAML's or of a number, and is another: input methods and
// PDF files are full of them. In a text for people it is as good as any other.
type lookalike struct {
	of   string     // what is to be written
	what trace.Text // what it is
}

// lookalikes are all but the full-width letters and digits; see [meantBy].
var lookalikes = map[rune]lookalike{}

func init() {
	add := func(characters, of, en, zh string) {
		for _, r := range characters {
			lookalikes[r] = lookalike{of, trace.Text{EN: en, ZH: zh}}
		}
	}
	add("：︓﹕꞉∶", ":", "a full-width colon", "全角冒号")
	add("，﹐︐､、﹑", ",", "a full-width comma", "全角逗号")
	add("；﹔", ",", "a full-width semicolon", "全角分号")
	add("。．﹒｡", ".", "a full-width full stop", "全角句点")
	add("％﹪", "%", "a full-width percent sign", "全角百分号")
	add("～〜∼˜", "-", "a full-width tilde", "全角波浪号")
	add("－﹣", "-", "a full-width hyphen", "全角连字符")
	add("–—―‒‐‑⁃─", "-", "a typographic dash", "排版用的破折号")
	add("−", "-", "a minus sign of typesetting", "排版用的减号")
	add("【［〔﹝", "[", "a full-width bracket", "全角方括号")
	add("】］〕﹞", "]", "a full-width bracket", "全角方括号")
	add("｛﹛", "{", "a full-width brace", "全角花括号")
	add("｝﹜", "}", "a full-width brace", "全角花括号")
	add("（﹙", "(", "a full-width parenthesis", "全角圆括号")
	add("）﹚", ")", "a full-width parenthesis", "全角圆括号")
	add("“”„‟＂〝〞「」『』«»", `"`, "a typographic quotation mark", "中文或排版用的引号")
	add("‘’‚‛＇′", `'`, "a typographic quotation mark", "中文或排版用的引号")
	add("＃", "#", "a full-width number sign", "全角井号")
	add("｜￨", "|", "a full-width bar", "全角竖线")
	add("＝", "=", "a full-width equals sign", "全角等号")
	add("＿", "_", "a full-width underscore", "全角下划线")
	add("／", "/", "a full-width slash", "全角斜线")
	add("\u3000", " ", "a full-width space", "全角空格")
	add("\u00a0\u202f", " ", "a no-break space", "不换行空格")
	add("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\u1680", " ",
		"a typographic space", "排版用的空格")
	add("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", "", "an invisible character", "看不见的字符")
}

// fullWidth is how far the full-width forms of ASCII are from it.
const fullWidth = '！' - '!'

// isWord reports whether a character is a full-width letter or digit.
func isWord(r rune) bool {
	return '０' <= r && r <= '９' || 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ'
}

// plain returns a text with what is meant in place of what looks like it.
func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		if l, ok := lookalikes[r]; ok {
			b.WriteString(l.of)
		} else if isWord(r) {
			b.WriteRune(r - fullWidth)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// suspect is a place in a text where one or more lookalikes stand.
type suspect struct {
	at, end int    // in bytes
	of      string // what may be meant
	what    trace.Text
}

// suspectsIn returns all places of lookalikes. Full-width letters and digits side by side are one, and so are
// equal dashes and spaces.
func suspectsIn(text string) (all []suspect) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		l, found := lookalikes[r]
		if isWord(r) {
			l, found = lookalike{what: trace.Text{EN: "written in full-width characters", ZH: "全角字符"}}, true
		}
		if found {
			size = length(text[at:], r)
			s := suspect{at, at + size, plain(text[at : at+size]), l.what}
			if l.of == "-" {
				s.of = "-" // — is two characters wide, and —— is one dash
			}
			s.space(text)
			all = append(all, s)
		}
		at += size
	}
	return all
}

// length returns how many bytes of a text belong to its first character, a lookalike.
func length(text string, first rune) int {
	together := func(r rune) bool { return r == first }
	switch of := lookalikes[first].of; {
	case isWord(first):
		together = isWord
	case of != "-" && of != " ":
		return utf8.RuneLen(first)
	}
	return len(text) - len(strings.TrimLeftFunc(text, together))
}

// space adds the space that YAML wants behind a colon, a comma and the dash of a list.
func (s *suspect) space(text string) {
	rest := text[s.end:]
	ends := rest == "" || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r'
	before := strings.TrimRight(text[:s.at], " ")
	switch {
	case ends:
	case s.of == ":" || s.of == ",",
		s.of == "-" && (before == "" || strings.HasSuffix(before, "\n")):
		s.of += " "
	}
}

// replaced returns a text with what is meant in place of some suspects, which are in order.
func replaced(text string, some []suspect) string {
	var b strings.Builder
	from := 0
	for _, s := range some {
		b.WriteString(text[from:s.at])
		b.WriteString(s.of)
		from = s.end
	}
	b.WriteString(text[from:])
	return b.String()
}

// original returns where a byte of a text with replacements stands in the text itself.
func original(some []suspect, at int) int {
	shift := 0 // how much shorter the new text is up to here
	for _, s := range some {
		begin := s.at - shift
		switch {
		case at < begin:
			return at + shift
		case at < begin+len(s.of):
			return s.at
		}
		shift += s.end - s.at - len(s.of)
	}
	return at + shift
}

// FullWidthComma returns what is wrong with an override that lists values, as --vary does, and divides them with
// something that is no comma; nil if nothing is.
func FullWidthComma(flag, override string) error {
	for _, s := range suspectsIn(override) {
		if strings.TrimSpace(s.of) == "," {
			s.of = ","
			p := s.problem(override)
			p.Override, p.flag, p.Line, p.Column = override, flag, 0, 0
			return Problems{p}
		}
	}
	return nil
}

// problem says what stands there and what to write.
func (s *suspect) problem(text string) *Problem {
	line, column := place([]byte(text), s.at)
	said := say("%s is %s (write %s)", "%s 是%s（请写 %s）", quote(text[s.at:s.end]), s.what, shown(s.of))
	if s.of == "" {
		said = say("%s is %s (leave it out)", "%s 是%s（请删去）", quote(text[s.at:s.end]), s.what)
	}
	return &Problem{Line: line, Column: column, What: said.EN, zh: said.ZH}
}

// shown writes characters so that spaces among them are seen.
func shown(of string) string {
	if of == `"` {
		return `'"'`
	}
	return `"` + of + `"`
}

// joined returns the suspects of two lists in order, each once.
func joined(a, b []suspect) []suspect {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y suspect) int { return x.at - y.at })
	return slices.CompactFunc(all, func(x, y suspect) bool { return x.at == y.at })
}
