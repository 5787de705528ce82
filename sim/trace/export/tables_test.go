package export_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/tables"
	"raftlab/sim/trace/export/told"
)

func readTable(t *testing.T, written string) (columns []string, rows []map[string]string) {
	all, err := csv.NewReader(strings.NewReader(written)).ReadAll() // every line has as many fields as the first
	if err != nil {
		t.Fatal(err)
	}
	columns = all[0]
	for _, values := range all[1:] {
		row := map[string]string{}
		for i, column := range columns {
			row[column] = values[i]
		}
		rows = append(rows, row)
	}
	return columns, rows
}

func TestTablesAreCSV(t *testing.T) {
	for _, table := range tables.Names() {
		t.Run(table, func(t *testing.T) {
			eachRun(t, "csv", export.Options{Table: table}, func(t *testing.T, r *told.Run, written string) {
				columns, rows := readTable(t, written)
				for _, row := range rows {
					for _, column := range columns {
						if !strings.HasSuffix(column, "_ns") || row[column] == "" {
							continue
						}
						if at, err := strconv.ParseInt(row[column], 10, 64); err != nil || at < 0 || at > int64(r.End) {
							t.Fatalf("%s is %q, and the run ends at %d", column, row[column], r.End)
						}
					}
				}
				if want := map[string]int{"messages": len(r.Messages), "outages": len(r.Outages), "commands": len(r.Commands), "operations": len(r.Operations)}; want[table] > 0 && len(rows) != want[table] {
					t.Errorf("%d rows, want %d", len(rows), want[table])
				}
			})
		})
	}
}

// The roles of a server follow each other to the end of the run.
func TestRolesHaveNoGap(t *testing.T) {
	eachRun(t, "csv", export.Options{Table: "roles"}, func(t *testing.T, r *told.Run, written string) {
		_, rows := readTable(t, written)
		ends := map[string]string{}
		for _, row := range rows {
			if before, ok := ends[row["server"]]; ok && before != row["from_ns"] {
				t.Fatalf("%s: a role ends at %s and the next begins at %s", row["server"], before, row["from_ns"])
			}
			ends[row["server"]] = row["to_ns"]
		}
		for server, end := range ends {
			if end != strconv.FormatInt(int64(r.End), 10) {
				t.Errorf("%s: the last role ends at %s, the run at %d", server, end, r.End)
			}
		}
	})
}

func TestTableOfALeaderCrash(t *testing.T) {
	_, rows := readTable(t, write(t, "csv", oneRun(t, "leader-crash en"), export.Options{Table: "outages"}))
	if len(rows) != 2 || rows[1]["reason"] != "leader_crashed" || rows[1]["old_leader"] != "n5" || rows[1]["new_leader"] != "n4" ||
		rows[1]["length_ns"] != "178443711" || rows[0]["old_leader"] != "" {
		t.Errorf("the outages are %v", rows)
	}
}
