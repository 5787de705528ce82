package live

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"testing"
	"time"

	"raftlab/plots/player"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

var update = flag.Bool("update", false, "write the golden stream anew")

// visitor is a browser that asks a server. end ends the server.
type visitor struct {
	*testing.T
	server *Server
	client http.Client
	origin string
	end    context.CancelFunc
}

// serve starts a server whose deeds say what was asked for.
func serve(t *testing.T) *visitor {
	t.Helper()
	server, err := New(0, Options{
		Page: player.Options{Title: "a lab", Start: player.Start{Name: "lab", Seed: "0", Engine: "etcd", Lang: lang.English, Engines: []string{"etcd"}}},
		Act: func(_ context.Context, r Request, begun func(string)) (Deed, error) {
			if r.Do == "nothing" {
				return Deed{}, errors.New("nothing to do")
			}
			begun("do " + r.Do)
			return Deed{Command: "do " + r.Do, Output: r.Key}, nil
		},
		Simulation: func(time.Time, lang.Lang) (*player.Options, error) { return nil, errors.New("no simulator here") },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	jar, _ := cookiejar.New(nil)
	v := &visitor{T: t, server: server, client: http.Client{Jar: jar}, end: cancel}
	v.origin = strings.TrimSuffix(strings.Split(server.Address(), "?")[0], "/")
	return v
}

// ask asks for a path, and returns the status and what was answered.
func (v *visitor) ask(method, path, body string, change func(*http.Request)) (status int, text string) {
	v.Helper()
	r, err := http.NewRequest(method, v.origin+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", v.origin)
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

// enter opens the address that was printed.
func (v *visitor) enter() {
	v.Helper()
	if status, text := v.ask("GET", strings.TrimPrefix(v.server.Address(), v.origin), "", nil); status != http.StatusOK || !strings.Contains(text, "<title>a lab</title>") {
		v.Fatalf("the page: %d %.200s", status, text)
	}
}

// Without the token nobody is let in, and with it only from this computer's own name and pages.
func TestDoor(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	v := serve(t)
	for _, path := range []string{"/", "/events", "/simulation", "/?token=", "/?token=wrong", "/nosuch"} {
		if status, text := v.ask("GET", path, "", nil); status != http.StatusForbidden || strings.Contains(text, "<html") {
			t.Errorf("%s without the token: %d %.80s", path, status, text)
		}
	}
	v.enter()
	port := v.origin[strings.LastIndex(v.origin, ":"):]
	for _, one := range []struct {
		what, method, path, body string
		change                   func(*http.Request)
		status                   int
	}{
		{"the page", "GET", "/", "", nil, 200},
		{"the page from a link of one's own", "GET", "/", "", header("Sec-Fetch-Site", "none"), 200},
		{"a deed", "POST", "/act", `{"do":"x"}`, nil, 200},
		{"another path", "GET", "/nosuch", "", nil, 404},
		{"another name for this computer", "GET", "/", "", host("evil.example" + port), 403},
		{"no port", "GET", "/", "", host("127.0.0.1"), 403},
		{"a page of another origin", "GET", "/", "", header("Origin", "http://evil.example"), 403},
		{"a page of another server here", "GET", "/", "", header("Sec-Fetch-Site", "same-site"), 403},
		{"a deed from another origin", "POST", "/act", `{"do":"x"}`, header("Origin", "http://127.0.0.1:1"), 403},
		{"a deed from nowhere", "POST", "/act", `{"do":"x"}`, func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"a deed as a form sends it", "POST", "/act", `{"do":"x"}`, header("Content-Type", "text/plain"), 415},
		{"a deed by an address", "GET", "/act", "", nil, 405},
		{"posting the page", "POST", "/", "", nil, 405},
		{"deleting", "DELETE", "/events", "", header("Origin", v.origin), 405},
		{"no JSON", "POST", "/act", `{"do":`, nil, 400},
		{"too much", "POST", "/act", `{"key":"` + strings.Repeat("x", longestRequest) + `"}`, nil, 400},
		{"nothing that can be done", "POST", "/act", `{"do":"nothing"}`, nil, 400},
		{"a simulation that cannot be made", "GET", "/simulation", "", nil, 409},
	} {
		if status, text := v.ask(one.method, one.path, one.body, one.change); status != one.status {
			t.Errorf("%s: %d, want %d: %.100s", one.what, status, one.status, text)
		}
	}
	cookies := v.client.Jar.Cookies(must(http.NewRequest("GET", v.origin, nil)).URL)
	if len(cookies) != 1 || cookies[0].Value != v.server.door.token {
		t.Errorf("cookies: %v", cookies)
	}
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}

// The cookie is for this server's own pages, and for no script.
func TestTokenLeavesTheAddress(t *testing.T) {
	v := serve(t)
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := v.client.Get(v.server.Address())
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/" {
		t.Errorf("%d to %q", answer.StatusCode, to)
	}
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if cookie := answer.Header.Get("Set-Cookie"); !strings.Contains(cookie, want) {
			t.Errorf("%s is not in %q", want, cookie)
		}
	}
}

// observed is a window with what real servers did.
func observed(t *testing.T) (*Window, time.Time) {
	t.Helper()
	file, err := os.Open("../../../lab/observe/testdata/crash.trace")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := trace.NewReader(file, file.Name())
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 11, 30, 22, 23, 48, 0, time.UTC)
	w := NewWindow(from, r.Header())
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return w, from.Add(3 * time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind != trace.Stopped && e.Kind != trace.Checked {
			w.Observe(e)
		}
	}
}

// A page that comes is told the window, the deeds, and up to where all is told; with the server the stream ends.
func TestGoldenStream(t *testing.T) {
	v := serve(t)
	v.enter()
	w, end := observed(t)
	v.server.Show(State{From: w.From, Until: end, Members: []string{"k8s-master01", "k8s-master02", "k8s-master03"},
		Remark: lang.Say("doubtful", "存疑")}, w.Recordings(end))
	v.server.mu.Lock()
	v.server.deeds = []Deed{{Number: 1, At: end, Command: "raftlab lab member k8s-master01 crash", Done: true, Output: "it has crashed\n"}}
	v.server.mu.Unlock()
	stream := listen(v, "?lang=zh")
	said := until(t, stream, "event: now")
	v.end()
	rest, err := io.ReadAll(stream)
	if err != nil {
		t.Fatal(err)
	}
	b := append([]byte(said), rest...)
	now := []byte("event: now\ndata: {\"down\":false,\"remark\":\"存疑\",\"until\":1796077431000000}\n\n")
	first := bytes.Index(b, now) + len(now)
	b = append(b[:first:first], bytes.ReplaceAll(b[first:], now, nil)...) // how often it beats is for the clock
	const golden = "testdata/stream.golden"
	if *update {
		if err := os.WriteFile(golden, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, want) {
		t.Errorf("the stream is not that of %s (go test ./plots/player/live -update):\n%s", golden, b)
	}
}

// All pages are told of a deed, and a page that comes later is too.
func TestAllPagesSeeADeed(t *testing.T) {
	v := serve(t)
	v.enter()
	early := listen(v, "")
	if _, text := v.ask("POST", "/act", `{"do":"crash","key":"<script>"}`, nil); !strings.Contains(text, `"number":1`) {
		t.Errorf("the answer: %s", text)
	}
	for _, stream := range []io.Reader{early, listen(v, "")} {
		if said := until(t, stream, `"done":true`); !strings.Contains(said, "do crash") {
			t.Errorf("a page was told\n%s", said)
		}
	}
	for range 2 * mostDeeds {
		v.ask("POST", "/act", `{"do":"pause"}`, nil)
	}
	if kept := len(v.server.deeds); kept != mostDeeds {
		t.Errorf("%d deeds are kept", kept)
	}
}

// listen opens a stream.
func listen(v *visitor, query string) io.Reader {
	v.Helper()
	answer, err := v.client.Get(v.origin + "/events" + query)
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { answer.Body.Close() })
	return answer.Body
}

// until reads a stream until it has said something.
func until(t *testing.T, stream io.Reader, words string) (said string) {
	t.Helper()
	for buffer := make([]byte, 1<<16); !strings.Contains(said, words); {
		n, err := stream.Read(buffer)
		if err != nil {
			t.Fatalf("%v; it said\n%s", err, said)
		}
		said += string(buffer[:n])
	}
	return said
}

// A window ends where it is asked to: what lasts there ends there too, and what comes later is not in it.
func TestWindowUpToAMoment(t *testing.T) {
	w, end := observed(t)
	if all := w.All(end); len(all) != w.Events() || len(all) == 0 {
		t.Fatalf("%d events of %d", len(all), w.Events())
	}
	early := w.All(w.From.Add(time.Second))
	if len(early) == 0 || len(early) == w.Events() || early[len(early)-1].At > time.Second {
		t.Errorf("%d events in the first second", len(early))
	}
	for l, recording := range w.Recordings(w.From.Add(time.Second)) {
		if !bytes.Contains(recording, []byte(`"end":1000000000`)) {
			t.Errorf("%s: the recording does not end at 1 s", l)
		}
	}
}
