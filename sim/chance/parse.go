package chance

import (
	"strings"
	"time"

	"raftlab/sim/lang"
)

// Longest is the longest duration that a simulation accepts anywhere.
const Longest = 24 * time.Hour

// ParseDuration reads a duration with its unit, from 0ms to 24h, as 150ms or 1.5s. What is below a
// nanosecond is cut off.
func ParseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	switch {
	case err == nil && d < 0:
		return 0, lang.Errorf("duration %q is negative", "时长 %q 是负的", s)
	case err == nil && d > Longest:
		return 0, lang.Errorf("duration %q is longer than %s", "时长 %q 超过 %s", s, FormatDuration(Longest))
	case err == nil && (s[0] == '+' || s[0] == '-'):
		return 0, lang.Errorf("duration %q has a sign (write %s)", "时长 %q 带符号（请写 %s）", s, s[1:])
	case err == nil && s[len(s)-1] < 'a':
		return 0, lang.Errorf("duration %q has no unit (write %sms)", "时长 %q 没有单位（请写 %sms）", s, s)
	case err == nil:
		return d, nil
	case isNumber(s):
		return 0, lang.Errorf("duration %q has no unit (write %sms)", "时长 %q 没有单位（请写 %sms）", s, s)
	}
	return 0, lang.Errorf("%q is not a duration (write 15ms or 1.5s)", "%q 不是时长（请写 15ms 或 1.5s）", s)
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

// FormatDuration writes a duration as people do and as ParseDuration reads: 150ms, 1.5s, 24h.
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0ms"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// ParseRange reads the two ends of a range, both included, as 150ms-300ms; 150ms alone is a range of
// one value.
func ParseRange(s string) (low, high time.Duration, err error) {
	from, to, isRange := strings.Cut(s, "-")
	if from == "" && isRange {
		return 0, 0, lang.Errorf("duration %q is negative", "时长 %q 是负的", s)
	}
	if low, err = ParseDuration(from); err != nil {
		return 0, 0, err
	}
	if !isRange {
		return low, low, nil
	}
	if high, err = ParseDuration(to); err != nil {
		return 0, 0, err
	}
	if high < low {
		return 0, 0, lang.Errorf("range %q is upside down (write %s-%s)", "区间 %q 上下颠倒（请写 %s-%s）", s, to, from)
	}
	return low, high, nil
}

// ParseDistribution reads a law:
//
//	15ms                                      always 15 ms
//	5ms-15ms                                  uniform, both ends included
//	normal 10ms 3ms                           normal of mean and deviation, cut at zero
//	exponential 10ms                          exponential of mean
//	95% near 5ms-15ms | 5% far exponential 80ms   a mix of named parts; the shares add up to 100%
func ParseDistribution(s string) (Distribution, error) {
	if strings.Contains(s, "%") || strings.Contains(s, "|") {
		return parseMix(s)
	}
	return parseSimple(strings.Fields(s), s)
}

func parseSimple(words []string, whole string) (Distribution, error) {
	switch {
	case len(words) == 1:
		low, high, err := ParseRange(words[0])
		return Uniform(low, high), err
	case len(words) == 3 && words[0] == "normal":
		mean, err := ParseDuration(words[1])
		if err != nil {
			return Distribution{}, err
		}
		deviation, err := ParseDuration(words[2])
		return Normal(mean, deviation), err
	case len(words) == 2 && words[0] == "exponential":
		mean, err := ParseDuration(words[1])
		return Exponential(mean), err
	}
	return Distribution{}, lang.Errorf("%q is not a distribution of times "+
		"(write 15ms, 5ms-15ms, normal 10ms 3ms, or exponential 10ms)",
		"%q 不是时间的分布（请写 15ms、5ms-15ms、normal 10ms 3ms 或 exponential 10ms）", whole)
}

func parseMix(s string) (Distribution, error) {
	mix := Distribution{shape: mixed}
	total := uint64(0)
	for component := range strings.SplitSeq(s, "|") {
		words := strings.Fields(component)
		if len(words) < 3 {
			return Distribution{}, lang.Errorf("part %q of a mix is incomplete (write 95%% near 5ms-15ms)",
				"混合分布的部分 %q 不完整（请写 95%% near 5ms-15ms）",
				strings.TrimSpace(component))
		}
		share, err := ParseShare(words[0])
		if err != nil {
			return Distribution{}, err
		}
		law, err := parseSimple(words[2:], strings.Join(words[2:], " "))
		if err != nil {
			return Distribution{}, err
		}
		mix.parts = append(mix.parts, part{name: words[1], share: share, law: law})
		total += uint64(share)
	}
	if total != uint64(Always) {
		return Distribution{}, lang.Errorf("the shares of mix %q add up to %v (make it 100%%)", "混合分布 %q 的比例合计为 %v（应为 100%%）", s, Share(total))
	}
	return mix, nil
}
