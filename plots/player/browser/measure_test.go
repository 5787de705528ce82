package browser_test

import (
	"bytes"
	"flag"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
)

var measure = flag.Bool("measure", false, "measure the size of the page and the time it takes")

// A page with both engines, what plays a program of one's own, and all scenarios fits into a mail.
func TestSize(t *testing.T) {
	var b bytes.Buffer
	if err := player.Write(&b, &player.Options{Title: "raftlab", Start: start("cold-start"), Simulator: simulator(t)}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 4_650_000 {
		t.Errorf("the page has %d bytes", b.Len())
	}
}

// TestMeasure measures: go test ./plots/player/browser -run Measure -v -measure. Times on the page's thread are CPU, those in the
// worker are from question to answer.
func TestMeasure(t *testing.T) {
	if !*measure {
		t.Skip("not asked for (-measure)")
	}
	o := &player.Options{Title: "raftlab", Start: start("leader-crash"), Simulator: simulator(t)}
	var b bytes.Buffer
	if err := player.Write(&b, o); err != nil {
		t.Fatal(err)
	}
	t.Logf("page: %d bytes, of these the simulator %d", b.Len(), len(o.Simulator.Program)/4*5)
	p := visit(t)
	if _, err := chromedp.Call(p.ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(write(t, o)))
	p.wait(`document.body.dataset.ready === '1'`)
	metrics, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	p.check(err)
	for _, m := range metrics.Metrics {
		switch m.Name {
		case "TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration":
			t.Logf("until ready, on the page's thread: %s %.0f ms", m.Name, m.Value*1000)
		}
	}
	t.Logf("ready after %s ms of the clock", p.eval(`Math.round(performance.now())`))
	p.eval(`(frames.length = 0, setSpeed(-1), play(true))`)
	p.wait(`frames.length >= 200 || !playing`)
	p.eval(`play(false)`)
	for _, q := range []string{"0.5", "0.9", "0.99"} {
		t.Logf("a frame, %s of %s: %s ms", q, p.eval(`frames.length`), p.eval(`[...frames].sort((a, b) => a - b)[Math.floor(frames.length * `+q+`)].toFixed(1)`))
	}
	for i := range 5 {
		p.eval(`(play(false), goTo(1172e6, true))`)
		took := p.eval(`(async () => { const began = performance.now(); await fork('crash: n` + strconv.Itoa(i%4+1) + `'); play(false); return (performance.now() - began).toFixed(0) })()`)
		t.Logf("fork of leader-crash: %s ms from click to picture, of these %s ms in the worker", took, p.eval(`(R.spent / 1e6).toFixed(0)`))
		p.eval(`backToScript()`)
	}
	p.eval(`(many.wanted = 2000, tab = 'trials', fillTabs(), startTrials())`)
	p.wait(`document.body.dataset.trials === '2000'`)
	t.Logf("2,000 trials of leader-crash: %s s with %s workers", p.eval(`(many.results.spent / 1000).toFixed(1)`), p.eval(`Math.max(1, Math.min(6, (navigator.hardwareConcurrency || 2) - 1))`))
	p.fine()
}
