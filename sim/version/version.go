// Package version saves copies of what did not change.
//
// A world goes back to its checkpoint before every trial, and most logs and links are then what they were. Whoever
// owns such a thing counts its changes, and keeps an [Of] beside the count. It remembers the last copy: from which
// source, and how many changes each side had. As long as neither side has changed since, they are equal.
//
//	if !d.copied.IsCopyOf(o, o.changes, d.changes) {
//		d.copyEntries(o)
//		d.changes++
//		d.copied = version.Copy(o, o.changes, d.changes)
//	}
//
// The counts must never go back, and a source must live on where it is.
package version

// Of is what is known of the last copy of a T. The zero value is that of no copy.
type Of[T any] struct {
	from        *T
	theirs, own uint64
}

// Copy returns what is known after a copy from a source: how many changes the source and the copy have had.
func Copy[T any](from *T, theirs, own uint64) Of[T] { return Of[T]{from, theirs, own} }

// IsCopyOf reports whether neither side has changed since the last copy, which was one of this source.
func (v Of[T]) IsCopyOf(from *T, theirs, own uint64) bool { return v == Of[T]{from, theirs, own} }
