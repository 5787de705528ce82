package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/plots/player/live"
	"raftlab/sim/lang"
)

// longestDeed is how long a command of a page may take.
const longestDeed = time.Minute

// mostShown is how many bytes of a command's output pages are shown.
const mostShown = 4 << 10

// actions returns what does what pages ask for: by the commands of the lab that one could type, and with their words.
func (o *labPlayOptions) actions(ctx context.Context) func(context.Context, live.Request, func(string)) (live.Deed, error) {
	return func(_ context.Context, r live.Request, begun func(string)) (live.Deed, error) {
		h, err := o.open() // it may have another member since
		if err != nil {
			return live.Deed{}, err
		}
		args, err := labCommand(h, r)
		if err != nil {
			return live.Deed{}, err
		}
		typed := "raftlab lab"
		for _, arg := range args {
			typed += " " + lang.ShellWord(arg)
		}
		begun(typed)
		l := o.lang
		if r.Lang == lang.English || r.Lang == lang.Chinese {
			l = r.Lang
		}
		bounded, cancel := context.WithTimeout(ctx, longestDeed)
		defer cancel()
		output, code := runLab(bounded, h, l, args)
		return live.Deed{Command: typed, Output: output, Code: code}, nil
	}
}

// labCommand returns the command of the lab that does what a page asks for.
func labCommand(h *labdir.Dir, r live.Request) ([]string, error) {
	names, err := namesOf(h, r.Servers)
	if err != nil {
		return nil, err
	}
	count := map[string]int{"crash": 1, "pause": 1, "resume": 1, "restart": 1, "alone": 1, "cut": 2}[r.Do]
	if len(names) != count {
		return nil, lang.Errorf("%q is about %d members, not %d", "%q 涉及 %d 个成员，而不是 %d 个", r.Do, count, len(names))
	}
	switch r.Do {
	case "crash", "pause", "resume", "restart":
		return []string{"member", names[0], r.Do}, nil
	case "alone":
		return []string{"network", "partition", names[0]}, nil
	case "cut":
		return append([]string{"network", "cut"}, names...), nil
	case "heal":
		return []string{"network", "heal"}, nil
	case "put", "get":
		return keyCommand(r)
	}
	return nil, lang.Errorf("nobody here can do %q", "这里不能做 %q", r.Do)
}

// keyCommand returns the line that puts or gets a key.
func keyCommand(r live.Request) ([]string, error) {
	if r.Key == "" || strings.ContainsRune(r.Key+r.Value, 0) {
		return nil, lang.Errorf("a key has at least one character, and neither key nor value has a zero byte",
			"键至少一个字符，键和值都不能含零字节")
	}
	words := []string{r.Key}
	if r.Do == "put" {
		words = append(words, r.Value)
	}
	line := "etcdctl " + r.Do
	if strings.HasPrefix(r.Key, "-") || r.Do == "put" && strings.HasPrefix(r.Value, "-") {
		line += " --"
	}
	for _, word := range words {
		line += " " + lang.ShellWord(word)
	}
	return []string{"shell", "-c", line}, nil
}

// namesOf returns the names of members by their numbers in the page.
func namesOf(h *labdir.Dir, numbers []int) (names []string, err error) {
	all := h.Names()
	for _, n := range numbers {
		if n < 1 || n > len(all) {
			return nil, lang.Errorf("there is no member %d", "没有成员 %d", n)
		}
		names = append(names, all[n-1])
	}
	return names, nil
}

// runLab runs a command of the lab, and returns what it said and its exit code.
func runLab(ctx context.Context, h *labdir.Dir, l lang.Lang, args []string) (output string, code int) {
	self, err := os.Executable()
	if err != nil {
		return err.Error(), exitEnvironment
	}
	cmd := exec.CommandContext(ctx, self, append([]string{"lab", "--dir", h.Path, "--lang", string(l)}, args...)...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	text := said.String()
	if len(text) > mostShown {
		text = strings.ToValidUTF8(text[:mostShown], "") + " …\n"
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return text, exit.ExitCode()
	case err != nil:
		return text + err.Error() + "\n", exitEnvironment
	}
	return text, 0
}
