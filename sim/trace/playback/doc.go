// Package playback turns a run into the data of a page that plays it: plain JSON, from which the state at any moment
// follows by looking up, without knowing Raft.
//
// A [Recorder] observes the run beside its timeline. A [Recording] is both, and [Recording.AppendJSON] writes it, whole
// or for a window of a long run. Times are nanoseconds since the start. Rows are arrays, because there are many of them;
// rows.go says what stands at which place. Words are in one language.
package playback
