// Package report is the short report that ends a run: what the checks found, which elections were
// held and why they ended as they did, how long nobody led and what was waited for, what became of
// clients' commands.
//
// It comes as lines for people, in English and Chinese, and as a [Document] for programs. Both are
// made of a timeline and nothing else: equal timelines give equal reports. A run of any length gives
// a report of a page or two, because the lines for people leave out the middle of long lists and say
// so; the document is complete.
package report
