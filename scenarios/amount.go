package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// amount is how many of something there must be. The zero value means at least one.
type amount struct {
	least, most *int
}

// amountFields are the keys of an amount, wherever they stand.
func amountFields[T any](in func(*T) *amount) []field[T] {
	number := func(d *decoder, n *node) *int {
		value, _ := d.number(n, lang.Say("times", "次数"), 0, maxAmount)
		return &value
	}
	return []field[T]{
		{"at_least", func(d *decoder, n *node, t *T) { in(t).least = number(d, n) }},
		{"at_most", func(d *decoder, n *node, t *T) { in(t).most = number(d, n) }},
		{"exactly", func(d *decoder, n *node, t *T) {
			if a := in(t); a.least != nil || a.most != nil {
				d.refuse(n, "exactly says it all (leave at_least and at_most out)", "exactly 已经说全了（请删去 at_least 和 at_most）")
			} else {
				a.least = number(d, n)
				a.most = a.least
			}
		}},
	}
}

const maxAmount = 1_000_000_000

// check refuses an amount that nothing can meet, and with must one that is not written.
func (a amount) check(d *decoder, n *node, must bool) {
	switch {
	case must && a == amount{}:
		d.refuse(n, "how many? (write at_least: 1, at_most: 3 or exactly: 2)", "多少？（请写 at_least: 1、at_most: 3 或 exactly: 2）")
	case a.least != nil && a.most != nil && *a.least > *a.most:
		d.refuse(n, "at_least %d is more than at_most %d", "at_least %d 大于 at_most %d", *a.least, *a.most)
	}
}

// met returns whether a number is the amount.
func (a amount) met(n int) trace.Verdict {
	least := 0
	switch {
	case a == amount{}:
		least = 1
	case a.least != nil:
		least = *a.least
	}
	if n < least || a.most != nil && n > *a.most {
		return trace.Violated
	}
	return trace.Holds
}

func (a amount) text() lang.Text {
	switch {
	case a == amount{}:
		return lang.Say("at least 1", "至少 1")
	case a.most == nil:
		return lang.Say("at least %d", "至少 %d", *a.least)
	case a.least == nil:
		return lang.Say("at most %d", "至多 %d", *a.most)
	case *a.least == *a.most:
		return lang.Say("exactly %d", "恰好 %d", *a.most)
	}
	return lang.Say("%d to %d", "%d 到 %d", *a.least, *a.most)
}
