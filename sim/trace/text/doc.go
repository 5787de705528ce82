// Package text says the events of a run as lines for people, in English and Chinese.
//
// One event makes at most one line: the moment, the server with its term and role, and a sentence
// with the reason. Columns stand before the sentence, so lines are aligned in both languages. The
// words for roles, reasons, messages and the rest are exported, so that reports and pictures speak
// as the lines do. Text that comes with a trace is cleaned of control characters.
//
// Nothing here knows whether it writes to a terminal: colours are the caller's choice.
package text
