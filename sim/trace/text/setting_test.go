package text

import (
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

func TestSettingsInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		fault      trace.Fault
		detail, zh string
	}{
		{trace.LinkChange, "latency normal 10ms 3ms, loss 10%, duplicate 1%", "延迟 正态 10ms 3ms，丢包 10%，重复 1%"},
		{trace.NetworkChange, "latency 95% normal 5ms-15ms | 5% far exponential 80ms", "延迟 95% normal 5ms-15ms | 5% far 指数 80ms"},
		{trace.ClockChange, "rate 1.2", "速率 1.2"},
		{trace.DiskChange, "fault forget hard state", "将忘记任期和选票"},
		{trace.DiskChange, "fault none, fsync 10ms, stall 20s", "恢复可靠，落盘 10ms，停顿 20s"},
		{trace.TimeoutChange, "150ms-300ms", "150ms-300ms"},
		{trace.ChangeConfig, "add n4, learn n5, remove n1, joint", "增加 n4，增加学习者 n5，移除 n1，经联合共识"},
		{trace.DiskChange, "a disk of\x1b another kind", "a disk of  another kind"}, // as recorded
	} {
		if got := Setting(lang.Chinese, trace.ParseSetting(c.fault, c.detail)); got != c.zh {
			t.Errorf("%v %q is %q, want %q", c.fault, c.detail, got, c.zh)
		}
		if got := Setting(lang.English, trace.ParseSetting(c.fault, c.detail)); got != lang.Clean(c.detail) {
			t.Errorf("%v %q is %q in English", c.fault, c.detail, got)
		}
	}
}
