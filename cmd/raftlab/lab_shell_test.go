//go:build linux || darwin

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/lab/labdir"
)

// The lab's shell reads the user's own start-up files, whatever they do to the PATH; the lab's tools come first
// nevertheless, and the prompt says where one is.
func TestShellReadsTheUsersFiles(t *testing.T) {
	own := t.TempDir()
	for file, content := range map[string]string{
		".bashrc":                  "OWN=mine; PATH=/usr/bin:/bin:$PATH; PS1='own> '\n",
		".zshenv":                  "OWN=mine\n",
		".zshrc":                   "PATH=/usr/bin:/bin:$PATH; PROMPT='own> '\n",
		".config/fish/config.fish": "set -g OWN mine; set -gx PATH /usr/bin /bin $PATH; function fish_prompt; echo 'own> '; end\n",
	} {
		if err := labdir.WriteFile(filepath.Join(own, file), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for shell, line := range map[string]string{
		"bash": `echo "$OWN $PATH"; echo "$PS1"`,
		"zsh":  `echo "$OWN $PATH"; echo "$PROMPT"; echo /nobody/has/this*`,
		"fish": `echo $OWN (string join : $PATH); fish_prompt`,
	} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(err)
			}
			t.Setenv("SHELL", path)
			t.Setenv("HOME", own)
			t.Setenv("ZDOTDIR", "")
			t.Setenv("XDG_CONFIG_HOME", "")
			h := &labdir.Dir{Path: t.TempDir()}
			o := labShellOptions{labOptions: &labOptions{}}
			cmd, err := o.program(h)
			if err != nil {
				t.Fatal(err)
			}
			cmd.Args = append(cmd.Args, "-i", "-c", line)
			cmd.Env = append(os.Environ(), cmd.Env...)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if got := string(out); !strings.HasPrefix(got, "mine "+h.Bin()+":") || !strings.Contains(got, "(raftlab) own> ") {
				t.Errorf("%s shows\n%s", shell, got)
			}
			if got := string(out); shell == "zsh" && !strings.HasSuffix(got, "/nobody/has/this*\n") {
				t.Errorf("a pattern without a match is not passed on:\n%s", got)
			}
		})
	}
}
