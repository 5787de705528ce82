// Package tables writes what a run held as a table: comma-separated values (RFC 4180) with a line of names first. Times
// are nanoseconds since the start, words are those of the trace, and what there is not is empty.
package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// table is one kind of table.
type table struct {
	name    string
	columns []string
	rows    func(t *timeline.Timeline) [][]string
}

var tables = []table{
	{"roles", []string{"server", "from_ns", "to_ns", "role", "term", "reason", "peer"}, roles},
	{"outages", []string{"from_ns", "to_ns", "length_ns", "reason", "old_leader", "new_leader", "term"}, outages},
	{"elections", []string{"term", "candidate", "from_ns", "to_ns", "reason", "pre_vote_only", "votes", "votes_counted", "denials", "voters",
		"won", "end", "split"}, elections},
	{"messages", []string{"message", "copy", "kind", "from", "to", "term", "sent_ns", "ended_ns", "fate", "reason", "granted", "entries",
		"last_index"}, messages},
	{"commands", []string{"command", "words", "server", "at_ns", "told", "told_at_ns", "outcome", "reason", "index", "term"}, commands},
	{"operations", []string{"operation", "kind", "key", "value", "way", "session", "server", "times_asked", "asked_ns", "answered_ns", "outcome",
		"found", "reason"}, operations},
}

// Names returns the names of all tables.
func Names() (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

// Check returns why there is no table of a name.
func Check(name string) error {
	if _, ok := named(name); ok {
		return nil
	}
	if near := lang.Nearest(name, Names()); near != "" {
		return lang.Errorf("there is no table %q (did you mean %s?)", "没有表 %q（是不是 %s？）", name, near)
	}
	return lang.Errorf("there is no table %q (write roles, outages, elections, messages, commands or operations)",
		"没有表 %q（请写 roles、outages、elections、messages、commands 或 operations）", name)
}

func named(name string) (table, bool) {
	for _, t := range tables {
		if t.name == name {
			return t, true
		}
	}
	return table{}, false
}

// Write writes the table of a name, which [Check] has accepted.
func Write(w io.Writer, run *timeline.Timeline, name string) error {
	t, ok := named(name)
	if !ok {
		return Check(name)
	}
	to := csv.NewWriter(w)
	if err := to.Write(t.columns); err != nil {
		return err
	}
	return to.WriteAll(t.rows(run))
}

func roles(t *timeline.Timeline) (rows [][]string) {
	for _, s := range t.Servers {
		for _, b := range s.Bands {
			role := b.Role.String()
			if b.Role == 0 {
				role = "down"
			}
			rows = append(rows, []string{s.Node.String(), ns(b.From), ns(b.To), role, number(b.Term), b.Reason.String(), server(b.Peer)})
		}
	}
	return rows
}

func outages(t *timeline.Timeline) (rows [][]string) {
	for _, o := range t.Outages {
		rows = append(rows, []string{ns(o.From), ns(o.To), ns(o.To - o.From), o.Reason.String(), server(o.Old), server(o.New), number(o.Term)})
	}
	return rows
}

func elections(t *timeline.Timeline) (rows [][]string) {
	for _, e := range t.Elections {
		for _, c := range e.Candidates {
			rows = append(rows, []string{number(e.Term), server(c.Node), ns(c.From), ns(c.To), c.Reason.String(), yes(c.Pre),
				number(c.Votes), number(c.Counted), number(c.Denials), number(c.Voters), yes(c.Won), c.End.String(), yes(e.Split)})
		}
	}
	return rows
}

var fates = map[timeline.Fate]string{timeline.UnderWay: "under_way", timeline.Delivered: "delivered", timeline.Ignored: "ignored",
	timeline.Lost: "lost"}

func messages(t *timeline.Timeline) (rows [][]string) {
	for _, m := range t.Messages {
		ended := ns(m.Ended)
		if m.Fate == timeline.UnderWay {
			ended = ""
		}
		rows = append(rows, []string{number(m.ID), yes(m.Copy), m.Kind.String(), server(m.From), server(m.To), number(m.Term), ns(m.Sent), ended,
			fates[m.Fate], m.Reason.String(), yes(m.Granted), number(m.Entries), number(m.Index)})
	}
	return rows
}

func commands(t *timeline.Timeline) (rows [][]string) {
	for _, c := range t.Commands {
		told := ""
		if c.ToldAt != 0 {
			told = ns(c.ToldAt)
		}
		rows = append(rows, []string{number(c.ID), c.Command, server(c.Node), ns(c.At), c.Told.String(), told, c.Outcome.String(), c.Reason.String(),
			number(c.Index), number(c.Term)})
	}
	return rows
}

func operations(t *timeline.Timeline) (rows [][]string) {
	for i := range t.Operations {
		o := &t.Operations[i]
		answered, outcome := "", "unanswered"
		switch {
		case o.Answered:
			answered, outcome = ns(o.AnswerAt), "answered"
		case o.Refused:
			outcome = "refused"
		}
		rows = append(rows, []string{number(o.ID), o.Op.String(), o.Key, o.Value, o.Way.String(), session(o.Session), server(o.Node), number(o.Attempts),
			ns(o.Asked), answered, outcome, o.Result, o.Reason.String()})
	}
	return rows
}

// session returns the number of a session, "" for none.
func session(n uint64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

func ns(t time.Duration) string { return strconv.FormatInt(int64(t), 10) }

func number[N int | uint64 | trace.Term | trace.Index](n N) string { return fmt.Sprint(uint64(n)) }

// server returns the name of a server, "" for none.
func server(id trace.NodeID) string {
	if id == 0 {
		return ""
	}
	return id.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
