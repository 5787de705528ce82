package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"raftlab/lab/elections"
	"raftlab/lab/labdir"
	"raftlab/plots"
)

// electionsRecord is what the files are made of.
type electionsRecord struct {
	Fault   elections.Fault   `json:"fault"`
	Members int               `json:"members"`
	Rounds  []elections.Round `json:"rounds"`
	Model   []time.Duration   `json:"model"`
}

// start measures, or has it measured in the machine; the files are made outside, where they were named.
func (o *labElectionsOptions) start() error {
	h, err := o.closedDoor()
	if err != nil {
		return err
	}
	files := new(outputs)
	defer files.discard()
	samples, err := o.begin(files)
	if err != nil {
		return err
	}
	if len(files.pending) == 0 && h == nil {
		return o.run()
	}
	if len(files.pending) == 0 {
		return o.enter(h, o.arguments())
	}
	record, err := o.recorded(h)
	if record == nil {
		return err
	}
	if samples != nil {
		if failed := record.writeSamples(samples); failed != nil {
			return environment(failed)
		}
	}
	for _, p := range files.pictures {
		if failed := record.draw(o, p); failed != nil {
			return environment(failed)
		}
	}
	return errors.Join(err, files.commit())
}

// begin begins the files that are asked for.
func (o *labElectionsOptions) begin(files *outputs) (samples io.Writer, err error) {
	if o.samples != "" {
		file, err := files.add(o.samples)
		if err != nil {
			return nil, err
		}
		samples = file
	}
	return samples, files.beginPictures("--plot", o.plots)
}

// arguments is the command line for the machine.
func (o *labElectionsOptions) arguments() []string {
	return []string{"lab", "elections", fmt.Sprintf("-n=%d", o.number), "--fault=" + string(o.fault), "--write=" + o.every.String(), "--output=" + string(o.format), "--record=" + o.record}
}

// recorded measures, and returns what the files are made of: nil if nothing was compared.
func (o *labElectionsOptions) recorded(h *labdir.Dir) (*electionsRecord, error) {
	file, err := os.CreateTemp("", "raftlab-elections-*")
	if err != nil {
		return nil, environment(err)
	}
	defer file.Close()
	defer os.Remove(file.Name())
	if o.record = file.Name(); h != nil {
		o.record = "/proc/self/fd/3"
		err = o.enter(h, o.arguments(), file)
	} else {
		err = o.run()
	}
	record := new(electionsRecord)
	if json.NewDecoder(file).Decode(record) != nil || len(record.Rounds) == 0 { // it did not come so far
		return nil, err
	}
	return record, err
}

// keep leaves what files are made of, if somebody is to make some.
func (o *labElectionsOptions) keep(c *comparison) error {
	if o.record == "" {
		return nil
	}
	file, err := os.OpenFile(o.record, os.O_WRONLY, 0)
	if err != nil {
		return environment(err)
	}
	err = json.NewEncoder(file).Encode(electionsRecord{c.Fault, c.Members, c.Rounds, c.model})
	return errors.Join(err, file.Close())
}

// writeSamples writes a line for each election.
func (r *electionsRecord) writeSamples(to io.Writer) error {
	out := bufio.NewWriter(to)
	fmt.Fprintln(out, "world,number,at,outage_ms,first_candidacy_ms,terms,lease_refusals")
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	for i, e := range r.Rounds {
		fmt.Fprintf(out, "real,%d,%s,%.3f,%.3f,%d,%d\n", i+1, e.At.UTC().Format(time.RFC3339Nano), ms(e.Outage), ms(e.First), e.Terms, e.Leases)
	}
	for i, outage := range r.Model {
		fmt.Fprintf(out, "simulated,%d,,%.3f,,,\n", i+1, ms(outage))
	}
	return out.Flush()
}

// draw draws both distributions.
func (r *electionsRecord) draw(o *labElectionsOptions, p picture) error {
	var real []time.Duration
	for _, e := range r.Rounds {
		real = append(real, e.Outage)
	}
	title := o.say("Elections of real etcd, and simulated", "真实 etcd 的选举与模拟")
	subtitle := o.say("%d members, the leader lost by %s: %d real, %d simulated", "%d 个成员，领导者因 %s 失去：真实 %d 次，模拟 %d 次", r.Members, r.Fault, len(real), len(r.Model))
	lines := []plots.Sample{{Name: o.say("real", "真实"), Values: real}}
	if len(r.Model) > 0 {
		lines = append(lines, plots.Sample{Name: o.say("simulated", "模拟"), Values: r.Model})
	}
	return plots.DrawSamples(p.file, p.format, plots.SamplesOptions{Lang: o.lang, Title: title, Subtitle: subtitle}, lines...)
}
