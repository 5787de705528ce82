package trace

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// appendText appends a JSON string. What is not UTF-8 becomes U+FFFD, as in encoding/json.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func appendNode(b []byte, id NodeID) []byte {
	return append(strconv.AppendUint(append(b, `"n`...), uint64(id), 10), '"')
}

func appendNodes(b []byte, ids []NodeID) []byte {
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNode(b, id)
	}
	return append(b, ']')
}

// appendHeader appends the header's line, without its closing crc member.
func appendHeader(b []byte, h *Header) ([]byte, error) {
	if h.Nodes < 0 || h.Nodes > math.MaxUint16 {
		return nil, fmt.Errorf("header: %d nodes (write 0 to %d)", h.Nodes, math.MaxUint16)
	}
	b = strconv.AppendInt(append(b, `{"trace":`...), FormatVersion, 10)
	b = appendText(append(b, `,"scenario":`...), h.Scenario)
	b = appendText(append(b, `,"scenario_digest":`...), h.ScenarioDigest)
	b = append(b, `,"overrides":[`...)
	for i, override := range h.Overrides {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, override)
	}
	b = appendSeed(append(b, `],"seed":`...), h.Seed, FormatVersion)
	b = appendText(append(b, `,"engine":`...), h.Engine)
	b = appendText(append(b, `,"raftlab":`...), h.Version)
	b = strconv.AppendInt(append(b, `,"nodes":`...), int64(h.Nodes), 10)
	b = append(b, `,"parameters":[`...)
	for i, p := range h.Parameters {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, `{"key":`...), p.Key)
		b = appendText(append(b, `,"value":`...), p.Value)
		b = append(b, '}')
	}
	return appendProgram(append(b, ']'), h.Program), nil
}

// appendProgram appends the command line of the programs that play the servers, if there are any.
func appendProgram(b []byte, words []Argument) []byte {
	if len(words) == 0 {
		return b
	}
	b = append(b, `,"program":[`...)
	for i, a := range words {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, `{"word":`...), a.Word)
		if a.SHA256 != "" {
			b = appendText(append(b, `,"sha256":`...), a.SHA256)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// appendSeed appends a seed in the form of a version of the format.
func appendSeed(b []byte, seed Seed, format int) []byte {
	if format < seedsAreTexts {
		return strconv.AppendUint(b, uint64(seed), 10)
	}
	return append(strconv.AppendUint(append(b, '"'), uint64(seed), 10), '"')
}

// parser reads one line in the only form that this package writes. After the first error every
// method does nothing and returns a zero value.
type parser struct {
	line []byte
	at   int
	err  error
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("byte %d: "+format, slices.Insert(args, 0, any(p.at+1))...)
	}
}

// refuseZero refuses a member that is there although its value is the zero value.
func (p *parser) refuseZero(zero bool) {
	if zero {
		p.fail("a member without a value is left out")
	}
}

// skip passes over s if it comes next.
func (p *parser) skip(s string) bool {
	if p.err != nil || !bytes.HasPrefix(p.line[p.at:], []byte(s)) {
		return false
	}
	p.at += len(s)
	return true
}

func (p *parser) expect(s string) {
	if !p.skip(s) && p.err == nil {
		rest := p.line[p.at:]
		p.fail("%s where %s belongs", quoted(rest[:min(len(rest), 20)]), s)
	}
}

// quoted is a piece of a line for an error message.
func quoted(piece []byte) string {
	if len(piece) == 0 {
		return "the end"
	}
	return strconv.Quote(string(piece))
}

// number reads an integer from 0 to 2^64-1, without sign or leading zeros.
func (p *parser) number() uint64 {
	if p.err != nil {
		return 0
	}
	var n uint64
	start := p.at
	for ; p.at < len(p.line) && '0' <= p.line[p.at] && p.line[p.at] <= '9'; p.at++ {
		digit := uint64(p.line[p.at] - '0')
		if n > (math.MaxUint64-digit)/10 {
			p.fail("the number is too large")
			return 0
		}
		n = n*10 + digit
	}
	if p.at == start || p.at > start+1 && p.line[start] == '0' {
		p.at = start
		p.fail("a whole number belongs here, without sign, fraction or leading zeros")
	}
	return n
}

// quotedBytes reads a JSON string and returns what stands between the quotes, escapes included.
func (p *parser) quotedBytes() (raw []byte, escaped bool) {
	p.expect(`"`)
	if p.err != nil {
		return nil, false
	}
	for i := p.at; i < len(p.line); i++ {
		switch c := p.line[i]; {
		case c == '"':
			raw = p.line[p.at:i]
			p.at = i + 1
			return raw, escaped
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			p.fail("a control character in a text (write it as \\u%04x)", c)
			return nil, false
		}
	}
	p.fail("a text without its closing quote")
	return nil, false
}

func (p *parser) text() string {
	raw, escaped := p.quotedBytes()
	if !escaped {
		return string(raw)
	}
	// What JSON and Go escape alike is all that appendText writes.
	s, err := strconv.Unquote(`"` + string(raw) + `"`)
	if err != nil || string(appendText(nil, s)) != `"`+string(raw)+`"` {
		p.fail("an escape that is not written in this format (only \\\" \\\\ \\n \\r \\t \\u00xx are)")
		return ""
	}
	return s
}

// word reads a word of a table and returns its place; the empty word is not allowed.
func (p *parser) word(what string, words []string) uint8 {
	start := p.at
	raw, _ := p.quotedBytes()
	if p.err != nil {
		return 0
	}
	for i := 1; i < len(words); i++ {
		if words[i] == string(raw) {
			return uint8(i)
		}
	}
	p.at = start
	p.fail("%q is not a %s", raw, what)
	return 0
}

func (p *parser) node() NodeID {
	p.expect(`"n`)
	n := p.number()
	p.expect(`"`)
	if n == 0 || n > math.MaxUint16 {
		p.fail("n%d is not a node (write n1 to n65535)", n)
	}
	return NodeID(n)
}

// list reads a JSON array, one call of item for each of its items.
func (p *parser) list(item func()) {
	p.expect("[")
	if p.skip("]") {
		return
	}
	for p.err == nil {
		item()
		if p.skip("]") {
			return
		}
		p.expect(",")
	}
}

func (p *parser) nodes() []NodeID {
	var ids []NodeID
	p.list(func() { ids = append(ids, p.node()) })
	return ids
}

// name reads what stands between a member's value and the next one's: comma, name, colon.
func (p *parser) name() []byte {
	p.expect(",")
	name, _ := p.quotedBytes()
	p.expect(":")
	return name
}

// seed reads what appendSeed writes.
func (p *parser) seed(format int) Seed {
	if format < seedsAreTexts {
		return Seed(p.number())
	}
	p.expect(`"`)
	n := p.number()
	p.expect(`"`)
	return Seed(n)
}

// header reads what appendHeader writes.
func (p *parser) header(h *Header) {
	*h = Header{}
	p.expect(`{"trace":`)
	h.Format = int(p.number())
	p.expect(`,"scenario":`)
	h.Scenario = p.text()
	p.expect(`,"scenario_digest":`)
	h.ScenarioDigest = p.text()
	p.expect(`,"overrides":`)
	p.list(func() { h.Overrides = append(h.Overrides, p.text()) })
	p.expect(`,"seed":`)
	h.Seed = p.seed(h.Format)
	p.expect(`,"engine":`)
	h.Engine = p.text()
	p.expect(`,"raftlab":`)
	h.Version = p.text()
	p.expect(`,"nodes":`)
	nodes := p.number()
	if nodes > math.MaxUint16 {
		p.fail("%d nodes are too many (at most %d)", nodes, math.MaxUint16)
	}
	h.Nodes = int(nodes)
	p.expect(`,"parameters":`)
	p.list(func() {
		var one Parameter
		p.expect(`{"key":`)
		one.Key = p.text()
		p.expect(`,"value":`)
		one.Value = p.text()
		p.expect("}")
		h.Parameters = append(h.Parameters, one)
	})
	if p.skip(`,"program":`) {
		h.Program = p.program()
	}
	p.expectEnd()
}

// program reads what appendProgram writes.
func (p *parser) program() (words []Argument) {
	p.list(func() {
		var one Argument
		p.expect(`{"word":`)
		one.Word = p.text()
		if p.skip(`,"sha256":`) {
			one.SHA256 = p.text()
		}
		p.expect("}")
		words = append(words, one)
	})
	if len(words) == 0 {
		p.fail("program has no words (leave it out)")
	}
	return words
}

func (p *parser) expectEnd() {
	if p.err == nil && p.at < len(p.line) {
		p.fail("%s where the line ends", quoted(p.line[p.at:min(len(p.line), p.at+20)]))
	}
}
