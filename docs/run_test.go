package docs_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// transcript is a command in a document and what it prints there.
type transcript struct {
	file    string
	line    int
	command string
	output  []string // a line "..." stands for any number of lines
}

// Every command that a document shows is run, and prints what the document says. A block of commands is
// marked console; commands start with "$ ". In the reference of the command line, an example is a
// command below a comment. The commands of one document run in one directory, one after the other.
func TestDocumentsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds raftlab")
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "raftlab"), "raftlab/cmd/raftlab")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ran := 0
	for _, file := range documents(t) {
		transcripts := read(t, file)
		ran += len(transcripts)
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			for _, tr := range transcripts {
				tr.run(t, dir, bin)
			}
		})
	}
	if ran == 0 {
		t.Error("no document shows a command")
	}
}

// documents returns the README and all pages below docs.
func documents(t *testing.T) []string {
	files := []string{"../README.md"}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, file string) []transcript {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []transcript
	inside := false
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		switch {
		case i > 0 && strings.HasPrefix(line, "    raftlab ") && strings.HasPrefix(lines[i-1], "    # "):
			found = append(found, transcript{file: file, line: i + 1, command: strings.TrimSpace(line)})
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case !inside:
		case strings.HasPrefix(line, "$ "):
			found = append(found, transcript{file: file, line: i + 1, command: line[2:]})
		case len(found) > 0:
			last := &found[len(found)-1]
			last.output = append(last.output, line)
		}
	}
	return found
}

func (tr transcript) run(t *testing.T, dir, bin string) {
	t.Helper()
	if target, isMake := strings.CutPrefix(tr.command, "make "); isMake {
		tr.isTarget(t, target) // make test runs this test, and make demo has its own place in CI
		return
	}
	if strings.Contains(tr.command, "| jq ") {
		if _, err := exec.LookPath("jq"); err != nil {
			tr.command, _, _ = strings.Cut(tr.command, "| jq ")
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-c", tr.command)
	command.Dir = dir
	command.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "LC_ALL=C.UTF-8", "NO_COLOR=1")
	out, err := command.CombinedOutput()
	if ctx.Err() != nil || err != nil && command.ProcessState == nil {
		t.Fatalf("%s:%d: %s: %v", tr.file, tr.line, tr.command, err)
	}
	if command.ProcessState.ExitCode() == 2 {
		t.Errorf("%s:%d: %s is refused:\n%s", tr.file, tr.line, tr.command, out)
	}
	if got := strings.TrimRight(string(out), "\n"); len(tr.output) > 0 && !tr.matches(got) {
		t.Errorf("%s:%d: %s printed\n%s\nnot\n%s", tr.file, tr.line, tr.command, got, strings.Join(tr.output, "\n"))
	}
}

func (tr transcript) matches(got string) bool {
	pattern := ""
	for _, line := range tr.output {
		if strings.TrimSpace(line) == "..." {
			pattern += `(?:[^\n]*\n)*`
		} else {
			pattern += regexp.QuoteMeta(strings.TrimRight(line, " ")) + ` *\n`
		}
	}
	return regexp.MustCompile(`\A` + pattern + `\z`).MatchString(got + "\n")
}

func (tr transcript) isTarget(t *testing.T, target string) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(strings.Fields(target)[0]) + `:`).Match(makefile) {
		t.Errorf("%s:%d: there is no make %s", tr.file, tr.line, target)
	}
}
