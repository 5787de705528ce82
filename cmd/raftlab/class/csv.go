package class

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// CSV writes a line for each student, for a spreadsheet. Its columns have stable names; lists have spaces between their words.
func CSV(w io.Writer, class []Student) error {
	rows := [][]string{{"student", "held", "of", "forged", "copied", "lab_passed", "lab_shown", "missing", "look_at"}}
	for _, s := range class {
		var look []string
		for _, r := range s.Results {
			if r.Standing != Verified && r.Standing != Extra || len(r.Same) > 0 {
				look = append(look, r.File)
			}
		}
		for _, same := range s.Same {
			look = append(look, same.File)
		}
		rows = append(rows, []string{inCell(s.Name), strconv.Itoa(s.Held), strconv.Itoa(s.Of), strconv.Itoa(s.Forged), strconv.Itoa(s.Copied),
			strconv.Itoa(len(s.Passed)), strconv.Itoa(len(s.Shown)), strings.Join(s.Missing, " "), inCell(strings.Join(look, " "))})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// inCell keeps a spreadsheet from taking a name for a formula.
func inCell(words string) string {
	if words != "" && strings.ContainsRune("=+-@\t\r", rune(words[0])) {
		return "'" + words
	}
	return words
}
