package docs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// Lesson is a lesson of the course.
type Lesson struct {
	Number   int
	Name     string // cold-start
	Title    lang.Text
	Question lang.Text // that it answers
	Minutes  int       // that it takes
}

// lessonRow is a row of the table on the first page of the course: number, page, question, minutes.
var lessonRow = regexp.MustCompile(`(?m)^\| (\d+) \| \[([^\]]+)\]\(\d+-([a-z-]+)\.md\) \| ([^|]+) \| (\d+) \|$`)

// Lessons returns the lessons in their order, as the first page of the course lists them.
func Lessons() (lessons []Lesson) {
	chinese := lessonRow.FindAllStringSubmatch(string(Page("course/README.md", lang.Chinese)), -1)
	for i, row := range lessonRow.FindAllStringSubmatch(string(Page("course/README.md", lang.English)), -1) {
		number, _ := strconv.Atoi(row[1])
		minutes, _ := strconv.Atoi(row[5])
		lessons = append(lessons, Lesson{Number: number, Name: row[3], Minutes: minutes,
			Title: lang.Text{EN: row[2], ZH: chinese[i][2]}, Question: lang.Text{EN: row[4], ZH: chinese[i][4]}})
	}
	return lessons
}

// Page returns the lesson as Markdown.
func (l *Lesson) Page(in lang.Lang) []byte {
	return Page(fmt.Sprintf("course/%d-%s.md", l.Number, l.Name), in)
}

// Page returns a document that both languages have, as Markdown.
func Page(name string, l lang.Lang) []byte {
	if l == lang.Chinese {
		name = "zh/" + name
	}
	source, err := Files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded, and a test reads all
	}
	return source
}

// Term is an entry of the glossary.
type Term struct {
	Name, Meaning, Read string // as Markdown
	Section             string
}

// Glossary returns the terms in the order of the glossary.
func Glossary(l lang.Lang) (terms []Term) {
	section := ""
	lines := strings.Split(string(Page("glossary.md", l)), "\n")
	for i, line := range lines {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = heading
		}
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		isHead := i+1 < len(lines) && strings.HasPrefix(lines[i+1], "|---")
		if strings.HasPrefix(line, "| ") && !isHead && len(cells) == 3 {
			terms = append(terms, Term{strings.TrimSpace(cells[0]), cells[1], strings.TrimSpace(cells[2]), section})
		}
	}
	return terms
}
