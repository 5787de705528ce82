package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"raftlab/docs"
	"raftlab/plots"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

// ending is that of a picture's file.
type ending string

const endingSVG, endingPNG, endingPDF ending = "svg", "png", "pdf"

type galleryOptions struct {
	*console
	format ending
}

func newGallery(c *console) *cobra.Command {
	o := &galleryOptions{console: c, format: endingSVG}
	cmd := &cobra.Command{
		Use:   "gallery DIR",
		Short: "Write all figures of the course with their captions",
		Long: `Write all figures of the course into a new directory: a picture of every scenario, those of the lessons, and a page,
index.html, that shows all with their captions and the commands that draw them. It opens without a network. The pictures are in the
language of --lang. The lessons' own are SVG; with --format those of the scenarios are PNG or PDF, for slides.`,
		Example: examples("all figures", "raftlab gallery figures", "in Chinese, for slides", "raftlab gallery slides --lang zh --format png"),
		Args:    oneArgument("a directory", "一个目录"),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	formats := []ending{endingSVG, endingPNG, endingPDF}
	addChoice(cmd.Flags(), &o.format, formats, "format", "", "of the pictures of scenarios")
	completeWords(cmd, "format", formats)
	return cmd
}

// exhibit is a figure with its caption.
type exhibit struct {
	File, Title, Caption, Command string
	Page                          bool // a browser shows it: not a PDF
}

// galleryPart is a part of the page.
type galleryPart struct {
	Title    string
	Exhibits []exhibit
}

func (o *galleryOptions) run(ctx context.Context, dir string) error {
	if err := mustBeNew(dir); err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	keep := func(name string, content []byte) error { return writeBelow(dir, name, content) }
	ofLessons, err := o.lessons(keep)
	if err != nil {
		return err
	}
	ofScenarios, err := o.scenarios(ctx, keep)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	err = galleryPage.Execute(&page, struct {
		Lang, Title string
		Parts       []galleryPart
	}{string(o.lang), o.say("The figures of the course", "课程的图"), []galleryPart{ofLessons, ofScenarios}})
	if err != nil {
		return err
	}
	if err := keep("index.html", page.Bytes()); err != nil {
		return err
	}
	write(o.out, o.say("%d figures: open %s in a browser.\n", "共 %d 幅图：用浏览器打开 %s。\n",
		len(ofLessons.Exhibits)+len(ofScenarios.Exhibits), filepath.Join(dir, "index.html")))
	return nil
}

// lessonPicture is a picture in a lesson: its caption and its file.
var lessonPicture = regexp.MustCompile(`!\[([^\]]+)\]\(pictures/([^)]+)\)`)

// lessons copies the figures that the lessons show.
func (o *galleryOptions) lessons(keep func(string, []byte) error) (part galleryPart, err error) {
	part.Title = o.say("The lessons", "各课")
	top := "course/pictures/"
	if o.lang == lang.Chinese {
		top = "zh/" + top
	}
	for _, lesson := range docs.Lessons() {
		for _, m := range lessonPicture.FindAllSubmatch(lesson.Page(o.lang), -1) {
			name := string(m[2])
			content, err := docs.Files.ReadFile(top + name)
			if err != nil {
				return part, err
			}
			file := path.Join("lessons", name)
			if err := keep(file, content); err != nil {
				return part, err
			}
			part.Exhibits = append(part.Exhibits, exhibit{File: file, Page: true, Caption: string(m[1]), Command: fmt.Sprintf("raftlab course %d", lesson.Number),
				Title: fmt.Sprintf("%d. %s", lesson.Number, lesson.Title.In(o.lang))})
		}
	}
	return part, nil
}

// scenarios draws every scenario.
func (o *galleryOptions) scenarios(ctx context.Context, keep func(string, []byte) error) (part galleryPart, err error) {
	part.Title = o.say("The scenarios", "各场景")
	format, err := plots.FormatOf("picture." + string(o.format))
	if err != nil {
		return part, err
	}
	for i, info := range scenarios.Builtin() {
		s, err := o.open(run.Request{Word: info.Name, Seed: run.DefaultSeed, Engine: run.DefaultEngine()})
		if err != nil {
			return part, err
		}
		outcome, err := s.Run(ctx, io.Discard)
		if err != nil {
			return part, interrupted(err)
		}
		var picture bytes.Buffer
		if err := plots.Draw(&picture, outcome.Timeline, format, plots.Options{Lang: o.lang, Command: s.Command().String()}); err != nil {
			return part, err
		}
		file := fmt.Sprintf("scenarios/%02d-%s.%s", i+1, info.Name, o.format)
		if err := keep(file, picture.Bytes()); err != nil {
			return part, err
		}
		part.Exhibits = append(part.Exhibits, exhibit{File: file, Page: o.format != endingPDF, Title: fmt.Sprintf("%d. %s", i+1, info.Title.In(o.lang)),
			Caption: info.Lesson.In(o.lang), Command: fmt.Sprintf("raftlab run %s --plot %s.%s", info.Name, info.Name, o.format)})
	}
	return part, nil
}

// mustBeNew refuses a directory that has something in it.
func mustBeNew(dir string) error {
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return environment(lang.Errorf("%s is not empty (name a new directory)", "%s 不是空的（请换一个新目录）", dir))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fileError(err)
	}
	return nil
}

// writeBelow writes a file below a directory; its name has slashes.
func writeBelow(dir, name string, content []byte) error {
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return fileError(err)
	}
	return fileError(os.WriteFile(file, content, 0o666))
}

//go:embed gallery.html
var galleryFrame string

var galleryPage = template.Must(template.New("gallery").Parse(galleryFrame))
