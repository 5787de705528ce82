package browser_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/scenarios/run"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/engine/guest/testdata/figure2"
	"raftlab/sim/trace"
)

// dropped is the expression that drops a file on the page.
func dropped(name string, content []byte) string {
	return `takeFile(new File([Uint8Array.from(atob('` + base64.StdEncoding.EncodeToString(content) + `'), c => c.charCodeAt(0))], '` + name + `'))`
}

// figure2Module is Figure 2 as a module, with the mistake that stands in its place.
func figure2Module(t *testing.T) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "raft.wasm")
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", out, "raftlab/sim/engine/guest/testdata/figure2/main")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// inProcess plays with the same program without a module.
type inProcess struct{}

type served struct{ figure2.Program }

func (p *served) Call(line []byte) ([]byte, error) { return p.Answer(line), nil }

func (inProcess) Start() (guest.Conn, error) { return &served{}, nil }
func (inProcess) End(guest.Conn)             {}
func (inProcess) Features() engine.Features {
	has, _ := guest.Hello(&served{})
	return has
}

// A module that is dropped on the page plays the servers, as it does outside, restarts and changes included.
func TestDroppedModulePlays(t *testing.T) {
	slow(t)
	p := openAt(t, "name=forgotten-vote&lang=en")
	module := figure2Module(t)
	p.eval(dropped("raft.wasm", module))
	if got := p.eval(`document.getElementById('error').textContent + D.header.engine + ' ' + document.getElementById('engine').value`); got != "wasm:raft.wasm wasm:raft.wasm" {
		t.Fatalf("the page shows %s", got)
	}
	sum := sha256.Sum256(module)
	program := []trace.Argument{{Word: "raft.wasm", SHA256: hex.EncodeToString(sum[:])}}
	s, err := run.Open(run.Request{Word: "forgotten-vote", Seed: 1, Engine: &guest.Engine{Title: "wasm:raft.wasm", Program: program, Host: inProcess{}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := s.Run(context.Background(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.data("digest"); got != outcome.Digest {
		t.Errorf("the run has digest %s, and outside %s", got, outcome.Digest)
	}
	if got := p.eval(`R.command`); got != "raftlab run forgotten-vote --seed 1 --engine wasm:raft.wasm" {
		t.Errorf("the command is %s", got)
	}
	p.eval(`choose({ name: 'leader-crash', yaml: '' })`)
	first := p.data("digest")
	p.eval(`fork('crash: n2').then(() => play(false))`)
	if again := p.data("digest"); again == first || p.eval(`D.header.engine`) != "wasm:raft.wasm" {
		t.Error("a change makes no other run")
	}
	p.fine()
}

// What cannot play is told in plain words, and the run that was shown stays.
func TestWrongModules(t *testing.T) {
	slow(t)
	const begin, kinds, loop = "\x00asm\x01\x00\x00\x00", "\x01\x04\x01\x60\x00\x00", "\x03\x02\x01\x00\x05\x03\x01\x00\x01\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x00"
	p := openAt(t, "name=leader-crash&lang=en")
	p.eval(`PATIENCE.ms = 3000`)
	for _, wrong := range []struct{ module, want string }{
		{"hello", "raft.wasm is no WebAssembly module (Go: GOOS=wasip1"},
		{"\x00asm\x0d\x00\x01\x00", "raft.wasm is a WebAssembly component"},
		{begin + "\xff", "raft.wasm: "},
		{begin, "raft.wasm has no function _start"},
		{begin + kinds + "\x02\x0a\x01\x04gojs\x01x\x00\x00", "raft.wasm wants gojs.x"},
		{begin + kinds + loop + "\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b", "raft.wasm gave no answer within 3 s, and was ended"},
	} {
		p.eval(`(complain([]), ` + dropped("raft.wasm", []byte(wrong.module)) + `)`)
		if got := p.eval(`document.getElementById('error').textContent + '|' + D.header.engine + '|' + S.engine`); !strings.HasPrefix(got, wrong.want) || !strings.HasSuffix(got, "|etcd|etcd") {
			t.Errorf("%q: %s", wrong.module, got)
		}
	}
	p.eval(`(complain([]), ` + dropped("raft.wasm", []byte(begin+kinds+loop+"\x0a\x04\x01\x02\x00\x0b")) + `)`)
	if got := p.eval(`document.getElementById('remark').textContent`); !strings.Contains(got, "the program ended: exit status 0") {
		t.Errorf("a module that ends at once: %s", got)
	}
	p.eval(`(S.engine = 'wasm:other.wasm', simulate())`)
	if got := p.eval(`document.getElementById('error').textContent`); got != "other.wasm is not here: drop the file on the page" {
		t.Errorf("a module that was not dropped: %s", got)
	}
	p.fine()
}
