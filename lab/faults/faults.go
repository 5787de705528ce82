// Package faults is what can be done to the network between the members of a lab, in the words of users: partitions, cuts,
// delays and losses. Each is made of faults that go one way (package wire): in a machine by its first process, on
// loopback by the supervisor, through whose proxies members reach each other.
//
//	n := faults.Of(h)
//	err := n.Partition([]string{"1,2"}) // the first two, and the rest
//	err = n.OneWay("1", "2,3")          // nobody hears the first
//	err = n.Heal(true)
package faults

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
	"raftlab/sim/lang"
)

// ErrWords is wrapped by errors for which the one who asked is to blame.
var ErrWords = errors.New("words")

// wordError is an error that wraps [ErrWords] without saying so.
type wordError struct{ error }

func (e wordError) Unwrap() error { return e.error }

func (wordError) Is(target error) bool { return target == ErrWords }

// errNoPackets says why nothing can be lost on loopback.
var errNoPackets = lang.Errorf("on loopback nothing can be lost: members reach each other through proxies, which carry what TCP has put in order, not packets (write slow or cut; lossy needs a lab that is a machine)",
	"在回环接口上不能丢包：成员经由代理通信，代理转发的是 TCP 排好序的数据，而不是数据包（请用 slow 或 cut；lossy 需要作为虚拟机器的实验环境）")

// Network is the network of a lab.
type Network struct {
	members []string
	place   place
}

// Of returns the network of a lab that this program is in, or that is on loopback.
func Of(h *labdir.Dir) *Network {
	if h.Mode == labdir.Machine {
		return &Network{h.Names(), inMachine{h.NetworkLog()}}
	}
	return &Network{h.Names(), onLoopback{h}}
}

// Ways returns the ways that are not as they should be. The error says why there can be none, or that nobody knows.
func (n *Network) Ways() ([]wire.Faulty, error) { return n.place.faults() }

// member finds a member by its name, or a part of it: k8s-master02, master02, 02, 2.
func (n *Network) member(word string) (string, error) {
	for _, name := range n.members {
		if name == word || name == "k8s-"+word || name == "k8s-master"+word {
			return name, nil
		}
		if number, err := strconv.Atoi(word); err == nil && number > 0 && name == labdir.Name(number) {
			return name, nil
		}
	}
	return "", wordError{lang.Errorf("there is no member %q (there are: %s)", "没有成员 %q（有：%s）", word, strings.Join(n.members, ", "))}
}

// group finds the members of a list: 1,2.
func (n *Network) group(list string) (names []string, err error) {
	for _, word := range strings.Split(list, ",") {
		name, err := n.member(word)
		if err != nil {
			return nil, err
		}
		if slices.Contains(names, name) {
			return nil, wordError{lang.Errorf("%s is named twice", "%s 写了两次", name)}
		}
		names = append(names, name)
	}
	return names, nil
}

// way is a direction between two members.
type way struct{ from, to string }

// between returns the ways from each member of a list to each of another.
func (n *Network) between(from, to string) (ways []way, err error) {
	a, err := n.group(from)
	if err != nil {
		return nil, err
	}
	b, err := n.group(to)
	if err != nil {
		return nil, err
	}
	for _, one := range a {
		for _, other := range b {
			if one == other {
				return nil, wordError{lang.Errorf("%s is on both sides", "%s 同时在两边", one)}
			}
			ways = append(ways, way{one, other})
		}
	}
	return ways, nil
}

// change changes what is wrong with ways, all at once. What else is wrong with them stays.
func (n *Network) change(ways []way, change func(*wire.Fault)) error {
	before, err := n.place.faults()
	if err != nil {
		return err
	}
	var after []wire.Faulty
	for _, w := range ways {
		f := wire.Faulty{From: w.from, To: w.to, Fault: of(before, w.from, w.to)}
		change(&f.Fault)
		after = append(after, f)
	}
	return n.place.set(after)
}

// both changes both ways between the members of one list and those of another.
func (n *Network) both(one, other string, change func(*wire.Fault)) error {
	ways, err := n.between(one, other)
	if err != nil {
		return err
	}
	for _, w := range ways {
		ways = append(ways, way{w.to, w.from})
	}
	return n.change(ways, change)
}

// of returns the fault on a way.
func of(faults []wire.Faulty, from, to string) wire.Fault {
	for _, f := range faults {
		if f.From == from && f.To == to {
			return f.Fault
		}
	}
	return wire.Fault{}
}

// OneWay loses what the members of one list send to those of another. What these send still arrives.
func (n *Network) OneWay(from, to string) error {
	ways, err := n.between(from, to)
	if err != nil {
		return err
	}
	return n.change(ways, func(f *wire.Fault) { f.Mute = true })
}

// Cut cuts the members of one list from those of another.
func (n *Network) Cut(one, other string) error {
	return n.both(one, other, func(f *wire.Fault) { f.Cut = true })
}

// Slow adds a delay to what the members of two lists send each other, each way.
func (n *Network) Slow(one, other string, delay time.Duration) error {
	return n.both(one, other, func(f *wire.Fault) { f.Delay = delay })
}

// Lossy loses a share of what the members of two lists send each other. Where there are no packets the error wraps [ErrWords].
func (n *Network) Lossy(one, other string, share float64) error {
	return n.both(one, other, func(f *wire.Fault) { f.Loss = share })
}

// Partition divides the members into groups that do not hear each other; those that are not named are one more. Inside
// of a group all is as before, but for cuts.
func (n *Network) Partition(groups []string) error {
	group := map[string]int{}
	for i, list := range groups {
		names, err := n.group(list)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, twice := group[name]; twice {
				return wordError{lang.Errorf("%s is in two groups", "%s 同时在两个组中", name)}
			}
			group[name] = i + 1
		}
	}
	before, err := n.place.faults()
	if err != nil {
		return err
	}
	var after []wire.Faulty
	for _, from := range n.members {
		for _, to := range n.members {
			if from != to {
				fault := of(before, from, to)
				fault.Cut = group[from] != group[to]
				after = append(after, wire.Faulty{From: from, To: to, Fault: fault})
			}
		}
	}
	return n.place.set(after)
}

// Heal takes all faults away. Open connections on the ways that had some are ended if reconnect is set; else TCP finds out in its
// own time that packets arrive again, and on loopback what was held back arrives at once.
func (n *Network) Heal(reconnect bool) error {
	faults, err := n.place.faults()
	if err != nil {
		return err
	}
	for i := range faults {
		faults[i].Fault = wire.Fault{}
	}
	if err := n.place.set(faults); err != nil || !reconnect {
		return err
	}
	return n.place.reconnect(faults)
}

// Silent reports whether there is a way on which nothing arrives.
func (n *Network) Silent() (bool, error) {
	faults, err := n.place.faults()
	return slices.ContainsFunc(faults, func(f wire.Faulty) bool { return f.Silent() }), err
}

// Line says what is wrong between two members.
type Line = lang.Text

// Lines tells the faults: once for two members, where both ways are alike.
func (n *Network) Lines() (lines []Line, err error) {
	faults, err := n.place.faults()
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		arrow := " → "
		if of(faults, f.To, f.From) == f.Fault {
			if f.From > f.To {
				continue
			}
			arrow = " ↔ "
		}
		between := f.From + arrow + f.To + "  "
		lines = append(lines, Line{EN: between + words(f.Fault).EN, ZH: between + words(f.Fault).ZH})
	}
	return lines, nil
}
func words(f wire.Fault) lang.Text {
	var en, zh []string
	if f.Cut {
		en, zh = append(en, "cut"), append(zh, "切断")
	}
	if f.Mute {
		en, zh = append(en, "nothing arrives; the other way does"), append(zh, "消息到不了；反方向能到")
	}
	if f.Delay > 0 {
		en, zh = append(en, fmt.Sprintf("%v later", f.Delay)), append(zh, fmt.Sprintf("延迟 %v", f.Delay))
	}
	if f.Loss > 0 {
		en, zh = append(en, fmt.Sprintf("%g%% lost", f.Loss*100)), append(zh, fmt.Sprintf("丢失 %g%%", f.Loss*100))
	}
	return lang.Text{EN: strings.Join(en, ", "), ZH: strings.Join(zh, "，")}
}
