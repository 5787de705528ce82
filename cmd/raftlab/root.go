package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/lang"
)

// execute runs a command line and returns the exit code.
func execute(args []string) int {
	// Without this, the signals for a closed pipe and a full quota would end the program at once and leave its temporary
	// files. They are ignored: the writes return errors.
	signal.Notify(make(chan os.Signal, 1), writeSignals...)
	c := newConsole(os.Getenv)
	root := newRoot(c)
	root.SetArgs(args)
	err := root.Execute()
	if flushed := c.out.Flush(); exitCode(err) != exitInterrupted && flushed != nil {
		err = flushed
	}
	fmt.Fprint(c.err, hung(message(err, writtenLang(args, c.lang)), columnsOf(os.Stderr)))
	return exitCode(err)
}

// writtenLang returns the language that --lang asks for, else another: where the command line is wrong, the flag may stand behind the mistake,
// and was not read.
func writtenLang(args []string, other lang.Lang) lang.Lang {
	for i, arg := range args {
		word, written := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			word, written = args[i+1], true
		}
		switch l := lang.Lang(word); {
		case arg == "--":
			return other
		case written && (l == lang.English || l == lang.Chinese):
			other = l
		}
	}
	return other
}

// newRoot returns the whole tree of commands.
func newRoot(c *console) *cobra.Command {
	root := &cobra.Command{
		Use:   "raftlab",
		Short: "Run Raft elections, see them, and check them",
		Long: `Raftlab runs clusters of Raft servers on virtual time, with the Raft code of etcd, and tells what
happened and why. The same scenario and seed give the same run on every machine.

Results go to standard output, errors to standard error. Colours are for terminals only, and not if
NO_COLOR is set; --color decides otherwise. At a terminal lines are broken where it ends. RAFTLAB_LANG=zh is --lang zh for
every command.

Exit codes:
    0  everything held
    1  an expectation or a safety property was violated
    2  usage, or bad input
    3  a file could not be read or written
    4  untested: nothing happened that could decide
   70  a defect of raftlab, please report it
  130  interrupted`,
		Example: examples(
			"the two-minute tour", "raftlab demo",
			"what there is to run", "raftlab list",
			"a leader crashes", "raftlab run leader-crash"),
		Version:       buildInfo().String(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetVersionTemplate("{{.Version}}")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return lang.Errorf("%v (see %s --help)", "%v（见 %s --help）", flagError(err), cmd.CommandPath())
	})
	langs := []lang.Lang{lang.English, lang.Chinese}
	addChoice(root.PersistentFlags(), &c.lang, langs, "lang", "",
		"language of what is printed for people (default: that of the locale)")
	root.PersistentFlags().Lookup("lang").DefValue = ""
	completeWords(root, "lang", langs)
	addColour(root, c)
	root.AddCommand(newDemo(c), newList(c), newShow(c), newRun(c), newTry(c), newTrials(c), newHunt(c), newQuiz(c), newMerge(c), newPlot(c), newExport(c), newPlay(c), newGallery(c), newCourse(c), newGlossary(c), newCheck(c), newLab(c), newGrade(c), newVersion(c), newMan(c), newSandbox())
	addPrograms(root, c)
	withSubcommands(root)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	completeInBareBash(root)
	helpInChinese(root, c)
	return root
}

// examples returns pairs of a comment and a command as an example text.
func examples(pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&b, "  # %s\n  %s\n", pairs[i], pairs[i+1])
	}
	return strings.TrimRight(b.String(), "\n")
}

// mustComplete completes the values of a flag.
func mustComplete(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // the flag does not exist
	}
}

// write writes to an [output], which keeps its errors.
func write(w io.Writer, lines ...string) {
	for _, line := range lines {
		io.WriteString(w, line)
	}
}
