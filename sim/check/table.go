package check

import (
	"cmp"
	"slices"

	"raftlab/sim/trace"
)

// table is a map whose keys arrive almost in order and almost without gaps, as terms and indexes
// do: a sorted slice. Emptying it keeps its memory and costs nothing.
type table[K trace.Term | trace.Index, V any] struct {
	rows []row[K, V]
}

type row[K trace.Term | trace.Index, V any] struct {
	key   K
	value V
}

// find returns where a key is, or where it belongs.
func (t *table[K, V]) find(key K) (at int, found bool) {
	n := len(t.rows)
	if n == 0 || key > t.rows[n-1].key {
		return n, false
	}
	if guess := uint64(key - t.rows[0].key); guess < uint64(n) && t.rows[guess].key == key {
		return int(guess), true
	}
	return slices.BinarySearchFunc(t.rows, key, func(r row[K, V], key K) int {
		return cmp.Compare(r.key, key)
	})
}

// get returns the value of a key, or the zero value.
func (t *table[K, V]) get(key K) (value V, found bool) {
	at, found := t.find(key)
	if found {
		value = t.rows[at].value
	}
	return value, found
}

// put sets the value of a key.
func (t *table[K, V]) put(key K, value V) {
	at, found := t.find(key)
	switch {
	case found:
		t.rows[at].value = value
	case at == len(t.rows):
		t.rows = append(t.rows, row[K, V]{key, value})
	default:
		t.rows = slices.Insert(t.rows, at, row[K, V]{key, value})
	}
}

func (t *table[K, V]) copyFrom(o *table[K, V]) { t.rows = append(t.rows[:0], o.rows...) }

func (t *table[K, V]) reset() { t.rows = t.rows[:0] }
