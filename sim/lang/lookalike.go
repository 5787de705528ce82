package lang

import "strings"

// Lookalike is a character that looks like one of ASCII and is another: input methods and PDF files are full of
// them. In a text for people it is as good as any other, in a file for a program it is not.
type Lookalike struct {
	Meant string // what is to be written
	Name  Text   // what it is
}

// LookalikeOf returns what a character looks like.
func LookalikeOf(r rune) (l Lookalike, found bool) {
	if IsFullWidth(r) {
		return Lookalike{string(r - fullWidth), Text{EN: "written in full-width characters", ZH: "全角字符"}}, true
	}
	l, found = lookalikes[r]
	return l, found
}

// fullWidth is how far the full-width forms of ASCII are from it.
const fullWidth = '！' - '!'

// IsFullWidth reports whether a character is a full-width letter or digit.
func IsFullWidth(r rune) bool {
	return '０' <= r && r <= '９' || 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ'
}

// Plain returns a text with what is meant in place of what looks like it.
func Plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		if l, ok := LookalikeOf(r); ok {
			b.WriteString(l.Meant)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// lookalikes are all but the full-width letters and digits.
var lookalikes = map[rune]Lookalike{}

func init() {
	add := func(characters, of, en, zh string) {
		for _, r := range characters {
			lookalikes[r] = Lookalike{of, Text{EN: en, ZH: zh}}
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
