package trace

import (
	"maps"
	"reflect"
	"strings"
	"testing"
)

// What a script can change, in the words of its event.
var settings = map[Fault][]string{
	LinkChange: {"latency 15ms", "latency 5ms-15ms, loss 10%", "latency normal 10ms 3ms, loss 0.5%, duplicate 100%"},
	NetworkChange: {"latency exponential 10ms, duplicate 1%", "latency 95% near 5ms-15ms | 5% far exponential 80ms",
		"latency 95% near, 5ms | 5% far, 80ms, loss 1%"},
	ClockChange: {"rate 1", "rate 1.25", "rate 0.1"},
	DiskChange: {"fault none", "fault forget hard state", "fault lose log, fsync 10ms-20ms, stall 20s", "fsync 0ms",
		"stall 1m30s"},
	TimeoutChange: {"150ms", "150ms-300ms"},
	ChangeConfig:  {"add n4", "add n4, add n5, learn n6, remove n1, joint", "joint"},
	HoldMessage:   {"50ms", "1m30s"},
}

func TestSettingsAreReadAsTheyAreWritten(t *testing.T) {
	for fault, all := range settings {
		for _, words := range all {
			if s := ParseSetting(fault, words); s.Recorded != "" || s.String() != words {
				t.Errorf("%v %q is read as %+v", fault, words, s)
			}
		}
	}
	s := ParseSetting(DiskChange, "fault lose log, stall 20s")
	if s.Disk != LoseUnsynced || s.Stall != 20e9 || s.Fsync != nil {
		t.Errorf("%+v", s)
	}
}

func TestOtherWordsAreNoSetting(t *testing.T) {
	for fault, all := range map[Fault][]string{
		LinkChange:    {"slow", "latency", "latency 15", "loss 0%, latency 15ms", "latency 15ms,loss 1%", "rate 1"},
		ClockChange:   {"1.2", "rate 1.20", "rate 99"},
		DiskChange:    {"fault ", "fault fire", "fault none fsync 1ms", "stall 0ms", "unknown(7)"},
		TimeoutChange: {"300ms-150ms", "150ms-150ms", "long"},
		ChangeConfig:  {"add", "add x", "n4", "add n04", "joint, add n4"},
		HoldMessage:   {"0ms", "50", "50ms, 50ms"},
		Crash:         {"add n4"},
	} {
		for _, words := range all {
			if s := ParseSetting(fault, words); !reflect.DeepEqual(s, &Setting{Recorded: words}) || s.String() != words {
				t.Errorf("%v %q is read as %+v", fault, words, s)
			}
		}
	}
}

// A file has the words of a setting as the detail of its event, and a reader makes a setting of them again; words that
// are no setting stay as they were recorded.
func TestSettingsComeBackFromAFile(t *testing.T) {
	all := maps.Clone(settings)
	all[Crash], all[LinkChange] = []string{"by hand"}, append(all[LinkChange], "slow")
	for fault, list := range all {
		for _, words := range list {
			want := Event{Seq: 1, Kind: FaultMade, Fault: fault, Setting: ParseSetting(fault, words)}
			file, _ := write(t, testHeader(), []Event{want})
			if !strings.Contains(file, `"detail":"`+words+`"`) {
				t.Errorf("%q is not in %s", words, file)
			}
			if _, got, _, err := read(file); err != nil || !reflect.DeepEqual(got[0], want) {
				t.Errorf("%v\ngot %+v\nwant %+v", err, got, want)
			}
		}
	}
}

func FuzzParseSetting(f *testing.F) {
	for fault, all := range settings {
		for _, words := range all {
			f.Add(uint8(fault), words)
		}
	}
	f.Fuzz(func(t *testing.T, fault uint8, words string) {
		if s := ParseSetting(Fault(fault), words); s.String() != words {
			t.Fatalf("%q is read as %+v, written %q", words, s, s.String())
		}
	})
}
