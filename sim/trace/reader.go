package trace

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"raftlab/sim/lang"
)

var again = lang.Text{EN: "make the trace again: this file is damaged", ZH: "请重新生成轨迹：这个文件已损坏"}

// Reader reads and verifies a trace. It accepts what a [Writer] writes, byte for byte, and nothing
// else; it refuses a file that was changed, cut or put together anew at the first wrong line. Every
// error starts with the file's name and the line. Memory is bounded by MaxLine, whatever comes.
//
// The crc and the digest guard against accidents. They are no signature: who rewrites a trace on
// purpose can make them anew.
type Reader struct {
	name   string
	lines  *bufio.Scanner
	line   int // number of the line last read
	parser parser
	header Header
	event  Event
	crc    uint32 // over everything before the present line
	sum    hash.Hash
	digest string
	err    error
}

// NewReader reads the header from r. The name is what errors call the file.
func NewReader(r io.Reader, name string) (*Reader, error) {
	t := &Reader{name: name, lines: bufio.NewScanner(r), sum: sha256.New()}
	t.lines.Buffer(make([]byte, chunk), MaxLine)
	t.lines.Split(splitLines)
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	return t, nil
}

// Header returns the first line of the trace.
func (t *Reader) Header() *Header { return &t.header }

// Next returns the next event, which stays valid until the call after; its Groups and Config may
// be kept. It returns io.EOF when the digest line was reached and is right and nothing follows it.
func (t *Reader) Next() (*Event, error) {
	if t.err == nil {
		t.err = t.next()
	}
	if t.err != nil {
		return nil, t.err
	}
	return &t.event, nil
}

// Digest returns the verified digest, "sha256:" and 64 hexadecimal digits, once Next has returned
// io.EOF; before that it is empty.
func (t *Reader) Digest() string { return t.digest }

// splitLines is like bufio.ScanLines but keeps the newline, so that a cut line can be told.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

func (t *Reader) refuse(en, zh string, args ...any) error {
	return t.Refuse(lang.Errorf(en, zh, args...))
}

// Refuse says that what was read last is wrong, with the file's name and the line: that of the event, or at the end
// that of the digest. It returns nil for nil.
func (t *Reader) Refuse(why error) error {
	if why == nil {
		return nil
	}
	return fmt.Errorf("%s:%d: %w", t.name, t.line, why)
}

// readLine returns the next line with its newline, or nil at the end of the file.
func (t *Reader) readLine() ([]byte, error) {
	t.line++
	found := t.lines.Scan()
	line := t.lines.Bytes()
	switch err := t.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, t.refuse("the line is longer than %d bytes (is this a trace?)", "这一行超过 %d 字节（这是轨迹吗？）", MaxLine)
	case err != nil:
		return nil, t.refuse("reading the file: %v", "读文件：%v", err)
	case !found:
		return nil, nil
	case bytes.IndexByte(line, 0) >= 0:
		return nil, t.refuse("there is a NUL byte in the line (%v)", "这一行有 NUL 字节（%v）", again)
	case !utf8.Valid(line):
		return nil, t.refuse("the line is not UTF-8 (%v)", "这一行不是 UTF-8（%v）", again)
	case line[len(line)-1] != '\n':
		return nil, t.refuse("the line is cut off (%v)", "这一行不完整（%v）", again)
	case bytes.HasSuffix(line, []byte("\r\n")):
		return nil, t.refuse("the line ends in a carriage return (copy the file without changing line ends)", "这一行以回车符结尾（复制文件时请不要改变换行符）")
	}
	return line, nil
}

func (t *Reader) readHeader() error {
	const start = `{"trace":`
	line, err := t.readLine()
	switch version, found := bytes.CutPrefix(line, []byte(start)); {
	case err != nil:
		return err
	case line == nil:
		return t.refuse("the file is empty (a trace starts with a header line; write one with --trace)",
			"文件是空的（轨迹以头部行开始；用 --trace 写出轨迹）")
	case !found:
		return t.refuse("this is not a trace: %s belongs at its start (write one with --trace)", "这不是轨迹：应以 %s 开头（用 --trace 写出轨迹）", start)
	case !isKnown(version):
		number, _, _ := bytes.Cut(version, []byte(","))
		return t.refuse("trace format %s is unknown (this raftlab reads formats 1 to %d: "+
			"use the raftlab that wrote the file)", "轨迹格式 %s 未知（这个 raftlab 读格式 1 到 %d：请用写出该文件的 raftlab）", quoted(number[:min(len(number), 20)]), FormatVersion)
	}
	body, err := t.verifyLine(line)
	if seed, ok := seedIn(line); err != nil && ok && LooksRounded(seed) {
		return t.refuse("the line was changed, and its seed %s looks rounded, as jq and other tools round numbers "+
			"above 2^53 (%v)", "这一行被改过，种子 %s 像是被舍入过，jq 等工具会舍入大于 2^53 的数（%v）", seed, again)
	}
	if err != nil {
		return err
	}
	t.parser = parser{line: body}
	t.parser.header(&t.header)
	return t.refuseParse(t.parser.err)
}

// isKnown reports whether a line goes on with the number of a format that can be read.
func isKnown(line []byte) bool {
	for format := 1; format <= FormatVersion; format++ {
		if bytes.HasPrefix(line, []byte(strconv.Itoa(format)+",")) {
			return true
		}
	}
	return false
}

// seedIn returns the seed of a header's line if it is written as a number, which ended with version 1.
func seedIn(line []byte) (literal string, ok bool) {
	_, after, ok := bytes.Cut(line, []byte(`],"seed":`))
	literal = string(after[:max(bytes.IndexByte(after, ','), 0)])
	return literal, ok && !strings.HasPrefix(literal, `"`)
}

func (t *Reader) next() error {
	seq, at := t.event.Seq, t.event.At
	line, err := t.readLine()
	switch {
	case err != nil:
		return err
	case line == nil:
		return t.refuse("the digest line is missing: the end of the file is cut off (%v)", "缺少摘要行：文件的结尾被截断了（%v）", again)
	case bytes.HasPrefix(line, []byte(digestKey)):
		return t.readDigest(line)
	}
	body, err := t.verifyLine(line)
	if err != nil {
		if found, ok := seqOf(line); ok && found != seq+1 {
			return t.refuseSeq(found, seq)
		}
		return err
	}
	t.parser = parser{line: body}
	t.parser.event(&t.event)
	if t.header.Format < 2 {
		t.parser.refuseNew(&t.event)
	}
	switch {
	case t.parser.err != nil:
		return t.refuseParse(t.parser.err)
	case t.event.Seq != seq+1:
		return t.refuseSeq(t.event.Seq, seq)
	case t.event.At < at:
		return t.refuse("time runs backwards, from %d ns to %d ns (put events in order)", "时间倒流，从 %d ns 到 %d ns（请把事件按顺序排列）", at, t.event.At)
	}
	return nil
}

// verifyLine checks the crc at the end of a line and returns what stands before it.
func (t *Reader) verifyLine(line []byte) ([]byte, error) {
	const tail = len(crcKey) + crcDigits + len(crcEnd)
	digits := len(line) - crcDigits - len(crcEnd)
	if len(line) < tail || !bytes.HasSuffix(line[:digits], []byte(crcKey)) ||
		!bytes.HasSuffix(line, []byte(crcEnd)) {
		return nil, t.refuse(`the line was changed: it does not end in %s12345678"} (%v)`, `这一行被改过：它的结尾不是 %s12345678"}（%v）`, crcKey, again)
	}
	crc := crc32.Update(t.crc, crc32.IEEETable, line[:digits])
	var want [crcDigits]byte
	appendCRC(want[:0], crc)
	if found := line[digits : digits+crcDigits]; !bytes.Equal(found, want[:]) {
		return nil, t.refuse("the line was changed: its crc is %q, its bytes give %q (%v)", "这一行被改过：它的 crc 是 %q，而由字节算出 %q（%v）", found, want, again)
	}
	t.crc = crc32.Update(crc, crc32.IEEETable, line[digits:])
	t.sum.Write(line)
	return line[:len(line)-tail], nil
}

func (t *Reader) readDigest(line []byte) error {
	digest := digestOf(t.sum)
	if string(line) != digestKey+digest+crcEnd {
		return t.refuse("the digest line is wrong: the lines before it give %s (%v)", "摘要行不对：由之前各行算出 %s（%v）", digest, again)
	}
	switch more, err := t.lines.Scan(), t.lines.Err(); {
	case more || errors.Is(err, bufio.ErrTooLong):
		t.line++
		return t.refuse("there is text after the digest line (remove it: the digest ends a trace)", "摘要行之后还有内容（请删去：轨迹以摘要结束）")
	case err != nil:
		return t.refuse("reading the file: %v", "读文件：%v", err)
	}
	t.digest = digest
	return io.EOF
}

func (t *Reader) refuseParse(err error) error {
	if err == nil {
		return nil
	}
	return t.refuse("%v (see docs/reference/trace.md)", "%v（见 docs/reference/trace.md）", err)
}

func (t *Reader) refuseSeq(found, previous uint64) error {
	return t.refuse("event %d where event %d belongs: lines are missing, repeated or out of order (%v)",
		"这里应是事件 %[2]d，却是 %[1]d：有的行缺失、重复或顺序不对（%[3]v）",
		found, previous+1, again)
}

// seqOf returns the sequence number that a line claims.
func seqOf(line []byte) (seq uint64, ok bool) {
	p := parser{line: line}
	p.expect(`{"seq":`)
	seq = p.number()
	return seq, p.err == nil
}
