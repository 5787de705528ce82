package chance

import (
	"math"
	"strings"
	"testing"
	"time"
)

// checkError compares the text of an error; "" is none.
func checkError(t *testing.T, call string, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("%s: error %q, want %q", call, got, want)
	}
}

func TestDurationsHaveAUnit(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0ms": 0, "0s": 0, "150ms": 150 * time.Millisecond, "1.5s": 1500 * time.Millisecond, "1ns": 1, "2.5us": 2500,
		"2.5µs": 2500, "1h30m": 90 * time.Minute, "24h": Longest, "0.7ns": 0,
	} {
		got, err := ParseDuration(text)
		checkError(t, text, err, "")
		if got != want {
			t.Errorf("ParseDuration(%q) is %v, want %v", text, got, want)
		}
	}
}

func TestErrorsOfDurationsSayWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{
		"15":         `duration "15" has no unit (write 15ms)`,
		"0":          `duration "0" has no unit (write 0ms)`,
		"1.5":        `duration "1.5" has no unit (write 1.5ms)`,
		"+5ms":       `duration "+5ms" has a sign (write 5ms)`,
		"-0ms":       `duration "-0ms" has a sign (write 0ms)`,
		"-5ms":       `duration "-5ms" is negative`,
		"24h0m0.1s":  `duration "24h0m0.1s" is longer than 24h`,
		"25h":        `duration "25h" is longer than 24h`,
		"":           `"" is not a duration (write 15ms or 1.5s)`,
		"ms":         `"ms" is not a duration (write 15ms or 1.5s)`,
		"15 ms":      `"15 ms" is not a duration (write 15ms or 1.5s)`,
		"15 minutes": `"15 minutes" is not a duration (write 15ms or 1.5s)`,
		"1d":         `"1d" is not a duration (write 15ms or 1.5s)`,
	} {
		_, err := ParseDuration(text)
		checkError(t, text, err, want)
	}
}

func TestDurationsAreWrittenAsPeopleDo(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0ms": 0, "1ns": 1, "1.5µs": 1500, "150ms": 150 * time.Millisecond, "1.5s": 1500 * time.Millisecond, "20s": 20 * time.Second,
		"1m": time.Minute, "10m": 10 * time.Minute, "1m30s": 90 * time.Second, "1h": time.Hour, "24h": Longest,
		"1h30m": 90 * time.Minute, "1h0m30s": time.Hour + 30*time.Second, "10h10m": 610 * time.Minute,
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%d) is %q, want %q", d, got, want)
		}
	}
}

func TestRangesIncludeBothEnds(t *testing.T) {
	cases := []struct {
		text      string
		low, high time.Duration
		err       string
	}{
		{"150ms-300ms", 150 * time.Millisecond, 300 * time.Millisecond, ""},
		{"150ms", 150 * time.Millisecond, 150 * time.Millisecond, ""},
		{"0ms-1.5s", 0, 1500 * time.Millisecond, ""},
		{"300ms-150ms", 0, 0, `range "300ms-150ms" is upside down (write 150ms-300ms)`},
		{"150-300ms", 0, 0, `duration "150" has no unit (write 150ms)`},
		{"150ms-300", 0, 0, `duration "300" has no unit (write 300ms)`},
		{"-150ms", 0, 0, `duration "-150ms" is negative`},
		{"150ms-", 0, 0, `"" is not a duration (write 15ms or 1.5s)`},
		{"150ms--300ms", 0, 0, `duration "-300ms" is negative`},
		{"1ms-2ms-3ms", 0, 0, `"2ms-3ms" is not a duration (write 15ms or 1.5s)`},
	}
	for _, c := range cases {
		low, high, err := ParseRange(c.text)
		checkError(t, c.text, err, c.err)
		if low != c.low || high != c.high {
			t.Errorf("ParseRange(%q) is %v to %v, want %v to %v", c.text, low, high, c.low, c.high)
		}
	}
}

func TestSharesArePercentages(t *testing.T) {
	for text, want := range map[string]Share{
		"0%": 0, "100%": Always, "5%": 50_000, "2.5%": 25_000,
		"0.0001%": 1, "99.9999%": 999_999,
		"2.50%": 25_000, "007%": 70_000,
	} {
		got, err := ParseShare(text)
		checkError(t, text, err, "")
		if got != want {
			t.Errorf("ParseShare(%q) is %d millionths, want %d", text, got, want)
		}
	}
	const notOne = " is not a percentage (write 0% to 100%, at most four decimals)"
	for text, want := range map[string]string{
		"5":           `share "5" has no percent sign (write 5%)`,
		"":            `share "" has no percent sign (write 5%)`,
		"100.0001%":   `share "100.0001%" is more than everything (write 0% to 100%)`,
		"101%":        `share "101%" is more than everything (write 0% to 100%)`,
		"%":           `share "%"` + notOne,
		"-1%":         `share "-1%"` + notOne,
		"+1%":         `share "+1%"` + notOne,
		"1.%":         `share "1.%"` + notOne,
		".5%":         `share ".5%"` + notOne,
		"1.2.3%":      `share "1.2.3%"` + notOne,
		"0.00001%":    `share "0.00001%"` + notOne,
		"1 %":         `share "1 %"` + notOne,
		"9999999999%": `share "9999999999%"` + notOne,
	} {
		_, err := ParseShare(text)
		checkError(t, text, err, want)
	}
}

func TestEveryShareIsReadAsItIsWritten(t *testing.T) {
	for share := Share(0); share <= Always; share += 7 {
		if got, err := ParseShare(share.String()); got != share || err != nil {
			t.Fatalf("%d millionths are written %q and read as %d, %v", share, share, got, err)
		}
	}
}

func TestDistributionsAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"0ms", "15ms", "5ms-15ms", "normal 10ms 3ms", "exponential 10ms",
		"95% near 5ms-15ms | 5% far exponential 80ms", "100% only normal 1s 1ms",
	} {
		law, err := ParseDistribution(text)
		checkError(t, text, err, "")
		if got := law.String(); got != text {
			t.Errorf("%q is written %q", text, got)
		}
	}
}

func TestErrorsOfDistributionsSayWhatToWrite(t *testing.T) {
	const notOne = " is not a distribution of times (write 15ms, 5ms-15ms, normal 10ms 3ms, or exponential 10ms)"
	for text, want := range map[string]string{
		"":                        `""` + notOne,
		"gamma 1ms":               `"gamma 1ms"` + notOne,
		"normal 10ms":             `"normal 10ms"` + notOne,
		"5ms - 15ms":              `"5ms - 15ms"` + notOne,
		"exponential 10":          `duration "10" has no unit (write 10ms)`,
		"normal 10ms 3":           `duration "3" has no unit (write 3ms)`,
		"normal 10 3ms":           `duration "10" has no unit (write 10ms)`,
		"15ms-5ms":                `range "15ms-5ms" is upside down (write 5ms-15ms)`,
		"5%":                      `part "5%" of a mix is incomplete (write 95% near 5ms-15ms)`,
		"95% 5ms | 5% far 80ms":   `part "95% 5ms" of a mix is incomplete (write 95% near 5ms-15ms)`,
		"95% a 5ms | 6% b 80ms":   `the shares of mix "95% a 5ms | 6% b 80ms" add up to 101% (make it 100%)`,
		"50% a 5ms":               `the shares of mix "50% a 5ms" add up to 50% (make it 100%)`,
		"95 a 5ms | 5% b 80ms":    `share "95" has no percent sign (write 5%)`,
		"95% a gamma | 5% b 80ms": `"gamma" is not a duration (write 15ms or 1.5s)`,
		"5ms | 80ms":              `part "5ms" of a mix is incomplete (write 95% near 5ms-15ms)`,
	} {
		_, err := ParseDistribution(text)
		checkError(t, text, err, want)
	}
}

func TestLeastAndIsZeroTellWhatCanBeDrawn(t *testing.T) {
	for _, c := range []struct {
		text  string
		least time.Duration
		zero  bool
	}{
		{"0ms", 0, true},
		{"7ms", 7 * time.Millisecond, false},
		{"0ms-7ms", 0, false},
		{"5ms-7ms", 5 * time.Millisecond, false},
		{"normal 1ms 1ms", 0, false},
		{"normal 10ms 1ms", 5675081, false}, // 4.324919 deviations below the mean
		{"normal 0ms 0ms", 0, true},
		{"exponential 5ms", 0, false},
		{"exponential 0ms", 0, true},
		{"60% a 9ms | 40% b 5ms-7ms", 5 * time.Millisecond, false},
		{"0% never 1ms | 100% b 5ms", 5 * time.Millisecond, false},
		{"50% a 0ms | 50% b normal 0ms 0ms | 0% c 5ms", 0, true},
	} {
		law, err := ParseDistribution(c.text)
		checkError(t, c.text, err, "")
		if law.Least() != c.least || law.IsZero() != c.zero {
			t.Errorf("%s: least %v, zero %v; want %v, %v", c.text, law.Least(), law.IsZero(), c.least, c.zero)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"15ms", "1.5s", "24h", "1h0m30s", "0", "+5ms", "-0s", "1e3s", "٣ms", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDuration(text)
		if err != nil {
			return
		}
		if again, err := ParseDuration(FormatDuration(d)); d < 0 || d > Longest || again != d || err != nil {
			t.Fatalf("%q is %v, written %q, read again as %v, %v", text, d, FormatDuration(d), again, err)
		}
	})
}

func FuzzParseShare(f *testing.F) {
	for _, seed := range []string{"0%", "100%", "2.5%", "0.0001%", "1.%", "%", "1e1%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		share, err := ParseShare(text)
		if err != nil {
			return
		}
		if again, err := ParseShare(share.String()); share > Always || again != share || err != nil {
			t.Fatalf("%q is %d, written %q, read again as %d, %v", text, share, share, again, err)
		}
	})
}

// Whatever is read can be written and read again, and draws what its least promises.
func FuzzParseDistribution(f *testing.F) {
	for _, seed := range []string{"0ms", "5ms-15ms", "normal 10ms 3ms", "exponential 24h", "normal 0ms 24h",
		"95% near 5ms-15ms | 5% far exponential 80ms", "0% a 1ms | 100% 5% 2ms", "100% a 1ms|"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		law, err := ParseDistribution(text)
		if err != nil {
			return
		}
		again, err := ParseDistribution(law.String())
		if err != nil || again.String() != law.String() {
			t.Fatalf("%q is written %q, read again as %q, %v", text, law, again, err)
		}
		a, b := stream(1, text), stream(1, text)
		for range 20 {
			x, y := law.Draw(a), again.Draw(b)
			if x != y || x < law.Least() || x > 0 && law.IsZero() || x > math.MaxInt64/2 {
				t.Fatalf("%q draws %v, and %v when read again; least %v, zero %v", text, x, y, law.Least(), law.IsZero())
			}
		}
		if strings.TrimSpace(text) == "" {
			t.Fatal("an empty text is a distribution")
		}
	})
}
