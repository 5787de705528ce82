package docs_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// layers are the packages of raftlab, lowest first. A package imports only packages of a lower layer;
// docs/reference/architecture.md shows the same picture.
var layers = [][]string{
	{"sim/lang"},
	{"sim/clock", "sim/chance", "sim/version", "sim/shard", "sim/textfile", "sim/engine/etcdraft/rawnode"},
	{"sim/trace", "docs"},
	{"docs/markdown"},
	{"docs/site"},
	{"sim/trace/text", "sim/trace/timeline", "sim/engine"},
	{"sim/trace/linear"},
	{"sim/trace/diagnosis"},
	{"sim/trace/export/told", "sim/trace/history"},
	{"sim/trace/export/perfetto", "sim/trace/export/shiviz", "sim/trace/export/mermaid", "sim/trace/export/tables"},
	{"sim/trace/export"},
	{"sim/trace/report", "sim/trace/playback", "sim/engine/etcdraft", "sim/engine/textbook", "sim/engine/guest", "sim/engine/guarded", "sim/network", "sim/storage", "sim/keyvalue", "sim/check"},
	{"sim/script"},
	{"sim"},
	{"sim/trials", "sim/schedule", "sim/shrink"},
	{"sim/trials/study", "sim/hunt"},
	{"sim/trials/report"},
	{"scenarios", "plots/page"},
	{"scenarios/run", "plots/run", "plots/stats"},
	{"scenarios/survey", "scenarios/finds", "scenarios/quiz", "scenarios/player", "scenarios/ladder", "plots/player", "plots/lanes", "plots/sequence", "plots/diagram", "plots/family"},
	{"scenarios/course"},
	{"plots", "plots/plottest", "plots/player/browser", "plots/player/live"},
	{"lab/labdir", "lab/process", "lab/account", "lab/machine/netlink"},
	{"lab/machine/wire"},
	{"lab/machine"},
	{"lab/pki", "lab/port", "lab/manifest", "lab/member", "lab/journal", "lab/proxy", "lab/kubernetes/internal/etcdtest"},
	{"lab/snapshot", "lab/kubernetes"},
	{"lab/kubernetes/kubectl", "lab/supervisor"},
	{"lab/faults"},
	{"lab/cluster", "lab/program", "lab/observe"},
	{"lab/evidence", "lab/elections"},
	{"lab/exercise"},
	{"lab/exercise/catalogue"},
	{"lab/report"},
	{"cmd/raftlab/process", "cmd/raftlab/sandbox", "cmd/raftlab/starter"},
	{"cmd/raftlab/class"},
	{"cmd/raftlab", "cmd/player", "cmd/dist"},
}

// bans are imports that would break a promise, with the promise. A package is banned for all packages
// whose path begins with the key, whether they import it themselves or through others.
var bans = map[string]map[string]string{
	"sim/": {
		"net":       "the network is simulated",
		"os/exec":   "a run needs no operating system",
		"os/signal": "a run needs no operating system",
		"math/rand": "all chance comes from named streams of one seed",
	},
	"scenarios": {
		"net":           "a scenario is a function of its bytes",
		"os":            "a page in a browser runs scenarios too",
		"path/filepath": "a page in a browser runs scenarios too",
		"os/signal":     "a page in a browser runs scenarios too",
	},
	"lab/": {
		"raftlab/sim":        "the lab runs the real thing",
		"raftlab/scenarios":  "the lab runs the real thing",
		"go.etcd.io/raft/v3": "the lab runs the real thing, and etcd has its own",
	},
	"plots/page": {"raftlab/sim/trace": "a page knows no Raft"},
	"plots":      {"raftlab/sim": "a picture is drawn from a trace, of whatever origin", "raftlab/scenarios": "a picture knows the run, not the lesson"},
}

// bridges are the only packages of a tree that import another tree beyond what all of it may, with the reason.
var bridges = map[string]string{
	"lab/observe":   "it writes what real servers did in the form in which traces are read",
	"lab/elections": "it reads what real servers did as a trace",
}

// The lab runs the real thing: of the simulator it knows what is for people (sim/lang), and one package knows the form
// of a trace.
func TestLabKnowsOneFormOfTheSimulator(t *testing.T) {
	for name, p := range packages(t) {
		if !strings.HasPrefix(name, "lab/") {
			continue
		}
		allowed := []string{"raftlab/sim/lang"}
		if bridges[name] != "" {
			allowed = append(allowed, "raftlab/sim/trace")
		}
		for _, path := range p.Imports {
			if strings.HasPrefix(path, "raftlab/sim/") && !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s: the lab runs the real thing", name, path)
			}
		}
	}
}

// homes are third-party modules and the packages that may import each, mostly one. "lab" stands for all
// packages of the lab.
var homes = map[string][]string{
	"go.etcd.io/raft/v3": {"sim/engine/etcdraft", "sim/engine/etcdraft/rawnode"},
	"gonum.org/v1/plot":  {"plots/page"},
	"go.yaml.in/yaml/v4": {"scenarios"},

	"github.com/yuin/goldmark": {"docs/markdown"},

	"github.com/HdrHistogram/hdrhistogram-go": {"sim/trials"},
	"github.com/anishathalye/porcupine":       {"sim/trace/history"},
	"github.com/schollz/progressbar/v3":       {"cmd/raftlab"},
	"github.com/chromedp":                     {"plots/player/browser"},
	"github.com/tetratelabs/wazero":           {"cmd/raftlab/sandbox"},
	"github.com/google/go-containerregistry":  {"cmd/dist"},

	// The stand-in for kubectl has kubectl's command line, and the root of etcdutl, which its module does
	// not export, is put together anew.
	"github.com/spf13/cobra": {"cmd/raftlab", "lab/kubernetes/kubectl", "lab/program"},

	"go.etcd.io/etcd":            {"lab"},
	"go.etcd.io/etcd/etcdctl/v3": {"lab/program"},
	"go.etcd.io/etcd/server/v3":  {"lab/program", "lab/kubernetes/internal/etcdtest"},
	"filippo.io/age":             {"lab/snapshot"},
	"k8s.io/apimachinery":        {"lab"},
}

type goPackage struct {
	ImportPath    string
	Name          string
	Imports, Deps []string
	GoFiles       []string
	Dir           string
	Doc           string
}

func packages(t *testing.T) map[string]goPackage {
	command := exec.Command("go", "list", "-json=ImportPath,Name,Imports,Deps,GoFiles,Dir,Doc", "raftlab/...")
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]goPackage{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 {
			found[strings.TrimPrefix(p.ImportPath, "raftlab/")] = p
		}
	}
}

func layerOf(name string) int {
	return slices.IndexFunc(layers, func(layer []string) bool { return slices.Contains(layer, name) })
}

// generators are commands that write source files; nothing imports them.
func isGenerator(name string) bool { return strings.HasSuffix(name, "/maketables") }

// testAid runs scenarios for the tests of pictures; only tests import it.
const testAid = "plots/plottest"

func TestImportsPointDown(t *testing.T) {
	for name, p := range packages(t) {
		if isGenerator(name) {
			continue
		}
		own := layerOf(name)
		if own < 0 {
			t.Errorf("%s is in no layer: give it one here and in docs/reference/architecture.md", name)
			continue
		}
		for _, path := range p.Imports {
			imported, ours := strings.CutPrefix(path, "raftlab/")
			if imported == testAid {
				t.Errorf("%s imports %s, which is for tests", name, imported)
			}
			if ours && layerOf(imported) >= own {
				t.Errorf("%s imports %s, which is not in a lower layer", name, imported)
			}
		}
	}
}

func TestBannedImports(t *testing.T) {
	for name, p := range packages(t) {
		for prefix, banned := range bans {
			if !strings.HasPrefix(name+"/", prefix) && name != prefix || isGenerator(name) || name == testAid {
				continue
			}
			for path, why := range banned {
				if slices.Contains(p.Imports, path) || path == "net" && slices.Contains(p.Deps, path) {
					t.Errorf("%s depends on %s: %s", name, path, why)
				}
			}
		}
	}
}

func TestOneHomeForEachLibrary(t *testing.T) {
	for name, p := range packages(t) {
		for _, path := range p.Imports {
			for library, allowed := range homes {
				if path != library && !strings.HasPrefix(path, library+"/") {
					continue
				}
				lives := func(home string) bool { return name == home || home == "lab" && strings.HasPrefix(name, "lab/") }
				if !slices.ContainsFunc(allowed, lives) {
					t.Errorf("%s imports %s; only %s does", name, path, strings.Join(allowed, " and "))
				}
			}
		}
	}
}

// Porcupine has goroutines and a clock of its own, so it is for saved runs: neither the kernel nor the page has it.
func TestPorcupineIsOutside(t *testing.T) {
	all := packages(t)
	for _, name := range []string{"sim", "sim/trials", "scenarios", "scenarios/player", "cmd/player"} {
		if slices.Contains(all[name].Deps, "raftlab/sim/trace/history") {
			t.Errorf("%s depends on sim/trace/history", name)
		}
	}
	if !slices.Contains(all["cmd/raftlab"].Deps, "github.com/anishathalye/porcupine") {
		t.Error("raftlab check does not use Porcupine")
	}
}

// Nothing in the simulation may depend on anything but its input.
func TestSimulationIsAFunction(t *testing.T) {
	forbidden := map[*regexp.Regexp]string{
		regexp.MustCompile(`\btime\.(Now|Since|Sleep|After|Tick|NewTimer|NewTicker)\b`): "virtual time is the only time",
		regexp.MustCompile(`^\s*go (func|[a-z])`):                                       "one run is one goroutine",
		regexp.MustCompile(`\bos\.`):                                                    "a run needs no operating system",
		regexp.MustCompile(`\bunsafe\.`):                                                "reflection reads what is needed",
		regexp.MustCompile(`rand\.Reader`):                                              "it belongs to the whole process",
	}
	for name, p := range packages(t) {
		if name != "sim" && !strings.HasPrefix(name, "sim/") || isGenerator(name) {
			continue
		}
		for _, file := range p.GoFiles {
			source, err := os.ReadFile(p.Dir + "/" + file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(source), "\n") {
				code, _, _ := strings.Cut(line, "//")
				for pattern, why := range forbidden {
					if pattern.MatchString(code) {
						t.Errorf("%s/%s:%d: %s: %s", name, file, i+1, strings.TrimSpace(code), why)
					}
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for name, p := range packages(t) {
		if len(p.Doc) < 40 {
			t.Errorf("%s has no package comment that says what it is", name)
		}
	}
}

// middle are packages of which some rooms are below and others above, with the reason.
var middle = map[string]string{
	"sim": "the kernel runs what sim/script, sim/network and others are; sim/trials and sim/schedule run the kernel",
}

// A package and the packages in its folder import each other in one direction: either it uses all its rooms, or they
// use it. So no import runs back up inside a tree.
func TestRoomsAreBelowOrAbove(t *testing.T) {
	uses, used := map[string]string{}, map[string]string{} // by the package, a room that it uses and one that uses it
	for name, p := range packages(t) {
		for _, path := range p.Imports {
			imported, ours := strings.CutPrefix(path, "raftlab/")
			switch {
			case !ours || name == testAid:
			case strings.HasPrefix(imported, name+"/"):
				uses[name] = imported
			case strings.HasPrefix(name, imported+"/"):
				used[imported] = name
			}
		}
	}
	for name, room := range uses {
		if above, both := used[name]; both && middle[name] == "" {
			t.Errorf("%s imports %s, and %s imports %s: let one direction do", name, room, above, name)
		}
	}
	for name := range middle {
		if uses[name] == "" || used[name] == "" {
			t.Errorf("%s is no longer in the middle of its rooms", name)
		}
	}
}

// Who reads a package with go doc finds a sentence at each exported function, type and value.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	for name, p := range packages(t) {
		if p.Name == "main" {
			continue
		}
		for _, file := range p.GoFiles {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, declared := range parsed.Decls {
				for _, bare := range undocumented(declared) {
					t.Errorf("%s/%s: %s has no comment", name, file, bare)
				}
			}
		}
	}
}

// undocumented returns the exported names of a declaration that have no comment. Methods that read and write a type's
// word are described at its String.
func undocumented(declared ast.Decl) (names []string) {
	switch d := declared.(type) {
	case *ast.FuncDecl:
		marshals := d.Name.Name == "MarshalText" || d.Name.Name == "UnmarshalText"
		if d.Name.IsExported() && d.Doc == nil && hasExportedReceiver(d) && !marshals {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Names[0].Name)
				}
			}
		}
	}
	return names
}

// hasExportedReceiver reports whether a function is no method, or one of an exported type.
func hasExportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	id, ok := of.(*ast.Ident)
	return !ok || id.IsExported()
}
