package plots

import (
	"fmt"
	"io"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

// The focus figure of a run of 4 s, and that of a minute with 10,000 messages.
func BenchmarkFocus(b *testing.B) {
	runs := []struct {
		name string
		run  *timeline.Timeline
	}{{"3s", plottest.RealRun(b, "leader-crash", 1)}, {"4s", plottest.Crowd(4, 600)}, {"60s", plottest.Crowd(60, 10_000)}}
	for _, r := range runs {
		for _, f := range []page.Format{page.SVG, page.PNG, page.PDF} {
			b.Run(fmt.Sprintf("%s/%v", r.name, f), func(b *testing.B) {
				for b.Loop() {
					if err := Draw(io.Discard, r.run, f, Options{Lang: lang.English}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkTimeline(b *testing.B) {
	for _, f := range []page.Format{page.SVG, page.PNG, page.PDF} {
		b.Run(f.String(), func(b *testing.B) {
			run := plottest.Crowd(60, 10_000)
			for b.Loop() {
				if err := Draw(io.Discard, run, f, Options{Kind: Timeline}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
