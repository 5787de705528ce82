package trace

import "raftlab/sim/lang"

// What moved to package lang, until all that use it have.
type (
	Lang = lang.Lang
	Text = lang.Text
)

// The languages.
const (
	English      = lang.English
	Chinese      = lang.Chinese
	LangVariable = lang.Variable
)

// LocaleLang is [lang.OfLocale].
var LocaleLang = lang.OfLocale
