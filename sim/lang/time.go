package lang

import (
	"strconv"
	"time"
)

// Duration returns a length of time in two or three digits, rounded half up: 850 µs, 9.5 ms,
// 493 ms, 1.2 s, 75 s. It is the same in every language.
func Duration(d time.Duration) string {
	for _, scale := range []struct {
		below, step, unit time.Duration
		name              string
	}{
		{time.Millisecond, time.Microsecond, time.Microsecond, " µs"},
		{10 * time.Millisecond, time.Millisecond / 10, time.Millisecond, " ms"},
		{time.Second, time.Millisecond, time.Millisecond, " ms"},
		{10 * time.Second, time.Second / 10, time.Second, " s"},
	} {
		if rounded := d.Round(scale.step); rounded.Abs() < scale.below {
			return decimal(rounded, scale.unit) + scale.name
		}
	}
	return decimal(d.Round(time.Second), time.Second) + " s"
}

// decimal writes d, a whole number of tenths of the unit, in that unit.
func decimal(d, unit time.Duration) string {
	sign := ""
	if d < 0 {
		sign = "-"
	}
	d = d.Abs()
	s := sign + strconv.FormatInt(int64(d/unit), 10)
	if tenth := d % unit / (unit / 10); tenth > 0 {
		s += "." + strconv.FormatInt(int64(tenth), 10)
	}
	return s
}

// Moment returns a time since the start to the microsecond, in milliseconds: 1234.567 ms.
func Moment(d time.Duration) string { return string(AppendMoment(nil, d)) }

// AppendMoment appends what [Moment] returns.
func AppendMoment(b []byte, d time.Duration) []byte {
	d = d.Round(time.Microsecond)
	if d < 0 {
		b = append(b, '-')
	}
	micros := uint64(d.Abs() / time.Microsecond)
	b = strconv.AppendUint(b, micros/1000, 10)
	rest := micros % 1000
	return append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10), ' ', 'm', 's')
}
