//go:build js && wasm

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"syscall/js"

	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
)

// programs starts the module that was given to the page: plots/player/page/guest.js runs it.
type programs struct{ page js.Value }

// Start implements [guest.Host].
func (p programs) Start() (guest.Conn, error) {
	started, err := p.start()
	if err != nil {
		return nil, err
	}
	if _, err := guest.Hello(started); err != nil {
		return nil, err
	}
	return started, nil
}

func (p programs) start() (c *program, err error) {
	defer func() {
		if why := recover(); why != nil {
			err = failed("it does not start: %v", "未能启动：%v", why)
		}
	}()
	return &program{page: p.page, it: p.page.Call("start")}, nil
}

// Features implements [guest.Host].
func (p programs) Features() engine.Features {
	c, err := p.start()
	if err != nil {
		return engine.AllFeatures
	}
	has, err := guest.Hello(c)
	if err != nil {
		return engine.AllFeatures
	}
	return has
}

// SHA256 implements [player.Programs]. The sum is taken once for a module, piece by piece, since a module can be large; then
// its bytes are let go.
func (p programs) SHA256() string {
	taken := p.page.Get("taken")
	if sum := taken.Get("sum").String(); sum != "" {
		return sum
	}
	bytes := taken.Get("bytes")
	if bytes.IsNull() {
		return ""
	}
	hash, piece := sha256.New(), make([]byte, 1<<20)
	for at := 0; at < bytes.Length(); at += len(piece) {
		n := js.CopyBytesToGo(piece, bytes.Call("subarray", at, at+len(piece)))
		hash.Write(piece[:n])
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	taken.Set("sum", sum)
	taken.Set("bytes", js.Null())
	return sum
}

// End implements [guest.Host]: what nobody asks any more is forgotten.
func (programs) End(guest.Conn) {}

// program is a module that runs.
type program struct{ page, it js.Value }

// Call implements [guest.Conn].
func (c *program) Call(request []byte) ([]byte, error) {
	answer, err := await(c.page.Call("ask", c.it, string(request)))
	if err != nil {
		return nil, failed("it cannot be asked: %v", "无法提问：%v", err)
	}
	text, over, said := answer.Get("text").String(), answer.Get("over").String(), answer.Get("said").String()
	line, rest, whole := strings.Cut(text, "\n")
	switch {
	case whole && rest == "":
		return []byte(line), nil
	case whole:
		return nil, failed("before it was asked, it printed %q (one line for each request, and everything else to standard error)",
			"在收到请求之前，它输出了 %q（每个请求只回答一行，其他内容请输出到标准错误）", lang.Clean(rest[:min(len(rest), 100)]))
	case over != "" && said != "":
		return nil, failed("the program ended: %s; the last line of its standard error: %s", "程序已结束：%s；其标准错误的最后一行：%s", lang.Clean(over), lang.Clean(said))
	case over != "":
		return nil, failed("the program ended: %s", "程序已结束：%s", lang.Clean(over))
	}
	return nil, failed("it asks for the next line and has not answered (does it flush its output?)", "它还没有回答就读取下一行（它是否刷新了输出缓冲？）")
}

func failed(en, zh string, args ...any) *guest.Fault {
	return &guest.Fault{Words: lang.Say(en, zh, args...)}
}

// await waits for what a promise promises. Only the goroutine waits; the page goes on.
func await(promise js.Value) (value js.Value, err error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- settled{args[0], nil}; return nil })
	broken := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- settled{err: js.Error{Value: args[0]}}; return nil })
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	s := <-done
	return s.value, s.err
}
