package trace

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSeedsAreTextsInJSON(t *testing.T) {
	for _, seed := range []Seed{0, 7, 1 << 53, 14289475472782056351, 1<<64 - 1} {
		text, err := json.Marshal(struct{ Seed Seed }{seed})
		if err != nil || text[8] != '"' {
			t.Fatalf("%s, %v", text, err)
		}
		var back struct{ Seed Seed }
		if err := json.Unmarshal(text, &back); err != nil || back.Seed != seed {
			t.Errorf("%s is read as %d, %v", text, back.Seed, err)
		}
		old := string(text[:8]) + string(text[9:len(text)-2]) + "}"
		if err := json.Unmarshal([]byte(old), &back); err != nil || back.Seed != seed {
			t.Errorf("%s is read as %d, %v", old, back.Seed, err)
		}
	}
	for _, text := range []string{`-1`, `1.5`, `"x"`, `""`, `18446744073709560000`, `{}`, `"7 "`, `1e300`} {
		var seed Seed
		if err := json.Unmarshal([]byte(text), &seed); err == nil {
			t.Errorf("%s is read as %d", text, seed)
		}
	}
}

// The first of each line is a seed, the others are what jq 1.6, JavaScript, Python, PowerShell and Excel make
// of it.
func TestRoundedSeedsAreKnown(t *testing.T) {
	for seed, rounded := range map[string][]string{
		"14289475472782056351": {"14289475472782055000", "14289475472782055424", "1.4289475472782055e+19",
			"1.42894754727821E+19", "14289475472782100000"},
		"18446744073709551615": {"18446744073709552000", "18446744073709551616", "1.8446744073709552e+19"},
		"90071992547409931":    {"90071992547409940", "90071992547409936"},
		"9007199254740993":     {"9007199254740992"},
	} {
		if LooksRounded(seed) {
			t.Errorf("%s looks rounded", seed)
		}
		for _, literal := range rounded {
			if !LooksRounded(literal) {
				t.Errorf("%s, rounded from %s, does not look so", literal, seed)
			}
			var back Seed
			if err := json.Unmarshal([]byte(literal), &back); err != nil || back == 0 {
				t.Errorf("%s is read as %d, %v", literal, back, err)
			}
		}
	}
	for _, literal := range []string{"", "0", "7", "9007199254740991", "seven", "-1e19", "1e300"} {
		if LooksRounded(literal) {
			t.Errorf("%q looks rounded", literal)
		}
	}
}

// Up to version 1 the header had the seed as a number.
func TestHeaderWritesSeedsAsItsVersionDoes(t *testing.T) {
	for format, want := range map[int]string{1: "18446744073709551615", 2: `"18446744073709551615"`} {
		line := appendSeed(nil, 1<<64-1, format)
		if string(line) != want {
			t.Errorf("format %d: %s", format, line)
		}
		if p := (parser{line: line}); p.seed(format) != 1<<64-1 || p.err != nil {
			t.Errorf("format %d: %v", format, p.err)
		}
	}
}

func TestRoundedSeedOfATraceIsNamed(t *testing.T) {
	file := seal(t, `{"trace":1,"scenario":"s","scenario_digest":"","overrides":[],"seed":14289475472782056351,`+
		`"engine":"etcd","raftlab":"1","nodes":3,"parameters":[]`)
	rounded := strings.Replace(file, "14289475472782056351", "14289475472782055000", 1)
	checkRefused(t, "rounded", rounded, "run.trace:1: the line was changed, and its seed 14289475472782055000 looks rounded")
}
