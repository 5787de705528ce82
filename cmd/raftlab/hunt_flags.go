package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// propertyFlag is a safety property, or a promise of progress.
type propertyFlag struct {
	trace.Property
	liveness hunt.Liveness
	answers  hunt.Answers
}

func (f *propertyFlag) String() string {
	switch {
	case f.liveness != 0:
		return f.liveness.String()
	case f.answers != 0:
		return f.answers.String()
	}
	return f.Property.String()
}

func (f *propertyFlag) Type() string { return "PROPERTY" }

// Set takes the name with spaces or hyphens.
func (f *propertyFlag) Set(word string) error {
	i := slices.IndexFunc(propertyNames(), func(name string) bool { return name == word || strings.ReplaceAll(name, " ", "-") == word })
	switch safety := len(trace.Properties); {
	case i < 0:
		return lang.Errorf("there is no property %q%s (there are %s)", "没有性质 %q%s（有 %s）", word, nearestOf(word, propertyNames()), strings.Join(propertyNames(), ", "))
	case i < safety:
		*f = propertyFlag{Property: trace.Properties[i]}
	case i == safety+len(hunt.Livenesses):
		*f = propertyFlag{answers: hunt.AnswersToReads}
	default:
		*f = propertyFlag{liveness: hunt.Livenesses[i-safety]}
	}
	return nil
}

// scheduleFlag is a number of schedules.
type scheduleFlag struct{ to *uint64 }

func (f scheduleFlag) String() string {
	if f.to == nil || *f.to == 0 {
		return ""
	}
	return strconv.FormatUint(*f.to, 10)
}

func (f scheduleFlag) Type() string { return "N" }

func (f scheduleFlag) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 1 {
		return lang.Errorf("write a whole number from 1", "请写从 1 起的整数")
	}
	if n > hunt.MaxSchedules {
		return lang.Errorf("at most %d schedules", "至多 %d 个调度", uint64(hunt.MaxSchedules))
	}
	*f.to = n
	return nil
}
