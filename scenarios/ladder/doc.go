// Package ladder tries a program that plays Raft servers, part by part: elections, replication, persistence. Each part has
// scenarios of its own, whose expectations leave room for every correct Raft, and schedules of chance. It says what broke
// first, makes the first failing schedule smaller, and gives points.
//
//	report, err := ladder.Try(ctx, ladder.Parts(), options)
//	fmt.Print(report.Text(lang.English))
//
// A schedule is a function of its part and its number, so what fails can be repeated. Runs that fail, and some that
// hold, are made again with fresh programs: one that answers an equal request differently is found.
package ladder
