package markdown

import (
	"io/fs"
	"strings"
	"testing"

	"raftlab/docs"
	"raftlab/sim/lang"
)

const example = `# A *title* with ` + "`code`" + `

A paragraph that is so long that it has to be folded somewhere, with **strong** words and
[a link](page.md#part) and <https://example.org>.

1. one that is long enough to be folded, too, since it goes on and on
2. two

   - inner

> A quotation?

| term | meaning |
|---|---|
| quorum | more than half of all voters, reachable or not |
| log | ` + "`(1,2)`" + ` |

` + "```console\n$ raftlab run a --set b=c --set d=e --plot picture.svg\n  indented output that is rather long for such a page\n```" + `

![A picture](pictures/a.svg)
`

const in40 = `A title with ` + "`code`" + `
===================

A paragraph that is so long that it has
to be folded somewhere, with strong
words and a link and
https://example.org.

1. one that is long enough to be folded,
   too, since it goes on and on

2. two

   - inner

│ A quotation?

term    meaning
──────  ────────────────────────────────
quorum  more than half of all voters,
        reachable or not
log     ` + "`(1,2)`" + `

    $ raftlab run a --set b=c --set d=e
        --plot picture.svg
      indented output that is rather
          long for such a page

[picture: A picture]`

func TestLines(t *testing.T) {
	if got := strings.Join(Lines([]byte(example), Terminal{Width: 40}), "\n"); got != in40 {
		t.Errorf("got\n%s\nwant\n%s", got, in40)
	}
}

func TestColours(t *testing.T) {
	got := strings.Join(Lines([]byte("# A\n\nb `c` **d** *e*\n"), Terminal{Width: 40, Colour: true}), "|")
	if want := "\x1b[1mA\x1b[0m||b \x1b[36mc\x1b[0m \x1b[1md\x1b[0m \x1b[3me\x1b[0m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNarrowTablesAreStacked(t *testing.T) {
	got := Lines([]byte("| a | b | c |\n|---|---|---|\n| one two three four | five six seven eight | nine ten eleven |\n"), Terminal{Width: 40})
	if want := "one two three four|  five six seven eight|  nine ten eleven"; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
}

// No line of any document is wider than the terminal, but for a word that is.
func TestNothingIsWiderThanTheTerminal(t *testing.T) {
	err := fs.WalkDir(docs.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".md") {
			return err
		}
		source, err := docs.Files.ReadFile(name)
		for _, width := range []int{20, 60, 80, 100} {
			for _, line := range Lines(source, Terminal{Width: width}) {
				if lang.Width(line) > width && hasBreak(line, width) {
					t.Errorf("%s at %d: %q", name, width, line)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// hasBreak reports whether a line could have ended before the width, behind its indent.
func hasBreak(line string, width int) bool {
	text := strings.TrimLeft(line, " │-0123456789.$")
	return lastBreak(text, width-lang.Width(line)+lang.Width(text)) > 0 && !strings.Contains(line, "─")
}

func TestTitle(t *testing.T) {
	if got := Title([]byte("text\n\n# A *b* `c`\n\n# D")); got != "A b c" {
		t.Errorf("the title is %q", got)
	}
	if got := Title([]byte("text")); got != "" {
		t.Errorf("the title of a page without one is %q", got)
	}
}

func TestHTML(t *testing.T) {
	links := Links{
		Page: func(target string) string { return strings.Replace(target, ".md", ".html", 1) },
		Play: func(command string) string {
			if command == "raftlab run a" {
				return "player.html#name=a"
			}
			return ""
		},
	}
	got, err := HTML([]byte("# A b\n\n[c](d.md#e) <script>\n\n```console\n$ raftlab run a\n1 < 2\n$ ls\n```\n"), links)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<h1 id="a-b">A b</h1>`, `<a href="d.html#e">c</a>`, `<b>raftlab run a</b> <a class="play" href="player.html#name=a">▶</a>`,
		"1 &lt; 2\n", "<b>ls</b>\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "<script>") {
		t.Errorf("markup of the document is let through:\n%s", got)
	}
}

// Lines of a paragraph are joined by a space, whatever follows, and Chinese ones by nothing.
func TestJoinedLines(t *testing.T) {
	for source, want := range map[string]string{
		"a\nb":        "a b",
		"its\n[b](c)": `its <a href="c">b</a>`,
		"its\n`b`":    "its <code>b</code>",
		"**a**\n*b*":  "<strong>a</strong> <em>b</em>",
		"[a](c)\nb":   "<a href=\"c\">a</a> b",
		"节点\n日志":      "节点日志",
		"任期，\n`x`":    "任期，<code>x</code>",
		"任期\nterm":    "任期 term",
		"[任期](c)\n日志": `<a href="c">任期</a>日志`,
		"任期\n[日志](c)": `任期<a href="c">日志</a>`,
	} {
		got, err := HTML([]byte(source), Links{Page: func(target string) string { return target }})
		if err != nil || got != "<p>"+want+"</p>\n" {
			t.Errorf("%q: %s, want %s, %v", source, got, want, err)
		}
	}
	if got := string(plain(inline(parse([]byte("节点\n`x`\n日志")).FirstChild(), []byte("节点\n`x`\n日志"), ""))); got != "节点 x 日志" {
		t.Errorf("in a terminal: %q", got)
	}
}

func FuzzLines(f *testing.F) {
	f.Add(example, 40)
	f.Add("| a |\n|---|\n", 20)
	f.Add("1. a\n   > b\n   >\n   > - c", 3)
	f.Fuzz(func(_ *testing.T, source string, width int) {
		Lines([]byte(source), Terminal{Width: width % 200, Colour: width%2 == 0})
	})
}
