// Package trace is the record of a run: what happened, when, to whom, and why.
//
// It holds the words in which everything else speaks (servers, terms, roles, messages, reasons,
// properties), the events of a run, and their form in a file: one JSON object per line, a header
// first, a digest last. A trace is written and read as a stream. It comes from the simulator or
// from a real cluster; checks, text, pictures and grading read nothing else.
//
// Time is virtual and integer. Nothing here knows a language, a colour or a clock.
package trace
