package browser_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

// generated is where make build leaves what the page needs.
const generated = "../../../cmd/raftlab/player/"

// simulator returns the program that goes into the page; the test is skipped where it was not made.
func simulator(t *testing.T) *player.Simulator {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(generated + name)
		if err != nil {
			t.Skip("there is no simulator for the browser (make build makes it): ", err)
		}
		return b
	}
	return &player.Simulator{Program: read("raftlab.wasm.gz"), Glue: read("wasm_exec.js"), Licences: read("licences.txt")}
}

// chromium returns the browser; the test is skipped where there is none.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
	return ""
}

// slow skips a test that takes long, unless all are asked for: make browser does.
func slow(t *testing.T) {
	t.Helper()
	if !*long {
		t.Skip("takes long (make browser, or -long)")
	}
}

// start is a page of a scenario.
func start(name string) player.Start {
	s := player.Start{Name: name, Seed: "1", Engine: "etcd", Lang: lang.English, Engines: run.EngineNames()}
	for _, info := range scenarios.Builtin() {
		s.Scenarios = append(s.Scenarios, player.Scenario{Name: info.Name, Title: info.Title})
	}
	for _, info := range scenarios.Studies() {
		s.Scenarios = append(s.Scenarios, player.Scenario{Name: info.Name, Title: info.Title, Study: true})
	}
	return s
}

// write writes a page into a directory of the test and returns its address.
func write(t *testing.T, o *player.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := player.Write(&b, o); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return "file://" + file
}

// page is an open page, with what went wrong in it.
type page struct {
	*testing.T
	ctx      context.Context
	mu       sync.Mutex
	troubles []string
	requests []string
}

// open opens an address in a browser of its own, which is closed with the test, and waits until a run is shown.
func open(t *testing.T, address string, flags ...chromedp.ExecAllocatorOption) *page {
	t.Helper()
	p := visit(t, flags...)
	p.do(chromedp.Navigate(address))
	p.wait(`document.body.dataset.ready === '1'`)
	return p
}

// visit begins a browser.
func visit(t *testing.T, flags ...chromedp.ExecAllocatorOption) *page {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.WindowSize(1480, 960)}, flags...)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); cancelAllocator() })
	p := &page{T: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return p
}

// hear notes errors of the page, and requests that leave it.
func (p *page) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.troubles = append(p.troubles, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.Exception.Description))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b, _ := json.Marshal(e.Args)
			p.troubles = append(p.troubles, string(b))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.troubles = append(p.troubles, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		for _, own := range []string{"file:", "data:", "blob:"} {
			if strings.HasPrefix(e.Request.URL, own) {
				return
			}
		}
		p.requests = append(p.requests, e.Request.URL)
	}
}

// fine fails the test if anything went wrong in the page so far, or if it asked for anything.
func (p *page) fine() {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.troubles) > 0 || len(p.requests) > 0 {
		p.Fatalf("the page complains: %q; it asks for %q", p.troubles, p.requests)
	}
}

func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Minute)
	defer cancel()
	p.check(chromedp.Do(ctx, actions...))
}

func (p *page) check(err error) {
	p.Helper()
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.Fatalf("%v; the page complains: %q", err, p.troubles)
	}
}

// eval returns the value of an expression, or of what it promises, as text.
func (p *page) eval(expression string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String(await ("+expression+")))()", chromedp.EvalAwaitPromise))
	p.check(err)
	return text
}

// wait waits until an expression is true.
func (p *page) wait(condition string) {
	p.Helper()
	p.do(chromedp.Poll[chromedp.Void](condition, chromedp.WithPollingTimeout(20*time.Second)))
}

// data returns a data-* attribute of the page.
func (p *page) data(name string) string { p.Helper(); return p.eval("document.body.dataset." + name) }
