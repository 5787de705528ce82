package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"raftlab/cmd/raftlab/process"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// execPrefix begins the name of an engine that is a program.
const execPrefix = "exec:"

// wasmPrefix begins the name of an engine that is a module; the rest is its file.
const wasmPrefix = "wasm:"

// ownProgramOf returns the program that an engine's name starts; nil if it starts none.
func ownProgramOf(word string, patience *time.Duration) (*ownProgram, error) {
	if module, isModule := strings.CutPrefix(word, wasmPrefix); isModule {
		return newOwnModule(module, patience)
	}
	words, isProgram, err := programWords(word)
	if !isProgram || err != nil {
		return nil, err
	}
	return newOwnProgram(word, words, patience)
}

// compiling is how long a module may take until it answers hello: at first it is made machine code.
const compiling = 2 * time.Minute

// newOwnModule returns the program that a module is, in processes that let it do nothing else. It starts nothing yet.
func newOwnModule(module string, patience *time.Duration) (*ownProgram, error) {
	if module == "" {
		return nil, lang.Errorf("wasm: names no module (write wasm:./raft.wasm)", "wasm: 后面没有模块（请写 wasm:./raft.wasm）")
	}
	words, err := sandboxed(module)
	if err != nil {
		return nil, err
	}
	p, err := newOwnProgram(wasmPrefix+module, words, patience)
	if err == nil {
		p.engine.Program = arguments([]string{module})
		p.host.LetStart(compiling)
	}
	return p, err
}

// programWords returns the words of the command line in an engine's name: split at spaces, or a list in JSON where a word
// has a space in it.
func programWords(word string) (words []string, isProgram bool, err error) {
	line, isProgram := strings.CutPrefix(word, execPrefix)
	if !isProgram {
		return nil, false, nil
	}
	if strings.HasPrefix(line, "[") {
		if json.Unmarshal([]byte(line), &words) != nil {
			return nil, true, lang.Errorf(`%s is no list of words (write exec:["python3","my raft.py"])`,
				`%s 不是词的列表（请写 exec:["python3","my raft.py"]）`, word)
		}
	} else {
		words = strings.Fields(line)
	}
	if len(words) == 0 || words[0] == "" {
		return nil, true, lang.Errorf("exec: names no program (write exec:./my-raft)", "exec: 后面没有程序（请写 exec:./my-raft）")
	}
	return words, true, nil
}

// programName is the inverse of programWords.
func programName(words []string) string {
	for _, word := range words {
		if strings.ContainsAny(word, " \t\n") || word == "" || strings.HasPrefix(words[0], "[") {
			list, err := json.Marshal(words)
			if err != nil {
				panic(err) // every text can be written
			}
			return execPrefix + string(list)
		}
	}
	return execPrefix + strings.Join(words, " ")
}

// ownProgram is a program of the user's that plays servers.
type ownProgram struct {
	engine guest.Engine
	host   *process.Host

	whenOver context.CancelFunc // is called when the program fails; nil: nothing is

	mu     sync.Mutex
	fault  *guest.Fault
	breach *guest.Finding
}

// newOwnProgram returns the program of a command line. It starts nothing yet.
func newOwnProgram(title string, words []string, patience *time.Duration) (*ownProgram, error) {
	if err := process.Find(words); err != nil {
		return nil, err
	}
	p := &ownProgram{host: process.NewHost(words, patience)}
	p.engine = guest.Engine{Title: title, Program: arguments(words), Host: p.host, Found: p.found}
	return p, nil
}

// arguments returns the words with the checksums of those that name files.
func arguments(words []string) []trace.Argument {
	all := make([]trace.Argument, len(words))
	for i, word := range words {
		all[i] = trace.Argument{Word: lang.Clean(word), SHA256: sumOf(word)}
	}
	return all
}

// sumOf returns the SHA-256 of a file; "" of anything else.
func sumOf(name string) string {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// found keeps the first fault and the first breach. It is called by several worlds at the same time.
func (p *ownProgram) found(f guest.Finding) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case f.Fault == nil && p.breach == nil:
		p.breach = &f
	case f.Fault != nil && p.fault == nil:
		p.fault = f.Fault
		if p.whenOver != nil {
			p.whenOver()
		}
	}
}

// failure returns why the program could not play, with its exit code: silence may be the machine's.
func (p *ownProgram) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.fault == nil:
		return nil
	case p.fault.NoAnswer:
		return &failure{exitEnvironment, p.fault}
	}
	return &failure{exitViolated, p.fault}
}

func (p *ownProgram) firstBreach() (guest.Finding, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.breach == nil {
		return guest.Finding{}, false
	}
	return *p.breach, true
}

// greet says hello to the program once: one that cannot even answer that is told so, and not tried hundreds of times.
func (c *console) greet(own *ownProgram) error {
	program, err := own.host.Start()
	if err == nil {
		own.host.End(program)
		return nil
	}
	var fault *guest.Fault
	if !errors.As(err, &fault) {
		return environment(err)
	}
	code := exitViolated
	if fault.NoAnswer {
		code = exitEnvironment
	}
	return &failure{code, errors.New(fault.Words.In(c.lang))}
}

// titleOf returns the engine's name of a program that is named without one. A module is known by its file's name.
func titleOf(words []string) string {
	first := words[0]
	switch {
	case len(words) > 1:
	case strings.HasPrefix(first, wasmPrefix):
		return first
	case strings.HasSuffix(first, ".wasm"):
		return wasmPrefix + first
	}
	return programName(words)
}
