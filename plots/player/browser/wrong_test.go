package browser_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
)

// A link that leads to no run says why, and the page shows its start.
func TestLinksThatLeadToNoRun(t *testing.T) {
	slow(t)
	for fragment, want := range map[string]string{
		"name=leader-crash&set=nonsense": "key=value", "name=leader-crash&seed=18446744073709551616": "whole number", "name=leader-crash&step=garbage": "braces",
		"name=leader-crash&engine=zookeeper": "textbook", "name=nosuch": "no scenario",
	} {
		p := openAt(t, fragment+"&lang=en")
		p.wait(`!document.getElementById('remark').hidden`)
		got := p.eval(`document.getElementById('remark').textContent`)
		if !strings.Contains(got, want) || !strings.Contains(got, "shows the start") {
			t.Errorf("%s: %q", fragment, got)
		}
		if p.data("digest") != digestOf(t, "leader-crash", "etcd") {
			t.Errorf("%s: the page does not show its start", fragment)
		}
		p.fine()
	}
}

// What cannot be made leaves the run that is shown, and all that is chosen for it.
func TestRefusedChoicesLeaveTheRun(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en&t=1172ms&step="+"%7Bat%3A+1170ms%2C+crash%3A+n4%7D")
	first := p.data("digest")
	const made = `JSON.stringify([chosen(), D.header.seed, document.getElementById('seed').value])`
	before := p.eval(made)
	for _, way := range []string{
		`choose({seed: 'x'})`, `choose({engine: 'zookeeper'})`, `takeFile(new File([''], 'empty.yaml'))`, `takeFile(new File(['{"trace":9}'], 'a.trace'))`, `takeFile(new File(['name: a\nbogus: 1\n'], 'a.yaml'))`, `fork('restart: n9')`,
		`(location.hash = 'name=leader-crash&set=nonsense', new Promise(done => addEventListener('hashchange', () => setTimeout(() => done(pending), 0), {once: true})))`,
	} {
		p.eval(`(complain([]), document.body.dataset.error = '', ` + way + `)`)
		p.wait(`document.body.dataset.error === '1'`)
		if got := p.eval(made); got != before || p.data("digest") != first {
			t.Errorf("%s: %s, before %s", way, got, before)
		}
	}
	p.eval(`(sim.fail('out of memory'), choose({seed: '2'}))`) // a simulator that ended begins again
	if p.eval(`S.seed + document.getElementById('error').textContent`) != "2" {
		t.Error("the page is dead after an end of its simulator")
	}
	p.fine()
}

// A link says all: what it leaves out is as the page has it by itself, whatever was chosen before.
func TestLinkInAnOpenPage(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&engine=textbook&seed=5&lang=en")
	p.eval(`takeFile(new File(['name: a\nuntil: 1s\n'], 'a.yaml'))`)
	p.eval(`(location.hash = '#story')`) // a place in the page is no link
	p.eval(`(location.hash = 'name=leader-crash&seed=1&lang=en')`)
	p.wait(`document.body.dataset.digest === '` + digestOf(t, "leader-crash", "etcd") + `'`)
	if got := p.eval(`document.getElementById('command').textContent`); got != "raftlab run leader-crash --seed 1" {
		t.Errorf("the command is %s", got)
	}
	p.fine()
}

// After a cancel the parts of the long run that is shown can still be loaded.
func TestLongRunAfterACancel(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File(['name: long\ncluster: {nodes: 9}\nuntil: 90s\n'], 'long.yaml'))`)
	p.eval(`(choose({seed: '7'}), undefined)`)
	p.wait(`sim.waiting.size > 0`)
	p.eval(`(sim.cancel(), pending)`)
	p.eval(`goTo(85e9, true)`)
	p.wait(`D.window[0] <= 85e9 && D.window[1] >= 85e9`)
	p.fine()
}

// A trace that was opened keeps its place in another language, and gives way to a file that is opened after it.
func TestTraceThenScript(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File([` + quote(traceOf(t, "split-vote")) + `], 'a.trace'))`)
	p.eval(`goTo(574e6, true)`)
	p.click(`#lang`)
	p.wait(`document.documentElement.lang === 'zh-CN' && D.header.scenario === 'split-vote'`)
	if got := p.eval(`S.t`); got != "574000000" {
		t.Errorf("in the other language the page is at %s", got)
	}
	p.eval(`takeFile(new File(['name: a\nuntil: 1s\n'], 'a.yaml'))`)
	if got := p.eval(`D.header.scenario + fixed()`); got != "afalse" {
		t.Errorf("the page shows %s", got)
	}
	p.fine()
}

// Real servers draw no seed, and the page offers none; it says that their run cannot be repeated.
func TestTraceOfRealServers(t *testing.T) {
	slow(t)
	trace, err := os.ReadFile("../../../lab/observe/testdata/split.trace")
	if err != nil {
		t.Fatal(err)
	}
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File([` + quote(string(trace)) + `], 'split.trace'))`)
	const head = `[getComputedStyle(document.getElementById('seed').parentElement).display, document.getElementById('engine').value, document.getElementById('lesson').textContent].join(' ')`
	if got := p.eval(head); !strings.HasPrefix(got, "none etcd 3.7.") || !strings.Contains(got, ", live Real servers, as their logs tell it") {
		t.Errorf("the head of the page: %s", got)
	}
	if got := p.eval(`goTo(D.end, true), D.servers.map(s => factsOf(serverAt(s, S.t), S.t).join()).join(' ') + document.getElementById('log-key').offsetHeight`); strings.Contains(got, "disk") || !strings.HasSuffix(got, "0") {
		t.Errorf("of disks and logs the page says %s", got)
	}
	p.eval(`takeFile(new File(['name: a\nuntil: 1s\n'], 'a.yaml'))`)
	if got := p.eval(head); strings.HasPrefix(got, "none") || strings.Contains(got, "live") {
		t.Errorf("the head of the page of a script after it: %s", got)
	}
	p.fine()
}

// What is typed stays when the language changes.
func TestTypedScriptStays(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.click(`#tab-script`)
	p.eval(`document.getElementById('yaml').value += '# typed'`)
	p.click(`#lang`)
	p.wait(`document.documentElement.lang === 'zh-CN'`)
	if !strings.HasSuffix(p.eval(`document.getElementById('yaml').value`), "# typed") {
		t.Error("what was typed is gone")
	}
	p.fine()
}

// What becomes of a message is told when it has become of it; then nothing is offered that would do nothing.
func TestMenuOfALostMessage(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	const lost = `D.messages.find(m => m.fate === LOST && m.ended > m.sent + 1e6)`
	const menu = `document.getElementById('menu').textContent`
	if got := p.eval(`(goTo(` + lost + `.ended - 5e5, true), menuOfMessage(` + lost + `.id, {x: 9, y: 9}), ` + menu + `)`); strings.Contains(got, "lost") || !strings.Contains(got, "Drop it") {
		t.Errorf("before: %s", got)
	}
	if got := p.eval(`(goTo(` + lost + `.ended + 1e6, true), menuOfMessage(` + lost + `.id, {x: 9, y: 9}), ` + menu + `)`); !strings.Contains(got, "lost: ") || strings.Contains(got, "Drop it") {
		t.Errorf("after: %s", got)
	}
	p.fine()
}

// A server that was removed and does not know it has a mark.
func TestRemovedServer(t *testing.T) {
	slow(t)
	p := openAt(t, "name=removed-server&lang=en&t=1250ms")
	if got := p.eval(`D.servers.map(s => removedBy(serverAt(s, S.t), S.t)).join()`); got != "0,0,0,0,1" {
		t.Errorf("removed by %s", got)
	}
	if got := p.eval(`document.getElementById('ring').textContent`); !strings.Contains(got, "not in n1's configuration") {
		t.Error("the ring does not tell")
	}
	p.fine()
}

// A change is made where the cursor stands: not an event lies between, and no time that one would see.
func TestMomentOfAStep(t *testing.T) {
	slow(t)
	p := openAt(t, "name=no-quorum&lang=en")
	const far = `(() => { const far = []; for (let t = 0; t < D.end; t += 777777) { const m = momentOf(D, t), upTo = u => D.times.filter(e => e <= u).length; if (upTo(m) !== upTo(t) || m > t + 1e6 || m < t - 1e7) far.push(t + ': ' + m) } return far.slice(0, 5).join() })()`
	if got := p.eval(far); got != "" {
		t.Errorf("steps far from the cursor: %s", got)
	}
	p.fine()
}

// A page of a saved run has a link too: to a moment, in a language.
func TestLinkOfASavedRun(t *testing.T) {
	slow(t)
	file := write(t, &player.Options{Title: "saved", Start: start("leader-crash"), Saved: savedRun(t)})
	p := open(t, file+"#t=1172ms&lang=zh&theme=dark&seed=7")
	if got := p.eval(`S.t + S.lang + S.theme + ' ' + linkOf()`); !strings.HasPrefix(got, "1172000000zhdark ") {
		t.Errorf("the page shows %s", got)
	}
	if got := p.eval(`linkOf()`); !strings.HasPrefix(got, "#t=1172ms&lang=zh&theme=dark&") {
		t.Errorf("the link is %s", got)
	}
	p.fine()
}

// A browser that is too old is told what it needs.
func TestOldBrowser(t *testing.T) {
	slow(t)
	for _, one := range []struct {
		options player.Options
		lacks   string
	}{
		{player.Options{Title: "saved", Start: start("leader-crash"), Saved: savedRun(t)}, "DecompressionStream"},
		{player.Options{Title: "raftlab", Start: start("leader-crash"), Simulator: simulator(t)}, "WebAssembly"},
	} {
		page, err := os.ReadFile(strings.TrimPrefix(write(t, &one.options), "file://"))
		if err != nil {
			t.Fatal(err)
		}
		old := filepath.Join(t.TempDir(), "old.html")
		page = bytes.Replace(page, []byte("<body>"), []byte("<body><script>delete window."+one.lacks+"</script>"), 1)
		if err := os.WriteFile(old, page, 0o666); err != nil {
			t.Fatal(err)
		}
		p := visit(t)
		p.do(chromedp.Navigate("file://" + old))
		p.wait(`document.body.dataset.error === '1'`)
		p.eval(`['play', 'next', 'lang', 'theme', 'share', 'big'].forEach(b => document.getElementById(b).click())`)
		if got := p.eval(`document.getElementById('error').textContent`); !strings.Contains(got, one.lacks) {
			t.Errorf("without %s: %s", one.lacks, got)
		}
		p.fine()
	}
}

// What lasts to the end of the run is shown at its end too.
func TestEndOfTheRun(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File(['name: a\ncluster: {nodes: 3}\nsteps:\n  - {at: 500ms, pause: n1}\n  - {at: 600ms, cut: {from: n2, to: n3}}\n  - {at: 600ms, link: {from: n3, to: n2, loss: 50%}}\nuntil: 1s\n'], 'a.yaml'))`)
	const shown = `[serverAt(D.servers[0], S.t).paused, [...cutsAt(D, S.t).keys()], [...slowAt(D, S.t).keys()], D.servers.filter(s => serverAt(s, S.t).timer).length, flightsAt(D, S.t, 0).length].join(' ')`
	before := p.eval(`(goTo(D.end - 1, true), ` + shown + `)`)
	if got := p.eval(`(goTo(D.end, true), ` + shown + `)`); got != before || !strings.HasPrefix(got, "true 2 3 3 2 ") {
		t.Errorf("at the end %s, before it %s", got, before)
	}
	p.fine()
}

// The page writes times as the command line does, and a link leads to the very moment.
func TestTimes(t *testing.T) {
	slow(t)
	p := openAt(t, "name=removed-server&lang=en")
	if got := p.eval(`[ms(147108500), ms(147108499), ms(1500000, 0), ms(2500000000, 1)].join()`); got != "147.109,147.108,2,2500.0" {
		t.Errorf("the times are %s", got)
	}
	const lost = `(async () => { const lost = []; for (const u of [...D.times].filter((_, i) => i % 9 === 0)) { S.t = u; await readLink(await linkOf()); if (S.t !== u) lost.push(u) } return lost.slice(0, 5).join() })()`
	if got := p.eval(lost); got != "" {
		t.Errorf("links do not lead to %s", got)
	}
	p.fine()
}

// Traces can be opened as they are saved, large and packed; what is neither trace nor script is told.
func TestOpenedFiles(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	trace := traceOf(t, "churn")
	if len(trace) < 1<<20 {
		t.Fatalf("the trace has %d bytes, and a large one is wanted", len(trace))
	}
	p.eval(`takeFile(new File([` + quote(trace) + `], 'a.trace'))`)
	if got := p.eval(`D.header.scenario + traced.name`); got != "churna.trace" {
		t.Errorf("the page shows %s", got)
	}
	const packed = `new Response(new Blob(['name: packed\nuntil: 1s\n']).stream().pipeThrough(new CompressionStream('gzip'))).blob()`
	p.eval(`takeFile(new File([await ` + packed + `], 'a.yaml.gz'))`)
	if got := p.eval(`D.header.scenario + S.name`); got != "packeda.yaml" {
		t.Errorf("the page shows %s", got)
	}
	for name, content := range map[string]string{"cut.gz": `[(await ` + packed + `).slice(0, 20)]`, "large.yaml": `['x'.repeat(2 << 20)]`, "cut.trace": `[` + quote(trace[:5000]) + `]`} {
		p.eval(`(complain([]), takeFile(new File(` + content + `, '` + name + `')))`)
		if got := p.eval(`document.getElementById('error').textContent + D.header.scenario`); !strings.HasPrefix(got, name) || !strings.HasSuffix(got, "packed") {
			t.Errorf("%s: %s", name, got)
		}
	}
	p.fine()
}

// A prediction is answered when the end of that run was seen, not the end of a run that was changed.
func TestAnswerWaitsForTheEndOfItsRun(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en&t=1172ms")
	p.eval(`fork('crash: n4').then(() => { play(false); goTo(D.end, true); goTo(1172e6, true); return undo() })`)
	p.click(`.answers input`)
	if got := p.eval(`document.querySelector('.verdict').textContent`); got != "Play to find out" {
		t.Errorf("before the end: %s", got)
	}
	p.eval(`goTo(D.end, true)`)
	if got := p.eval(`document.querySelector('.verdict').textContent`); !strings.HasPrefix(got, "Right. ") {
		t.Errorf("at the end: %s", got)
	}
	p.fine()
}

// Nothing is wider than the window, on a telephone either, and with large letters.
func TestWidths(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en&t=1172ms&set=nodes%3D15")
	for _, wide := range []int64{1920, 1280, 800, 420, 320} {
		p.do(chromedp.EmulateViewport(wide, 800))
		const over = `(() => { const over = () => [...document.querySelectorAll('main *, header *')].filter(e => e.checkVisibility() && !e.closest('.scroll,#story,svg,pre,.unseen,code') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '#' + e.id).slice(0, 3); const small = over(); document.getElementById('big').click(); const large = over(); document.getElementById('big').click(); return [...small, ...large].join() })()`
		if got := p.eval(over); got != "" {
			t.Errorf("%d wide: too wide are %s", wide, got)
		}
	}
	p.fine()
}
