package trace

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// seal puts lines together to a file with right crcs and a right digest, whatever the lines say.
// A line is given without its crc member and without the closing brace.
func seal(t testing.TB, lines ...string) string {
	t.Helper()
	w, err := NewWriter(io.Discard, &Header{})
	if err != nil {
		t.Fatal(err)
	}
	w.buf, w.crc = w.buf[:0], 0
	var out bytes.Buffer
	w.to = &out
	for _, line := range lines {
		w.endLine(len(w.buf), append(w.buf, line...))
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const (
	headerLine = `{"trace":2,"scenario":"s","scenario_digest":"","overrides":[],"seed":"7","engine":"etcd",` +
		`"raftlab":"1","nodes":3,"parameters":[]`
	firstLine = `{"seq":1,"t":5,"kind":"note","note":{"en":"a"}`
)

func TestSealedLinesAreATrace(t *testing.T) {
	if _, events, _, err := read(seal(t, headerLine, firstLine)); err != nil || len(events) != 1 {
		t.Fatalf("got %d events, %v", len(events), err)
	}
}

// checkRefused tells whether a file is refused at the line, with the words.
func checkRefused(t *testing.T, name, file, want string) {
	t.Helper()
	_, _, _, err := read(file)
	if err == nil {
		t.Errorf("%s: accepted", name)
	} else if !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "(") {
		t.Errorf("%s:\ngot  %v\nwant %s ... (way out)", name, err, want)
	}
}

func TestDamageIsRefusedAtItsLine(t *testing.T) {
	file, _ := write(t, testHeader(), testEvents())
	lines := strings.SplitAfter(file, "\n")
	lines = lines[:len(lines)-1] // after the last newline there is nothing
	last := len(lines) - 1
	join := func(parts ...[]string) string {
		var all []string
		for _, p := range parts {
			all = append(all, p...)
		}
		return strings.Join(all, "")
	}
	change := func(line int, from, to string) string {
		changed := strings.Replace(lines[line-1], from, to, 1)
		if changed == lines[line-1] {
			t.Fatalf("line %d has no %s", line, from)
		}
		return join(lines[:line-1], []string{changed}, lines[line:])
	}
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "run.trace:1: the file is empty"},
		{"only a newline", "\n", "run.trace:1: this is not a trace"},
		{"not a trace", "hello\n", "run.trace:1: this is not a trace"},
		{"another version", change(1, `"trace":2`, `"trace":3`), `run.trace:1: trace format "3" is unknown`},
		{"header gone", join(lines[1:]), "run.trace:1: this is not a trace"},
		{"header changed", change(1, `"seed":"1`, `"seed":"2`), "run.trace:1: the line was changed: its crc is"},
		{"header twice", join(lines[:1], lines), "run.trace:2: the line was changed: its crc is"},
		{"term changed", change(5, `"timeout":150`, `"timeout":151`), "run.trace:5: the line was changed: its crc is"},
		{"crc changed", change(4, `"crc":"`, `"crc":"0`), "run.trace:4: the line was changed: it does not end in"},
		{"crc gone", change(4, `,"crc":"`, `,"src":"`), "run.trace:4: the line was changed: it does not end in"},
		{"upper case", change(3, `"role"`, `"ROLE"`), "run.trace:3: the line was changed"},
		{"a blank", change(3, `{"seq"`, `{ "seq"`), "run.trace:3: the line was changed"},
		{"an empty line", join(lines[:2], []string{"\n"}, lines[2:]), "run.trace:3: the line was changed"},
		{"a line gone", join(lines[:3], lines[4:]), "run.trace:4: event 4 where event 3 belongs"},
		{"last event gone", join(lines[:last-1], lines[last:]), "run.trace:7: the digest line is wrong"},
		{"a line twice", join(lines[:4], lines[3:]), "run.trace:5: event 3 where event 4 belongs"},
		{"two lines swapped", join(lines[:2], lines[3:4], lines[2:3], lines[4:]), "run.trace:3: event 3 where event 2 belongs"},
		{"cut in a line", file[:len(file)-len(lines[last])-10], "run.trace:7: the line is cut off"},
		{"cut between lines", join(lines[:last]), "run.trace:8: the digest line is missing"},
		{"cut after the header", lines[0], "run.trace:2: the digest line is missing"},
		{"last newline gone", file[:len(file)-1], "run.trace:8: the line is cut off"},
		{"digest changed", change(8, `sha256:`, `sha255:`), "run.trace:8: the digest line is wrong"},
		{"digest early", join(lines[:2], lines[last:]), "run.trace:3: the digest line is wrong"},
		{"digest twice", file + lines[last], "run.trace:9: there is text after the digest line"},
		{"text at the end", file + "x", "run.trace:9: there is text after the digest line"},
		{"a long text at the end", file + strings.Repeat("x", 2*MaxLine), "run.trace:9: there is text after the digest line"},
		{"two traces", file + file, "run.trace:9: there is text after the digest line"},
		{"a long line", join(lines[:2]) + strings.Repeat("x", 2*MaxLine), "run.trace:3: the line is longer than 1048576 bytes"},
		{"NUL", change(4, `"drawn"`, "\"dr\x00wn\""), "run.trace:4: there is a NUL byte in the line"},
		{"not UTF-8", change(6, "语", "\xff"), "run.trace:6: the line is not UTF-8"},
		{"Windows line ends", strings.ReplaceAll(file, "\n", "\r\n"), "run.trace:1: the line ends in a carriage return"},
	} {
		checkRefused(t, c.name, c.file, c.want)
	}
}

// Any single byte of a trace changed, or left out, is refused at the line of that byte, or, where
// the byte is the newline, at the line that it ended.
func TestEveryByteIsGuarded(t *testing.T) {
	file, _ := write(t, testHeader(), testEvents()[:3])
	line := 1
	for i := range len(file) {
		changed := []byte(file)
		changed[i] ^= 0x11
		want := "run.trace:" + string(rune('0'+line)) + ": "
		for _, damaged := range []string{string(changed), file[:i] + file[i+1:]} {
			if _, _, _, err := read(damaged); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("byte %d of line %d: got %v", i, line, err)
			}
		}
		if file[i] == '\n' {
			line++
		}
	}
}

// Lines with right crcs and a right digest, as another program could write them.
func TestReaderIsStrict(t *testing.T) {
	event := func(rest string) string { return `{"seq":1,"t":5,"kind":"vote"` + rest }
	for _, c := range []struct{ name, line, want string }{
		{"no number", `{"seq":0,"t":5,"kind":"note"`, `run.trace:2: byte 9: a member without a value is left out`},
		{"a gap", `{"seq":2,"t":5,"kind":"note"`, "run.trace:2: event 2 where event 1 belongs"},
		{"negative time", `{"seq":1,"t":-5,"kind":"note"`, "run.trace:2: byte 14: a whole number belongs here"},
		{"huge time", `{"seq":1,"t":9223372036854775808,"kind":"note"`, "run.trace:2: byte 33: t 9223372036854775808 is too large"},
		{"a fraction", `{"seq":1,"t":5.0,"kind":"note"`, `run.trace:2: byte 15: ".0,\"kind\":\"note\"" where ,"kind": belongs`},
		{"leading zero", `{"seq":01,"t":5,"kind":"note"`, "run.trace:2: byte 8: a whole number belongs here"},
		{"no kind", `{"seq":1,"t":5,"kind":""`, `run.trace:2: byte 23: "" is not a kind`},
		{"unknown kind", `{"seq":1,"t":5,"kind":"Vote"`, `run.trace:2: byte 23: "Vote" is not a kind`},
		{"unknown reason", event(`,"reason":"because"`), `run.trace:2: byte 39: "because" is not a reason`},
		{"unknown member", event(`,"mood":"good"`), `run.trace:2: byte 29: unknown member "mood"`},
		{"member twice", event(`,"term":1,"term":1`), `run.trace:2: byte 38: member "term" is there twice or too late`},
		{"out of order", event(`,"term":1,"node":"n1"`), `run.trace:2: byte 38: member "node" is there twice or too late`},
		{"zero number", event(`,"term":0`), "run.trace:2: byte 38: a member without a value is left out"},
		{"false", event(`,"granted":false`), `run.trace:2: byte 40: "false" where true belongs`},
		{"empty text", event(`,"detail":""`), "run.trace:2: byte 41: a member without a value is left out"},
		{"zero position", event(`,"last":{"term":0,"index":0}`), "run.trace:2: byte 57: a member without a value is left out"},
		{"node 0", event(`,"node":"n0"`), "run.trace:2: byte 41: n0 is not a node"},
		{"node 65536", event(`,"node":"n65536"`), "run.trace:2: byte 45: n65536 is not a node"},
		{"a number for a node", event(`,"node":1`), `run.trace:2: byte 37: "1" where "n belongs`},
		{"huge number", event(`,"term":18446744073709551616`), "run.trace:2: byte 56: the number is too large"},
		{"huge count", event(`,"votes":9223372036854775808`), "run.trace:2: byte 57: votes 9223372036854775808 is too large"},
		{"needless escape", event(`,"detail":"\u0041"`), "run.trace:2: byte 47: an escape that is not written in this format"},
		{"escaped slash", event(`,"detail":"a\/b"`), "run.trace:2: byte 45: an escape that is not written in this format"},
		{"tab in a text", event(",\"detail\":\"a\tb\""), "run.trace:2: byte 40: a control character in a text (write it as \\u0009)"},
		{"no closing quote", event(`,"detail":"a`), "run.trace:2: byte 40: a text without its closing quote"},
		{"empty groups", event(`,"groups":[]`), "run.trace:2: byte 41: a member without a value is left out"},
		{"empty note", event(`,"note":{}`), `run.trace:2: byte 38: "}" where "zh": belongs`},
		{"nothing after the comma", event(`,`), `run.trace:2: byte 30: the end where " belongs`},
		{"null", event(`,"config":null`), `run.trace:2: byte 39: "null" where {"voters": belongs`},
	} {
		checkRefused(t, c.name, seal(t, headerLine, c.line), c.want)
	}
	checkRefused(t, "time backwards", seal(t, headerLine, firstLine, `{"seq":2,"t":4,"kind":"note"`),
		"run.trace:3: time runs backwards, from 5 ns to 4 ns")
	checkRefused(t, "more in the header", seal(t, headerLine+`,"author":"me"`, firstLine),
		`run.trace:1: byte 129: ",\"author\":\"me\"" where the line ends`)
	checkRefused(t, "less in the header", seal(t, strings.Replace(headerLine, `"seed":"7",`, "", 1), firstLine),
		`run.trace:1: byte 62: ",\"engine\":\"etcd\",\"ra" where ,"seed": belongs`)
	checkRefused(t, "too many nodes", seal(t, strings.Replace(headerLine, `"nodes":3`, `"nodes":65536`, 1), firstLine),
		"run.trace:1: byte 117: 65536 nodes are too many")
}

func TestReaderPassesReadErrorsOn(t *testing.T) {
	file, _ := write(t, testHeader(), testEvents())
	broken := errors.New("the disk is on fire")
	r, err := NewReader(io.MultiReader(strings.NewReader(file), iotest.ErrReader(broken)), "run.trace")
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "run.trace:") {
		t.Errorf("got %v", err)
	}
}

func TestReaderDoesNotCareHowTheBytesArrive(t *testing.T) {
	file, _ := write(t, testHeader(), testEvents())
	r, err := NewReader(iotest.OneByteReader(strings.NewReader(file)), "run.trace")
	events := 0
	for ; err == nil; events++ {
		_, err = r.Next()
	}
	if err != io.EOF || events != len(testEvents())+1 {
		t.Errorf("got %v after %d calls", err, events)
	}
}

// There is no digest before the end, and the end stays the end.
func TestDigestIsKnownAtTheEnd(t *testing.T) {
	file, digest := write(t, testHeader(), testEvents()[:1])
	r, err := NewReader(strings.NewReader(file), "run.trace")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil || r.Digest() != "" {
		t.Errorf("after the first event: digest %q, error %v", r.Digest(), err)
	}
	for range 2 {
		if _, err := r.Next(); err != io.EOF || r.Digest() != digest {
			t.Errorf("at the end: digest %q, error %v; want %q", r.Digest(), err, digest)
		}
	}
}

// FuzzReader: no input makes the reader panic, and what it accepts it also writes, to the byte.
// Bytes at random never have right crcs, so each input is also tried as the lines of a sealed file.
func FuzzReader(f *testing.F) {
	file, _ := write(f, testHeader(), testEvents())
	f.Add(file)
	all := Event{}
	fill(reflect.ValueOf(&all).Elem(), 3)
	file, _ = write(f, testHeader(), []Event{all})
	f.Add(file)
	f.Add(headerLine + "\n" + firstLine)
	b, err := appendEvent(nil, &Event{Seq: 1, Kind: Voted, Node: 1, Peer: 2, Last: Position{1, 2}, Detail: "\x01\"语"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(headerLine + "\n" + string(b))
	f.Fuzz(func(t *testing.T, input string) {
		for _, file := range []string{input, seal(t, strings.Split(input, "\n")...)} {
			h, events, _, err := read(file)
			if err != nil {
				if !strings.HasPrefix(err.Error(), "run.trace:") {
					t.Errorf("an error without a place: %v", err)
				}
				continue
			}
			if again, _ := write(t, h, events); again != file {
				t.Errorf("read  %q\nwrote %q", file, again)
			}
		}
	})
}
