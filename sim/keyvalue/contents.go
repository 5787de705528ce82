package keyvalue

import (
	"cmp"
	"encoding/binary"
	"slices"

	"raftlab/sim/trace"
)

// Contents are the state of the state machine. They are never changed. Nil is empty.
type Contents struct {
	values []pair    // by key
	done   []request // commands of sessions that were applied, by session and number
}

type pair struct{ key, value string }

// request is a command of a session.
type request struct{ session, number uint64 }

func byKey(p pair, key string) int { return cmp.Compare(p.key, key) }

func byNumber(a, b request) int {
	return cmp.Or(cmp.Compare(a.session, b.session), cmp.Compare(a.number, b.number))
}

// Get returns the value of a key, "" if there is none.
func (c *Contents) Get(key string) string {
	if c == nil {
		return ""
	}
	if i, found := slices.BinarySearchFunc(c.values, key, byKey); found {
		return c.values[i].value
	}
	return ""
}

// After returns the contents after a command. One of a session that was applied before changes nothing (thesis, section 6.3).
func (c *Contents) After(by *Command) *Contents {
	if by.Kind == trace.ReadKey {
		return c
	}
	if c == nil {
		c = &Contents{}
	}
	next := &Contents{values: slices.Clone(c.values), done: c.done}
	if by.Session != 0 {
		this := request{by.Session, by.Number}
		i, found := slices.BinarySearchFunc(c.done, this, byNumber)
		if found {
			return c
		}
		next.done = slices.Insert(slices.Clone(c.done), i, this)
	}
	i, found := slices.BinarySearchFunc(next.values, by.Key, byKey)
	if !found {
		next.values = slices.Insert(next.values, i, pair{key: by.Key})
	}
	if by.Kind == trace.AppendKey {
		next.values[i].value += by.Value
	} else {
		next.values[i].value = by.Value
	}
	return next
}

// Append appends the contents as a snapshot has them: nothing, if they are empty.
func (c *Contents) Append(b []byte) []byte {
	if c == nil {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(c.values)))
	for _, p := range c.values {
		b = appendText(appendText(b, p.key), p.value)
	}
	for _, d := range c.done {
		b = binary.AppendUvarint(binary.AppendUvarint(b, d.session), d.number)
	}
	return b
}

// Restore returns the contents that a snapshot has. What [Contents.Append] did not write gives the part that can be read.
func Restore(snapshot []byte) *Contents {
	if len(snapshot) == 0 {
		return nil
	}
	c, r := &Contents{}, reader{rest: snapshot}
	for n := r.number(); n > 0 && !r.failed; n-- {
		if p := (pair{r.text(), r.text()}); !r.failed {
			c.values = append(c.values, p)
		}
	}
	for len(r.rest) > 0 {
		if d := (request{r.number(), r.number()}); !r.failed {
			c.done = append(c.done, d)
		}
	}
	return c
}
