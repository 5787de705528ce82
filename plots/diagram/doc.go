// Package diagram draws a run as two diagrams of Raft: the term of every server against time, and the roles (Raft paper,
// Figure 4) with how often and how long servers were in each.
//
//	page.Write(w, diagram.NewStates(t, run.Options{Lang: lang.Chinese}), page.PNG, 192)
package diagram
