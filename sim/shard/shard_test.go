package shard_test

import (
	"testing"

	"raftlab/sim/shard"
)

// Shards follow each other without a gap, and are equally large but for one. What is no shard is refused.
func TestShards(t *testing.T) {
	for _, all := range []uint64{0, 1, 7, 1000, 1_000_000_000_000} {
		end := uint64(0)
		for number := uint64(1); number <= 9; number++ {
			first, last := shard.Shard{Number: number, Of: 9}.Range(all)
			if first != end || last < first || last-first > all/9+1 {
				t.Errorf("shard %d/9 of %d is %d to %d, after %d", number, all, first, last, end)
			}
			end = last
		}
		if end != all {
			t.Errorf("nine shards of %d end at %d", all, end)
		}
	}
	for _, text := range []string{"", "1", "0/4", "5/4", "-1/4", "1/0", "a/b", "01/4", "1/4/2", "1/100001"} {
		if _, err := shard.Parse(text); err == nil {
			t.Errorf("%q is a shard", text)
		}
	}
}

// Which are missing is said, of many the first ten.
func TestMissing(t *testing.T) {
	there := map[uint64]string{1: "a.json", 3: "c.json"}
	for of, want := range map[uint64]string{4: "shards 2/4, 4/4 are missing", 3: "shard 2/3 is missing",
		20: "shards 2/20, 4/20, 5/20, 6/20, 7/20, 8/20, 9/20, 10/20, 11/20, 12/20 and 8 more are missing"} {
		if got := shard.Missing(there, of).Error(); got != want {
			t.Errorf("of %d: %q, want %q", of, got, want)
		}
	}
}
