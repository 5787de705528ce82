package clock

import "testing"

func TestRatesAreReadWithAtMostSixDecimals(t *testing.T) {
	for text, want := range map[string]Rate{
		"0.1": Slowest, "1": True, "1.0": True, "1.2": 1_200_000, "1.05": 1_050_000, "0.999": 999_000, "2.125": 2_125_000, "1.00003": 1_000_030, "0.999999": 999_999,
		"10": Fastest, "10.000000": Fastest,
	} {
		if got, err := ParseRate(text); got != want || err != nil {
			t.Errorf("ParseRate(%q) is %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestRatesOutOfRangeAreRefused(t *testing.T) {
	for _, text := range []string{"", "0", "0.09", "0.0999", "10.000001", "11", "-1", "+1", "1.2345678", "1,2", "1.2.3",
		"1e1", "one", " 1", "1x", "99999999999999999999", "1.-1", "1._1"} {
		want := `clock rate "` + text + `" is not a number from 0.1 to 10 with at most six decimals (write 1.2)`
		if got, err := ParseRate(text); err == nil || err.Error() != want {
			t.Errorf("ParseRate(%q) is %v, %v, want the error %s", text, got, err, want)
		}
	}
}

func TestEveryRateIsReadAsItIsWritten(t *testing.T) {
	for rate := Slowest; rate <= Fastest; rate += 7 {
		if got, err := ParseRate(rate.String()); got != rate || err != nil {
			t.Fatalf("%d is written %q and read as %d, %v", rate, rate, got, err)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"1", "1.2", "0.1", "10", "1.", ".5", "1.2345", "-1", "٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rate, err := ParseRate(text)
		if err != nil {
			if rate != 0 {
				t.Fatalf("ParseRate(%q) gives %d with its error", text, rate)
			}
			return
		}
		if rate < Slowest || rate > Fastest {
			t.Fatalf("ParseRate(%q) is %d", text, rate)
		}
		if again, err := ParseRate(rate.String()); again != rate || err != nil {
			t.Fatalf("%q is %d, written %q, read again as %d, %v", text, rate, rate, again, err)
		}
	})
}
