package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
)

// openAt opens a page at a moment of a scenario.
func openAt(t *testing.T, fragment string) *page {
	t.Helper()
	return open(t, pageOf(t)+"#"+fragment)
}

// click clicks on what a selector finds first, as a mouse does.
func (p *page) click(selector string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// A click on a server changes the future and leaves the past; undo brings the first run back, and a link the second.
func TestCrashByClick(t *testing.T) {
	p := openAt(t, "name=leader-crash&t=1172ms")
	first := p.data("digest")
	p.click(`[data-node="n4"]`)
	p.wait(`!document.getElementById('menu').hidden`)
	p.click(`#menu [data-step="crash: n4"]`)
	p.wait(`document.body.dataset.prefix`)
	if p.data("prefix") != "true" || p.data("digest") == first {
		t.Fatalf("after the crash: past kept: %s, digest %s, before %s", p.data("prefix"), p.data("digest"), first)
	}
	second := p.data("digest")
	if got := p.eval(`S.steps.join()`); got != "{at: 1170ms, crash: n4}" {
		t.Errorf("the step is %s", got)
	}
	if got := p.eval(`document.getElementById('command').textContent`); got != "raftlab run leader-crash --seed 1 --step '{at: 1170ms, crash: n4}'" {
		t.Errorf("the command is %s", got)
	}
	p.wait(`playing || S.t >= D.end`) // the future plays by itself
	p.eval(`play(false)`)
	link := p.eval(`linkOf()`)
	p.click(`#undo`)
	p.wait(`document.body.dataset.digest === '` + first + `'`)
	p.click(`#redo`)
	p.wait(`document.body.dataset.digest === '` + second + `'`)
	p.fine()

	again := openAt(t, strings.TrimPrefix(link, "#"))
	if got := again.data("digest"); got != second {
		t.Errorf("the link leads to %s, want %s", got, second)
	}
	if again.eval(`document.getElementById('remark').hidden`) != "true" {
		t.Errorf("the link is remarked on: %s", again.eval(`document.getElementById('remark').textContent`))
	}
	again.fine()
}

// The same without a mouse: a server by its number, a message from the list of those under way.
func TestForkByKeyboard(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&t=1172ms")
	first := p.data("digest")
	p.do(chromedp.KeyEvent("4"))
	p.wait(`!document.getElementById('menu').hidden && document.activeElement.dataset.step === 'crash: n4'`)
	p.do(chromedp.KeyEvent("\r"))
	p.wait(`document.body.dataset.prefix === 'true' && S.steps.length === 1`)
	p.eval(`play(false)`)
	p.do(chromedp.KeyEvent("u"))
	p.wait(`S.steps.length === 0 && document.body.dataset.digest === '` + first + `'`)
	p.eval(`goTo(1172e6, true)`)
	p.do(chromedp.KeyEvent("m"))
	p.wait(`document.querySelectorAll('#menu button').length === 3`)
	p.do(chromedp.KeyEvent("\r"))
	p.wait(`document.activeElement.dataset.step && document.activeElement.dataset.step.startsWith('drop:')`)
	p.eval(`document.body.dataset.prefix = ''`)
	p.do(chromedp.KeyEvent("\r"))
	p.wait(`document.body.dataset.prefix === 'true'`)
	if got := p.eval(`S.steps.join()`); !strings.HasPrefix(got, "{at: 1170ms, drop: ") {
		t.Errorf("the step is %s", got)
	}
	p.fine()
}

// Every action that the menus offer leaves the past as it was.
func TestEveryActionKeepsThePast(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&t=1172ms")
	for _, menu := range []string{`menuOfServer(4, {x: 9, y: 9})`, `menuOfServer(5, {x: 9, y: 9})`, `menuOfLink(1, 2, {x: 9, y: 9})`, `menuOfMessage(flightsAt(D, S.t, 0)[0].id, {x: 9, y: 9})`} {
		steps := strings.Split(p.eval(`(`+menu+`, [...document.querySelectorAll('#menu [data-step]')].map(b => b.dataset.step).join('|'))`), "|")
		for _, step := range steps {
			got := p.eval(`(async () => { closeMenu(); goTo(1172e6, true); await fork(...` + quoteAll(step) + `); play(false); const past = document.body.dataset.prefix + ' ' + S.steps.length + document.getElementById('error').textContent; await backToScript(); goTo(1172e6, true); return past })()`)
			if !strings.HasPrefix(got, "true ") || strings.HasPrefix(got, "true 0") {
				t.Errorf("%s: %s", step, got)
			}
		}
	}
	p.fine()
}

// quoteAll writes steps that are divided by semicolons as a list of JavaScript.
func quoteAll(steps string) string { return "['" + strings.ReplaceAll(steps, "; ", "', '") + "']" }

// A step that cannot be is taken back, and the loader's message shown.
func TestRefusedStepIsTakenBack(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&t=1172ms")
	first := p.data("digest")
	p.eval(`fork('restart: n9')`)
	p.wait(`document.body.dataset.error === '1'`)
	if p.eval(`S.steps.length`) != "0" || p.data("digest") != first || !strings.Contains(p.eval(`document.getElementById('error').textContent`), "n9") {
		t.Errorf("steps %s, error %s", p.eval(`S.steps.join()`), p.eval(`document.getElementById('error').textContent`))
	}
	p.fine()
}

func pageOf(t *testing.T) string {
	t.Helper()
	return write(t, &player.Options{Title: "raftlab", Start: start("leader-crash"), Simulator: simulator(t)})
}

// The menus offer what the loader accepts, also where the script changes the network, a disk broke its promise, or Raft's own code has
// ended a server.
func TestMenusOfferWhatTheLoaderAccepts(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	const refused = `(async (name, engine, parts) => {
		await choose({name, yaml: '', engine})
		const out = []
		for (const part of parts) {
			goTo(D.end * part, true)
			const menus = [...D.servers.map(s => () => menuOfServer(s.id, {x: 9, y: 9})), () => menuOfLink(1, 2, {x: 9, y: 9})], moment = momentWords(momentOf(D, S.t))
			for (const menu of menus) {
				menu()
				for (const steps of [...document.querySelectorAll('#menu [data-step]')].map(b => b.dataset.step)) {
					const a = await sim.ask({...requestOfRun(), do: 'check', steps: steps.split('; ').map(s => '{at: ' + moment + ', ' + s + '}')})
					if (a.problems) out.push(moment + ' ' + steps + ': ' + a.problems[0].message)
				}
				closeMenu()
			}
		}
		return out.join('\n')
	})`
	for _, c := range []string{`'forgotten-vote', 'etcd', [0.1, 0.12, 0.9]`, `'lossy-network', 'etcd', [0.2, 0.6]`, `'partial-partition', 'textbook', [0.5]`, `'removed-server', 'etcd', [0.2, 1]`} {
		if got := p.eval(refused + `(` + c + `)`); got != "" {
			t.Errorf("%s: the menus offer what is refused:\n%s", c, got)
		}
	}
	p.fine()
}
