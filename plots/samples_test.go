package plots

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"raftlab/sim/lang"
)

func TestDrawSamples(t *testing.T) {
	real := Sample{"real", []time.Duration{200 * time.Millisecond, 300 * time.Millisecond, 200 * time.Millisecond}}
	for _, l := range []lang.Lang{lang.English, lang.Chinese} {
		var one, again bytes.Buffer
		for _, to := range []*bytes.Buffer{&one, &again} {
			if err := DrawSamples(to, SVG, SamplesOptions{Lang: l, Title: "Elections"}, real, Sample{"simulated", real.Values[:1]}); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(one.Bytes(), again.Bytes()) || !strings.Contains(one.String(), "<svg") {
			t.Errorf("%s: %d and %d bytes", l, one.Len(), again.Len())
		}
	}
	if err := DrawSamples(new(bytes.Buffer), SVG, SamplesOptions{}, Sample{Name: "nothing"}); err == nil {
		t.Error("a sample of nothing is drawn")
	}
}
