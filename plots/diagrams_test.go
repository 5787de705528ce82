package plots

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

var ownKinds = []Kind{Terms, Messages, States}

// forEveryDiagram calls visit for every scenario and kind.
func forEveryDiagram(t *testing.T, langs []lang.Lang, visit func(t *testing.T, run *timeline.Timeline, o Options)) {
	for _, info := range scenarios.Builtin() {
		for _, kind := range ownKinds {
			for _, l := range langs {
				t.Run(fmt.Sprintf("%s/%v/%s", info.Name, kind, l), func(t *testing.T) {
					t.Parallel()
					visit(t, plottest.RealRun(t, info.Name, 1), Options{Kind: kind, Lang: l, Command: "raftlab plot run.jsonl"})
				})
			}
		}
	}
}

func TestNoTextIsOnAnotherInDiagrams(t *testing.T) {
	forEveryDiagram(t, []lang.Lang{lang.English, lang.Chinese}, checkTexts)
}

func TestTextCanBeReadInDiagrams(t *testing.T) {
	forEveryDiagram(t, []lang.Lang{lang.English}, checkContrast)
}

// Runs at the edges of what there is.
func TestEveryDiagramCanBeDrawn(t *testing.T) {
	for name, run := range plottest.EdgeRuns() {
		for _, kind := range ownKinds {
			var file bytes.Buffer
			if err := Draw(&file, run, page.SVG, Options{Kind: kind}); err != nil {
				t.Errorf("%s, %v: %v", name, kind, err)
			}
			if text := file.String(); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || file.Len() < 5000 {
				t.Errorf("%s, %v: %d bytes with a length that is no number", name, kind, file.Len())
			}
		}
	}
}

func TestDiagramsAreTheSameBytes(t *testing.T) {
	for _, kind := range ownKinds {
		for _, format := range []page.Format{page.SVG, page.PNG, page.PDF} {
			var files [2]bytes.Buffer
			for i := range files {
				if err := Draw(&files[i], plottest.Eventful(), format, Options{Kind: kind, Lang: lang.Chinese}); err != nil {
					t.Fatal(kind, format, err)
				}
			}
			if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
				t.Errorf("%v, %v: two drawings differ", kind, format)
			}
		}
	}
}
