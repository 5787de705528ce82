package site

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

func write(t *testing.T, s Site) map[string]string {
	files := map[string]string{}
	err := s.Write(func(name string, content []byte) error {
		files[name] = string(content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var address = regexp.MustCompile(`(?:href|src)="([^"#]*)(?:#([^"]*))?"`)

// Every link of every page leads to a file of the folder, and every anchor to a heading in it.
func TestLinksLeadSomewhere(t *testing.T) {
	files := write(t, Site{Player: true, Playable: func(string) bool { return true }})
	files[Player] = ""
	for name, content := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, m := range address.FindAllStringSubmatch(content, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to := name
			if m[1] != "" {
				to = path.Join(path.Dir(name), m[1])
			}
			anchor, err := url.PathUnescape(m[2])
			if target, ok := files[to]; err != nil || !ok || anchor != "" && to != Player && !strings.Contains(target, `id="`+anchor+`"`) {
				t.Errorf("%s: %s leads nowhere", name, m[0])
			}
		}
	}
}

func TestBothLanguagesAndNoRequests(t *testing.T) {
	files := write(t, Site{})
	for _, name := range []string{"index.html", "zh/index.html", "course/1-cold-start.html", "zh/course/1-cold-start.html", "glossary.html"} {
		page := files[name]
		if !strings.Contains(page, "<title>") || strings.Contains(page, "<script") || strings.Contains(page, Player+"#") {
			t.Errorf("%s:\n%.400s", name, page)
		}
	}
	if !strings.Contains(files["zh/course/1-cold-start.html"], `<a class="other" href="../../course/1-cold-start.html">English</a>`) {
		t.Error("the Chinese lesson does not lead to the English one")
	}
}

func TestPlayLinks(t *testing.T) {
	s := Site{Player: true, Playable: func(name string) bool { return name == "cold-start" }}
	for command, want := range map[string]string{
		"raftlab run cold-start":                           "../player.html#name=cold-start&lang=zh",
		"raftlab run cold-start --lang zh --plot a.svg":    "../player.html#name=cold-start&lang=zh",
		"raftlab run cold-start --seed 7 --engine etcd":    "../player.html#name=cold-start&seed=7&engine=etcd&lang=zh",
		"raftlab run cold-start --set 'node={n1: {a: 1}}'": "../player.html#name=cold-start&set=node%3D%7Bn1%3A+%7Ba%3A+1%7D%7D&lang=zh",
		"raftlab run other":                                "",
		"raftlab run cold-start --seeds 1-3":               "",
		"raftlab run cold-start | head -n 30":              "",
		"raftlab trials cold-start":                        "",
	} {
		if got := s.playLink("../", command, lang.Chinese); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
	if got := (Site{}).playLink("", "raftlab run cold-start", lang.English); got != "" {
		t.Errorf("without a player: %q", got)
	}
}
