package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"raftlab/lab/machine/wire"
)

// member is a place that echoes each line in capitals.
func member(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for lines := bufio.NewScanner(c); lines.Scan(); {
					fmt.Fprintln(c, strings.ToUpper(lines.Text()))
				}
			}()
		}
	}()
	return l
}

const b = "192.168.128.12:2380"

// line is a connection from a to an address, and what the proxy answered.
type line struct {
	*testing.T
	net.Conn
	*bufio.Reader
}

// dial asks the proxy of a for a connection. The answer is not read yet.
func dial(t *testing.T, n *Network, method, address string) *line {
	t.Helper()
	own, err := n.Of("a")
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", strings.TrimPrefix(own, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: %[2]s\r\n\r\n", method, address)
	return &line{t, c, bufio.NewReader(c)}
}

func (l *line) status() int {
	l.Helper()
	r, err := http.ReadResponse(l.Reader, &http.Request{Method: http.MethodConnect})
	if err != nil {
		l.Fatal(err)
	}
	return r.StatusCode
}

func (l *line) say(word string) { fmt.Fprintln(l.Conn, word) }

func (l *line) hears(word string) {
	l.Helper()
	if got, err := l.ReadString('\n'); err != nil || got != word+"\n" {
		l.Errorf("%q, %v: want %q", got, err, word)
	}
}

// silence fails if anything has arrived. A cut is in force when Set has returned, so nothing can come however long one waits; what
// would come is sent on within this time.
func (l *line) silence() {
	l.Helper()
	l.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if got, err := l.ReadString('\n'); err == nil {
		l.Errorf("%q came through a cut", got)
	}
	l.SetReadDeadline(time.Time{})
}

func network(t *testing.T) *Network {
	n := New()
	t.Cleanup(n.Close)
	n.Route("b", b, member(t).Addr().String())
	return n
}

func faulty(from, to string, f wire.Fault) []wire.Faulty {
	return []wire.Faulty{{From: from, To: to, Fault: f}}
}

// Each direction is cut for itself, on connections that are open, and what was held back arrives after the heal, in order.
func TestDirections(t *testing.T) {
	n := network(t)
	l := dial(t, n, "CONNECT", b)
	if got := l.status(); got != 200 {
		t.Fatal(got)
	}
	l.say("one")
	l.hears("ONE")
	for _, way := range [][2]string{{"a", "b"}, {"b", "a"}} {
		for _, f := range []wire.Fault{{Cut: true}, {Mute: true}} {
			n.Set(faulty(way[0], way[1], f))
			l.say("two")
			l.silence()
			l.say("three")
			n.Set(faulty(way[0], way[1], wire.Fault{}))
			l.hears("TWO")
			l.hears("THREE")
		}
	}
	n.Set(faulty("b", "c", wire.Fault{Cut: true})) // others are not heard of it
	l.say("four")
	l.hears("FOUR")
}

// A new connection takes a way there and one back: while one is cut it is neither made nor refused.
func TestDialling(t *testing.T) {
	for _, way := range [][2]string{{"a", "b"}, {"b", "a"}} {
		n := network(t)
		n.Set(faulty(way[0], way[1], wire.Fault{Cut: true}))
		l := dial(t, n, "CONNECT", b)
		l.silence()
		n.Set(faulty(way[0], way[1], wire.Fault{}))
		if got := l.status(); got != 200 {
			t.Fatal(got)
		}
		l.say("one")
		l.hears("ONE")
	}
}

// Who gave up is not waited for, and who has gone is told to the other side when the way is open.
func TestEnds(t *testing.T) {
	n := New()
	defer n.Close()
	there, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	n.Route("b", b, there.Addr().String())
	l := dial(t, n, "CONNECT", b)
	far, err := there.Accept()
	if err != nil || l.status() != 200 {
		t.Fatal(err)
	}
	n.Set(faulty("a", "b", wire.Fault{Cut: true}))
	l.Close()
	far.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := far.Read(make([]byte, 1)); err == io.EOF {
		t.Error("the end came through a cut")
	}
	far.SetReadDeadline(time.Time{})
	given := dial(t, n, "CONNECT", b)
	given.Close()
	n.Set(faulty("a", "b", wire.Fault{}))
	if _, err := far.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the end: %v", err)
	}
}

// What is delayed arrives later, in order, and at once when the delay is taken away.
func TestDelay(t *testing.T) {
	n := network(t)
	l := dial(t, n, "CONNECT", b)
	l.status()
	const delay = 60 * time.Millisecond
	n.Set(faulty("a", "b", wire.Fault{Delay: delay}))
	begun := time.Now()
	l.say("one")
	l.say("two")
	l.hears("ONE")
	if took := time.Since(begun); took < delay {
		t.Errorf("it took %v", took)
	}
	l.hears("TWO")
	n.Set(faulty("a", "b", wire.Fault{Delay: time.Hour}))
	l.say("three")
	l.silence()
	n.Set(faulty("a", "b", wire.Fault{}))
	l.hears("THREE")
}

// The proxies lead to members only.
func TestNoOtherPlaces(t *testing.T) {
	n := network(t)
	for request, want := range map[string]int{"CONNECT 127.0.0.1:22": 403, "CONNECT 192.168.128.13:2380": 403, "GET " + b: 405} {
		method, address, _ := strings.Cut(request, " ")
		if got := dial(t, n, method, address).status(); got != want {
			t.Errorf("%s: %d, want %d", request, got, want)
		}
	}
	n.Route("b", b, "127.0.0.1:1") // nobody listens
	if got := dial(t, n, "CONNECT", b).status(); got != 502 {
		t.Errorf("nobody listens: %d", got)
	}
}

func TestFaultsAreTold(t *testing.T) {
	n := network(t)
	n.Set([]wire.Faulty{{From: "b", To: "a", Fault: wire.Fault{Mute: true}}, {From: "a", To: "c", Fault: wire.Fault{Cut: true}}, {From: "a", To: "b"}})
	if got := fmt.Sprint(n.Faults()); got != "[{a c {true false 0s 0}} {b a {false true 0s 0}}]" {
		t.Error(got)
	}
}
