package main

import (
	"github.com/spf13/cobra"
)

// bashHelpers are what the script for bash takes from the package bash-completion, for a shell without it.
const bashHelpers = `# What the package bash-completion has, for a shell without it.
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        local line="${COMP_LINE:0:COMP_POINT}"
        read -ra words <<<"$line"
        [[ $line == *[[:space:]] ]] && words+=("")
        cword=$((${#words[@]} - 1))
        cur="${words[cword]}"
        prev="${words[cword - 1]}"
    }
fi
if ! declare -F _filedir >/dev/null; then
    _filedir() {
        local only=(-f)
        [[ $1 == -d ]] && only=(-d)
        mapfile -t COMPREPLY < <(compgen "${only[@]}" -- "$cur")
    }
fi

`

// completeInBareBash lets the completion for bash work without the package bash-completion.
func completeInBareBash(root *cobra.Command) {
	bash, _, err := root.Find([]string{"completion", "bash"})
	if err != nil || bash.RunE == nil {
		panic("cobra's completion command has another form") // a test runs it
	}
	script := bash.RunE
	bash.RunE = func(cmd *cobra.Command, args []string) error {
		write(root.OutOrStdout(), bashHelpers)
		return script(cmd, args)
	}
}
