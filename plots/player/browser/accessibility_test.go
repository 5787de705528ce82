package browser_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// tree returns what a screen reader finds in the page: a line of role and name for each node, and of those that are live regions the
// politeness behind it.
func (p *page) tree() (lines []string) {
	p.Helper()
	answer, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	p.check(err)
	text := func(v *accessibility.Value) (s string) {
		if v != nil {
			json.Unmarshal(v.Value, &s)
		}
		return s
	}
	for _, n := range answer.Nodes {
		if n.Ignored {
			continue
		}
		line := text(n.Role) + " " + text(n.Name)
		for _, property := range n.Properties {
			if property.Name == accessibility.PropertyNameLive {
				line += " live=" + text(property.Value)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Whatever can be used has a name, in both languages; servers say what they are; what happens is spoken while the page stands still.
func TestAccessibilityTree(t *testing.T) {
	slow(t)
	p := openAt(t, "name=leader-crash&lang=en&t=1172ms")
	usable := []string{"button", "combobox", "slider", "checkbox", "radio", "tab", "textbox", "menuitem", "link", "img", "image", "Canvas", "radiogroup", "dialog"}
	nameless := func(where string) (lines []string) {
		lines = p.tree()
		for _, line := range lines {
			if role, name, _ := strings.Cut(line, " "); slices.Contains(usable, role) && name == "" {
				t.Errorf("%s: a %s has no name", where, role)
			}
		}
		return lines
	}
	has := func(where string, lines []string, want ...string) {
		for _, w := range want {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, w) }) {
				t.Errorf("%s: there is no %q in\n%s", where, w, strings.Join(lines, "\n"))
			}
		}
	}
	has("English", nameless("English"), "button n4: candidate, term 2, vote: n4", "button n5: down, term 1, on disk: term 1", "button Play", "button one event back", "slider time", "slider speed",
		"checkbox every event", "combobox scenario", "combobox Raft of", "textbox seed", "tab Share", "radiogroup Which part of the time without a leader is the longest?", "list What happens, and why", "table Logs", "main", "contentinfo", "banner")
	lines := nameless("English")
	for politeness, number := range map[string]int{" live=assertive": 0, " live=polite": 1} {
		found := 0
		for _, line := range lines {
			if strings.HasSuffix(line, politeness) {
				found++
			}
		}
		if found < number {
			t.Errorf("%d live regions are%s", found, politeness)
		}
	}
	p.eval(`step(1)`)
	if got, want := p.eval(`document.getElementById('live').textContent`), p.eval(`w().live(ms(S.t, 1), sentenceAt(S.t))`); got != want || got == "" {
		t.Errorf("spoken is %q, want %q", got, want)
	}
	p.eval(`menuOfServer(4, {x: 9, y: 9})`)
	has("the menu", nameless("the menu"), "menu n4", "menuitem Crash")
	p.eval(`closeMenu()`)
	for _, tab := range []string{"script", "trials", "seen", "about"} {
		p.eval(`(tab = '` + tab + `', fillTabs())`)
		nameless(tab)
	}
	p.eval(`showKeys()`)
	has("the keys", nameless("the keys"), "dialog Keys")
	p.eval(`document.getElementById('keys').close()`)
	p.click(`#lang`)
	p.wait(`document.documentElement.lang === 'zh-CN'`)
	has("Chinese", nameless("Chinese"), "button 播放", "slider 时间", "combobox 场景", "checkbox 所有事件")
	p.fine()
}
