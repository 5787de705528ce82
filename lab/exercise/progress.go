package exercise

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"raftlab/lab/evidence"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// Progress is what was passed in a lab. It is kept because a later exercise may remove what an earlier
// one left: a restore takes history away.
type Progress struct {
	Version int                `json:"version"`
	Records map[string]*Record `json:"exercises"` // by the exercise's id
}

// Record is the progress of one exercise.
type Record struct {
	Since  evidence.Mark `json:"since"`            // of the last reset
	Passed *Graded       `json:"passed,omitempty"` // nil: not yet
}

const progressVersion = 1

// Load reads the progress of a lab. A lab in which nothing was graded yet has none, which is no error.
func Load(h *labdir.Dir) (*Progress, error) {
	p := &Progress{Version: progressVersion, Records: map[string]*Record{}}
	document, err := h.ReadOwn(h.Progress())
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(document, p); err != nil || p.Records == nil {
		return nil, lang.Errorf("%s is not whole (remove it and grade again: raftlab lab check --all)",
			"%s 不完整（请删除后重新评分：raftlab lab check --all）", h.Progress())
	}
	if p.Version != progressVersion {
		return nil, lang.Errorf("%s has version %d, this raftlab reads %d (remove it and grade again: raftlab lab check --all)",
			"%s 是版本 %d，而这个 raftlab 读版本 %d（请删除后重新评分：raftlab lab check --all）",
			h.Progress(), p.Version, progressVersion)
	}
	return p, nil
}

// ChangeProgress changes the progress of a lab. Another command may do so at the same time; it waits for that
// until ctx ends.
func ChangeProgress(ctx context.Context, h *labdir.Dir, change func(*Progress)) error {
	unlock, err := h.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	p, err := Load(h)
	if err != nil {
		return err
	}
	change(p)
	return p.Save(h)
}

// Save writes the progress of a lab.
func (p *Progress) Save(h *labdir.Dir) error {
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return labdir.WriteFile(h.Progress(), append(document, '\n'), 0o600)
}

// Of returns the record of an exercise, for reading: the zero Record if there is none.
func (p *Progress) Of(id string) Record {
	if r := p.Records[id]; r != nil {
		return *r
	}
	return Record{}
}

// Note keeps a grading if it passed. A later one that does not pass takes nothing away.
func (p *Progress) Note(g Graded) {
	if g.Verdict.State != Passed {
		return
	}
	p.record(g.Exercise).Passed = &g
}

// Forget begins an exercise anew: only work after the mark counts.
func (p *Progress) Forget(id string, since evidence.Mark) {
	*p.record(id) = Record{Since: since}
}

// ForgetPassed forgets which exercises were passed, and returns how many those were. When they were begun is kept.
func (p *Progress) ForgetPassed() (forgotten int) {
	for _, r := range p.Records {
		if r.Passed != nil {
			r.Passed = nil
			forgotten++
		}
	}
	return forgotten
}

func (p *Progress) record(id string) *Record {
	if p.Records[id] == nil {
		p.Records[id] = &Record{}
	}
	return p.Records[id]
}
