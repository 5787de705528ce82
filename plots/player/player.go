package player

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"html"
	"io"
	"slices"
	"strings"
	"text/template"
	"time"

	"raftlab/sim/lang"
)

// Options say what a page shows.
type Options struct {
	Title     string // until the page has its own
	Start     Start
	Simulator *Simulator        // nil: the page plays what is saved
	Saved     map[lang.Lang]Run // without a simulator: a run in each language
	Live      bool              // the page shows what its server tells; it has neither a simulator nor a saved run
}

// Simulator is the program inside the page.
type Simulator struct {
	Program  []byte // cmd/player as WebAssembly, packed with gzip
	Glue     []byte // Go's wasm_exec.js
	Licences []byte // of what is in the program
}

// Start is what the page shows first. The zero values of seed, engine and language are not valid.
type Start struct {
	Name      string        `json:"name"` // of the scenario, or of the file that YAML is
	YAML      string        `json:"yaml,omitempty"`
	Seed      string        `json:"seed"`
	Engine    string        `json:"engine"`
	Set       []string      `json:"set,omitempty"`   // settings, as key=value
	Steps     []string      `json:"steps,omitempty"` // added to the script
	At        time.Duration `json:"at,omitempty"`    // where the cursor stands
	Lang      lang.Lang     `json:"lang"`
	Course    bool          `json:"course,omitempty"` // the scenarios are numbered as lessons
	Scenarios []Scenario    `json:"scenarios"`        // to choose from
	Engines   []string      `json:"engines"`          // to choose from, the default first
	Hints     any           `json:"hints,omitempty"`  // what can stand in a script, as scenarios.Hints
	Digits    string        `json:"digits"`           // of the code in which bytes stand in the page
	Live      bool          `json:"live,omitempty"`   // as Options has it
}

// Scenario is an entry of the list to choose from.
type Scenario struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	Study bool      `json:"study,omitempty"` // about many runs: the page begins with trials
}

// Run is a saved run in one language. A long run is in parts; the page unpacks one when it is looked at.
type Run struct {
	Title  string
	Digest string
	Parts  []Part
}

// Part is a recording of a part of a run: JSON as a playback.Recording writes it.
type Part struct {
	From, To  time.Duration
	Recording []byte
}

//go:embed page
var files embed.FS

// scripts are the files of the page's program, in the order in which they stand in the page.
var scripts = []string{"code.js", "words.js", "model.js", "ring.js", "lanes.js", "logs.js", "story.js", "sim.js", "link.js", "fork.js", "script.js", "trials.js", "ui.js"}

// Only a page of a live run has these parts of the program and of the style.
var liveScripts = []string{"live_lesson.js", "live.js"}

const liveStyle = "live.css"

// Write writes the page. The same options give the same bytes.
func Write(w io.Writer, o *Options) error {
	if o.Simulator == nil && len(o.Saved) == 0 && !o.Live {
		return errors.New("a page needs a simulator or a saved run")
	}
	start := o.Start
	start.Digits, start.Live = digits, o.Live
	begin, err := script(start)
	if err != nil {
		return err
	}
	saved, err := packSaved(o.Saved)
	if err != nil {
		return err
	}
	page := struct{ Title, Connect, Style, Licence, Start, Saved, Glue, Worker, Program, Licences, Script string }{
		Title: html.EscapeString(o.Title), Style: file("style.css"), Licence: licence, Start: begin, Saved: saved, Worker: bare(file("code.js") + file("guest.js") + file("worker.js")),
	}
	if s := o.Simulator; s != nil {
		licences, err := squeeze(s.Licences)
		if err != nil {
			return err
		}
		page.Glue, page.Program, page.Licences = inert(bare(string(s.Glue))), pack(s.Program), pack(licences)
	}
	names := scripts
	if o.Live {
		page.Connect = "; connect-src 'self'"
		page.Style += file(liveStyle)
		names = slices.Insert(slices.Clone(names), len(names)-1, liveScripts...) // the last begins
	}
	var b strings.Builder
	for _, name := range names {
		b.WriteString(strings.TrimPrefix(file(name), "'use strict'\n"))
	}
	page.Script = inert("'use strict';\n" + bare(b.String()))
	return template.Must(template.New("page").Parse(file("page.html"))).Execute(w, page)
}

func file(name string) string {
	b, err := files.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

// script writes a value as JSON that can stand in a script element: no title and no note ends it.
func script(v any) (string, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false) // the digits of packed bytes have & and >, which mean nothing in a script
	err := to.Encode(v)
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "<", `\u003c`), err
}

// bare leaves out what a browser does not need of a program text: lines that are a comment, and the blanks before lines. No text of
// the page's program goes over lines.
func bare(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimLeft(line, " \t"); line != "\n" && !strings.HasPrefix(line, "//") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// inert makes a program text fit for a script element. It contains neither by itself, but within texts it might.
func inert(text string) string {
	return strings.NewReplacer("</script", `<\/script`, "<!--", `<\!--`).Replace(text)
}

// savedRun is a run as the page reads it.
type savedRun struct {
	Title  string      `json:"title"`
	Digest string      `json:"digest"`
	Parts  []savedPart `json:"parts"`
}

type savedPart struct {
	From time.Duration `json:"from"`
	To   time.Duration `json:"to"`
	Code string        `json:"code"`
}

func packSaved(runs map[lang.Lang]Run) (string, error) {
	if runs == nil {
		return "null", nil
	}
	packed := map[lang.Lang]savedRun{}
	for l, run := range runs {
		r := savedRun{Title: run.Title, Digest: run.Digest}
		for _, p := range run.Parts {
			b, err := squeeze(p.Recording)
			if err != nil {
				return "", err
			}
			r.Parts = append(r.Parts, savedPart{p.From, p.To, pack(b)})
		}
		packed[l] = r
	}
	return script(packed)
}
