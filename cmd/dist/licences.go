package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ownFonts are the licences of what is compiled in and is no module.
var ownFonts = map[string]string{"Noto Sans CJK SC, in pictures with Chinese text": "plots/page/font/OFL.txt"}

// licences writes the licences of all that is compiled into a program into one file: each text once, below the
// names of what it covers. Own are those of what is no module.
func licences(file string, platforms []platform, program string, own map[string]string) error {
	covered := map[string][]string{} // names by text
	add := func(name string, files ...string) error {
		if len(files) == 0 {
			return fmt.Errorf("%s is compiled in, and has no licence", name)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			key := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
			covered[key] = append(covered[key], name)
		}
		return nil
	}
	modules, err := modules(platforms, program)
	if err != nil {
		return err
	}
	for name, dir := range modules {
		if err := add(name, licenceFiles(dir)...); err != nil {
			return err
		}
	}
	for name, file := range own {
		if err := add(name, file); err != nil {
			return err
		}
	}
	return replace(file, []byte(notices(covered)))
}

// notices returns the texts in the order of the names that they cover.
func notices(covered map[string][]string) string {
	for _, names := range covered {
		slices.Sort(names)
	}
	texts := slices.SortedFunc(maps.Keys(covered), func(a, b string) int {
		if c := slices.Compare(covered[a], covered[b]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	b.WriteString("raftlab contains the following works of others.\n")
	for _, text := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(covered[text], "\n"), text)
	}
	return b.String()
}

// modules returns the directories of the modules that are compiled into a program on any platform, and of Go, by name.
func modules(platforms []platform, program string) (map[string]string, error) {
	found := map[string]string{}
	for _, p := range platforms {
		command := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}",
			program)
		command.Env, command.Stderr = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch), os.Stderr
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		for line := range strings.Lines(string(out)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				found[name] = dir
			}
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	found["The Go standard library"] = string(bytes.TrimSpace(root))
	return found, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|notice)([-._].*)?$`)

// licenceFiles returns the files in a directory that are licences or notices by their names.
func licenceFiles(dir string) (files []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if licenceFile.MatchString(entry.Name()) && entry.Type().IsRegular() {
			files = append(files, filepath.Join(dir, entry.Name()))
		}
	}
	return files
}
