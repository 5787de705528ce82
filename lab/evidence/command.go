package evidence

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"raftlab/lab/journal"
)

// Command is a command that was run in the lab's shell, as the journal has it.
type Command struct {
	Time time.Time     `json:"time"` // when it began
	Took time.Duration `json:"took,omitempty"`
	Dir  string        `json:"dir,omitempty"` // where; the lab's directory is /
	Args []string      `json:"args"`          // the program's name first, as typed
	Exit int           `json:"exit,omitempty"`
	By   string        `json:"by,omitempty"` // what typed it, if nobody did: raftlab lab do

	// Settings of etcdctl by variables, by the names of the flags that they stand for. Where all of them are those that the lab's
	// shell begins with, they are left out: nobody chose them. ByLab says that the certificate was the shell's then.
	Env     map[string]string `json:"env,omitempty"`
	ByLab   bool              `json:"by_lab,omitempty"`
	Misused bool              `json:"misused,omitempty"` // a flag that the program does not have; of our own commands: any wrong usage
	Alarms  []string          `json:"alarms,omitempty"`  // raised when a put had failed
	Login   journal.Login     `json:"login,omitempty"`   // of a put that had failed: was the password right?
}

// String returns the command as it is written in a shell, without the quotes that a shell may need.
func (c Command) String() string {
	if len(c.Args) == 0 {
		return ""
	}
	return strings.Join(append([]string{path.Base(c.Args[0])}, c.Args[1:]...), " ")
}

// End returns when the command ended.
func (c Command) End() time.Time { return c.Time.Add(c.Took) }

// Matches reports whether the command is what the pattern says: the same program, the words of the
// pattern in order and no others, and at least the pattern's flags.
//
//	etcdctl put foo bar                  these words, whatever the flags
//	etcdctl get / --prefix --keys-only   and both flags
//	etcdctl snapshot save *              any one word
//	etcdctl get ...                      any further words, also none
//	etcdctl get foo --consistency=s      a flag with its value
//	etcdctl get '' --prefix              an empty word
//
// A setting of etcdctl by a variable counts as the flag.
// A star in a word stands for any text: backup/*.db. The words of mv, rm, cp, ls, cat and mkdir are
// taken as files, from the lab's directory: rm var/lib/etcd is rm /var/lib/etcd.
func (c Command) Matches(pattern string) bool {
	want := parse(strings.Fields(pattern))
	have := c.parsed()
	if want.program != have.program || !wordsMatch(want.words, have.words) {
		return false
	}
	for name, values := range want.flags {
		got, ok := have.flags[name]
		if !ok || values[0] != "" && !slices.ContainsFunc(got, func(v string) bool { return Glob(values[0], v) }) {
			return false
		}
	}
	return true
}

func wordsMatch(want, have []string) bool {
	for i, word := range want {
		if word == "''" {
			word = ""
		}
		switch {
		case word == "...":
			return true
		case i >= len(have) || !Glob(word, have[i]):
			return false
		}
	}
	return len(want) == len(have)
}

// Glob reports whether a word is what a pattern with stars says.
func Glob(pattern, word string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(word, first) {
		return false
	}
	if word = word[len(first):]; !star {
		return word == ""
	}
	for i := 0; i <= len(word); i++ {
		if Glob(rest, word[i:]) {
			return true
		}
	}
	return false
}

// Word returns the command's n-th word after the program, not counting flags; "" if there is none.
func (c Command) Word(n int) string {
	if words := c.parsed().words; n < len(words) {
		return words[n]
	}
	return ""
}

// Flag returns the last value of a flag; a flag that takes none has the value "true".
func (c Command) Flag(name string) (value string, given bool) {
	values, given := c.parsed().flags[name]
	if !given {
		return "", false
	}
	return values[len(values)-1], true
}

// Program returns the name of the program.
func (c Command) Program() string { return c.parsed().program }

func (c Command) parsed() parsed {
	p := parse(c.Args)
	for name, value := range c.Env {
		if _, given := p.flags[name]; !given {
			p.flags[name] = []string{value}
		}
	}
	if !slices.Contains(fileTools, p.program) {
		return p
	}
	for i, word := range p.words { // a student may have gone there with cd
		if !path.IsAbs(word) {
			p.words[i] = path.Join(c.Dir, word)
		}
	}
	return p
}

// fileTools are the programs whose words are files.
var fileTools = []string{"mv", "rm", "cp", "ls", "cat", "mkdir"}

type parsed struct {
	program string
	words   []string
	flags   map[string][]string
}

// parse divides an argument list into words and flags.
func parse(args []string) parsed {
	p := parsed{flags: map[string][]string{}}
	if len(args) > 1 && path.Base(args[0]) == "raftlab" && slices.Contains(programs, args[1]) {
		args = args[1:]
	}
	if len(args) == 0 {
		return p
	}
	p.program = path.Base(args[0])
	for rest := args[1:]; len(rest) > 0; {
		word := rest[0]
		rest = rest[1:]
		if word == "--" {
			p.words = append(p.words, rest...)
			break
		}
		if len(word) < 2 || word[0] != '-' {
			p.words = append(p.words, word)
			continue
		}
		if oneLetter[p.program] != nil && word[1] != '-' {
			rest = p.letters(word[1:], rest)
			continue
		}
		name, value, joined := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if !joined {
			value = "true"
			if !takesNone(p.program, name) && len(rest) > 0 {
				value, rest = rest[0], rest[1:]
			}
		}
		p.flags[name] = append(p.flags[name], value)
	}
	for name, values := range p.flags {
		if len(values) == 1 && values[0] == "*" {
			p.flags[name] = []string{""} // in a pattern: any value
		}
	}
	return p
}

var programs = []string{"etcd", "etcdctl", "etcdutl", "kubectl"}

// letters takes flags of one letter each: -it are two, and what follows one that takes a value is the value: -wtable,
// -nkube-system. It returns the words that are left.
func (p parsed) letters(flags string, rest []string) []string {
	for flags != "" {
		letter := flags[:1]
		flags = flags[1:]
		name := cmp.Or(oneLetter[p.program][letter], letter)
		value := "true"
		switch after, joined := strings.CutPrefix(flags, "="); {
		case joined:
			value, flags = after, ""
		case takesNone(p.program, name):
		case flags != "":
			value, flags = flags, ""
		case len(rest) > 0:
			value, rest = rest[0], rest[1:]
		}
		p.flags[name] = append(p.flags[name], value)
	}
	return rest
}

// oneLetter has the long names of flags of one letter, of the programs that have some.
var oneLetter = map[string]map[string]string{
	"etcdctl": {"w": "write-out", "i": "interactive", "l": "listen", "h": "help"},
	"etcdutl": {"w": "write-out", "h": "help"},
	"kubectl": {"n": "namespace", "f": "filename", "o": "output", "w": "watch", "A": "all-namespaces", "i": "stdin", "t": "tty", "l": "selector", "h": "help"},
	"raftlab": {"o": "output", "h": "help"},
}

// takesNone reports whether a flag takes no value. Programs that are not listed have such flags only.
func takesNone(program, name string) bool {
	flags, listed := map[string][]string{
		"etcdctl": {"auto-compact", "auto-defrag", "cluster", "count-only", "debug", "detail", "force", "from-key", "help", "hex",
			"ignore-lease", "ignore-value", "insecure-discovery", "insecure-skip-tls-verify", "insecure-transport", "interactive",
			"keys", "keys-only", "learner", "listen", "no-password", "no-header", "once", "physical", "prefix", "prev-kv", "print-value-only",
			"progress-notify", "range", "simple", "encrypt"},
		"etcdutl": {"skip-hash-check", "mark-compacted", "help", "force"},
		"kubectl": {"watch", "watch-only", "all-namespaces", "stdin", "tty", "all", "force", "help", "show-labels", "no-headers"},
		"raftlab": {"all", "help", "json", "verbose", "now"},
	}[program]
	return !listed || slices.Contains(flags, name)
}

// hidden stands for a password.
const hidden = "***"

// hideSecret stars out the password in argument i: of --user NAME:PASSWORD, --password and user add.
func hideSecret(args []string, i int) {
	flag, value, joined := strings.Cut(args[i], "=")
	switch {
	case flag == "--password" && joined:
		args[i] = flag + "=" + hidden
	case flag == "--user" && joined:
		args[i] = flag + "=" + hidePassword(value)
	case i == 0:
	case args[i-1] == "--password":
		args[i] = hidden
	case args[i-1] == "--user", args[i-1] == "add" && i > 1 && args[i-2] == "user":
		args[i] = hidePassword(args[i])
	}
}

func hidePassword(user string) string {
	name, _, given := strings.Cut(user, ":")
	if given {
		return name + ":***"
	}
	return user
}
