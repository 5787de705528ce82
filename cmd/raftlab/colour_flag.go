package main

import (
	"github.com/spf13/cobra"

	"raftlab/sim/lang"
)

// The values of --color.
const (
	colourAuto   = "auto" // a terminal is coloured, unless the environment asks for none
	colourAlways = "always"
	colourNever  = "never"
)

// colourFlag says whether what is printed for people is coloured.
type colourFlag struct {
	*console
	detected bool // what auto means
	word     string
}

// addColour adds --color to all commands.
func addColour(root *cobra.Command, c *console) {
	root.PersistentFlags().Var(&colourFlag{c, c.colour, colourAuto}, "color", "colour what is printed for people: a terminal only, always, or never")
	mustComplete(root, "color", cobra.FixedCompletions([]cobra.Completion{colourAuto, colourAlways, colourNever}, cobra.ShellCompDirectiveNoFileComp))
}

func (f *colourFlag) String() string { return f.word }

// Type is what help texts show for the value.
func (f *colourFlag) Type() string { return colourAuto + "|" + colourAlways + "|" + colourNever }

// Set implements [pflag.Value].
func (f *colourFlag) Set(word string) error {
	switch word {
	case colourAuto:
		f.colour = f.detected
	case colourAlways, colourNever:
		f.colour = word == colourAlways
	default:
		return lang.Errorf("write auto, always or never", "请写 auto、always 或 never")
	}
	f.word = word
	return nil
}
