package trace_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"raftlab/sim/trace"
)

func ExampleNewWriter() {
	w, err := trace.NewWriter(os.Stdout, &trace.Header{Scenario: "tiny", Seed: 1, Engine: "etcd", Version: "1", Nodes: 3})
	if err != nil {
		fmt.Println(err)
	}
	w.Observe(&trace.Event{Seq: 1, At: 152 * time.Millisecond, Kind: trace.RoleChange, Node: 2, Term: 1,
		Role: trace.Candidate, From: trace.Follower, Reason: trace.ElectionTimeout})
	if _, err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"trace":2,"scenario":"tiny","scenario_digest":"","overrides":[],"seed":"1","engine":"etcd","raftlab":"1","nodes":3,"parameters":[],"crc":"5f6a34ec"}
	// {"seq":1,"t":152000000,"kind":"role","node":"n2","term":1,"role":"candidate","from":"follower","reason":"election_timeout","crc":"abcc9070"}
	// {"digest":"sha256:bb71fc82c6b2aa45c66dc2624c3b0e4d29d7603004aea273c78980fd5c2460fc"}
}

func ExampleNewReader() {
	var file strings.Builder
	w, _ := trace.NewWriter(&file, &trace.Header{Scenario: "tiny", Nodes: 3})
	w.Observe(&trace.Event{Seq: 1, Kind: trace.RoleChange, Node: 2, Role: trace.Follower, Reason: trace.Boot})
	w.Close()

	damaged := strings.Replace(file.String(), "n2", "n3", 1)
	for _, text := range []string{file.String(), damaged} {
		r, err := trace.NewReader(strings.NewReader(text), "tiny.trace")
		for err == nil {
			var e *trace.Event
			if e, err = r.Next(); err == nil {
				fmt.Println(r.Header().Scenario, e.Seq, e.Kind, e.Node, e.Role)
			}
		}
		if err == io.EOF {
			fmt.Println("verified")
		} else {
			fmt.Println(err)
		}
	}
	// Output:
	// tiny 1 role n2 follower
	// verified
	// tiny.trace:2: the line was changed: its crc is "18ca7696", its bytes give "32e24ef4" (make the trace again: this file is damaged)
}
