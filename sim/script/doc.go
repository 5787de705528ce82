// Package script says what shall happen in a run, as plain data: a cluster, and steps with a time or a condition, each
// with an action. It validates scripts and puts them into words; it runs nothing.
//
// A [Script] is all that package sim needs besides a seed and an engine. Scenario files are read into it by package
// scenarios. For example, a cluster whose leader crashes as soon as there is one:
//
//	s := script.Script{Cluster: script.DefaultCluster(), Until: time.Second, Steps: []script.Step{
//		{When: script.Condition{Kind: script.Elected}, Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}},
//	}}
//	err := s.Validate()
package script
