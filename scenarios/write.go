package scenarios

import (
	"bytes"
	"fmt"
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Draft is a scenario that is to be written as a file.
type Draft struct {
	Name      string // small letters, digits and hyphens
	Comment   string // above all else, for who opens the file; lines of it become lines of the file
	Title     lang.Text
	Lesson    lang.Text
	Reference string
	Script    *script.Script
	Violated  []trace.Property // what the script breaks on purpose
	Expect    []string         // further expectations, each as it stands in a file: "leader: {by: 500ms}"
}

// YAML returns the draft as a file that [Load] reads back as the same script: what it returns has been read, and does the
// same. It fails with a script that no file can express, as one whose steps are not in the order of time, with
// [Problems] of the file that was tried.
func (d *Draft) YAML() ([]byte, error) {
	w := &yamlWriter{}
	d.write(w)
	s, err := Load(d.Name+".yaml", w.Bytes())
	if err != nil {
		return nil, err
	}
	if s.Digest() != digest(d.Script) {
		return nil, lang.Errorf("the script of %s cannot be written as a file", "%s 的脚本无法写成文件", d.Name)
	}
	return w.Bytes(), nil
}

func (d *Draft) write(w *yamlWriter) {
	for line := range strings.Lines(d.Comment) {
		w.line("# " + strings.TrimSuffix(line, "\n"))
	}
	w.line("name: " + yamlWord(d.Name))
	for _, text := range []struct {
		key string
		lang.Text
	}{{"title", d.Title}, {"lesson", d.Lesson}} {
		if text.EN != "" {
			w.line(text.key + ": " + yamlText(text.Text))
		}
	}
	if d.Reference != "" {
		w.line("reference: " + yamlWord(d.Reference))
	}
	w.cluster(&d.Script.Cluster)
	w.steps(d.Script)
	w.line("until: " + chance.FormatDuration(d.Script.Until))
	if d.Script.MaxEvents > 0 {
		w.line(fmt.Sprintf("%s: %d", eventLimit, d.Script.MaxEvents))
	}
	d.writeExpectations(w)
}

func (d *Draft) writeExpectations(w *yamlWriter) {
	all := d.Expect
	if len(d.Violated) > 0 {
		words := make([]string, len(d.Violated))
		for i, p := range d.Violated {
			words[i] = p.String()
		}
		all = append([]string{"violated: " + yamlList(words)}, all...)
	}
	if len(all) > 0 {
		w.line("expect:")
	}
	for _, one := range all {
		w.line("  - " + one)
	}
}

// yamlWriter writes the parts of a file.
type yamlWriter struct{ bytes.Buffer }

func (w *yamlWriter) line(text string) {
	w.WriteString(text)
	w.WriteByte('\n')
}

// cluster writes the settings that differ from those of [script.DefaultCluster], and those that everybody looks for.
func (w *yamlWriter) cluster(c *script.Cluster) {
	usual := script.DefaultCluster()
	w.line("cluster:")
	w.line(fmt.Sprintf("  nodes: %d", c.Nodes))
	if len(c.Voters) > 0 {
		w.line("  voters: " + formatServers(c.Voters))
	}
	if len(c.Learners) > 0 {
		w.line("  learners: " + formatServers(c.Learners))
	}
	if len(c.Logs) > 0 {
		w.line("  logs: " + formatLogs(c.Logs))
	}
	w.line("  election_timeout: " + c.ElectionTimeout.String())
	w.line("  heartbeat: " + chance.FormatDuration(c.Heartbeat))
	if c.Tick != usual.Tick {
		w.line("  tick: " + chance.FormatDuration(c.Tick))
	}
	for _, option := range []struct {
		key string
		on  bool
	}{{"pre_vote", c.PreVote}, {"check_quorum", c.CheckQuorum}, {"single_append", c.SingleAppend}} {
		if option.on {
			w.line("  " + option.key + ": true")
		}
	}
	if c.Reads != 0 {
		w.line("  reads: " + c.Reads.String())
	}
	w.line("  network: {" + commas(yamlNetwork(&c.Network, &usual.Network)) + "}")
	if len(c.Links) > 0 {
		w.line("  links: " + formatLinks(c.Links))
	}
	w.line("  disk: {fsync: " + c.Fsync.String() + "}")
	if len(c.Node) > 0 {
		w.line("  node:")
	}
	for i := range c.Node {
		w.line("    " + c.Node[i].Node.String() + ": {" + commas(yamlNode(&c.Node[i])) + "}")
	}
}

// yamlNode returns what one server has of its own.
func yamlNode(s *script.NodeSettings) (parts []string) {
	for _, p := range nodeParameters(s) {
		parts = append(parts, p.Key[strings.LastIndexByte(p.Key, '.')+1:]+": "+p.Value)
	}
	return parts
}
