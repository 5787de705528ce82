//go:build linux || darwin

package browser_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// lab is a real lab in a directory of the test.
type lab struct {
	*testing.T
	program, dir string
}

// program builds raftlab once for all tests, with what make build leaves for the page.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "raftlab-browser")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "raftlab")
	out, err := exec.Command("go", "build", "-tags", "player", "-o", name, "raftlab/cmd/raftlab").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return name, nil
})

// upLab starts a lab of three members, which is gone with the test.
func upLab(t *testing.T) *lab {
	t.Helper()
	chromium(t)
	simulator(t)
	built, err := program()
	if err != nil {
		t.Fatalf("%v: %s", err, built)
	}
	dir, err := os.MkdirTemp("", "raftlab-lab") // a machine has a path that is not too long
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{T: t, program: built, dir: filepath.Join(dir, "lab")}
	t.Cleanup(func() {
		if out, err := l.command("down", "--purge", "--force").CombinedOutput(); err != nil {
			t.Errorf("raftlab lab down: %v: %s", err, out)
		}
		os.RemoveAll(dir)
	})
	l.run("up", "--members", "3")
	return l
}

func (l *lab) command(args ...string) *exec.Cmd {
	cmd := exec.Command(l.program, append([]string{"lab"}, args...)...)
	cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+l.dir, "LC_ALL=C")
	return cmd
}

func (l *lab) run(args ...string) string {
	l.Helper()
	out, err := l.command(args...).CombinedOutput()
	if err != nil {
		l.Fatalf("raftlab lab %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// isMachine reports whether faults of the network can be made.
func (l *lab) isMachine() bool {
	return l.command("network", "status").Run() == nil
}

// play serves the page, and returns its address, and what ends it.
func (l *lab) play() (address string, end func()) {
	l.Helper()
	cmd := l.command("play", "--no-browser")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		l.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		cmd.Process.Signal(syscall.SIGINT)
		if cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
			l.Errorf("raftlab lab play ended with %v", cmd.ProcessState)
		}
	})
	l.Cleanup(end)
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		l.Fatal(err)
	}
	return strings.TrimSpace(address), end
}

// quiet fails the test if anything went wrong in a page, or if it asked anybody but its server.
func (p *page) quiet(address string) {
	p.Helper()
	own, _, _ := strings.Cut(address, "?")
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, asked := range p.requests {
		if !strings.HasPrefix(asked, own) {
			p.Errorf("the page asks for %s", asked)
		}
	}
	if len(p.troubles) > 0 {
		p.Fatalf("the page complains: %q", p.troubles)
	}
}

// choose clicks a member or a link, and then an entry of its menu.
func (p *page) choose(selector, do string) {
	p.Helper()
	p.click(selector)
	p.wait(`!document.getElementById('menu').hidden`)
	p.click(`#menu [data-do="` + do + `"]`)
}

// leader waits until the page shows that another server leads than one, and returns it.
func (p *page) leader(other string) string {
	p.Helper()
	p.wait(`D && ledAt(D, D.end).leader && 'n' + ledAt(D, D.end).leader !== '` + other + `'`)
	return p.eval(`'n' + ledAt(D, D.end).leader`)
}

const role = `document.querySelector('[data-node="%"]').dataset.role`

func roleIs(node, want string) string {
	return strings.ReplaceAll(role, "%", node) + ` === '` + want + `'`
}

// A lecture: the leader is crashed by a click, another is elected, that one is cut off, and the network heals. Another page sees it,
// and the same is simulated.
func TestLecture(t *testing.T) {
	slow(t)
	l := upLab(t)
	address, _ := l.play()
	p, other := open(t, address), open(t, address)
	if got := p.eval(`location.href`); strings.Contains(got, "token") {
		t.Errorf("the token stays in the address: %s", got)
	}
	first := p.leader("")
	p.wait(`document.body.dataset.live === 'on'`)
	p.choose(`[data-node="`+first+`"]`, "crash")
	second := p.leader(first)
	p.wait(roleIs(first, "down") + ` && ` + roleIs(second, "leader"))
	if got := p.eval(`story.lines.filter(l => l.kind === 'fault').at(-1).text`); got != "crashes" {
		t.Errorf("the last fault is %q", got)
	}
	p.choose(`[data-node="`+first+`"]`, "restart")
	p.wait(roleIs(first, "follower"))
	p.learned(3, "k8s-master0"+first[1:], "k8s-master0"+second[1:])
	last := second
	if l.isMachine() {
		p.choose(`[data-node="`+second+`"]`, "alone")
		last = p.leader(second)
		p.wait(`cutsAt(D, D.end).size === 4`)
		p.wait(`!(` + roleIs(second, "leader") + `)`) // CheckQuorum makes it step down, and then it asks for pre-votes
		p.choose(`[data-node="`+second+`"]`, "heal")
		p.wait(`cutsAt(D, D.end).size === 0`)
		p.wait(`D.servers.every(s => serverAt(s, D.end).term === serverAt(D.servers[ledAt(D, D.end).leader - 1], D.end).term)`)
		p.learned(5, "k8s-master0"+second[1:], "k8s-master0"+last[1:])
	}
	p.putAndGet()
	other.wait(`live.deeds.length === ` + p.eval(`live.deeds.length`) + ` && live.deeds.every(d => d.done)`)
	if got := other.leader(""); got != p.leader("") {
		t.Errorf("one page shows %s, the other %s, after %s", p.leader(""), got, last)
	}
	other.lookBack(l, first)
	p.simulate(first)
	p.quiet(address)
	other.quiet(address)
}

// learned waits until steps of the lesson are done, and sees that what is said of the last of them names members.
func (p *page) learned(steps int, members ...string) {
	p.Helper()
	p.wait(`document.querySelectorAll('#live-lesson .done').length === ` + strconv.Itoa(steps))
	said := p.eval(`document.getElementById('live-lesson').innerText`)
	for _, m := range members {
		if short := strings.TrimPrefix(m, "k8s-"); !strings.Contains(said, short) {
			p.Errorf("the lesson does not name %s:\n%s", short, said)
		}
	}
}

// putAndGet puts a key by hand, and gets it.
func (p *page) putAndGet() {
	p.Helper()
	p.eval(`(document.getElementById('live-key').value = '-a key', document.getElementById('live-value').value = "it's $HOME <b>")`)
	p.click(`#live-put`)
	p.wait(`live.deeds.at(-1).done && live.deeds.at(-1).output.includes('OK')`)
	p.click(`#live-get`)
	p.wait(`live.deeds.at(-1).done && live.deeds.at(-1).command.includes('etcdctl get')`)
	if got := p.eval(`document.querySelector('#live-deeds li:last-child pre').textContent`); !strings.Contains(got, "-a key\nit's $HOME <b>") {
		p.Errorf("got %q", got)
	}
}

// lookBack goes back to the crash while something else happens, and returns to what is now.
func (p *page) lookBack(l *lab, crashed string) {
	p.eval(`goTo(D.faults.find(f => f.fault === 'crash').at, true)`)
	p.wait(`document.body.dataset.live === 'behind'`)
	events, at := p.data("events"), p.eval(`S.t`)
	l.run("member", "k8s-master0"+crashed[1:], "pause")
	p.wait(`document.body.dataset.events !== '` + events + `'`)
	if got := p.eval(`S.t`); got != at || p.eval(roleIs(crashed, "down")) != "true" {
		p.Errorf("the cursor went from %s to %s", at, got)
	}
	l.run("member", "k8s-master0"+crashed[1:], "resume")
	p.click(`#live-follow`)
	p.wait(`live.following && !serverAt(D.servers[` + crashed[1:] + ` - 1], D.end).paused`)
}

// simulate opens the simulation, and sees that the member crashes there too.
func (p *page) simulate(crashed string) {
	p.Helper()
	own := p.eval(`location.origin`)
	if got := p.eval(`(document.getElementById('live-simulate').addEventListener('click', e => e.preventDefault()), document.getElementById('live-simulate').click(), document.getElementById('live-simulate').href)`); got != own+"/simulation?lang=en" {
		p.Errorf("the simulation is at %s", got)
	}
	p.do(chromedp.Navigate(own + "/simulation?lang=en"))
	if kind := p.eval(`document.contentType`); kind != "text/html" {
		p.Fatalf("the simulation is refused: %s", p.eval(`document.body.innerText`))
	}
	ready := chromedp.Poll[chromedp.Void](`document.body.dataset.ready === '1' || document.body.dataset.error`, chromedp.WithPollingTimeout(time.Minute))
	p.do(ready) // a computer that is busy with a lab takes its time to compile the simulator
	if got := p.eval(`D ? D.header.scenario + D.header.live : document.getElementById('error').textContent`); got != "lab0" {
		p.Fatalf("the simulation: %s", got)
	}
	if got := p.eval(`D.faults.some(f => f.fault === 'crash' && 'n' + f.node === '` + crashed + `') && D.nodes`); got != "3" {
		p.Errorf("the simulation: %s of %s", got, p.eval(`S.yaml`))
	}
}

// A page whose lab goes says so, and goes on with it; one whose server goes says that.
func TestPageLeftOpen(t *testing.T) {
	slow(t)
	l := upLab(t)
	address, end := l.play()
	p := open(t, address)
	p.leader("")
	p.click(`#lang`)
	p.wait(`document.getElementById('title').textContent.includes('真实') && story.lines.some(l => /领导者/.test(l.text))`)
	l.run("down")
	p.wait(`document.body.dataset.live === 'down'`)
	l.run("up")
	p.wait(`document.body.dataset.live === 'on'`)
	p.leader("")
	p.quiet(address)
	end()
	p.wait(`document.body.dataset.live === 'over'`)
}
