package lang

import (
	"math/big"
	"strings"
)

// TextWidth is how many columns of a terminal running text takes.
const TextWidth = 100

// Printer collects text for people in one language. The zero value is empty and English.
type Printer struct {
	Lang
	strings.Builder
}

// Put adds words as they are.
func (p *Printer) Put(words ...string) {
	for _, word := range words {
		p.WriteString(word)
	}
}

// PutAgain adds the line with the command that repeats what was printed, and what else has to be done for that.
func (p *Printer) PutAgain(command string, remark Text) {
	p.Put(p.Say("Again:  ", "重现："), p.InSameLanguage(command), remark.In(p.Lang), "\n")
}

// InSameLanguage returns a command that speaks as this text does: Chinese has to be asked for, unless the locale does. What stands behind
// -- is no flag, so such a command stays.
func (l Lang) InSameLanguage(command string) string {
	if l != Chinese || strings.Contains(command, " -- ") {
		return command
	}
	return command + " --lang zh"
}

// PutPartial adds the line that says of how many trials, or runs, an interrupted report is: done ones of each for every
// one of some lines.
func (p *Printer) PutPartial(done, each uint64, lines int, what string) {
	all := new(big.Int).SetUint64(each)
	all.Mul(all, big.NewInt(int64(lines)))
	p.Put(p.Say("PARTIAL: interrupted after %s of %s "+what+"; which of them depends on the moment",
		"不完整：完成 %s 次（共 %s 次）后被中断；完成了哪些取决于中断的时刻", Grouped(done), Grouped(all.Uint64())), "\n")
}
