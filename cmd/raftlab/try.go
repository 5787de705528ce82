package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/starter"
	"raftlab/plots"
	"raftlab/scenarios/ladder"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

type tryOptions struct {
	*console
	words    []string
	part     string
	seeds    uint64
	workers  int
	dir      string
	starter  string
	patience time.Duration
	format   format
}

// mostSchedules is how many schedules of each part can be asked for.
const mostSchedules = 100_000

func newTry(c *console) *cobra.Command {
	o := tryOptions{console: c}
	cmd := &cobra.Command{
		Use:   "try PROGRAM [ARGUMENT...]",
		Short: "Try a Raft of your own, in any language",
		Long: `Try a Raft of your own, in any language. PROGRAM is started once for each server. It gets one line of JSON for all
that happens to its server and answers with one line: the protocol is in docs/reference/own-raft.md. Time, chance, the
network, disks and crashes are raftlab's, so what fails can be repeated.

There are four parts, each with scenarios and with random schedules of faults: A elections, B replication, C persistence, and
D what the program announces of PreVote, CheckQuorum, transfer of leadership and snapshots, for which there are no points.
Reported is the first failure of each: the sentence of Figure 2 of the Raft paper that a step breaks, or the promise that is
broken. A schedule that fails is made smaller first. The failure is left as a scenario file with a picture, beside the
command that repeats it.

Flags stand before PROGRAM, and -- before a program that has flags of its own, as in raftlab try -- python3 -u raft.py;
what follows is the program's.

A file that ends in .wasm is a WebAssembly module, which runs in a sandbox: no files, no network, no clock, no chance.

With --starter nothing is tried: DIR gets a program to begin with, which speaks the protocol and fails part A.

Exit codes: 0 if all held, 1 if anything failed, 3 if no answer came in time, which proves nothing. An interrupt prints what there is
so far, and gives 130.`,
		Example: examples(
			"something to begin with", "raftlab try --starter go my-raft",
			"its elections", "go build -o raft my-raft/raft.go && raftlab try --part A ./raft",
			"the same in a sandbox", "GOOS=wasip1 GOARCH=wasm go build -o raft.wasm my-raft/raft.go && raftlab try --part A --seeds 2 raft.wasm",
			"all parts, with few schedules", "raftlab try --seeds 2 ./raft"),
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.words = args
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *tryOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SetInterspersed(false)
	flags.StringVar(&o.part, "part", "", "try one part only: A, B, C or D")
	flags.Uint64Var(&o.seeds, "seeds", 50, "random schedules of each part")
	flags.IntVar(&o.workers, "workers", 0, "runs at a time; 0: as many as there are processors")
	flags.StringVar(&o.dir, "dir", ".", "where failures are left as files")
	addChoice(flags, &o.starter, starter.Languages(), "starter", "", "write a program to begin with into a new directory")
	addPatience(cmd, &o.patience)
	addFormat(cmd, &o.format)
	completeWords(cmd, "starter", starter.Languages())
	completeWords(cmd, "part", []string{"A", "B", "C", "D"})
	mustComplete(cmd, "seeds", cobra.NoFileCompletions)
	mustComplete(cmd, "workers", cobra.NoFileCompletions)
}

func (o *tryOptions) run(ctx context.Context) error {
	if o.starter != "" {
		return o.writeStarter()
	}
	parts, err := o.parts()
	if err != nil {
		return err
	}
	title := titleOf(o.words)
	own, err := ownProgramOf(title, &o.patience)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	own.host.CloseWith(ctx)
	defer own.host.Close()
	if err := o.greet(own); err != nil {
		return err
	}
	parts = ladder.Fit(parts, own.engine.Features())
	if o.part != "" && parts[0].Untried() {
		return lang.Errorf("--part %s: the program announces none of preVote, checkQuorum, transfer, snapshots (name them as features in its answer to hello)",
			"--part %s：程序没有宣布 preVote、checkQuorum、transfer、snapshots 中的任何一项（请在对 hello 的答复的 features 中写出）", o.part)
	}
	done := new(atomic.Uint64)
	hide := o.showProgress(done, ladder.Runs(parts, o.seeds), lang.Text{EN: "runs", ZH: "运行"})
	report, err := ladder.Try(ctx, parts, ladder.Options{Host: own.host, Title: title, Seeds: o.seeds, Workers: o.workers, Done: done})
	hide()
	if err != nil {
		if report != nil {
			o.print(report, func(*ladder.First) []string { return nil })
		}
		return interrupted(err)
	}
	return o.tell(ctx, report, &engineFlag{Engine: &own.engine, own: own})
}

// parts returns what is tried. It refuses options that cannot be.
func (o *tryOptions) parts() ([]ladder.Part, error) {
	parts := ladder.Parts()
	if o.part != "" {
		parts = slices.DeleteFunc(parts, func(p ladder.Part) bool { return !strings.EqualFold(p.Letter, o.part) })
	}
	if o.workers == 0 {
		o.workers = runtime.GOMAXPROCS(0)
	}
	info, err := os.Stat(o.dir)
	switch {
	case len(parts) == 0:
		return nil, lang.Errorf("--part %s: there is no such part (write A, B, C or D)", "--part %s：没有这一部分（请写 A、B、C 或 D）", o.part)
	case o.seeds > mostSchedules:
		return nil, lang.Errorf("--seeds %d are too many (at most %d)", "--seeds %d 太多（至多 %d）", o.seeds, mostSchedules)
	case o.workers < 1 || o.workers > 1024:
		return nil, lang.Errorf("--workers %d is not a number from 1 to 1024", "--workers %d 不是 1 到 1024 的数", o.workers)
	case err != nil:
		return nil, environment(fmt.Errorf("--dir %s: %w", o.dir, cause(err)))
	case !info.IsDir():
		return nil, lang.Errorf("--dir %s is no directory", "--dir %s 不是目录", o.dir)
	}
	return parts, nil
}

// tell leaves the failures as files and prints the report.
func (o *tryOptions) tell(ctx context.Context, report *ladder.Report, engine *engineFlag) error {
	for i := range report.Parts {
		if first := report.Parts[i].First; first != nil {
			if err := o.leave(ctx, first, engine); err != nil {
				return err
			}
		}
	}
	if err := o.print(report, func(f *ladder.First) []string { return []string{o.command(f, engine)} }); err != nil {
		return err
	}
	switch {
	case report.NoAnswer:
		return verdict(exitEnvironment)
	case !report.Held():
		return verdict(exitViolated)
	}
	return nil
}

func (o *tryOptions) print(report *ladder.Report, follow func(*ladder.First) []string) error {
	if o.format == jsonFormat {
		return writeJSON(o.out, report)
	}
	write(o.out, report.Text(o.lang, follow))
	return nil
}

func (o *tryOptions) fileOf(f *ladder.First, ending string) string {
	name := filepath.Join(o.dir, f.Name+ending)
	if o.dir == "." {
		return f.Name + ending
	}
	return name
}

// command returns the command that repeats a failure and draws it.
func (o *tryOptions) command(f *ladder.First, engine *engineFlag) string {
	seed := []string{"--seed", strconv.FormatUint(f.Seed, 10)}
	command := run.NewCommand("run", o.fileOf(f, ".yaml"), seed, engine.Engine, nil).With("--plot", o.fileOf(f, ".svg"))
	return o.lang.InSameLanguage(command.String())
}

// leave writes a failure's scenario and its picture.
func (o *tryOptions) leave(ctx context.Context, f *ladder.First, engine *engineFlag) error {
	files := outputs{}
	defer files.discard()
	source, err := files.add(o.fileOf(f, ".yaml"))
	if err != nil {
		return err
	}
	if _, err := source.Write([]byte(f.Source)); err != nil {
		return err
	}
	if err := files.beginPictures("--dir", []string{o.fileOf(f, ".svg")}); err != nil {
		return err
	}
	read := func(word string) (string, []byte, error) { return word, []byte(f.Source), nil }
	s, err := run.Open(run.Request{Word: o.fileOf(f, ".yaml"), Seed: f.Seed, Engine: engine.Engine}, read)
	if err != nil {
		return err
	}
	return o.draw(ctx, s, &files, o.command(f, engine))
}

// draw makes the run once more and draws it.
func (o *tryOptions) draw(ctx context.Context, s *run.Simulation, files *outputs, command string) error {
	outcome, err := s.Run(ctx, io.Discard)
	if err != nil {
		return interrupted(err)
	}
	for _, p := range files.pictures {
		if err := plots.Draw(p.file, outcome.Timeline, p.format, plots.Options{Lang: o.lang, Command: command}); err != nil {
			return err
		}
	}
	return files.commit()
}

// writeStarter writes a program to begin with. What is there already is left alone.
func (o *tryOptions) writeStarter() error {
	if len(o.words) != 1 {
		return lang.Errorf("--starter takes one directory (write raftlab try --starter %s DIR)", "--starter 需要一个目录（请写 raftlab try --starter %s DIR）", o.starter)
	}
	dir := o.words[0]
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return environment(err)
	}
	files := starter.Files(o.starter, o.lang)
	for _, file := range files {
		name := filepath.Join(dir, file.Name)
		if _, err := os.Lstat(name); err == nil {
			return lang.Errorf("%s is there already (name another directory)", "%s 已经存在（请换一个目录）", name)
		}
	}
	for _, file := range files {
		name := filepath.Join(dir, file.Name)
		if err := writeNew(name, file); err != nil {
			return environment(err)
		}
		write(o.out, name, "\n")
	}
	return nil
}

// writeNew writes a file of a starter where there is none.
func writeNew(name string, file starter.File) error {
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, file.Mode)
	if err != nil {
		return err
	}
	_, err = to.Write(file.Content)
	return errors.Join(err, to.Close())
}
