package program

import (
	"cmp"
	"os"
	"slices"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// meaning is what the value of a flag is.
type meaning int

const (
	other   meaning = iota
	aPath           // of a file or directory
	aPlace          // one or more addresses
	noValue         // the flag takes none
)

// etcdctlFlags are the flags of etcdctl that matter here: all global ones, since a word after one of them is
// its value, and those of commands whose values are translated. A test holds them to the real etcdctl.
var etcdctlFlags = map[string]meaning{
	"endpoints": aPlace, "cacert": aPath, "cert": aPath, "key": aPath,
	"write-out": other, "dial-timeout": other, "command-timeout": other, "keepalive-time": other, "keepalive-timeout": other,
	"max-request-bytes": other, "max-recv-bytes": other, "auth-jwt-token": other, "user": other, "password": other,
	"discovery-srv": other, "discovery-srv-name": other,
	"debug": noValue, "hex": noValue, "insecure-transport": noValue, "insecure-discovery": noValue,
	"insecure-skip-tls-verify": noValue, "help": noValue,

	"peer-urls": aPlace, "dest-cacert": aPath, "dest-cert": aPath, "dest-key": aPath,
}

// etcdctlShort are its short flags that take a value.
var etcdctlShort = map[byte]string{'w': "write-out", 'd': "discovery-srv"}

// translate turns the call into what is run.
func (c *call) translate() {
	if c.pod == "" {
		c.pod = labdir.First
	}
	switch c.name {
	case "etcdctl":
		c.translateEtcdctl()
	case "etcd", "etcdutl":
		c.translateAll()
	case "kubectl":
		c.translateKubectl()
	default:
		if standIns[c.name] == nil && !slices.Contains(Guards, c.name) {
			c.translateTool()
		}
	}
}

// translateEtcdctl translates the values of flags and variables, and the file of a snapshot. Keys and
// values that look like an address or a path stay what they are.
func (c *call) translateEtcdctl() {
	line := parseEtcdctl(c.args)
	for _, f := range line.flags {
		c.unsetenv(variableOf(f.name)) // else etcdctl refuses to choose
		if f.value >= 0 {
			c.args[f.value] = f.prefix + c.mean(etcdctlFlags[f.name], strings.TrimPrefix(c.args[f.value], f.prefix))
		}
	}
	if words := line.words; len(words) > 2 && c.args[words[0]] == "snapshot" {
		c.args[words[2]] = c.mean(aPath, c.args[words[2]])
	}
	for name, meaning := range etcdctlFlags {
		if value := c.getenv(variableOf(name)); value != "" && meaning != other && meaning != noValue {
			c.setenv(variableOf(name), c.mean(meaning, value))
		}
	}
	if !line.has("endpoints") && c.getenv("ETCDCTL_ENDPOINTS") == "" {
		// etcdctl's own default, in the lab's place.
		c.setenv("ETCDCTL_ENDPOINTS", memberAddress(c.home, c.pod, "127.0.0.1:2379"))
	}
	if c.getenv("ETCDCTL_API") != "" {
		c.unsetenv("ETCDCTL_API")
		c.before = append(c.before, obsoleteAPI)
	}
}

// variableOf returns the environment variable of a flag of etcdctl.
func variableOf(flag string) string {
	return "ETCDCTL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// translateAll translates every argument: none of them is a person's own text.
func (c *call) translateAll() {
	for i, arg := range c.args {
		prefix := ""
		if name, _, joined := strings.Cut(arg, "="); joined && strings.HasPrefix(arg, "-") {
			prefix = name + "="
		}
		value := arg[len(prefix):]
		c.args[i] = prefix + c.mean(aPlace, c.mean(aPath, value))
	}
	if c.name == "etcdutl" {
		c.lookAtTarget()
	}
}

// translateKubectl translates the files that are to be read. What comes after -- is for the program in the
// pod.
func (c *call) translateKubectl() {
	for i, arg := range c.args {
		switch {
		case arg == "--":
			return
		case strings.HasPrefix(arg, "--filename="), strings.HasPrefix(arg, "--kubeconfig="):
			flag, file, _ := strings.Cut(arg, "=")
			c.args[i] = flag + "=" + c.mean(aPath, file)
		case i > 0 && slices.Contains([]string{"-f", "--filename", "--kubeconfig"}, c.args[i-1]):
			c.args[i] = c.mean(aPath, arg)
		}
	}
}

// translateTool translates paths, and finds the files that a pattern means: the shell has looked for them
// on the host, where they are not.
func (c *call) translateTool() {
	args := c.args
	c.args = nil
	for _, arg := range args {
		prefix := ""
		if name, _, joined := strings.Cut(arg, "="); joined && strings.HasPrefix(arg, "--") {
			prefix = name + "="
		}
		at := c.mean(aPath, arg[len(prefix):])
		if prefix == "" && at != arg {
			c.args = append(c.args, matches(at)...)
		} else {
			c.args = append(c.args, prefix+at)
		}
	}
}

// mean translates a value, and remembers what was translated.
func (c *call) mean(m meaning, typed string) string {
	at := typed
	switch m {
	case aPath:
		at = hostPathOn(c.home, hostOf(c.home), typed)
	case aPlace:
		at = memberAddresses(c.home, c.pod, typed)
	}
	if at != typed {
		c.before = append(c.before, translated(c.home, m))
	}
	return at
}

// etcdctlLine is a command line of etcdctl, in parts. Numbers are places among the arguments.
type etcdctlLine struct {
	flags []etcdctlFlag
	words []int // what is no flag and no flag's value
}

type etcdctlFlag struct {
	name   string
	at     int    // where it is
	value  int    // where its value is, -1 if it has none
	prefix string // what stands before the value: "--cert="
}

func (l *etcdctlLine) has(name string) bool {
	for _, f := range l.flags {
		if f.name == name {
			return true
		}
	}
	return false
}

// parseEtcdctl divides a command line as etcdctl does, as far as it knows the flags. A flag that it does not
// know is taken for one without a value.
func parseEtcdctl(args []string) (l etcdctlLine) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return l
		}
		if len(arg) < 2 || arg[0] != '-' {
			l.words = append(l.words, i)
			continue
		}
		f := etcdctlFlag{at: i, value: -1}
		rest, joined := "", false
		if name, ok := strings.CutPrefix(arg, "--"); ok {
			f.name, rest, joined = strings.Cut(name, "=")
		} else {
			f.name, rest = etcdctlShort[arg[1]], arg[2:]
			joined = rest != ""
			if f.name == "" {
				continue
			}
		}
		m, known := etcdctlFlags[f.name]
		switch {
		case joined:
			f.value, f.prefix = i, arg[:len(arg)-len(rest)]
		case known && m != noValue && i+1 < len(args):
			i++
			f.value = i
		}
		l.flags = append(l.flags, f)
	}
	return l
}

// lookAtTarget notes the data directory that a restore is to fill, and whether there is something in it.
func (c *call) lookAtTarget() {
	if c.target = restoreTarget(c.args); c.target != "" {
		entries, _ := os.ReadDir(c.target)
		c.hadData = len(entries) > 0
	}
}

// restoreTarget returns the data directory of an etcdutl snapshot restore, "" for other command lines.
func restoreTarget(args []string) string {
	line := parseEtcdutl(args)
	switch {
	case len(line.words) < 2 || line.words[0] != "snapshot" || line.words[1] != "restore":
		return ""
	case line.dataDir != "":
		return line.dataDir
	}
	return cmp.Or(line.name, "default") + ".etcd"
}

// etcdutlLine is what matters here of a command line of etcdutl.
type etcdutlLine struct {
	words         []string
	dataDir, name string
}

func parseEtcdutl(args []string) (l etcdutlLine) {
	for i := 0; i < len(args); i++ {
		flag, value, joined := strings.Cut(args[i], "=")
		switch {
		case !strings.HasPrefix(flag, "-"):
			l.words = append(l.words, args[i])
			continue
		case !joined && (flag == "--skip-hash-check" || flag == "--mark-compacted" || flag == "--help" || flag == "-h"):
			continue
		case !joined && i+1 < len(args):
			i++
			value = args[i]
		}
		switch flag {
		case "--data-dir":
			l.dataDir = value
		case "--name":
			l.name = value
		}
	}
	return l
}

// unfitSnapshot says why a file is not given to etcdutl as a snapshot: a pipe would keep it waiting, and a restore copies the
// file before it looks whether it is one.
func (c *call) unfitSnapshot() (words lang.Text, unfit bool) {
	line := parseEtcdutl(c.args)
	if c.name != "etcdutl" || len(line.words) != 3 || line.words[0] != "snapshot" {
		return lang.Text{}, false
	}
	info, err := os.Stat(line.words[2])
	if err != nil || info.IsDir() { // etcdutl says it
		return lang.Text{}, false
	}
	if !info.Mode().IsRegular() {
		return lang.Say("%s is no file with data, so no snapshot: nothing was done", "%s 不是存放数据的文件，因此不是快照：什么也没做", line.words[2]), true
	}
	free, known := labdir.FreeBytes(c.home.Path)
	if line.words[1] == "restore" && known && uint64(info.Size()) > free {
		return lang.Say("%s has %d MB, and the disk has room for %d MB: nothing was restored. What it is says: raftlab lab snapshot verify FILE",
			"%s 有 %d MB，磁盘只剩 %d MB：什么也没有恢复。它是什么，用这条命令看：raftlab lab snapshot verify 文件", line.words[2], info.Size()>>20, free>>20), true
	}
	return lang.Text{}, false
}
