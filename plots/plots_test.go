package plots

import (
	"bytes"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

func drawn(t testing.TB, run *timeline.Timeline, format page.Format, l lang.Lang) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := Draw(&file, run, format, Options{Lang: l, Command: "raftlab run everything --seed 11"}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSameTimelineSameBytes(t *testing.T) {
	for format, l := range map[page.Format]lang.Lang{page.SVG: lang.Chinese, page.PNG: lang.English, page.PDF: lang.Chinese} {
		if !bytes.Equal(drawn(t, plottest.Eventful(), format, l), drawn(t, plottest.Eventful(), format, l)) {
			t.Errorf("format %d, language %s: two drawings of one run differ", format, l)
		}
	}
}

// A PDF says when it was made: that must not be now.
func TestPDFHasNoDateOfItsOwn(t *testing.T) {
	pdf := drawn(t, plottest.Eventful(), page.PDF, lang.English)
	if n := bytes.Count(pdf, []byte("(D:19700101000000")); n != 2 {
		t.Errorf("%d fixed dates in the PDF, not 2", n)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || bytes.Contains(pdf, []byte("/Font /Type")) {
		t.Error("no PDF, or one that needs a font")
	}
}

func TestLanguageChangesThePicture(t *testing.T) {
	if bytes.Equal(drawn(t, plottest.Eventful(), page.SVG, lang.English), drawn(t, plottest.Eventful(), page.SVG, lang.Chinese)) {
		t.Error("English and Chinese pictures are the same")
	}
}

func TestPictureNeedsNoFont(t *testing.T) {
	if bytes.Contains(drawn(t, plottest.Eventful(), page.SVG, lang.Chinese), []byte("<text")) {
		t.Error("the SVG has text that needs a font")
	}
}

// Every run must give a page of a sensible size, at most as high as wide.
func TestEveryRunCanBeDrawn(t *testing.T) {
	for name, run := range plottest.EdgeRuns() {
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			_, page, _ := strings.Cut(string(drawn(t, run, page.SVG, l)), `width="1200pt" height="`)
			size, _, _ := strings.Cut(page, "pt")
			if height, err := strconv.ParseFloat(size, 64); err != nil || height < 300 || height > 1200 {
				t.Errorf("%s: the page is %q high", name, size)
			}
			if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Errorf("%s: the page has a length that is no number", name)
			}
		}
	}
}

func TestPNGHas96DotsPerInch(t *testing.T) {
	config, err := png.DecodeConfig(bytes.NewReader(drawn(t, plottest.NewRun(5, "").Timeline(), page.PNG, lang.English)))
	if err != nil || config.Width != page.Width*96/72 {
		t.Errorf("%d dots wide, %v", config.Width, err)
	}
}

func TestUnknownFormatIsRefused(t *testing.T) {
	if err := Draw(&bytes.Buffer{}, plottest.Eventful(), 0, Options{}); err == nil {
		t.Error("format 0 was drawn")
	}
	if _, err := page.FormatOf("run.gif"); err == nil {
		t.Error("run.gif is a format")
	}
	if f, err := page.FormatOf("a/run.SVG"); f != page.SVG || err != nil {
		t.Errorf("run.SVG: %v, %v", f, err)
	}
}
