package main

import (
	"time"

	"github.com/spf13/pflag"

	"raftlab/sim/lang"
)

// wait is a flag of how long something may take: longer than nothing. A default of 0, which is no limit, cannot be written.
type wait struct {
	to   *time.Duration
	such string // an example of what to write
}

func addWait(flags *pflag.FlagSet, to *time.Duration, name string, usual time.Duration, such, usage string) {
	*to = usual
	flags.Var(wait{to, such}, name, usage)
}

func (w wait) String() string {
	if w.to == nil || *w.to == 0 {
		return ""
	}
	return w.to.String()
}

func (w wait) Type() string { return "duration" }

func (w wait) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return lang.Errorf("write how long, such as %s", "请写多久，如 %s", w.such)
	}
	*w.to = d
	return nil
}
