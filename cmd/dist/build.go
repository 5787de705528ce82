package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// platform is an operating system and a processor, by Go's names.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// program is the name of the program there.
func (p platform) program() string {
	if p.os == "windows" {
		return "raftlab.exe"
	}
	return "raftlab"
}

// compile builds raftlab without C, and without anything of this machine in it.
func (r *release) compile(p platform, to string) error {
	return run(append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch), "",
		"go", "build", "-tags", "player", "-trimpath", "-buildvcs=false", "-gcflags", r.gcflags,
		"-ldflags", "-s -w -X main.version="+r.version, "-o", to, "./cmd/raftlab")
}

// pages makes the manual pages and completions with the program of this machine, and the licences. It
// returns all files that every archive holds.
func (r *release) pages(work string) ([]entry, error) {
	program := filepath.Join(work, "raftlab-here")
	if err := run(os.Environ(), "", "go", "build", "-tags", "player", "-o", program, "./cmd/raftlab"); err != nil {
		return nil, err
	}
	man := filepath.Join(work, "man")
	if err := os.Mkdir(man, 0o777); err != nil {
		return nil, err
	}
	environment := append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.date.Unix()))
	if err := run(environment, "", program, "man", man); err != nil {
		return nil, err
	}
	notice := filepath.Join(work, "LICENSES-OF-OTHERS")
	if err := licences(notice, platforms, "./cmd/raftlab", ownFonts); err != nil {
		return nil, err
	}
	readme := filepath.Join(work, "README.md")
	if err := writeReadme(readme); err != nil {
		return nil, err
	}
	course, err := courseFiles(work, program)
	if err != nil {
		return nil, err
	}
	files := append([]entry{{"LICENSE", "LICENSE", 0o644}, {"LICENSES-OF-OTHERS", notice, 0o644}, {"README.md", readme, 0o644}}, course...)
	pages, err := os.ReadDir(man) // in the order of their names
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		files = append(files, entry{"man/man1/" + page.Name(), filepath.Join(man, page.Name()), 0o644})
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		file := filepath.Join(work, "raftlab."+shell)
		if err := run(os.Environ(), file, program, "completion", shell); err != nil {
			return nil, err
		}
		files = append(files, entry{"completions/raftlab." + shell, file, 0o644})
	}
	return files, nil
}

// archive builds for one platform and returns the name of the archive.
func (r *release) archive(work string, p platform, common []entry) (string, error) {
	program := filepath.Join(work, p.os+"-"+p.arch+"-"+p.program())
	if err := r.compile(p, program); err != nil {
		return "", err
	}
	top := fmt.Sprintf("raftlab-%s-%s-%s", r.version, p.os, p.arch)
	entries := append(slices.Clone(common), entry{p.program(), program, 0o755})
	if p.os == "windows" {
		return top + ".zip", pack(filepath.Join(r.out, top+".zip"), top, entries, r.date, writeZip)
	}
	return top + ".tar.gz", pack(filepath.Join(r.out, top+".tar.gz"), top, entries, r.date, writeTar)
}

// run runs a command. What it prints goes into a file, if one is named.
func run(environment []string, output, name string, args ...string) error {
	command := exec.Command(name, args...)
	command.Env, command.Stderr, command.Stdout = environment, os.Stderr, os.Stderr
	if output != "" {
		file, err := os.Create(output)
		if err != nil {
			return err
		}
		defer file.Close()
		command.Stdout = file
	}
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", filepath.Base(name), args, err)
	}
	return nil
}
