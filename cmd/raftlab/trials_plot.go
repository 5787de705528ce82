package main

import (
	"fmt"
	"path/filepath"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
)

// kindFor returns the kind of figure for a family: the one that was asked for by a flag, or else the one that fits best.
// It refuses a kind that cannot show the family.
func (k figureKind) kindFor(family *report.Family, flag string) (kind plots.Kind, err error) {
	kind = plots.KindOfTrials(family)
	if k != "" {
		if kind, err = plots.KindOf(string(k), plots.TrialKinds()); err != nil {
			return 0, fmt.Errorf("%s: %w", flag, err)
		}
	}
	if err := plots.CheckTrials(kind, family); err != nil {
		return 0, lang.Errorf("%s %v: %v", "%s %v：%v", flag, kind, err)
	}
	return kind, nil
}

// drawCommand returns the command that makes the trials and draws a figure of them into a file.
func (o *trialsOptions) drawCommand(kind plots.Kind, file string) run.Command {
	command := o.command().With("--plot", filepath.Base(file))
	if kind != plots.CDF {
		command = command.With("--figure", kind.String())
	}
	return command
}

// draw draws the pictures of a family that are asked for.
func (o *trialsOptions) draw(family *report.Family, kind plots.Kind, pictures []picture) error {
	for _, p := range pictures {
		options := plots.Options{Kind: kind, Lang: o.lang, Command: o.lang.InSameLanguage(o.drawCommand(kind, p.file.name).String())}
		if err := plots.DrawTrials(p.file, family, p.format, options); err != nil {
			return fmt.Errorf("%s: %w", p.file.name, err)
		}
	}
	return nil
}
