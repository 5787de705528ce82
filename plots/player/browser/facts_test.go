package browser_test

import (
	"strings"
	"testing"
)

// One fact says who leads the cluster: the crown, the words above the ring, and the server's own.
func TestOneCrownForTheLeaderOfTheCluster(t *testing.T) {
	slow(t)
	p := openAt(t, "name=forgotten-vote&lang=en&t=60ms")
	const crowns = `[...document.querySelectorAll('.server')].filter(g => g.querySelector('.crown').style.display !== 'none').map(g => g.dataset.node).join() + ' | ' + document.getElementById('state').textContent + ' | ' + document.querySelector('[data-node=n1]').getAttribute('aria-label')`
	for _, c := range []struct{ at, want string }{
		{"60e6", " | no leader: n1 was elected, and no quorum can follow it | n1: leader, no quorum, term 1"},
		{"90e6", "n3 | n3 leads term 1 | n1: second leader, term 1"},
	} {
		if got := p.eval(`(goTo(` + c.at + `, true), ` + crowns + `)`); !strings.HasPrefix(got, c.want) {
			t.Errorf("at %s: %s, want %s", c.at, got, c.want)
		}
	}
	const wrong = `D.times.filter((_, i) => i % 7 === 0).filter(t => { goTo(t); const led = ledAt(D, t).leader; return ring.servers.some((o, i) => (o.crown.style.display !== 'none') !== (led === i + 1)) }).length`
	if got := p.eval(`(D.times = Array.from(D.times), ` + wrong + `)`); got != "0" {
		t.Errorf("at %s moments the crown is not the leader's", got)
	}
	p.fine()
}

// What the logs show as not on disk is what a crash at that moment takes away.
func TestHatchedIsWhatACrashLoses(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File(['name: slow\ncluster: {nodes: 3, disk: {fsync: 20ms}}\nsteps:\n  - {when: leader elected, after: 200ms, propose: x=1}\n  - {after: 5ms, propose: x=2}\nuntil: 1s\n'], 'a.yaml'))`)
	const lost = `(async () => {
		const elected = D.led.find(l => l.leader), out = []
		for (const [id, after] of [[elected.leader, 210e6], [elected.leader, 235e6], [elected.leader % 3 + 1, 215e6]]) {
			const t = elected.from + after
			goTo(t, true)
			const before = unsyncedAt(D.servers[id - 1], momentOf(D, t))
			await fork('crash: n' + id); play(false)
			const crash = D.faults.find(f => f.fault === 'crash').at, after2 = logAt(D.servers[id - 1], crash).last, disk = diskOf(D.servers[id - 1], crash)
			out.push(before.last - before.from + 1 + ' ' + (before.last - after2) + ' ' + (disk.lastIndex === after2))
			await backToScript()
		}
		return out.join()
	})()`
	got := p.eval(lost)
	some := false
	for _, one := range strings.Split(got, ",") {
		f := strings.Fields(one)
		if len(f) != 3 || f[0] != f[1] || f[2] != "true" {
			t.Errorf("hatched and lost entries, and whether the disk has the rest: %s", one)
		}
		some = some || f[0] != "0"
	}
	if !some {
		t.Error("no entry was ever hatched: ", got)
	}
	p.fine()
}

// In joint consensus a candidate needs both groups: there is a row of votes for each.
func TestJointVotes(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`takeFile(new File(['name: joint\ncluster: {nodes: 5, voters: [n1, n2, n3], disk: {fsync: 0ms}, network: {latency: 10ms}}\nsteps:\n  - {when: leader elected, after: 100ms, change: {add: [n4, n5], remove: [n1, n2], joint: true}}\n  - {after: 25ms, crash: leader}\nuntil: 2s\n'], 'a.yaml'))`)
	const rows = `(() => { for (const s of D.servers) for (const b of s.bands) if (b.oldVoters && b.role === CANDIDATE) { goTo(b.from + 1e6, true); const o = ring.servers[s.id - 1]; return o.halves.map(h => h.textContent).join() + ' ' + o.pips.children.length + ' ' + pipRows(ballotAt(D, serverAt(s, S.t), S.t), serverAt(s, S.t).member).map(r => r.join('')).join('/') } return 'nobody stood in a joint configuration' })()`
	if got := p.eval(rows); got != "new,old 6 345/123" {
		t.Errorf("the votes are in rows %s", got)
	}
	p.fine()
}

// A click on what the lanes show leads to its event and marks it, among all events where the story leaves it out.
func TestClickInTheLanes(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en&t=1172ms")
	const click = `(async what => { const h = lanes.hits.find(what), c = document.getElementById('lanes'), b = c.getBoundingClientRect(), at = { clientX: b.left + (h.line ? h.xa + (h.xb - h.xa) * 0.3 : (h.xa + h.xb) / 2), clientY: b.top + (h.line ? h.ya + (h.yb - h.ya) * 0.3 : (h.ya + h.yb) / 2), pointerId: 1 }
		c.setPointerCapture = () => {}
		c.dispatchEvent(new PointerEvent('pointerdown', at)); c.dispatchEvent(new PointerEvent('pointerup', at))
		while (!document.querySelector('#story .picked')) await new Promise(done => setTimeout(done, 20))
		const l = document.querySelector('#story .picked').textContent; S.picked = 0; drawFrame(); return l })`
	for what, want := range map[string]string{
		`h => h.event && !h.line && D.servers[3].bands.some(b => b.role === CANDIDATE && b.event === h.event)`:        "n4becomes candidate for term 2: election timer expired",
		`h => h.kind === 'cluster' && h.at > 1.1e9`:                                                                   "the cluster has a leader: n4 in term 2",
		`h => h.kind === 'expired'`:                                                                                   "election timer expires",
		`h => h.line && D.messages.some(m => m.event === h.event && m.kind === ASK && Math.abs(m.to - m.from) === 1)`: "sends vote request",
	} {
		if got := p.eval(`(goTo(1172e6, true), ` + click + `(` + what + `))`); !strings.Contains(got, want) {
			t.Errorf("%s leads to %q, want %q", what, got, want)
		}
	}
	p.fine()
}

// A study begins with its trials, and its run is the first part; the longest trial is played and leaves the distribution.
func TestStudy(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`(many.wanted = 60, choose({name: 'common-job', yaml: ''}))`)
	p.wait(`document.body.dataset.trials === '60'`)
	if got := p.eval(`tab + S.set + document.getElementById('trials-command').textContent`); !strings.HasPrefix(got, "trialsmax_events=50000raftlab trials common-job -n 60 --seed 1") || strings.Contains(got, "--set") {
		t.Errorf("the study shows %s", got)
	}
	p.eval(`takeWorst()`)
	if got := p.eval(`[S.seed === many.results.worst, many.results.done, document.getElementById('trials-words').textContent.startsWith('60 trials'), D.outages.some(o => o.to - o.from === many.results.longest)].join()`); got != "true,60,true,true" {
		t.Errorf("after the worst: %s", got)
	}
	p.fine()
}

// All questions of a scenario are asked.
func TestEveryQuestionIsAsked(t *testing.T) {
	slow(t)
	p := openAt(t, "name=minority-leader&lang=en")
	if got := p.eval(`[document.querySelectorAll('#questions .ask').length, R.predictions.length, (goTo(D.end, true), document.querySelectorAll('.answers')[1].querySelector('input').click(), [...document.querySelectorAll('.verdict')].map(v => v.textContent !== '').join('/'))].join()`); got != "2,2,false/true" {
		t.Errorf("asked, there, answered: %s", got)
	}
	p.fine()
}
