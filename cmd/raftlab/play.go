package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/plots/player"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

// playedFirst is the scenario of a page for which none was chosen: an election, a crash, another election.
const playedFirst = "leader-crash"

type playOptions struct {
	*console
	word      string
	source    string // the file that is read; "" if there is none
	file      string
	seed      seedFlag
	engine    engineFlag
	overrides []string
	steps     []string
	at        time.Duration
	course    bool
}

func newPlay(c *console) *cobra.Command {
	o := playOptions{console: c}
	cmd := &cobra.Command{
		Use:   "play [SCENARIO|FILE|TRACE]",
		Short: "Write a page in which a run can be played, stopped, turned back and changed",
		Long: `Write a page in which a run can be played, stopped, turned back and changed: one HTML file that needs no
network and no server. The simulator is in it, so every click that changes the run makes the run anew, and
the page names the command that does the same.

Without -f the page goes to a temporary file, and the browser opens it; where there is none, its name is
printed. Of a saved trace a small page is made, which plays that run only. A WebAssembly module that is dropped on the
page, a Raft of your own, plays its servers. Without an argument the page begins with
` + playedFirst + `; with --course its scenarios are numbered as lessons.`,
		Example: examples(
			"watch a leader crash", "raftlab play leader-crash",
			"a page to send to others", "raftlab play split-vote --seed 7 -f split-vote.html",
			"all scenarios as lessons", "raftlab play --course -f course.html",
			"a scenario of your own", "raftlab show leader-crash > my.yaml && raftlab play my.yaml -f my.html",
			"a run that was saved", "raftlab run leader-crash --trace crash.trace && raftlab play crash.trace -f crash.html"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return lang.Errorf("play takes one argument, a scenario or a trace; unexpected %q (see raftlab play --help)",
					"play 只接受一个参数，即场景或轨迹；多余的 %q（见 raftlab play --help）", args[1])
			}
			return nil
		},
		ValidArgsFunction: completeNames(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.word = strings.Join(args, "")
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.file, "file", "f", "", "write the page to `FILE`; - is standard output")
	flags.Var(&o.seed, "seed", "seed of every random choice in the run (default 1)")
	addEngine(cmd, &o.engine)
	flags.Var(repeated{&o.overrides, "key=value"}, "set", "override a setting of the cluster; can be repeated")
	addSteps(cmd, &o.steps)
	flags.DurationVar(&o.at, "at", 0, "begin at `TIME` since the start: 1.2s")
	flags.BoolVar(&o.course, "course", false, "number the scenarios as lessons, and begin with the first")
	mustComplete(cmd, "set", completeKeys)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
	return cmd
}

func (o *playOptions) run(ctx context.Context) error {
	if o.at < 0 {
		return lang.Errorf("--at %v is before the start (write --at 1.2s)", "--at %v 在开始之前（请写 --at 1.2s）", o.at)
	}
	page, err := o.page(ctx)
	if err != nil {
		return err
	}
	if o.file == "-" {
		return player.Write(o.out, page)
	}
	if o.file != "" {
		return o.save(page, o.file)
	}
	return o.open(page)
}

// page returns what the page shows.
func (o *playOptions) page(ctx context.Context) (*player.Options, error) {
	saved, err := o.openTrace(o.word)
	if err != nil {
		return nil, err
	}
	if saved != nil {
		defer saved.Close()
		o.source = o.word
		if err := o.refuseChanges(); err != nil {
			return nil, err
		}
		return o.pageOfTrace(saved, saved.name)
	}
	word := o.word
	switch {
	case word == "" && o.course:
		word = scenarios.Builtin()[0].Name
	case word == "":
		word = playedFirst
	}
	s, err := o.console.open(run.Request{Word: word, Overrides: o.overrides, Steps: o.steps, Seed: o.seed.or(run.DefaultSeed), Engine: o.engine.Engine})
	if err != nil {
		return nil, err
	}
	if o.engine.own != nil {
		return o.pageOfOwn(ctx, s)
	}
	start := player.Start{Name: word, Seed: strconv.FormatUint(uint64(s.Header.Seed), 10), Engine: s.Engine.Name(), Set: o.overrides, Steps: o.steps,
		At: o.at, Lang: o.lang, Course: o.course, Scenarios: playable(), Engines: run.EngineNames(),
		Hints: scenarios.NewHints()}
	if run.IsFile(word) {
		o.source = sourceOf(word)
		start.Name, start.YAML = nameOfScript(word), string(s.Scenario.Source())
	}
	program := simulator()
	if program == nil {
		return nil, environment(lang.Errorf("raftlab was built without the simulator for the browser (build it with make build); "+
			"a saved trace can be played: raftlab run %s --trace run.trace && raftlab play run.trace",
			"这个 raftlab 构建时没有包含浏览器用的模拟器（请用 make build 构建）；保存的轨迹可以播放：raftlab run %s --trace run.trace && raftlab play run.trace",
			lang.ShellWord(word)))
	}
	return &player.Options{Title: s.Scenario.Title.In(o.lang), Start: start, Simulator: program}, nil
}

// nameOfScript is what the page calls a file of one's own.
func nameOfScript(word string) string {
	if run.IsReadOnce(word) {
		return "scenario.yaml"
	}
	return strings.TrimSuffix(filepath.Base(word), ".gz")
}

// playable are the scenarios to choose from in the page.
func playable() (list []player.Scenario) {
	for _, info := range scenarios.Builtin() {
		list = append(list, player.Scenario{Name: info.Name, Title: info.Title})
	}
	for _, info := range scenarios.Studies() {
		list = append(list, player.Scenario{Name: info.Name, Title: info.Title, Study: true})
	}
	return list
}

// save writes the page to a file, which appears under its name when it is whole.
func (o *playOptions) save(page *player.Options, name string) error {
	files := outputs{source: o.source}
	defer files.discard()
	file, err := files.add(name)
	if err != nil {
		return err
	}
	if err := writePage(file, page); err != nil {
		return err
	}
	return files.commit()
}

func writePage(w io.Writer, page *player.Options) error {
	to := bufio.NewWriterSize(w, 1<<16)
	if err := player.Write(to, page); err != nil {
		return err
	}
	return to.Flush()
}

// open writes the page to a temporary file and has the browser show it.
func (o *playOptions) open(page *player.Options) error {
	file, err := os.CreateTemp("", "raftlab-*.html")
	if err != nil {
		return fileError(err)
	}
	err = writePage(file, page)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(file.Name())
		return fileError(err)
	}
	if showInBrowser(file.Name()) {
		fmt.Fprintln(o.err, o.say("The page is %s", "页面：%s", file.Name()))
	} else {
		fmt.Fprintln(o.out, file.Name())
	}
	return nil
}

// showInBrowser asks the desktop to open a file, if there is one.
func showInBrowser(file string) bool {
	var command *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		command = exec.Command("cmd", "/c", "start", "", file)
	case "darwin":
		command = exec.Command("open", file)
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return false
		}
		command = exec.Command("xdg-open", file)
	}
	return command.Run() == nil
}

// openTrace opens a file if it is a saved trace: nil if it is none.
func (c *console) openTrace(word string) (*input, error) {
	if word == "" || word == run.Stdin || strings.HasSuffix(strings.TrimSuffix(word, ".gz"), ".yaml") {
		return nil, nil
	}
	if _, err := scenarios.ByName(word); err == nil {
		return nil, nil
	}
	if _, err := os.Stat(word); err != nil {
		return nil, nil
	}
	head := make([]byte, len(traceBegins))
	in, err := openFile(word)
	if err != nil {
		return nil, err
	}
	_, err = io.ReadFull(in, head)
	in.Close()
	if err != nil || !bytes.Equal(head, traceBegins) {
		if run.IsFile(word) {
			return nil, nil
		}
		return nil, lang.Errorf("%s is neither a scenario nor a trace (the name of a scenario file ends in .yaml)",
			"%s 既不是场景，也不是轨迹（场景文件以 .yaml 结尾）", word)
	}
	return openFile(word)
}

// traceBegins is how the first line of every trace begins.
var traceBegins = []byte(`{"trace":`)
