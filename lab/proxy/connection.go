package proxy

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"time"
)

// serve takes the connections of a member that dials.
func (n *Network) serve(member string, listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return // it was closed
		}
		go n.connect(member, connection)
	}
}

// longestHead is how long a member may take to say whom it wants to reach.
const longestHead = 10 * time.Second

// The answers to CONNECT.
const (
	connected    = "HTTP/1.1 200 Connection established\r\n\r\n"
	noMember     = "HTTP/1.1 403 Forbidden\r\n\r\n"
	noConnect    = "HTTP/1.1 405 Method Not Allowed\r\n\r\n"
	nobodyListen = "HTTP/1.1 502 Bad Gateway\r\n\r\n"
)

// connect connects a member to the one that it asks for. As on a network, it takes a way there and one back until it is connected, or
// refused.
func (n *Network) connect(from string, near net.Conn) {
	defer near.Close()
	near.SetReadDeadline(time.Now().Add(longestHead))
	reader := bufio.NewReader(near)
	request, err := http.ReadRequest(reader)
	if err != nil || request.Method != http.MethodConnect {
		io.WriteString(near, noConnect)
		return
	}
	near.SetReadDeadline(time.Time{})
	to, there, back, ok := n.between(from, request.Host)
	if !ok {
		io.WriteString(near, noMember)
		return
	}
	ctx, end := context.WithCancel(n.ctx)
	defer end()
	sent := read(ctx, reader)
	if !there.pass(sent.open, time.Now()) {
		return
	}
	far, err := net.Dial("tcp", to.at)
	if err == nil {
		defer far.Close()
	}
	switch {
	case !back.pass(sent.open, time.Now()):
	case err != nil:
		io.WriteString(near, nobodyListen)
	default:
		io.WriteString(near, connected)
		go sent.carry(ctx, there, far, end)
		go read(ctx, far).carry(ctx, back, near, end)
		<-ctx.Done()
	}
}

// stream is what one side sends, in order.
type stream struct {
	chunks chan chunk
	open   context.Context // until that side ends the connection
}

type chunk struct {
	bytes []byte
	sent  time.Time
}

// mostWaiting is how many chunks may be under way; then the sender waits, as for a network that takes no more.
const mostWaiting = 512

// read reads what a side sends, until it ends the connection or the context ends.
func read(ctx context.Context, side io.Reader) *stream {
	open, end := context.WithCancel(ctx)
	s := &stream{make(chan chunk, mostWaiting), open}
	go func() {
		defer close(s.chunks)
		defer end()
		buffer := make([]byte, 32<<10)
		for {
			n, err := side.Read(buffer)
			select {
			case s.chunks <- chunk{bytes.Clone(buffer[:n]), time.Now()}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

// carry brings what was sent over a way to the other side, and then the end.
func (s *stream) carry(ctx context.Context, over *way, to io.Writer, end func()) {
	gone := false
	for c := range s.chunks {
		if !over.pass(ctx, c.sent) {
			return
		}
		if !gone {
			_, err := to.Write(c.bytes)
			gone = err != nil // what the other side says about that comes over the other way
		}
	}
	end()
}
