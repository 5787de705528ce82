package export_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/mermaid"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/timeline"
)

// The statements of a sequence diagram that we use. In a text, # and ; stand only as part of a character by number.
var (
	participant = regexp.MustCompile(`^    participant (n\d+)$`)
	statement   = regexp.MustCompile(`^    (?:Note over (n\d+)(?:,(n\d+))?|(n\d+)(?:->>|-x|--\))(n\d+)): (?:[^#;%<>&\n]|#\d+;)+$`)
)

func checkMermaid(t *testing.T, written string) (arrows int) {
	lines := strings.Split(strings.TrimSuffix(written, "\n"), "\n")
	if lines[0] != "sequenceDiagram" {
		t.Fatalf("it begins with %q", lines[0])
	}
	known := map[string]bool{"": true}
	for _, line := range lines[1:] {
		if match := participant.FindStringSubmatch(line); match != nil {
			known[match[1]] = true
			continue
		}
		match := statement.FindStringSubmatch(line)
		if match == nil {
			t.Fatalf("no statement of Mermaid: %q", line)
		}
		for _, server := range match[1:] {
			if !known[server] {
				t.Errorf("%s is no participant: %q", server, line)
			}
		}
		if match[3] != "" {
			arrows++
		}
	}
	return arrows
}

func TestMermaidDrawsEveryMessageOfThePart(t *testing.T) {
	eachRun(t, "mermaid", export.Options{}, func(t *testing.T, r *told.Run, written string) {
		part, err := r.Window(told.Part{})
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, m := range r.Messages {
			heartbeat := m.Kind == trace.Heartbeat || m.Kind == trace.HeartbeatReply
			if part.Shows(m.Ended) && (!heartbeat || m.Fate == timeline.Lost || m.Fate == timeline.Ignored) {
				want++
			}
		}
		if got := checkMermaid(t, written); got != want {
			t.Errorf("%d arrows, want %d", got, want)
		}
	})
}

// What a script says cannot become a statement.
func TestMermaidKeepsTextAsText(t *testing.T) {
	r := *oneRun(t, "leader-crash en")
	part, err := r.Window(told.Part{})
	if err != nil {
		t.Fatal(err)
	}
	r.Lines = []told.Line{{At: part.From, Kind: trace.Noted, Story: true, Sentence: "a; n1->>n2: b #9829; %%{init: {}}%% <b>&amp;\nend"}}
	var out strings.Builder
	if err := mermaid.Write(&out, &r, part); err != nil {
		t.Fatal(err)
	}
	checkMermaid(t, out.String())
	if !strings.Contains(out.String(), "a#59; n1-#62;#62;n2: b #35;9829#59; #37;#37;{init: {}}#37;#37; #60;b#62;#38;amp#59; end\n") {
		t.Errorf("it is %q", out.String())
	}
}

var update = flag.Bool("update", false, "renew the diagram in the reference")

const reference = "../../../docs/reference/exports.md"

// The diagram that the reference shows is the one that its command writes.
func TestDiagramOfTheReference(t *testing.T) {
	page, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	want := write(t, "mermaid", oneRun(t, "leader-crash en"), export.Options{Part: told.Part{From: 1154 * time.Millisecond, Until: 1179 * time.Millisecond}})
	before, rest, _ := strings.Cut(string(page), "```mermaid\n")
	shown, after, found := strings.Cut(rest, "```\n")
	switch {
	case !found:
		t.Fatal("the reference has no diagram")
	case shown == want:
	case !*update:
		t.Errorf("the reference shows\n%s\nwant\n%s(renew it with -update)", shown, want)
	default:
		if err := os.WriteFile(reference, []byte(before+"```mermaid\n"+want+"```\n"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
