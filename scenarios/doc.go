// Package scenarios is the scenario language: it turns a file that people write into a script that
// the simulator runs, and keeps the parts that teach, which are the lesson, the predictions to make
// before the run and the expectations to judge it by. It also holds the built-in scenarios of the
// course.
//
// A scenario is YAML, version 1, described in docs/reference/scenario-language.md. Loading is
// strict: whatever is not understood is refused, with its place in the file and with the way to
// write it. What has been loaded is a script that the simulator accepts.
//
// Nothing here touches files or the clock; callers bring the bytes.
package scenarios
