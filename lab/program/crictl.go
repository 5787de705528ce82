package program

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"go.etcd.io/etcd/api/v3/version"

	"raftlab/lab/supervisor"
)

// container is a start of the host's member, as a container runtime shows it.
type container struct {
	ID      string    `json:"id"`
	Pod     string    `json:"podSandboxId"`
	State   string    `json:"state"`
	Created time.Time `json:"createdAt"`
	Attempt int       `json:"attempt"`
	Reason  string    `json:"reason,omitempty"`
	Log     string    `json:"logPath"`
	from    int64     // where its log begins
	to      int64     // and ends; 0: it has not ended
}

// crictl shows the container of the host's member.
func (s *standIn) crictl() int {
	words, flags := crictlWords(s.args)
	if len(words) == 0 {
		return s.complain("usage: crictl ps [-a] | pods | logs CONTAINER | inspect CONTAINER | images")
	}
	state, err := supervisor.Read(s.home)
	if err != nil {
		return s.failed(err)
	}
	all := s.containers(state)
	switch words[0] {
	case "ps":
		return s.listContainers(all, flags)
	case "pods":
		return s.listPods(all)
	case "images", "img":
		fmt.Printf("IMAGE                   TAG       IMAGE ID       SIZE\nregistry.k8s.io/etcd    %s-0   %s  22MB\n", version.Version, shortHash("image")[:13])
		return 0
	case "logs", "inspect":
		if len(words) < 2 {
			return s.complain("ID cannot be empty")
		}
		for _, c := range all {
			if strings.HasPrefix(c.ID, words[1]) {
				return s.showContainer(words[0], c, flags)
			}
		}
		return s.complain("E: could not find container %q: it is not there (crictl ps -a)", words[1])
	}
	if words[0] == "exec" {
		return s.complain("crictl exec is not in the lab's stand-in (type: kubectl exec -n kube-system etcd-%s -- etcdctl ...)", s.host)
	}
	return s.complain("crictl %s is not in the lab's stand-in (it has ps, pods, logs, inspect, images)", words[0])
}

// crictlWords parts what was typed into words and flags with their values. Letters may stand in one: -aq.
func crictlWords(args []string) (words []string, flags map[string]string) {
	flags = map[string]string{}
	for i := 0; i < len(args); i++ {
		word := args[i]
		if !strings.HasPrefix(word, "-") || word == "-" {
			words = append(words, word)
			continue
		}
		if !strings.HasPrefix(word, "--") && strings.Trim(word, "-aqlf") == "" {
			for _, letter := range word[1:] {
				flags[string(letter)] = ""
			}
			continue
		}
		name, value, joined := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if takes := strings.Contains(" name state r runtime-endpoint i tail o output p pod ", " "+name+" "); takes && !joined && i+1 < len(args) {
			i++
			value = args[i]
		}
		flags[name] = value
	}
	return words, flags
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// containers returns the starts that are known: the one that runs, or the last one that ended, and then those before
// it, the latest first.
func (s *standIn) containers(state supervisor.State) (all []container) {
	m, known := state.Member(s.host)
	if !known || m.Since.IsZero() {
		return nil
	}
	starts := append(m.Ended, supervisor.Start{Since: m.Since, Logged: m.Logged, Reason: m.Reason})
	for i, start := range starts {
		c := container{
			ID: shortHash(s.host + start.Since.String()), Pod: shortHash("pod" + s.host + m.Digest), State: "Exited", Created: start.Since,
			Attempt: m.Restarts - (len(starts) - 1 - i), Reason: start.Reason, Log: s.home.Log(s.host), from: start.Logged,
		}
		if i+1 < len(starts) {
			c.to = starts[i+1].Logged
		} else if m.Process.PID != 0 {
			c.State = "Running"
		}
		all = append(all, c)
	}
	slices.Reverse(all)
	return all
}

// shown are those that are listed: of a Pod, the kubelet keeps the last container that ended.
func shown(all []container, also bool) (list []container) {
	ended := 0
	for _, c := range all {
		if c.State != "Running" {
			ended++
		}
		if c.State == "Running" || also && ended == 1 {
			list = append(list, c)
		}
	}
	return list
}

func (s *standIn) listContainers(all []container, flags map[string]string) int {
	_, also := flags["a"]
	_, quiet := flags["q"]
	_, allToo := flags["all"]
	rows := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	if !quiet {
		fmt.Fprintln(rows, "CONTAINER\tIMAGE\tCREATED\tSTATE\tNAME\tATTEMPT\tPOD ID\tPOD\tNAMESPACE")
	}
	for _, c := range shown(all, also || allToo) {
		switch {
		case !strings.Contains("etcd", flags["name"]):
		case quiet:
			fmt.Fprintln(rows, c.ID)
		default:
			fmt.Fprintf(rows, "%s\tregistry.k8s.io/etcd:%s-0\t%s\t%s\tetcd\t%d\t%s\tetcd-%s\tkube-system\n",
				c.ID[:13], version.Version, ago(c.Created), c.State, c.Attempt, c.Pod[:13], s.host)
		}
	}
	return s.failed(rows.Flush())
}

func (s *standIn) listPods(all []container) int {
	rows := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(rows, "POD ID\tCREATED\tSTATE\tNAME\tNAMESPACE\tATTEMPT")
	for _, c := range all[:min(len(all), 1)] {
		fmt.Fprintf(rows, "%s\t%s\tReady\tetcd-%s\tkube-system\t0\n", c.Pod[:13], ago(c.Created), s.host)
	}
	return s.failed(rows.Flush())
}

func (s *standIn) showContainer(verb string, c container, flags map[string]string) int {
	if verb == "inspect" {
		text, err := json.MarshalIndent(map[string]any{"status": c}, "", "  ")
		fmt.Println(string(text))
		return s.failed(err)
	}
	last, _ := strconv.Atoi(flags["tail"])
	for _, line := range lastLogLines(c.Log, c.from, c.to, last) {
		fmt.Println(line)
	}
	return 0
}

// ago says how long ago something was, as crictl does.
func ago(at time.Time) string {
	switch since := time.Since(at); {
	case since < time.Minute:
		return fmt.Sprintf("%d seconds ago", int(since.Seconds()))
	case since < time.Hour:
		return fmt.Sprintf("%d minutes ago", int(since.Minutes()))
	default:
		return fmt.Sprintf("%d hours ago", int(since.Hours()))
	}
}
