package docs_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"raftlab/sim/lang"
)

var (
	update = flag.Bool("update", false, "draw the pictures of the documents anew, and renew the outputs")
	long   = flag.Bool("long", false, "run the commands of the Chinese pages, too")
)

// Every command that a document shows is run, and prints what the document says. A block of commands is
// marked console; commands start with "$ "; what an output may leave open says [transcript]. In the
// reference of the command line, an example is a command below a comment. The commands of one document run
// in one directory, one after the other, and what the document shows from the folder pictures is what they
// draw. With -update it is drawn anew, cuts are counted, and an output that is shown as a whole is renewed.
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
			if strings.HasPrefix(file, "zh/") && !*long && !*update {
				t.Skip("its commands take long (make long, or -long)")
			}
			t.Parallel()
			dir := t.TempDir()
			t.Cleanup(func() { stopLabs(t, dir, bin) })
			if err := os.Symlink(bin, filepath.Join(dir, "bin")); err != nil { // where make build puts it
				t.Fatal(err)
			}
			outputs := make([][]string, len(transcripts))
			for i, tr := range transcripts {
				outputs[i] = tr.check(t, dir, bin)
			}
			if *update {
				renew(t, file, transcripts, outputs)
			}
			for _, name := range pictures(t, file) {
				checkDrawn(t, filepath.Join(dir, name), filepath.Join(filepath.Dir(file), "pictures", name))
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

var picture = regexp.MustCompile(`\]\(pictures/([^)]+)\)`)

// pictures returns the names of the pictures that a document shows from the folder pictures beside it.
func pictures(t *testing.T, file string) []string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range picture.FindAllSubmatch(text, -1) {
		names = append(names, string(match[1]))
	}
	return names
}

// checkDrawn compares a picture that a document shows with what its commands drew.
func checkDrawn(t *testing.T, drawn, shown string) {
	want, err := os.ReadFile(drawn)
	if err == nil && *update {
		err = os.WriteFile(shown, want, 0o644)
	}
	got, readErr := os.ReadFile(shown)
	if err = errors.Join(err, readErr); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the commands draw now (go test ./docs -run DocumentsRun -update): %v", shown, err)
	}
}

// renew writes the outputs into a document, from the last to the first. One that somebody has changed
// since it was read stays as it is.
func renew(t *testing.T, file string, transcripts []transcript, outputs [][]string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, tr := range slices.Backward(transcripts) {
		end := tr.line + len(tr.output)
		if end > len(lines) || !slices.Equal(lines[tr.line:end], tr.output) {
			t.Fatalf("%s:%d was changed meanwhile", file, tr.line)
		}
		lines = slices.Replace(lines, tr.line, end, outputs[i]...)
	}
	if out := []byte(strings.Join(lines, "\n")); !bytes.Equal(out, text) {
		if err := os.WriteFile(file, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// example is a line of the reference of the command line that is run, below its comment.
var example = regexp.MustCompile(`^    (raftlab|go build) `)

func read(t *testing.T, file string) []transcript {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []transcript
	inside, projected := false, false
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if heading, is := strings.CutPrefix(line, "## "); is {
			projected = heading == "The demo: 45 minutes" || heading == "演示：45 分钟"
		}
		switch {
		case i > 0 && example.MatchString(line) && strings.HasPrefix(lines[i-1], "    # "):
			found = append(found, transcript{file: file, line: i + 1, command: strings.TrimSpace(line)})
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case !inside:
		case strings.HasPrefix(line, "$ "):
			found = append(found, transcript{file: file, line: i + 1, command: line[2:], projected: projected})
		case len(found) > 0:
			last := &found[len(found)-1]
			last.output = append(last.output, line)
		}
	}
	return found
}

// check runs the command and compares what it prints with what the document shows. It returns that as it should be.
func (tr transcript) check(t *testing.T, dir, bin string) (output []string) {
	t.Helper()
	if target, isMake := strings.CutPrefix(tr.command, "make "); isMake {
		tr.isTarget(t, target) // make test runs this test, and make demo has its own place in CI
		return tr.output
	}
	printed := tr.run(t, dir, bin)
	if len(tr.output) == 0 {
		return nil
	}
	if tr.projected {
		tr.mustFit(t, printed)
	}
	if *update {
		if renewed, ok := tr.renewed(printed); ok {
			tr.output = renewed
		}
	}
	if problem := tr.problem(); problem != "" {
		t.Errorf("%s:%d: %s: %s", tr.file, tr.line, tr.command, problem)
	}
	if _, ok := tr.cuts(printed, false); !ok {
		t.Errorf("%s:%d: %s printed\n%s\nnot\n%s", tr.file, tr.line, tr.command, printed, strings.Join(tr.output, "\n"))
	}
	return tr.output
}

// The lecturer's terminal is so large; a line with the prompt stands below the output.
const projectedColumns, projectedLines = 106, 30

// mustFit holds what the lecturer shows to the size of the terminal.
func (tr transcript) mustFit(t *testing.T, printed string) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(printed, "\n"), "\n")
	if len(lines) >= projectedLines {
		t.Errorf("%s:%d: %s prints %d lines, a terminal has %d", tr.file, tr.line, tr.command, len(lines), projectedLines)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "{") && lang.Width(line) > projectedColumns { // what etcd logs is as it is
			t.Errorf("%s:%d: %s prints a line of %d columns, a terminal has %d:\n%s", tr.file, tr.line, tr.command, lang.Width(line), projectedColumns, line)
		}
	}
}

func (tr transcript) run(t *testing.T, dir, bin string) (printed string) {
	t.Helper()
	if strings.Contains(tr.command, "| jq ") {
		if _, err := exec.LookPath("jq"); err != nil {
			tr.command, _, _ = strings.Cut(tr.command, "| jq ")
		}
	}
	tr.command, _, _ = strings.Cut(tr.command, "| source") // fish
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := shell(ctx, dir, bin, tr.command)
	command.WaitDelay = 5 * time.Second // what a line leaves running may hold the pipe
	out, err := command.CombinedOutput()
	if ctx.Err() != nil || err != nil && command.ProcessState == nil {
		t.Fatalf("%s:%d: %s: %v", tr.file, tr.line, tr.command, err)
	}
	if code := command.ProcessState.ExitCode(); code == 2 || code == 127 { // mistyped, or no such program
		t.Errorf("%s:%d: %s is refused:\n%s", tr.file, tr.line, tr.command, out)
	}
	return string(out)
}

// shell returns a command of a document. A lab that it starts lies in dir too.
// The home directory is the document's, too: what an example writes there is gone afterwards.
func shell(ctx context.Context, dir, bin, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "sh", "-c", line)
	command.Dir = dir
	command.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "LC_ALL=C.UTF-8", "NO_COLOR=1",
		"RAFTLAB_DIR="+filepath.Join(dir, "lab"), "HOME="+dir, "GOCACHE="+buildCache())
	return command
}

// buildCache is where Go keeps what it has compiled: in the home directory, which a document has for itself.
var buildCache = sync.OnceValue(func() string {
	dir, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		panic(err) // it has just compiled this test
	}
	return strings.TrimSpace(string(dir))
})

// stopLabs stops what a document left running.
func stopLabs(t *testing.T, dir, bin string) {
	markers, err := filepath.Glob(filepath.Join(dir, "*", "lab", "raftlab-lab"))
	if err != nil {
		t.Fatal(err)
	}
	for _, marker := range markers {
		lab := filepath.Dir(filepath.Dir(marker))
		down := shell(context.Background(), dir, bin, "raftlab lab down --purge --dir "+lab)
		if out, err := down.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
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
