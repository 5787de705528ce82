package browser_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"raftlab/plots/player"
)

var pictures = flag.String("pictures", "", "directory for pictures of the page, to look at")

// shots are what the pictures show.
var shots = []struct {
	name, scenario, fragment, script string
	wide, high                       int64
}{
	{"player", "split-vote", "t=581ms&lang=en&theme=light", "", 1480, 960}, // docs/gallery: the -fold pictures
	{"player-zh", "split-vote", "t=581ms&lang=zh&theme=light", "", 1480, 960},
	{"first", "leader-crash", "", "", 1480, 960},
	{"first-hd", "leader-crash", "theme=dark", "", 1920, 1080},
	{"election", "leader-crash", "t=1172.0ms", "", 1480, 960},
	{"election-dark-zh", "leader-crash", "t=1172.0ms&lang=zh&theme=dark", "", 1480, 960},
	{"split-hd", "split-vote", "t=574ms", "", 1920, 1080},
	{"minority", "minority-leader", "t=641ms", "", 1480, 960},
	{"phone", "leader-crash", "t=1172.0ms", "", 420, 900},
	{"phone-first-dark", "leader-crash", "theme=dark&lang=zh", "", 420, 900},
	{"three", "leader-crash", "t=1172.0ms&set=nodes%3D3", "", 1480, 960},
	{"nine", "leader-crash", "t=1180.0ms&set=nodes%3D9", "", 1480, 960},
	{"fifteen", "leader-crash", "t=1180.0ms&set=nodes%3D15", "", 1480, 960},
	{"projector", "leader-crash", "t=1172ms", "document.getElementById('big').click()", 1920, 1080},
	{"menu", "leader-crash", "t=1172ms", "menuOfServer(4, {x: 300, y: 300})", 1480, 960},
	{"trials", "leader-crash", "lang=en&theme=light", "tab = 'trials'; fillTabs(); many.wanted = 300; startTrials(); while (!document.body.dataset.trials) await new Promise(done => setTimeout(done, 50))", 1480, 960},
	{"script", "leader-crash", "lang=en&theme=light&step=" + "%7Bat%3A+1170ms%2C+crash%3A+n4%7D&t=1200ms", "tab = 'script', fillTabs()", 1480, 960},
	{"violation", "forgotten-vote", "", "jump('violation', 1)", 1480, 960},
}

// TestPictures makes pictures to look at: go test ./plots/player/browser -run Pictures -pictures out
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no directory for pictures (-pictures)")
	}
	program := simulator(t)
	if err := os.MkdirAll(*pictures, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, shot := range shots {
		t.Run(shot.name, func(t *testing.T) {
			p := visit(t)
			p.do(chromedp.EmulateViewport(shot.wide, shot.high))
			address := write(t, &player.Options{Title: shot.scenario, Start: start(shot.scenario), Simulator: program})
			p.do(chromedp.Navigate(fmt.Sprintf("%s#name=%s&%s", address, shot.scenario, shot.fragment)))
			p.wait(`document.body.dataset.ready === '1'`)
			if shot.script != "" {
				p.eval("(async () => { " + shot.script + " })()")
			}
			png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
			p.check(err)
			if err := os.WriteFile(filepath.Join(*pictures, shot.name+".png"), png, 0o666); err != nil {
				t.Fatal(err)
			}
			png, err = chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			p.check(err)
			if err := os.WriteFile(filepath.Join(*pictures, shot.name+"-fold.png"), png, 0o666); err != nil {
				t.Fatal(err)
			}
			p.fine()
		})
	}
}
