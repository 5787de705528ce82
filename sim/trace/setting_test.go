package trace

import "testing"

// What a script can change, in the words of its event.
var settings = map[Fault][]string{
	LinkChange:    {"latency 15ms", "latency 5ms-15ms, loss 10%", "latency normal 10ms 3ms, loss 0.5%, duplicate 100%"},
	NetworkChange: {"latency exponential 10ms, duplicate 1%", "latency 95% near 5ms-15ms | 5% far exponential 80ms"},
	ClockChange:   {"rate 1", "rate 1.25", "rate 0.1"},
	DiskChange: {"fault none", "fault forget hard state", "fault lose log, fsync 10ms-20ms, stall 20s", "fsync 0ms",
		"stall 1m30s"},
	TimeoutChange: {"150ms", "150ms-300ms"},
	ChangeConfig:  {"add n4", "add n4, add n5, learn n6, remove n1, joint", "joint"},
}

func TestSettingsAreReadAsTheyAreWritten(t *testing.T) {
	for fault, details := range settings {
		for _, detail := range details {
			if s, ok := ParseSetting(fault, detail); !ok || s.String() != detail {
				t.Errorf("%v %q is read as %+v, %v", fault, detail, s, ok)
			}
		}
	}
	s, _ := ParseSetting(DiskChange, "fault lose log, stall 20s")
	if s.Disk != LosesUnsynced || s.Stall != 20e9 || s.Fsync != nil {
		t.Errorf("%+v", s)
	}
}

func TestOtherWordsAreNoSetting(t *testing.T) {
	for fault, details := range map[Fault][]string{
		LinkChange:    {"", "slow", "latency", "latency 15", "loss 0%, latency 15ms", "latency 15ms,loss 1%", "rate 1"},
		ClockChange:   {"1.2", "rate 1.20", "rate 99"},
		DiskChange:    {"fault ", "fault fire", "fault none fsync 1ms", "stall 0ms", "unknown(7)"},
		TimeoutChange: {"300ms-150ms", "150ms-150ms", "long"},
		ChangeConfig:  {"add", "add x", "n4", "add n04", "joint, add n4"},
		Crash:         {"add n4"},
	} {
		for _, detail := range details {
			if s, ok := ParseSetting(fault, detail); ok {
				t.Errorf("%v %q is read as %+v", fault, detail, s)
			}
		}
	}
}

func FuzzParseSetting(f *testing.F) {
	for fault, details := range settings {
		for _, detail := range details {
			f.Add(uint8(fault), detail)
		}
	}
	f.Fuzz(func(t *testing.T, fault uint8, detail string) {
		if s, ok := ParseSetting(Fault(fault), detail); ok && s.String() != detail {
			t.Fatalf("%q is read as %+v, written %q", detail, s, s.String())
		}
	})
}
