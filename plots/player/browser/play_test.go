package browser_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// State is a function of the moment: played, stepped or jumped to, it is the same.
func TestStateIsAFunctionOfTheMoment(t *testing.T) {
	slow(t)
	p := openAt(t, "name=split-vote&t=0ms")
	const looks = `[...document.querySelectorAll('.server')].map(g => g.getAttribute('aria-label') + g.querySelector('.arc').getAttribute('stroke-dasharray') + [...g.querySelectorAll('.pip')].map(x => x.getAttribute('class'))).join() + [...document.querySelectorAll('.message')].map(g => g.dataset.id + g.querySelector('.body').getAttribute('d')).join() + document.getElementById('logs').textContent + document.getElementById('state').textContent`
	jumped := p.eval(`(goTo(574e6, true), ` + looks + `)`)
	played := p.eval(`(goTo(0, true), [100, 300, 560, 573, 573.5, 574].forEach(t => goTo(t * 1e6)), ` + looks + `)`)
	back := p.eval(`(goTo(1900e6, true), goTo(574e6, true), ` + looks + `)`)
	if jumped != played || jumped != back {
		t.Errorf("jumped to:\n%s\nplayed:\n%s\nback:\n%s", jumped, played, back)
	}
	p.fine()
}

// The big button starts; the lesson's notes stop the first time and not the second.
func TestPlayStopsAtNotes(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	if p.eval(`document.getElementById('curtain').hidden`) != "false" || !strings.Contains(p.eval(`document.getElementById('invite').textContent`), "Press play") {
		t.Fatal("there is no invitation to play")
	}
	p.eval(`setSpeed(0.3)`)
	p.click(`#begin`)
	p.wait(`!document.getElementById('note').hidden`)
	if got := p.eval(`document.getElementById('note').textContent`); !strings.Contains(got, "The leader crashes.") || p.eval(`S.t`) != "1000000000" {
		t.Errorf("stopped at %s: %s", p.eval(`S.t`), got)
	}
	p.click(`#go-on`)
	p.wait(`S.t > 1.6e9 && !document.getElementById('note').hidden`)
	p.click(`#go-on`)
	p.wait(`S.t >= D.end && !playing`)
	p.eval(`(goTo(990e6, true), play(true))`)
	p.wait(`S.t > 1.1e9`)
	p.fine()
}

// Keys walk through the run.
func TestKeys(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&t=0ms&lang=en")
	for _, step := range []struct{ key, condition string }{
		{"e", `S.t > 150e6 && S.t < 250e6`}, {"f", `S.t === 1e9`}, {"e", `S.t > 1.1e9`}, {"E", `S.t < 250e6`}, {"n", `S.t === 1e9`},
		{" ", `playing`}, {" ", `!playing`}, {">", `S.speed > -1.2`}, {"+", `S.view[1] - S.view[0] < 300e6`}, {"s", `document.querySelectorAll('#menu button').length === 5`},
	} {
		p.do(chromedp.KeyEvent(step.key))
		p.wait(step.condition)
	}
	p.do(chromedp.KeyEvent("\u001b"))
	p.wait(`document.getElementById('menu').hidden`)
	p.do(chromedp.KeyEvent("p"))
	p.wait(`document.body.classList.contains('big')`)
	p.fine()
}

// In Chinese the page has no English words but names, units and what the field calls so.
func TestChinese(t *testing.T) {
	p := openAt(t, "name=leader-crash&t=1172ms&lang=zh")
	const words = `(() => { const seen = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, n => n.parentElement.closest('script,style,template,code,pre,select,#menu,#keys,#lang,textarea') || !n.parentElement.checkVisibility() ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT); while (walk.nextNode()) seen.push(...(walk.currentNode.textContent.match(/[A-Za-z]{3,}/g) || [])); return [...new Set(seen)].join(' ') })()`
	if got := p.eval(words); got != "raftlab Raft" {
		t.Errorf("English in the Chinese page: %s", got)
	}
	if got := p.eval(`document.documentElement.lang`); got != "zh-CN" {
		t.Errorf("the language of the page is %s", got)
	}
	p.click(`#lang`)
	p.wait(`document.getElementById('title').textContent === 'The leader crashes'`)
	p.fine()
}

// Who wants less motion gets no animation after a change.
func TestReducedMotion(t *testing.T) {
	slow(t)
	p := visit(t, chromedp.Flag("force-prefers-reduced-motion", true))
	p.do(chromedp.Navigate(pageOf(t) + "#name=leader-crash&t=1172ms"))
	p.wait(`document.body.dataset.ready === '1'`)
	p.eval(`fork('crash: n4')`)
	p.wait(`document.body.dataset.prefix === 'true'`)
	if p.eval(`CALM && !playing`) != "true" {
		t.Error("the page plays by itself")
	}
	p.fine()
}

// An engine that leaves a rule out leads to the first violation, with its evidence.
func TestBrokenRule(t *testing.T) {
	slow(t)
	p := openAt(t, "name=split-vote&lang=en")
	p.eval(`choose({engine: 'textbook-without-one-vote-per-term'})`)
	if got := p.eval(`S.t === D.violations[0].at && document.getElementById('caption').textContent`); !strings.Contains(got, "violated") {
		t.Errorf("the page shows %s", got)
	}
	p.eval(`choose({engine: 'textbook-without-step-back'})`)
	if got := p.eval(`D.violations.length + document.getElementById('remark').textContent`); !strings.HasPrefix(got, "0No property is violated") {
		t.Errorf("where nothing is violated, the page says %s", got)
	}
	p.fine()
}

// In a frame of another page, and on paper, the page works too.
func TestFrameAndPaper(t *testing.T) {
	slow(t)
	address := pageOf(t)
	outer := filepath.Join(t.TempDir(), "outer.html")
	if err := os.WriteFile(outer, []byte(`<iframe src="`+address+`#name=split-vote&t=574ms" width="1200" height="800" sandbox="allow-scripts"></iframe>
<script>addEventListener('message', e => { document.body.dataset.digest = e.data.digest })</script>`), 0o666); err != nil {
		t.Fatal(err)
	}
	p := visit(t)
	p.do(chromedp.Navigate("file://" + outer))
	p.wait(`document.body.dataset.digest`)
	if got, want := p.data("digest"), digestOf(t, "split-vote", "etcd"); got != want {
		t.Errorf("in a frame the run is %s, want %s", got, want)
	}
	p.fine()
	paper := open(t, address+"#name=split-vote&t=574ms")
	pdf, err := chromedp.Run(paper.ctx, chromedp.PrintToPDF())
	paper.check(err)
	if len(pdf) < 10000 {
		t.Errorf("the print has %d bytes", len(pdf))
	}
	paper.fine()
}
