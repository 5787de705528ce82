package player

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The page names the places of every row; there are as many names as values.
func TestRowsAreAsLongAsThePageExpects(t *testing.T) {
	source, err := os.ReadFile("../../plots/player/page/model.js")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, m := range regexp.MustCompile(`(\w+): named\(([^)]*)\)`).FindAllStringSubmatch(string(source), -1) {
		names[m[1]] = strings.Count(m[2], ",") + 1
	}
	seen := map[string]bool{}
	for _, request := range []string{
		`{"do":"run","name":"leader-crash","engine":"etcd","seed":"1","lang":"en","steps":["{at: 1100ms, clock: {node: n1, rate: 1.2}}","{at: 2500ms, compact: all}"]}`,
		`{"do":"run","name":"paused-leader","engine":"etcd","seed":"1","lang":"zh"}`,
		`{"do":"run","name":"partial-partition","engine":"textbook","seed":"1","lang":"en"}`,
		`{"do":"run","name":"log-up-to-date","engine":"textbook-without-up-to-date-check","seed":"1","lang":"en"}`,
		`{"do":"run","name":"forgotten-vote","engine":"etcd","seed":"1","lang":"en","steps":["{at: 100ms, disk: {node: n3, fault: forget hard state}}"]}`,
	} {
		for list, rows := range rowsOf(t, request) {
			for _, row := range rows {
				if want, named := names[list]; named && len(row) != want {
					t.Fatalf("%s: %s has %d values, and the page names %d: %v", request, list, len(row), want, row)
				}
				seen[list] = true
			}
		}
	}
	for list := range names {
		if !seen[list] && list != "ended" { // a row that is not in a list
			t.Errorf("%s was never seen", list)
		}
	}
}

// rowsOf returns the rows in the answer to a request, by list; those of all servers together.
func rowsOf(t *testing.T, request string) map[string][][]any {
	t.Helper()
	var answer struct{ Recording map[string]json.RawMessage }
	b := new(Player).Answer([]byte(request))
	if err := json.Unmarshal(b, &answer); err != nil || answer.Recording == nil {
		t.Fatalf("%s: %v %.300s", request, err, b)
	}
	rows := map[string][][]any{}
	add := func(lists map[string]json.RawMessage) {
		for list, raw := range lists {
			var own [][]any
			if json.Unmarshal(raw, &own) == nil {
				rows[list] = append(rows[list], own...)
			}
		}
	}
	add(answer.Recording)
	var servers []map[string]json.RawMessage
	if err := json.Unmarshal(answer.Recording["servers"], &servers); err != nil {
		t.Fatal(err)
	}
	for _, lists := range servers {
		add(lists)
	}
	return rows
}
