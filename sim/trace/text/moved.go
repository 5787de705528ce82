package text

import (
	"time"

	"raftlab/sim/lang"
)

// What moved to package lang, until all that use it have.

// Width is [lang.Width].
func Width(words string) int { return lang.Width(words) }

// IsWide is [lang.IsWide].
func IsWide(r rune) bool { return lang.IsWide(r) }

// Clean is [lang.Clean].
func Clean(words string) string { return lang.Clean(words) }

// Duration is [lang.Duration].
func Duration(d time.Duration) string { return lang.Duration(d) }

// Moment is [lang.Moment].
func Moment(d time.Duration) string { return lang.Moment(d) }

func appendMoment(b []byte, d time.Duration) []byte { return lang.AppendMoment(b, d) }
