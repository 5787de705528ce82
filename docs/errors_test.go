package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// englishErrors are the packages and files whose errors stay English, with the reason. All others say theirs with lang.Errorf, in both languages.
var englishErrors = map[string]string{
	"cmd/dist": "who makes a release reads them",

	"sim/script/validate.go":              "the scenario language refuses all of this before, with its place; a program that makes scripts sees them",
	"sim/script/client_actions.go":        "as validate.go",
	"sim/script/message_actions.go":       "as validate.go",
	"sim/script/raft_actions.go":          "as validate.go",
	"sim/trace/writer.go":                 "a program that writes traces of its own made a mistake",
	"sim/trace/fields.go":                 "the form of a trace, as its page has it; for who writes traces by a program",
	"sim/trace/codec.go":                  "as fields.go",
	"sim/trace/operation.go":              "as fields.go",
	"sim/trace/words.go":                  "as fields.go: a word that is not one of its table",
	"sim/engine/textbook/node.go":         "an engine was asked for what it does not have: a mistake of raftlab",
	"plots/stats":                         "data of a figure that no command can make: a mistake of raftlab",
	"plots/plots.go":                      "the same, where the kind is no kind",
	"plots/page/canvas.go":                "the same",
	"plots/player/player.go":              "the same",
	"scenarios/player/player.go":          "a request that no page sends: a mistake of raftlab",
	"lab/kubernetes":                      "as kube-apiserver says it",
	"lab/kubernetes/kubectl":              "as kubectl says it",
	"lab/machine/ask_linux.go":            "processes of the machine misunderstand each other: a mistake of raftlab",
	"lab/machine/door_linux.go":           "as ask_linux.go",
	"lab/machine/program_linux.go":        "as ask_linux.go",
	"lab/machine/run_linux.go":            "as ask_linux.go",
	"lab/machine/serve_linux.go":          "as ask_linux.go",
	"lab/machine/start_linux.go":          "as ask_linux.go",
	"lab/machine/other.go":                "never shown: a lab that can be no machine is on loopback",
	"lab/machine/netlink":                 "the kernel answers as it never does: a mistake of raftlab",
	"lab/machine/wire":                    "as lab/machine/netlink",
	"lab/manifest":                        "for the log of the lab's kubelet, which is English as the kubelet's is",
	"lab/kube/agent":                      "for the log of kube-apiserver, which is English",
	"lab/supervisor/command.go":           "only a mark by which others are known",
	"lab/process":                         "found out by who asks, and said there",
	"lab/cluster/up.go":                   "only a mark by which others are known",
	"lab/faults/faults.go":                "as lab/cluster/up.go",
	"lab/pki/authority.go":                "a file that openssl does not make",
	"lab/program/standin.go":              "as etcd says it",
	"lab/snapshot/restore.go":             "as etcdutl says it",
	"lab/exercise/steps.go":               "texts of exercises are part of the program",
	"lab/exercise/texts.go":               "as steps.go",
	"lab/exercise/catalogue/catalogue.go": "as lab/exercise/steps.go",
	"lab/exercise/catalogue/sections.go":  "as lab/exercise/steps.go",

	"cmd/raftlab/process/child.go": "never shown: it ends the reading of a line",
}

// Users read errors in their language: who makes one says it in both.
func TestErrorsAreInBothLanguages(t *testing.T) {
	used := map[string]bool{}
	for _, tree := range []string{"cmd", "sim", "scenarios", "plots", "lab"} {
		eachGoFile(t, filepath.Join("..", tree), func(file string, source *ast.File) {
			name := filepath.ToSlash(strings.TrimPrefix(file, "../"))
			dir := filepath.ToSlash(filepath.Dir(name))
			eachCall(source, func(function string, call *ast.CallExpr) {
				switch said, literal := textOf(call.Args[0]); {
				case function == "lang.Errorf":
					checkBothLanguages(t, name, call)
				case function != "fmt.Errorf" && function != "errors.New" || !literal || !wordsBeside(said):
				case englishErrors[name] != "":
					used[name] = true
				case englishErrors[dir] != "":
					used[dir] = true
				default:
					t.Errorf("%s: say %q with lang.Errorf, in both languages", name, said)
				}
			})
		})
	}
	for name := range englishErrors {
		if !used[name] {
			t.Errorf("%s makes no English errors any more", name)
		}
	}
}

// checkBothLanguages wants Chinese words in the second sentence of an error, and the same arguments in both.
func checkBothLanguages(t *testing.T, name string, call *ast.CallExpr) {
	en, known := textOf(call.Args[0])
	zh, also := textOf(call.Args[1])
	if !known || !also {
		return // a function that hands both on
	}
	if wordsBeside(en) && !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s: %q has no Chinese words: %q", name, en, zh)
	}
	if halfWidth.MatchString(zh) {
		t.Errorf("%s: half-width punctuation in Chinese: %q", name, zh)
	}
	if strings.Contains(en, "%[") || strings.Contains(zh, "%[") {
		return // arguments are told by number
	}
	if a, b := verbs.FindAllString(en, -1), verbs.FindAllString(zh, -1); !slices.Equal(a, b) {
		t.Errorf("%s: %q has the arguments %v, %q %v", name, en, a, zh, b)
	}
}

var (
	verbs     = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)
	halfWidth = regexp.MustCompile(`\p{Han}[,;:!?(]|[,;:!?)]\p{Han}`)
)

// hasWords reports whether a format has words of its own, and not only arguments and punctuation.
func hasWords(format string) bool {
	return regexp.MustCompile(`\pL{2}`).MatchString(verbs.ReplaceAllString(format, " "))
}

// wordsBeside reports whether a format has words beside flags and names of files, which no language changes.
func wordsBeside(format string) bool {
	return hasWords(regexp.MustCompile(`--[a-z-]+`).ReplaceAllString(format, " "))
}

// eachGoFile parses the Go files below a folder that are part of the program.
func eachGoFile(t *testing.T, root string, do func(file string, source *ast.File)) {
	err := filepath.WalkDir(root, func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() && entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil {
			do(file, source)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachCall visits the calls of functions of other packages that have arguments: fmt.Errorf.
func eachCall(source *ast.File, do func(function string, call *ast.CallExpr)) {
	ast.Inspect(source, func(n ast.Node) bool {
		call, is := n.(*ast.CallExpr)
		if !is || len(call.Args) == 0 {
			return true
		}
		if selected, is := call.Fun.(*ast.SelectorExpr); is {
			if of, is := selected.X.(*ast.Ident); is {
				do(of.Name+"."+selected.Sel.Name, call)
			}
		}
		return true
	})
}

// textOf returns the text that literals make, also several that are added.
func textOf(e ast.Expr) (text string, literal bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, first := textOf(e.X)
		b, second := textOf(e.Y)
		return a + b, first || second // of an addition with words in between, what is known
	}
	return "", false
}
