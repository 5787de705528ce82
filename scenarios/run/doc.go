// Package run composes a run and tells what it showed. It takes what people choose (a built-in scenario or a file, a
// seed, an engine, overrides), makes a [Simulation] of it, runs that, and makes a [Result] of the trace: the
// verdicts, the answers to predictions, the digest, and the command that repeats the run.
//
// It needs no operating system: whoever calls brings a function that reads a file, and a context that ends the
// run. So a command line and a page in a browser make the same run of the same choice.
//
//	s, err := run.Open(run.Request{Word: "leader-crash", Seed: 7, Engine: run.DefaultEngine()}, nil)
//	outcome, err := s.Run(ctx, io.Discard)
//	fmt.Print(run.NewResult(s, outcome).Text(lang.English))
package run
