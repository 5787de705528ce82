// Package sandbox runs a WebAssembly module that plays a server: lines in at its standard input, lines out at its standard
// output (docs/reference/own-raft.md), and nothing else. A module has no files, no network, no arguments and no
// environment; its clock counts its own readings, and its chance is always the same. It is run in a process of its own, so that one
// that hangs can be killed.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"raftlab/sim/lang"
)

// mostPages is how much memory a module may have, in pages of 64 KiB: 512 MiB.
const mostPages = 8192

// magic begins every module.
const magic = "\x00asm"

// Check returns why a file cannot be run as a module, nil if it may be one.
func Check(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return lang.Errorf("%s: there is no such file", "%s：没有这个文件", path)
	}
	if err != nil {
		return err
	}
	defer file.Close()
	begin := make([]byte, len(magic))
	if _, err := io.ReadFull(file, begin); err != nil || string(begin) != magic {
		return lang.Errorf("%s is no WebAssembly module (build one: GOOS=wasip1 GOARCH=wasm go build -o raft.wasm raft.go)",
			"%s 不是 WebAssembly 模块（构建方法：GOOS=wasip1 GOARCH=wasm go build -o raft.wasm raft.go）", path)
	}
	return nil
}

// Run runs the module until it ends, and returns its exit code. Its standard input and output are this process's.
func Run(ctx context.Context, path string) (int, error) {
	code, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(mostPages)
	if cache := cached(); cache != nil {
		defer cache.Close(ctx)
		config = config.WithCompilationCache(cache)
	}
	runtime := wazero.NewRuntimeWithConfig(ctx, config)
	defer runtime.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, runtime); err != nil {
		return 0, err
	}
	module, err := runtime.CompileModule(ctx, code)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	if module.ExportedFunctions()["_start"] == nil {
		return 0, lang.Errorf("%s has no function _start (build it as a program for WASI, not as a library)",
			"%s 没有函数 _start（请构建为 WASI 程序，而不是库）", path)
	}
	_, err = runtime.InstantiateModule(ctx, module, wazero.NewModuleConfig().WithName("").WithArgs("raft").
		WithStdin(os.Stdin).WithStdout(os.Stdout).WithStderr(os.Stderr))
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		return int(exit.ExitCode()), nil
	}
	return 0, err
}

// cached keeps what was compiled for the next process: a server that starts again is to start fast. Nil: there is no place.
func cached() wazero.CompilationCache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "raftlab", "wasm"))
	if err != nil {
		return nil
	}
	return cache
}
