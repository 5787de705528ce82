package class

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/scenarios/ladder"
	"raftlab/sim/lang"
)

// Program is a Raft of a student's own, and what became of it. Only modules are run, since a sandbox lets them do nothing else; for
// another program there is the command that runs it in a container.
type Program struct {
	File      string         `json:"file"`
	Points    int            `json:"points"`
	Of        int            `json:"of"` // 0: it was not tried
	Report    *ladder.Report `json:"report,omitempty"`
	Container string         `json:"container,omitempty"` // the command line
	Remark    lang.Text      `json:"remark,omitzero"`     // why it was not tried

	failed bool // it was to be tried and could not
}

// language is how programs are run that a student hands in as source. Ending is that of a file's name; build comes before, with
// what it makes below /tmp; program is the command line, in which %s is the file.
type language struct{ ending, image, build, program string }

var languages = []language{
	{".py", "python:3", "", "python3 %s"},
	{".js", "node:22", "", "node %s"},
	{".pl", "perl:5", "", "perl %s"},
	{".rb", "ruby:3", "", "ruby %s"},
	{".go", "golang:1", "GOCACHE=/tmp/cache go build -o /tmp/raft *.go", "/tmp/raft"},
	{".java", "eclipse-temurin:21", "javac -d /tmp *.java", "java -cp /tmp Raft"},
	{".c", "gcc:14", "cc -O2 -o /tmp/raft *.c", "/tmp/raft"},
	{".cpp", "gcc:14", "c++ -O2 -o /tmp/raft *.cpp", "/tmp/raft"},
	{".rs", "rust:1", "rustc -O -o /tmp/raft %s", "/tmp/raft"},
}

const moduleEnding = ".wasm"

// program looks for a student's program, and has it tried if it is a module. Nil: there is none.
func (g *grader) program(ctx context.Context) (*Program, error) {
	modules := regularFiles(g.dir, moduleEnding)
	switch {
	case len(modules) > 1:
		return &Program{File: filepath.Base(modules[0]), failed: g.Try != nil, Remark: lang.Say("own program: there are %d modules, and one is wanted", "自己的程序：有 %d 个模块，只应有一个", len(modules))}, nil
	case len(modules) == 1:
		return g.module(ctx, modules[0])
	}
	for _, l := range languages {
		if files := regularFiles(g.dir, l.ending); len(files) > 0 {
			return g.source(l, mainOf(files)), nil
		}
	}
	return nil, nil
}

// regularFiles returns the files of a directory whose names have an ending. A link is none: it could lead anywhere.
func regularFiles(dir, ending string) []string {
	return slices.DeleteFunc(filesLike(dir, "*"+ending), func(file string) bool {
		info, err := os.Lstat(file)
		return err != nil || !info.Mode().IsRegular()
	})
}

// mainOf returns the file that is the program: raft or main, or the first.
func mainOf(files []string) string {
	for _, name := range []string{"raft", "main"} {
		if i := slices.IndexFunc(files, func(file string) bool { return strings.EqualFold(stem(file), name) }); i >= 0 {
			return files[i]
		}
	}
	return files[0]
}

func (g *grader) module(ctx context.Context, file string) (*Program, error) {
	p := &Program{File: filepath.Base(file)}
	if g.Try == nil {
		p.Remark = lang.Say("own program: not run (raftlab grade --programs runs a module in a sandbox)", "自己的程序：未运行（raftlab grade --programs 在沙箱中运行模块）")
		return p, nil
	}
	report, err := g.Try(ctx, file)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		p.failed, p.Remark = true, lang.Say("own program: it cannot be tried: %v", "自己的程序：无法测试：%v", err)
	case report.NoAnswer:
		p.failed, p.Report, p.Remark = true, report, lang.Say("own program: no answer came in time, which proves nothing (try it again)", "自己的程序：没有及时得到回答，这不能证明什么（请再试一次）")
	default:
		p.Report, p.Points, p.Of = report, report.Points, report.Of
	}
	return p, nil
}

// source returns how a program is run that is no module.
func (g *grader) source(l language, file string) *Program {
	p := &Program{File: filepath.Base(file)}
	if g.Try == nil {
		p.Remark = lang.Say("own program: not run (raftlab grade --programs says how to, in a container)", "自己的程序：未运行（raftlab grade --programs 给出在容器中运行的命令）")
		return p
	}
	p.Remark = lang.Say("own program: not run here, since it is no module; in a container:", "自己的程序：不是模块，不在这里运行；在容器中：")
	p.Container = g.container(l, p.File)
	return p
}

// container returns the command line that tries a program in a container of its language: without a network, with this program
// and the hand-in mounted for reading. Where something is built, a shell in the container does it.
func (g *grader) container(l language, file string) string {
	dir, err := filepath.Abs(g.dir)
	if err != nil {
		dir = g.dir
	}
	name := lang.ShellWord(file)
	with := func(words string) string { return strings.ReplaceAll(words, "%s", name) }
	try := fmt.Sprintf("/raftlab try --seeds %d -o json --dir /tmp -- %s", g.Seeds, with(l.program))
	if l.build != "" {
		try = "sh -c " + lang.ShellWord(with(l.build)+" && exec "+try)
	}
	mount := func(from, to string) string { return "-v " + lang.ShellWord(from+":"+to+":ro") }
	return strings.Join([]string{"docker run --rm --network none --read-only --tmpfs /tmp:exec --memory 1g --cpus 2 --pids-limit 256", mount(g.Self, "/raftlab"), mount(dir, "/hand-in"),
		"-w /hand-in", l.image, try, ">", lang.ShellWord(g.student + ".json")}, " ")
}

// text returns what a lecturer reads of a program.
func (p *Program) text(l lang.Lang) string {
	b := &lang.Printer{Lang: l}
	b.Put("  ", lang.Clean(p.File), ": ")
	if p.Of == 0 {
		b.Put(lang.Clean(p.Remark.In(l)), "\n")
		if p.Container != "" {
			b.Put("    ", lang.Clean(p.Container), "\n")
		}
		return b.String()
	}
	b.Put(l.Say("own program: %d of %d points", "自己的程序：%[2]d 分中得 %[1]d 分", p.Points, p.Of), "\n")
	for _, part := range p.Report.Parts {
		if first := part.First; first != nil {
			b.Put("    ", part.Part, ": ", first.Name, ": ", lang.Clean(first.Words.In(l)), "\n")
		}
	}
	if differs := p.Report.Differs.In(l); differs != "" {
		b.Put("    ", lang.Clean(differs), "\n")
	}
	return b.String()
}
