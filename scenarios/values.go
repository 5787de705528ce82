package scenarios

import (
	"strconv"
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// How many characters a value may have. A distribution that was measured has a part for each quantile, up to a hundred.
const (
	longestText         = 200
	longestDistribution = 4000
)

// parsed reads a single value with a function that reads text.
func parsed[T any](d *decoder, n *node, what lang.Text, example string, read func(string) (T, error)) (T, bool) {
	return parsedUpTo(d, n, longestText, what, example, read)
}

func parsedUpTo[T any](d *decoder, n *node, longest int, what lang.Text, example string, read func(string) (T, error)) (T, bool) {
	var zero T
	text, ok := d.word(n, what, example)
	if !ok {
		return zero, false
	}
	if runes := []rune(text); len(runes) > longest {
		d.refuse(n, "%s is too long to be a %s (write %s)", "%s 太长，不是%s（请写 %s）", quote(text), what, example)
		return zero, false
	}
	value, err := read(text)
	if err != nil {
		d.refuse(n, "%v", "%v", err)
		return zero, false
	}
	return value, true
}

func (d *decoder) duration(n *node) (time.Duration, bool) {
	return parsed(d, n, lang.Say("duration", "时长"), "150ms", chance.ParseDuration)
}

// limit reads a duration that may be left out, where nil means that it was.
func (d *decoder) limit(n *node) *time.Duration {
	value, _ := d.duration(n)
	return &value
}

// instant reads a time within the run, which may be left out.
func (d *decoder) instant(n *node) *time.Duration {
	at, _ := d.duration(n)
	if d.until > 0 && at > d.until {
		d.refuse(n, "%s is after the end of the run (until is %s)", "%s 在运行结束之后（until 是 %s）", n.text, chance.FormatDuration(d.until))
	}
	return &at
}

// wait reads a duration that is not zero.
func (d *decoder) wait(n *node, what lang.Text) (time.Duration, bool) {
	value, ok := d.duration(n)
	if ok && value == 0 {
		d.refuse(n, "%s must be longer than nothing (write 50ms)", "%s必须大于零（请写 50ms）", what)
	}
	return value, ok && value > 0
}

func (d *decoder) timeouts(n *node) (script.Range, bool) {
	r, ok := parsed(d, n, lang.Say("range of durations", "时长的区间"), "150ms-300ms", func(s string) (script.Range, error) {
		low, high, err := chance.ParseRange(s)
		return script.Range{Min: low, Max: high}, err
	})
	if ok && r.Min == 0 {
		d.refuse(n, "an election timeout of nothing cannot be kept (write 150ms-300ms)", "选举超时不能是零（请写 150ms-300ms）")
		ok = false
	}
	return r, ok
}

func (d *decoder) distribution(n *node) (chance.Distribution, bool) {
	return parsedUpTo(d, n, longestDistribution, lang.Say("distribution of times", "时间的分布"), "5ms-15ms", chance.ParseDistribution)
}

func (d *decoder) share(n *node) (chance.Share, bool) {
	return parsed(d, n, lang.Say("share", "比例"), "5%", chance.ParseShare)
}

func (d *decoder) yesNo(n *node, to *bool) {
	if i, ok := d.oneOf(n, lang.Say("a switch", "开关"), []string{"true", "false"}); ok {
		*to = i == 0
	}
}

// number reads a whole number between two bounds, both included.
func (d *decoder) number(n *node, what lang.Text, least, most int) (int, bool) {
	text, ok := d.word(n, what, strconv.Itoa(max(least, 1)))
	if !ok {
		return 0, false
	}
	value, err := strconv.Atoi(text)
	switch {
	case err != nil || text[0] == '+':
		d.refuse(n, "%s is not a number of %s (write %s)", "%s 不是%s（请写 %s）", quote(text), what, plainNumber(text, least))
	case value < least || value > most:
		d.refuse(n, "%d is not a possible number of %s (write %d to %d)", "%d 超出范围，不能作%s（请写 %d 到 %d）", value, what, least, most)
	default:
		return value, true
	}
	return 0, false
}

// plainNumber returns how a number is written that was given with the letter for thousands or millions, or with
// separators: 1k is 1000. Of anything else it is an example.
func plainNumber(text string, least int) string {
	digits := strings.NewReplacer(",", "", "_", "", "'", "").Replace(text)
	zeros := map[byte]string{'k': "000", 'K': "000", 'm': "000000", 'M': "000000"}
	if n := len(digits); n > 1 && zeros[digits[n-1]] != "" {
		digits = digits[:n-1] + zeros[digits[n-1]]
	}
	if value, err := strconv.Atoi(digits); err == nil && value >= least {
		return strconv.Itoa(value)
	}
	return strconv.Itoa(max(least, 1))
}

// rate reads how fast a clock runs: 1.2 is a fifth too fast.
func (d *decoder) rate(n *node) (clock.Rate, bool) {
	return parsed(d, n, lang.Say("clock rate", "时钟速率"), "1.2", clock.ParseRate)
}

// server reads the name of a server that exists.
func (d *decoder) server(n *node, text string) (trace.NodeID, bool) {
	id, err := trace.ParseNodeID(text)
	switch {
	case err != nil:
		d.refuse(n, "%s is not a server (write n1, n2, ...)", "%s 不是服务器（请写 n1, n2, ...）", quote(text))
	case int(id) > d.servers:
		d.refuse(n, "%v does not exist (the cluster has %s)", "没有 %v（集群有 %s）", id, serverSpan(d.servers))
	default:
		return id, true
	}
	return 0, false
}

func serverSpan(servers int) lang.Text {
	if servers == 1 {
		return lang.Say("n1 alone", "n1 一台")
	}
	return lang.Say("n1 to n%d", "n1 到 n%d", servers)
}

// serverList reads servers by their names: n1, [n1, n2], "n1 n2", or all.
func (d *decoder) serverList(n *node) []trace.NodeID {
	var ids []trace.NodeID
	for _, item := range n.each() {
		text, ok := d.word(item, lang.Say("a list of servers", "服务器列表"), "[n1, n2]")
		if !ok {
			return nil
		}
		if text == "all" && n.form == single {
			return everybody(d.servers)
		}
		for name := range strings.FieldsSeq(text) {
			if id, ok := d.server(item, name); ok {
				ids = d.addServer(item, ids, id)
			}
		}
	}
	return ids
}

// addServer adds a server to a list that names each once.
func (d *decoder) addServer(n *node, ids []trace.NodeID, id trace.NodeID) []trace.NodeID {
	for _, other := range ids {
		if other == id {
			d.refuse(n, "%v is named twice", "%v 写了两次", id)
			return ids
		}
	}
	return append(ids, id)
}

func everybody(servers int) []trace.NodeID {
	ids := make([]trace.NodeID, servers)
	for i := range ids {
		ids[i] = trace.NodeID(i + 1)
	}
	return ids
}
