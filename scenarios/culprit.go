package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

// trial loads a text and returns what is wrong with it, in order.
type trial func(text string) Problems

// A culprit is a lookalike that makes a file wrong: with the character that is meant in its place, the problem is
// gone, or the next one comes later in the file. So lookalikes in texts and comments are never blamed.
//
// investigation looks for culprits, one problem after the other.
type investigation struct {
	text     string
	suspects []suspect
	load     trial
	budget   int       // how many bytes may still be loaded; a file full of lookalikes is no reason to wait
	culprits []suspect // in order
	problems Problems  // of the text without the culprits, with their places in the text
}

// mostLoaded is how many bytes an investigation loads.
const mostLoaded = 8 << 20

// culprits returns the lookalikes that make a text wrong, as problems, with what else is wrong.
func culprits(text string, problems Problems, load trial) Problems {
	v := &investigation{text: text, suspects: suspectsIn(text), load: load, budget: mostLoaded, problems: problems}
	if len(v.suspects) == 0 {
		return problems
	}
	for k := 0; k < len(v.problems); {
		found := v.culpritsOf(k)
		if found == nil {
			k++
			continue
		}
		v.culprits = joined(v.culprits, found)
		v.problems = v.try(v.culprits)
	}
	if len(v.culprits) == 0 {
		return problems
	}
	return v.report(problems)
}

// report returns the culprits as problems, and what else is wrong: in their lines only what was wrong before.
func (v *investigation) report(before Problems) (all Problems) {
	lines := map[int]bool{}
	for i := range v.culprits {
		p := v.culprits[i].problem(v.text)
		all = append(all, p)
		lines[p.Line] = true
	}
	for _, p := range v.problems {
		known := slices.ContainsFunc(before, p.isAt)
		if !p.syntax && (known || !lines[p.Line]) {
			all = append(all, p)
		}
	}
	return all
}

// culpritsOf returns suspects without which problem k is gone; nil if there are none.
func (v *investigation) culpritsOf(k int) []suspect {
	near := v.near(v.problems[k])
	for i := range near {
		for _, some := range v.guesses(near, i) {
			if v.helps(some, k) {
				return v.least(some, k)
			}
		}
	}
	return nil
}

// guesses returns what to try with a suspect: the suspect alone, it and those between it and the problem, and a pair
// of quotation marks.
func (v *investigation) guesses(near []suspect, i int) [][]suspect {
	all := [][]suspect{{near[i]}}
	if i > 0 {
		all = append(all, joined(near[:i+1], nil))
	}
	if quotes := near[i].of; quotes == `"` || quotes == `'` {
		for _, other := range near {
			if other.of == quotes && other.at > near[i].at && !strings.Contains(v.text[near[i].at:other.at], "\n") {
				all = append(all, []suspect{near[i], other})
			}
		}
	}
	return all
}

// near returns the suspects that are not blamed yet, in the order in which they are likely: from the problem on in
// its line, before it in its line, in the lines before, and behind.
func (v *investigation) near(p *Problem) []suspect {
	rank := func(s suspect) (order, distance int) {
		line, column := place([]byte(v.text), s.at)
		switch {
		case line == p.Line && column >= p.Column:
			return 0, column
		case line == p.Line:
			return 1, column
		case line < p.Line:
			return 2, -s.at
		}
		return 3, s.at
	}
	var all []suspect
	for _, s := range v.suspects {
		if !slices.ContainsFunc(v.culprits, func(c suspect) bool { return c.at == s.at }) {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b suspect) int {
		orderA, distanceA := rank(a)
		orderB, distanceB := rank(b)
		return cmp.Or(orderA-orderB, distanceA-distanceB)
	})
	return all
}

// least leaves out the suspects that do not matter.
func (v *investigation) least(some []suspect, k int) []suspect {
	for i := 0; i < len(some) && len(some) > 1; {
		fewer := slices.Delete(slices.Clone(some), i, i+1)
		if v.helps(fewer, k) {
			some = fewer
		} else {
			i++
		}
	}
	return some
}

// helps reports whether problem k is gone without some suspects, and those before it are as they were.
func (v *investigation) helps(some []suspect, k int) bool {
	now := v.try(joined(v.culprits, some))
	if now == nil && v.budget < 0 {
		return false
	}
	was, is := v.problems[0].syntax, len(now) > 0 && now[0].syntax
	if was != is {
		return was // of a text that is no YAML, nothing else is known
	}
	for i := range k {
		if i >= len(now) || !now[i].isAt(v.problems[i]) {
			return false
		}
	}
	return len(now) <= k || now[k].isBehind(v.problems[k]) || now[k].isOther(v.problems[k])
}

// try loads the text without some suspects.
func (v *investigation) try(without []suspect) Problems {
	if v.budget -= len(v.text); v.budget < 0 {
		return nil
	}
	text := replaced(v.text, without)
	problems := v.load(text)
	for _, p := range problems {
		if p.Override == "" {
			at := original(without, offset(text, p.Line, p.Column))
			p.Line, p.Column = place([]byte(v.text), at)
		}
	}
	return problems
}

// isOther reports whether a problem at the same place says something else, apart from the lookalikes in it: −1s is
// no duration, and -1s is negative.
func (p *Problem) isOther(o *Problem) bool {
	bare := func(what string) string { return strings.ReplaceAll(lang.Plain(what), " ", "") }
	return p.Line == o.Line && p.Column == o.Column && !p.syntax && bare(p.What) != bare(o.What)
}

func (p *Problem) isAt(o *Problem) bool {
	return p.Line == o.Line && p.Column == o.Column && p.What == o.What
}

// isBehind reports whether a problem stands behind another one.
func (p *Problem) isBehind(o *Problem) bool {
	return p.Line > o.Line || p.Line == o.Line && p.Column > o.Column
}

// offset is the inverse of [index].
func offset(text string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	for i := range text[at:] {
		if column--; column <= 0 {
			return at + i
		}
	}
	return len(text)
}
