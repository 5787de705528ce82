package live

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"raftlab/plots/player"
	"raftlab/sim/lang"
)

// Options are what a server needs of who starts it.
type Options struct {
	// Page is the page; its Live is set.
	Page player.Options
	// Act does what a page asks for, and returns what was typed for it and what came of it. An error says that it is nothing that
	// can be asked for. begun is called when it is known what will be typed. Calls come from several goroutines.
	Act func(ctx context.Context, r Request, begun func(command string)) (Deed, error)
	// Simulation returns a page that simulates how the run was up to a moment.
	Simulation func(until time.Time, l lang.Lang) (*player.Options, error)
}

// Request is something that a page asks for.
type Request struct {
	Do      string    `json:"do"` // crash, pause, resume, restart, cut, alone, heal, put, get
	Servers []int     `json:"servers"`
	Key     string    `json:"key"`
	Value   string    `json:"value"`
	Lang    lang.Lang `json:"lang"`
}

// Deed is something that was done from a page. All pages are told.
type Deed struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	Command string    `json:"command"`
	Done    bool      `json:"done"` // else it is still being done
	Output  string    `json:"output"`
	Code    int       `json:"code"` // of the command
}

// State is how the run is at a moment.
type State struct {
	From    time.Time // of the window
	Until   time.Time // up to here all is told
	Down    bool      // there is nothing to look at: the lab is down
	Remark  lang.Text // what the pages should say about it
	Members []string
}

// mostDeeds is how many deeds pages are told of.
const mostDeeds = 30

// atOnce is how many deeds are done at a time; more wait.
const atOnce = 4

// Server serves pages. Make one with [New].
type Server struct {
	o        Options
	door     *door
	listener net.Listener
	http     http.Server
	hands    chan struct{}

	mu         sync.Mutex
	changed    chan struct{} // is closed, and replaced, when something has changed
	state      State
	recordings map[lang.Lang][]byte
	serial     int // of the recordings
	deeds      []Deed
	told       int // counts the changes of the deeds
	number     int // of the last deed
	over       bool
}

// New returns a server that listens on the loopback interface, on a port that is free if port is 0.
func New(port int, o Options) (*Server, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	o.Page.Live = true
	s := &Server{o: o, listener: listener, changed: make(chan struct{}), hands: make(chan struct{}, atOnce)}
	_, own, _ := net.SplitHostPort(listener.Addr().String())
	s.door = newDoor(own, s.paths())
	s.http = http.Server{Handler: s.door, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 16}
	return s, nil
}

// Address is where the page is, with the token.
func (s *Server) Address() string {
	return "http://" + s.listener.Addr().String() + "/?token=" + s.door.token
}

// Serve serves until a context ends. Then it tells the pages, and ends what they asked for.
func (s *Server) Serve(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(s.listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.change(func() { s.over = true })
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := s.http.Shutdown(last); err != nil {
		s.http.Close()
	}
	<-ended
	return nil
}

// change changes what pages are shown, and tells them.
func (s *Server) change(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
	close(s.changed)
	s.changed = make(chan struct{})
}

// Show shows a window of the run to all pages.
func (s *Server) Show(state State, recordings map[lang.Lang][]byte) {
	s.change(func() { s.state, s.recordings, s.serial = state, recordings, s.serial+1 })
}

// Reach tells all pages that nothing has happened up to a moment, or that the lab has gone.
func (s *Server) Reach(state State) {
	s.mu.Lock()
	news := state.Down != s.state.Down || state.Remark != s.state.Remark
	s.state = state
	s.mu.Unlock()
	if news {
		s.change(func() {})
	}
}

// paths are what can be asked for.
func (s *Server) paths() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /events", s.stream)
	mux.HandleFunc("GET /simulation", s.simulation)
	mux.HandleFunc("POST /act", s.act)
	return mux
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) { writePage(w, &s.o.Page) }

func writePage(w http.ResponseWriter, page *player.Options) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	player.Write(w, page) // who is gone does not read on
}

func (s *Server) simulation(w http.ResponseWriter, r *http.Request) {
	until, l := time.Now(), lang.Lang(r.URL.Query().Get("lang"))
	if at, err := strconv.ParseInt(r.URL.Query().Get("at"), 10, 64); err == nil {
		until = time.UnixMicro(at)
	}
	page, err := s.o.Simulation(until, l)
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	writePage(w, page)
}

// longestRequest is how many bytes a request may have: etcd takes no larger value than 1.5 MB, and a page is not where one types that.
const longestRequest = 1 << 16

func (s *Server) act(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "a request is JSON", http.StatusUnsupportedMediaType)
		return
	}
	var asked Request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestRequest)).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case s.hands <- struct{}{}:
		defer func() { <-s.hands }()
	case <-r.Context().Done():
		return
	}
	number := 0
	deed, err := s.o.Act(context.WithoutCancel(r.Context()), asked, func(command string) { number = s.begin(command) })
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	deed = s.finish(number, deed)
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(deed)
}

// begin tells all pages that something is being done.
func (s *Server) begin(command string) (number int) {
	s.change(func() {
		s.number++
		s.told++
		number = s.number
		s.deeds = append(s.deeds, Deed{Number: number, At: time.Now(), Command: command})
		s.deeds = s.deeds[max(len(s.deeds)-mostDeeds, 0):]
	})
	return number
}

// finish tells all pages what came of it.
func (s *Server) finish(number int, done Deed) Deed {
	done.Number, done.Done = number, true
	s.change(func() {
		s.told++
		for i := range s.deeds {
			if d := &s.deeds[i]; d.Number == number {
				done.At = d.At
				*d = done
			}
		}
	})
	return done
}
