// Package hunt looks for a run that breaks a promise of Raft, and makes it small. It tries random schedules of faults, in
// the order of their numbers, on as many goroutines as are wanted, until one breaks a safety property; what it finds is the same
// for any number of them. [Shrink] then leaves out and simplifies whatever it can, while the same property is broken.
//
//	find, seen, err := hunt.Run(ctx, &hunt.Job{Engine: textbook.Engine{Broken: rule}, Last: 100_000}, hunt.Options{Workers: 4})
//	small := hunt.Shrink(ctx, job, find, nil)
package hunt
