package program

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/sim/lang"
)

// StandIns are programs of a control-plane host that the lab plays: they do what the tasks of administrators need, and
// say once per shell that they are stand-ins.
var StandIns = []string{"sudo", "ssh", "scp", "systemctl", "crictl", "journalctl", "ll"}

// standIns are the programs by their names.
var standIns = map[string]func(*standIn) int{
	"sudo": (*standIn).sudo, "ssh": (*standIn).ssh, "scp": (*standIn).scp, "systemctl": (*standIn).systemctl,
	"crictl": (*standIn).crictl, "journalctl": (*standIn).journalctl, "ll": (*standIn).ll,
}

// standIn is a call of such a program.
type standIn struct {
	*call
	host string // on which it was typed
}

// runStandIn runs a stand-in.
func (c *call) runStandIn() outcome {
	s := &standIn{call: c, host: hostOf(c.home)}
	if c.name != "sudo" && c.name != "ll" && c.name != "ssh" && c.name != "scp" {
		c.tell(note{"standin-" + c.name, lang.Text{
			EN: "this " + c.name + " is a stand-in: it shows and does what the lab has, which is etcd and what plays the kubelet",
			ZH: "这个 " + c.name + " 是替身：它只显示和操作实验环境里有的东西，即 etcd 和扮演 kubelet 的程序",
		}})
	}
	return outcome{code: standIns[c.name](s)}
}

// HostVariable names the host of a shell in a lab on loopback, where there is but one.
const HostVariable = "RAFTLAB_HOST"

// hostOf returns the host on which a command was typed.
func hostOf(h *labdir.Dir) string {
	if host := os.Getenv(HostVariable); h.Mode == labdir.Loopback && labdir.CheckName(host) == nil {
		return host
	}
	if h.Here != "" {
		return h.Here
	}
	return labdir.First
}

// say writes a line for people to standard error.
func (s *standIn) complain(format string, args ...any) int {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	return 1
}

func (s *standIn) ll() int {
	return runTool("ls", append([]string{"ls", "-l"}, s.args...), s.home).code
}

// sudo runs a command: one is root already.
func (s *standIn) sudo() int {
	if s.home.Mode == labdir.Loopback {
		remark(lang.Text{
			EN: "sudo would work on this host itself, not on the lab. Leave it out: everything in the lab is yours",
			ZH: "sudo 会作用于本机而不是实验环境。请去掉 sudo：实验环境里的一切都归你所有",
		}.In(langOfRemarks()))
		return 1
	}
	line := s.args
	for len(line) > 0 && strings.HasPrefix(line[0], "-") {
		flag := line[0]
		line = line[1:]
		switch flag {
		case "-u", "-g", "-C", "-h", "-p", "--user", "--group":
			line = line[min(1, len(line)):]
		case "-i", "-s", "--login", "--shell":
			if len(line) == 0 {
				line = []string{shellOr("bash")}
			}
		}
	}
	for len(line) > 0 && strings.Contains(line[0], "=") {
		s.env = append(s.env, line[0])
		line = line[1:]
	}
	if len(line) == 0 {
		return s.complain("usage: sudo COMMAND")
	}
	if line[0] == "su" { // sudo su -
		line = []string{shellOr("bash")}
	}
	file, err := exec.LookPath(line[0])
	if err != nil {
		return s.complain("sudo: %s: command not found", line[0])
	}
	return follow(&exec.Cmd{Path: file, Args: line, Env: s.env}).code
}

func shellOr(otherwise string) string {
	if shell := os.Getenv("SHELL"); shell != "" {
		return shell
	}
	return otherwise
}

// ssh runs a command on another host of the lab, or opens a shell there.
func (s *standIn) ssh() int {
	tty := term.IsTerminal(int(os.Stdin.Fd()))
	line, destination := s.args, ""
	for len(line) > 0 && destination == "" {
		switch word := line[0]; {
		case word == "-T":
			tty = false
		case len(word) == 2 && word[0] == '-' && strings.Contains("bcDEeFIiJLlmOopQRSWw", word[1:]):
			line = line[min(1, len(line)-1):] // its value
		case strings.HasPrefix(word, "-"):
		default:
			destination = word
		}
		line = line[1:]
	}
	if destination == "" {
		s.complain("usage: ssh HOST [COMMAND]")
		return 255
	}
	host, code := s.destination(destination)
	if code != 0 {
		return code
	}
	if len(line) == 0 {
		return s.onHost(host, []string{shellOr("/bin/sh")}, tty)
	}
	return s.onHost(host, []string{"/bin/sh", "-c", strings.Join(line, " ")}, false)
}

// destination finds the host that somebody wants to reach.
func (s *standIn) destination(word string) (string, int) {
	if _, after, with := strings.Cut(word, "@"); with {
		word = after
	}
	if name, ok := labdir.NameAt(word); ok {
		word = name
	}
	if word == "localhost" {
		word = s.host
	}
	if _, known := s.home.Member(word); known || s.home.Mode == labdir.Machine && labdir.CheckHost(word) == nil {
		return word, 0
	}
	if word == labdir.Worker || word == labdir.WorkerAddress {
		s.complain("ssh: connect to host %s port 22: No route to host", word)
		remark(lang.Text{
			EN: "the lab has the control-plane hosts only: " + strings.Join(s.home.Names(), ", "),
			ZH: "实验环境只有控制平面主机：" + strings.Join(s.home.Names(), "、"),
		}.In(langOfRemarks()))
		return "", 255
	}
	s.complain("ssh: Could not resolve hostname %s: Name or service not known", word)
	return "", 255
}

// onHost runs a program on a host.
func (s *standIn) onHost(host string, line []string, tty bool) int {
	if s.home.Mode == labdir.Loopback {
		s.setenv(HostVariable, host)
		return follow(&exec.Cmd{Path: line[0], Args: line, Env: s.env}).code
	}
	if host == s.host {
		return follow(&exec.Cmd{Path: line[0], Args: line, Env: s.env, Dir: os.Getenv("HOME")}).code
	}
	if err := machine.MakeHost(host); err != nil {
		s.complain("ssh: %v", err)
		return 255
	}
	code, err := machine.Run(machine.Job{Host: host, Args: line, Env: s.onArrival(host), Dir: "/root", TTY: tty})
	if err != nil {
		s.complain("ssh: %v", err)
		return 255
	}
	return code
}

// onArrival is the environment on another host.
func (s *standIn) onArrival(host string) []string {
	for _, name := range []string{"PWD", "OLDPWD", podVariable} {
		s.unsetenv(name)
	}
	s.setenv("HOSTNAME", host)
	return s.env
}

// scp copies one file between hosts.
func (s *standIn) scp() int {
	var names []string
	for i := 0; i < len(s.args); i++ {
		switch word := s.args[i]; {
		case word == "-P" || word == "-i" || word == "-o":
			i++
		case word == "-r":
			return s.complain("scp: the lab's copies single files (tar cf - DIR | ssh HOST tar xf - -C PLACE)")
		case !strings.HasPrefix(word, "-"):
			names = append(names, word)
		}
	}
	if len(names) != 2 {
		return s.complain("usage: scp FILE HOST:PATH, or scp HOST:FILE PATH")
	}
	from, fromPath, err := s.place(names[0])
	to, toPath, toErr := s.place(names[1])
	if err := errors.Join(err, toErr); err != nil {
		return s.complain("scp: %v", err)
	}
	return s.copy(from, fromPath, to, toPath)
}

// place divides HOST:PATH.
func (s *standIn) place(word string) (host, path string, err error) {
	destination, path, remote := strings.Cut(word, ":")
	if !remote || strings.Contains(destination, "/") {
		return s.host, word, nil
	}
	host, code := s.destination(destination)
	if code != 0 {
		return "", "", fmt.Errorf("connection closed")
	}
	return host, path, nil
}

// receive is the line that takes a file: a directory gets one of the same name.
const receive = `to=$1; [ -z "$to" ] && to=.; [ -d "$to" ] && to=$to/$(basename "$2"); cat > "$to"`

func (s *standIn) copy(from, fromPath, to, toPath string) int {
	if s.home.Mode == labdir.Loopback {
		source, target := hostPathOn(s.home, from, fromPath), hostPathOn(s.home, to, toPath)
		return runTool("cp", []string{"cp", source, target}, s.home).code
	}
	in, out, err := os.Pipe()
	if err != nil {
		return s.complain("scp: %v", err)
	}
	sent := make(chan int)
	go func() {
		code := s.pipe(from, []string{"/bin/cat", "--", fromPath}, os.Stdin, out)
		out.Close()
		sent <- code
	}()
	received := s.pipe(to, []string{"/bin/sh", "-c", receive, "scp", toPath, fromPath}, in, os.Stdout)
	in.Close()
	return max(<-sent, received)
}

// pipe runs a program on a host with other input and output.
func (s *standIn) pipe(host string, line []string, in, out *os.File) int {
	if host == s.host {
		cmd := &exec.Cmd{Path: line[0], Args: line, Env: s.env, Stdin: in, Stdout: out, Stderr: os.Stderr}
		if cmd.Run() != nil {
			return 1
		}
		return 0
	}
	if err := machine.MakeHost(host); err != nil {
		return s.complain("scp: %v", err)
	}
	code, err := machine.Run(machine.Job{Host: host, Args: line, Env: s.env, Dir: "/root", In: in, Out: out})
	if err != nil {
		return s.complain("scp: %v", err)
	}
	return code
}
