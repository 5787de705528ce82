package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"

	"raftlab/lab/machine"
	"raftlab/lab/program"
	"raftlab/sim/engine/etcdraft"
)

func TestMain(m *testing.M) {
	machine.Entered()
	if program.Dispatch(os.Args) { // as main does: the lab's members and tools are this program
		return
	}
	testscript.Main(m, map[string]func(){"raftlab": main})
}

// TestScripts runs the program as people do: every command, right and wrong.
func TestScripts(t *testing.T) {
	t.Parallel()
	programs := myRaft(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LC_ALL", "C")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else every process takes a second under -race
			env.Setenv("PATH", env.Getenv("PATH")+string(os.PathListSeparator)+programs)
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if condition == "root" {
				return os.Geteuid() == 0, nil
			}
			if condition == "with_tla" {
				return etcdraft.TellsStates, nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": jsonHas, "change": change, "utf16": toUTF16, "gzip": toGzip, "cut": cutShort,
		},
	})
}

// exits runs a command that must end with an exit code: exits 2 raftlab lst.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program args...")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// jsonHas checks that a file is one JSON document that has a value at a path: json stdout .verdict
// holds. Without a value the path must exist.
func jsonHas(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: json file [.path [value]]")
	}
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &value))
	if len(args) == 1 {
		return
	}
	for _, key := range strings.Split(strings.TrimPrefix(args[1], "."), ".") {
		object, ok := value.(map[string]any)
		if list, isList := value.([]any); isList && key == "first" && len(list) > 0 {
			value, ok = list[0], true
		} else if ok {
			value, ok = object[key]
		}
		if !ok {
			ts.Fatalf("there is no %s at %s", key, args[1])
		}
	}
	if got := fmt.Sprint(value); len(args) > 2 && got != args[2] {
		ts.Fatalf("%s is %s, want %s", args[1], got, args[2])
	}
}

// change replaces every occurrence of a text in a file, of which there must be one: change file old
// new.
func change(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: change file old new")
	}
	before := ts.ReadFile(args[0])
	after := strings.ReplaceAll(before, args[1], args[2])
	if after == before {
		ts.Fatalf("%s does not have %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(after), 0o666))
}

// rewrites makes a command that makes another file of a file: utf16 from to.
func rewrites(make func([]byte) []byte) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: command from to")
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), make([]byte(ts.ReadFile(args[0]))), 0o666))
	}
}

// toUTF16 does to a file what the > of PowerShell does.
var toUTF16 = rewrites(func(text []byte) []byte {
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(string(text), "\n", "\r\n"))) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	return wide
})

// toGzip compresses a file, in two members.
var toGzip = rewrites(func(text []byte) []byte {
	var packed bytes.Buffer
	for _, part := range [][]byte{text[:len(text)/2], text[len(text)/2:]} {
		w := gzip.NewWriter(&packed)
		w.Write(part) // a buffer takes everything
		w.Close()
	}
	return packed.Bytes()
})

// cutShort leaves out the end of a file.
var cutShort = rewrites(func(text []byte) []byte { return text[:len(text)*3/4] })
