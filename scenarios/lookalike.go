package scenarios

import (
	"slices"
	"strings"
	"unicode/utf8"

	"raftlab/sim/lang"
)

// suspect is a place in a text where one or more lookalikes stand.
type suspect struct {
	at, end int    // in bytes
	of      string // what may be meant
	what    lang.Text
}

// suspectsIn returns all places of lookalikes. Full-width letters and digits side by side are one, and so are
// equal dashes and spaces.
func suspectsIn(text string) (all []suspect) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if l, found := lang.LookalikeOf(r); found {
			size = length(text[at:], r, l.Meant)
			s := suspect{at, at + size, lang.Plain(text[at : at+size]), l.Name}
			if l.Meant == "-" {
				s.of = "-" // — is two characters wide, and —— is one dash
			}
			s.space(text)
			all = append(all, s)
		}
		at += size
	}
	return all
}

// length returns how many bytes of a text belong to its first character, a lookalike of something.
func length(text string, first rune, meant string) int {
	together := func(r rune) bool { return r == first }
	switch {
	case lang.IsFullWidth(first):
		together = lang.IsFullWidth
	case meant != "-" && meant != " ":
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
	said := lang.Say("%s is %s (write %s)", "%s 是%s（请写 %s）", quote(text[s.at:s.end]), s.what, shown(s.of))
	if s.of == "" {
		said = lang.Say("%s is %s (leave it out)", "%s 是%s（请删去）", quote(text[s.at:s.end]), s.what)
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
