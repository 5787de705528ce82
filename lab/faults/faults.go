// Package faults is what can be done to the network between the members of a lab that is a machine, in the words of
// users: partitions, cuts, delays and losses. Each is made of faults that go one way (package wire).
package faults

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/machine/wire"
	"raftlab/sim/lang"
)

// ErrWords is wrapped by errors for which the one who asked is to blame.
var ErrWords = errors.New("words")

// wordError is an error that wraps [ErrWords] without saying so.
type wordError struct{ error }

func (wordError) Is(target error) bool { return target == ErrWords }

// Network is the network of a lab.
type Network struct {
	members []string
	log     string
}

// Of returns the network of a lab whose machine this program is in.
func Of(h *labdir.Dir) *Network { return &Network{h.Names(), h.NetworkLog()} }

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
	return "", wordError{fmt.Errorf("there is no member %q (there are: %s)", word, strings.Join(n.members, ", "))}
}

func (n *Network) pair(one, other string) (a, b string, err error) {
	if a, err = n.member(one); err != nil {
		return "", "", err
	}
	if b, err = n.member(other); err != nil {
		return "", "", err
	}
	if a == b {
		return "", "", wordError{fmt.Errorf("%s and %s are one member", one, other)}
	}
	return a, b, nil
}

// both puts a change on both ways between two members. What else is wrong with them stays.
func (n *Network) both(one, other string, change func(*wire.Fault)) error {
	a, b, err := n.pair(one, other)
	if err != nil {
		return err
	}
	faults, err := machine.Faults()
	if err != nil {
		return err
	}
	begun := time.Now()
	for _, way := range [][2]string{{a, b}, {b, a}} {
		fault := of(faults, way[0], way[1])
		change(&fault)
		if err := machine.SetFault(way[0], way[1], fault); err != nil {
			return err
		}
	}
	return n.record(begun)
}

// OneWay loses what one member sends to another. What the other sends still arrives.
func (n *Network) OneWay(from, to string) error {
	a, b, err := n.pair(from, to)
	if err != nil {
		return err
	}
	faults, err := machine.Faults()
	if err != nil {
		return err
	}
	begun := time.Now()
	fault := of(faults, a, b)
	fault.Mute = true
	if err := machine.SetFault(a, b, fault); err != nil {
		return err
	}
	return n.record(begun)
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

// Cut cuts two members from each other.
func (n *Network) Cut(one, other string) error {
	return n.both(one, other, func(f *wire.Fault) { f.Cut = true })
}

// Slow adds a delay to what two members send each other, each way.
func (n *Network) Slow(one, other string, delay time.Duration) error {
	return n.both(one, other, func(f *wire.Fault) { f.Delay = delay })
}

// Lossy loses a share of what two members send each other.
func (n *Network) Lossy(one, other string, share float64) error {
	return n.both(one, other, func(f *wire.Fault) { f.Loss = share })
}

// Partition divides the members into groups that do not hear each other; those that are not named are one more. Inside
// of a group all is as before, but for cuts.
func (n *Network) Partition(groups []string) error {
	group := map[string]int{}
	for i, list := range groups {
		for _, word := range strings.Split(list, ",") {
			name, err := n.member(word)
			if err != nil {
				return err
			}
			if _, twice := group[name]; twice {
				return wordError{fmt.Errorf("%s is in two groups", name)}
			}
			group[name] = i + 1
		}
	}
	faults, err := machine.Faults()
	if err != nil {
		return err
	}
	begun := time.Now()
	for _, from := range n.members {
		for _, to := range n.members {
			fault := of(faults, from, to)
			fault.Cut = group[from] != group[to]
			if from == to {
				continue
			}
			if err := machine.SetFault(from, to, fault); err != nil {
				return err
			}
		}
	}
	return n.record(begun)
}

// Heal takes all faults away. Connections that are open are ended if reconnect is set: else TCP finds out in its own
// time that packets arrive again.
func (n *Network) Heal(reconnect bool) error {
	faults, err := machine.Faults()
	if err != nil {
		return err
	}
	begun := time.Now()
	for _, f := range faults {
		if err := machine.SetFault(f.From, f.To, wire.Fault{}); err != nil {
			return err
		}
	}
	if err := n.record(begun); err != nil {
		return err
	}
	if !reconnect {
		return nil
	}
	var failed error
	for _, f := range faults {
		if err := machine.EndConnections(f.From, f.To); err != nil {
			failed = fmt.Errorf("the network is whole, but open connections could not be ended, so TCP may take seconds: %w", err)
		}
	}
	return failed
}

// Silent reports whether there is a way on which nothing arrives.
func (n *Network) Silent() (bool, error) {
	faults, err := machine.Faults()
	return slices.ContainsFunc(faults, func(f wire.Faulty) bool { return f.Silent() }), err
}

// Line says what is wrong between two members.
type Line = lang.Text

// Lines tells the faults: once for two members, where both ways are alike.
func (n *Network) Lines() (lines []Line, err error) {
	faults, err := machine.Faults()
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
