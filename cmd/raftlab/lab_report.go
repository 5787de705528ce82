package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/report"
	"raftlab/lab/supervisor"
)

type labReportOptions struct {
	*labOptions
	format  format
	student string
}

const markdownFormat format = "md"

func newLabReport(lab *labOptions) *cobra.Command {
	o := labReportOptions{labOptions: lab, format: markdownFormat}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write the report to hand in",
		Long: `Grade all exercises that fit the lab and write the report: versions, time, and for each exercise the verdict
with the evidence it rests on. The JSON form can be graded again by whoever gets it. Passwords that were
typed are not in it.`,
		Example: examples(
			"to read", "raftlab lab report > report.md",
			"to hand in", "raftlab lab report -o json --student 'Li Lei' > report.json"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	formats := []format{markdownFormat, jsonFormat}
	addChoice(cmd.Flags(), &o.format, formats, "output", "o", "form of the report")
	completeWords(cmd, "output", formats)
	cmd.Flags().StringVar(&o.student, "student", "", "`NAME` of who hands it in")
	return cmd
}

func (o *labReportOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	graded, err := o.grade(ctx, h, fitting(h))
	if err != nil {
		return labFailure(err)
	}
	if _, err := supervisor.Read(h); err != nil {
		fmt.Fprintf(o.err, "raftlab: %v; %s\n", err, o.say("the report has what was passed before", "报告里只有以前通过的练习"))
	}
	r, err := report.New(h, graded, buildInfo().raftlab, o.student, time.Now())
	if err != nil {
		return err
	}
	if o.format == jsonFormat {
		return writeJSON(o.out, r)
	}
	write(o.out, r.Markdown(o.lang))
	return nil
}
