package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/hunt"
	"raftlab/sim/trace"
)

// propertyFlag is a safety property.
type propertyFlag struct{ trace.Property }

func (f *propertyFlag) String() string { return f.Property.String() }
func (f *propertyFlag) Type() string   { return "PROPERTY" }

// Set takes the name with spaces or hyphens.
func (f *propertyFlag) Set(word string) error {
	i := slices.IndexFunc(trace.Properties, func(p trace.Property) bool {
		return p.String() == word || strings.ReplaceAll(p.String(), " ", "-") == word
	})
	if i < 0 {
		return fmt.Errorf("there is no property %q%s (there are %s)", word, nearestOf(word, propertyNames()), strings.Join(propertyNames(), ", "))
	}
	f.Property = trace.Properties[i]
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
		return errors.New("write a whole number from 1")
	}
	if n > hunt.MaxSchedules {
		return fmt.Errorf("at most %d schedules", uint64(hunt.MaxSchedules))
	}
	*f.to = n
	return nil
}
