package text

import (
	"slices"
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

func TestEvidence(t *testing.T) {
	for recorded, want := range map[string][2]string{
		"election safety: term 4 has leaders n1 and n3 at 212 ms": {"term 4 has leaders n1 and n3 at 212 ms", "212 ms 时，任期 4 有 n1 和 n3 两个领导者"},
		`leader completeness: n3 committed (1,1) no-op in term 1, but leader n2 of term 2 has (2,1) "x" there at 3 ms`: {
			`n3 committed (1,1) no-op in term 1, but leader n2 of term 2 has (2,1) "x" there at 3 ms`,
			`3 ms 时，n3 在任期 1 提交了 (1,1)（空条目），而任期 2 的领导者 n2 在那里是 (2,1) "x"`},
		"quorum of votes: n4 leads term 1 with the vote of nobody, 2 of n1 n2 needed, and the vote of n3 n4, 2 of n3 n4 n5 needed at 22 ms": {
			"n4 leads term 1 with the vote of nobody, 2 of n1 n2 needed, and the vote of n3 n4, 2 of n3 n4 n5 needed at 22 ms",
			"22 ms 时，n4 领导任期 1，没有任何一票，需要 n1 n2 中的 2 票；只有 n3 n4 的票，需要 n3 n4 n5 中的 2 票"},
		"commit durability: n2 takes (1,2) for committed, but no leader has committed it, and it is on the disks of n2, 2 of n1 n2 n3 needed at 1.5 ms": {
			"n2 takes (1,2) for committed, but no leader has committed it, and it is on the disks of n2, 2 of n1 n2 n3 needed at 1.5 ms",
			"1.5 ms 时，n2 认为 (1,2) 已提交，但没有领导者提交过它，它只在 n2 的磁盘上，需要 n1 n2 n3 中的 2 台"},
		"log matching: \x1bodd": {" odd", " odd"}, "two leaders": {"two leaders", "two leaders"}, "": {"", ""},
	} {
		e := trace.ParseEvidence(recorded)
		if got := Evidence(lang.English, e); got != want[0] {
			t.Errorf("%q: %q, want %q", recorded, got, want[0])
		}
		if got := Evidence(lang.Chinese, e); got != want[1] {
			t.Errorf("%q: %q, want %q", recorded, got, want[1])
		}
	}
}

// Every sighting has a Chinese sentence, which names what the English one names.
func TestSightingsAreInBothLanguages(t *testing.T) {
	fields := func(sentence string) string {
		var names []string
		trace.Fill(sentence, func(name string) string { names = append(names, name); return "" })
		slices.Sort(names)
		return strings.Join(slices.Compact(names), " ")
	}
	for saw := trace.TwoLeaders; saw < trace.SightingsEnd; saw++ {
		if en, zh := fields(saw.Sentence()), fields(sightings[saw]); en != zh || en == "" {
			t.Errorf("sighting %d names %s, and in Chinese %s", saw, en, zh)
		}
	}
}
