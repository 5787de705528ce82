package process

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
)

// child is one process. It is a [guest.Conn].
type child struct {
	cmd      *exec.Cmd
	in       *os.File // to its standard input
	out      *os.File // from its standard output
	lines    *bufio.Reader
	said     tail // on its standard error
	patience time.Duration
	ending   time.Duration // how long it may take to end once its output has
	line     []byte
	failed   bool // its last call got no answer
	exited   chan struct{}
	unguard  func()
	once     sync.Once
}

// newChild starts a process.
func newChild(words []string, patience time.Duration) (*child, error) {
	c := &child{patience: patience, ending: patience, cmd: exec.Command(words[0], words[1:]...), exited: make(chan struct{})}
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, inRead.Close(), inWrite.Close())
	}
	c.in, c.out, c.lines = inWrite, outRead, bufio.NewReaderSize(outRead, 1<<16)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = inRead, outWrite, &c.said
	c.cmd.Env = environment()
	c.cmd.WaitDelay = time.Second // a child of its own may hold standard error open
	own(c.cmd)
	err = startChild(c.cmd)
	inRead.Close()
	outWrite.Close()
	if err != nil {
		c.in.Close()
		c.out.Close()
		return nil, notStarted(words[0], err)
	}
	c.unguard = guard(c.cmd)
	go func() {
		c.cmd.Wait() // how it ended is in ProcessState
		close(c.exited)
	}()
	return c, nil
}

// environment is what a program finds: where programs and its home are, and that raftlab started it. Hashes of
// Python are always the same.
func environment() []string {
	env := []string{"PYTHONHASHSEED=0", "RAFTLAB_GUEST=1"}
	for _, name := range []string{"PATH", "HOME", "SYSTEMROOT", "TMPDIR", "JAVA_HOME"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// notStarted says why a program does not start, and what to write.
func notStarted(word string, err error) error {
	info, here := os.Stat(word)
	switch {
	case here == nil && info.IsDir():
		return lang.Errorf("%s is a directory (name a program)", "%s 是目录（请写程序名）", word)
	case errors.Is(err, exec.ErrNotFound) && !strings.ContainsAny(word, `/\`):
		if here == nil {
			return lang.Errorf("%s is not in PATH (write ./%s for the file in this directory)",
				"%s 不在 PATH 中（当前目录中的文件请写 ./%s）", word, word)
		}
		return lang.Errorf("%s is not in PATH", "%s 不在 PATH 中", word)
	case errors.Is(err, fs.ErrNotExist):
		return lang.Errorf("%s: there is no such file", "%s：没有这个文件", word)
	case errors.Is(err, fs.ErrPermission):
		return lang.Errorf("%s cannot be executed (chmod +x %s, or name its interpreter: python3 %s)",
			"%s 不可执行（chmod +x %s，或写明解释器：python3 %s）", word, word, word)
	}
	return lang.Errorf("%s does not start: %v", "%s 无法启动：%v", word, err)
}

// Call implements [guest.Conn].
func (c *child) Call(request []byte) ([]byte, error) {
	if fault := c.pending(); fault != nil {
		return nil, fault
	}
	deadline := time.Now().Add(c.patience)
	c.in.SetWriteDeadline(deadline)
	c.out.SetReadDeadline(deadline)
	c.line = append(append(c.line[:0], request...), '\n')
	if _, err := c.in.Write(c.line); err != nil {
		return nil, c.explain(err)
	}
	answer, err := c.readLine()
	if err != nil {
		return nil, c.explain(err)
	}
	return answer, nil
}

// pending returns a fault if something was written that answers nothing.
func (c *child) pending() *guest.Fault {
	if c.lines.Buffered() == 0 && !readable(c.out) {
		return nil
	}
	c.out.SetReadDeadline(time.Now().Add(c.patience))
	more, err := c.readLine()
	if len(more) == 0 && err != nil {
		return nil // it has ended, and the next call says so
	}
	c.failed = true
	return &guest.Fault{Words: lang.Say("before it was asked, it printed %s (one line for each request, and everything else to standard error)",
		"在收到请求之前，它输出了 %s（每个请求只回答一行，其他内容请输出到标准错误）", short(more))}
}

// readLine returns the next line, without its end. What comes before the end of the file is returned with io.EOF.
func (c *child) readLine() ([]byte, error) {
	line, err := c.lines.ReadSlice('\n')
	if err != bufio.ErrBufferFull {
		return bytes.TrimRight(line, "\r\n"), err
	}
	whole := append([]byte(nil), line...)
	for err == bufio.ErrBufferFull {
		if len(whole) > guest.MostLine {
			return nil, errLongLine
		}
		line, err = c.lines.ReadSlice('\n')
		whole = append(whole, line...)
	}
	if len(whole) > guest.MostLine+1 { // with its end
		return nil, errLongLine
	}
	return bytes.TrimRight(whole, "\r\n"), err
}

var errLongLine = errors.New("long line")

// explain says why there is no answer.
func (c *child) explain(err error) error {
	c.failed = true
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &guest.Fault{NoAnswer: true, Words: c.withLastWords(lang.Say("no answer within %v (does it flush its output? --patience sets another time)",
			"%v 内没有回答（它是否刷新了输出缓冲？可用 --patience 设定时间）", c.patience))}
	case errors.Is(err, errLongLine):
		return guest.LongLine()
	}
	select {
	case <-c.exited:
		return &guest.Fault{Words: c.withLastWords(lang.Say("the program ended: %v", "程序已结束：%v", c.cmd.ProcessState))}
	case <-time.After(c.ending):
		return &guest.Fault{Words: c.withLastWords(lang.Say("it closed its standard input or output", "它关闭了标准输入或标准输出"))}
	}
}

// withLastWords adds the last line of what the program said on standard error.
func (c *child) withLastWords(words lang.Text) lang.Text {
	if said := c.said.last(); said != "" {
		return lang.Say("%s; the last line of its standard error: %s", "%s；其标准错误的最后一行：%s", words, said)
	}
	return words
}

// end kills the process, and all that it started and that stayed in its group.
func (c *child) end() {
	c.once.Do(func() {
		kill(c.cmd)
		c.unguard()
		c.in.Close()
		c.out.Close()
		<-c.exited
	})
}

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	end []byte
}

const (
	mostTail  = 4096
	mostShown = 400 // of the last line
)

// Write implements [io.Writer].
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b...)
	if over := len(t.end) - mostTail; over > 0 {
		t.end = append(t.end[:0], t.end[over:]...)
	}
	return len(b), nil
}

var _ io.Writer = (*tail)(nil)

// last returns the last line.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(string(t.end))
	line := text[strings.LastIndexByte(text, '\n')+1:]
	if len(line) > mostShown {
		line = strings.ToValidUTF8(line[:mostShown], "") + "..."
	}
	return lang.Clean(line)
}

// short returns the beginning of a line, quoted.
func short(line []byte) string {
	const most = 100
	if len(line) > most {
		return fmt.Sprintf("%q...", line[:most])
	}
	return fmt.Sprintf("%q", line)
}
