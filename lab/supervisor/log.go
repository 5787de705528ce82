package supervisor

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"strings"
	"sync"
)

// heldLog holds lines back until what they tell is published: who reads that a manifest is broken, and mends it, is not to find in [State]
// that its member runs as if nothing had been.
type heldLog struct {
	sync.Mutex
	to    io.Writer
	lines bytes.Buffer
}

// Write implements [io.Writer].
func (h *heldLog) Write(line []byte) (int, error) {
	h.Lock()
	defer h.Unlock()
	return h.lines.Write(line)
}

// release writes the lines that were held back.
func (h *heldLog) release() {
	h.Lock()
	defer h.Unlock()
	h.lines.WriteTo(h.to) // where it cannot be written, there is no place to say so
}

// logOn writes a line about what the kubelet of a host did. All of them are in one log, which [OfHost] divides again.
func logOn(host, format string, args ...any) {
	log.Print(hostMark(host) + fmt.Sprintf(format, args...))
}

func hostMark(host string) string { return "[" + host + "] " }

// OfHost returns a line of the supervisor's log as the kubelet of a host would have written it, and whether it is that
// kubelet's: what is about no host is everybody's.
func OfHost(host, line string) (text string, is bool) {
	begin := strings.Index(line, " [k8s-")
	if begin != stampLength {
		return line, true
	}
	text, is = strings.CutPrefix(line[begin+1:], hostMark(host))
	return line[:begin+1] + text, is
}

// stampLength is that of the date and time of a line, up to the microsecond.
const stampLength = len("2006/01/02 15:04:05.000000")
