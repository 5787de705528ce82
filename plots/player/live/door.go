package live

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
)

// door lets in who has the token, and asks for this computer under its own name. A page of another origin, whose browser sends
// the cookie of ours or believes that the name of its own server is this computer's, is not let in.
type door struct {
	hosts  []string // as a browser writes them, with the port
	token  string
	cookie string // its name: cookies do not tell ports apart
	inside http.Handler
}

// newDoor returns a door to a server that listens on a port of the loopback interface.
func newDoor(port string, inside http.Handler) *door {
	return &door{hosts: []string{"127.0.0.1:" + port, "localhost:" + port}, token: rand.Text(), cookie: "raftlab-" + port, inside: inside}
}

// ServeHTTP implements [http.Handler].
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("X-Frame-Options", "DENY")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	switch {
	case !d.isOurs(r.Host):
		refuse(w, "this server is for its own computer: open the address that raftlab lab play printed")
	case !d.isSameOrigin(r):
		refuse(w, "a page of another origin may not ask here")
	case r.URL.Path == "/" && r.URL.Query().Has("token"):
		d.greet(w, r)
	case !d.knows(r):
		refuse(w, "the token is missing: open the address that raftlab lab play printed; it is valid while that command runs")
	default:
		d.inside.ServeHTTP(w, r)
	}
}

// greet puts a token that is right into a cookie, so that it stands in no address.
func (d *door) greet(w http.ResponseWriter, r *http.Request) {
	if !d.isToken(r.URL.Query().Get("token")) {
		refuse(w, "this token is not valid: that raftlab lab play has ended, or the address is not whole")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: d.cookie, Value: d.token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (d *door) isOurs(host string) bool {
	for _, own := range d.hosts {
		if strings.EqualFold(host, own) {
			return true
		}
	}
	return false
}

// isSameOrigin reports whether a request comes from a page of ours, or from nobody's. Whoever changes something must say it.
func (d *door) isSameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Method == http.MethodGet || r.Method == http.MethodHead
	}
	return origin == "http://"+r.Host
}

func (d *door) knows(r *http.Request) bool {
	cookie, err := r.Cookie(d.cookie)
	return err == nil && d.isToken(cookie.Value)
}

func (d *door) isToken(word string) bool {
	return subtle.ConstantTimeCompare([]byte(word), []byte(d.token)) == 1
}

func refuse(w http.ResponseWriter, why string) { http.Error(w, why, http.StatusForbidden) }
