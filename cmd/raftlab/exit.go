package main

import (
	"errors"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// The exit codes.
const (
	exitHeld        = 0   // everything held
	exitViolated    = 1   // an expectation or a safety property was violated
	exitUsage       = 2   // usage, or bad input
	exitEnvironment = 3   // a file could not be read or written
	exitUntested    = 4   // nothing happened that could decide
	exitDefect      = 70  // raftlab itself is wrong: sysexits.h's EX_SOFTWARE
	exitInterrupted = 130 // interrupted, as shells count it: 128 + SIGINT
)

// failure is an error with its exit code. Errors without one are about usage or input.
type failure struct {
	code int
	error
}

func (f *failure) Unwrap() error { return f.error }

// environment marks an error of reading or writing.
func environment(err error) error {
	if err == nil {
		return nil
	}
	return &failure{exitEnvironment, err}
}

// verdict is returned by a command that did its work and printed a result that is not "held".
type verdict int

func (v verdict) Error() string { return "" }

// codeOf returns a verdict as what a command returns.
func codeOf(v trace.Verdict) error {
	switch v {
	case trace.Holds:
		return nil
	case trace.Violated:
		return verdict(exitViolated)
	}
	return verdict(exitUntested)
}

var errInterrupted = &failure{exitInterrupted, lang.Errorf("interrupted", "被中断")}

// exitCode returns the code of what a command returned.
func exitCode(err error) int {
	var v verdict
	var f *failure
	switch {
	case err == nil:
		return exitHeld
	case errors.As(err, &v):
		return int(v)
	case errors.As(err, &f):
		return f.code
	}
	return exitUsage
}

// message returns what is to be said on standard error, "" if all was said.
func message(err error, l lang.Lang) string {
	if err == nil || err.Error() == "" {
		return ""
	}
	text := commandError(strings.TrimRight(l.Error(err), "\n"), l)
	var problems scenarios.Problems
	if errors.As(err, &problems) { // one line each, as compilers do
		text = strings.ReplaceAll(problems.In(l), "\n", "\nraftlab: ")
	}
	return "raftlab: " + text + "\n"
}
