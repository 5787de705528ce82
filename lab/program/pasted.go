package program

import (
	"strings"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// Lines that are copied from a printed page hold characters that only look like those of the command. The program
// refuses them, and says something else.

// lookalikes are names as a page may give them, and the programs that are meant.
var lookalikes = map[string]string{
	"etcdct1": "etcdctl", "etcdctI": "etcdctl", "etcdut1": "etcdutl", "etcdutI": "etcdutl", "kubect1": "kubectl", "kubectI": "kubectl",
}

// Lookalikes are the names that are answered with the right one.
var Lookalikes = labdir.Lookalikes

// misread says which program is meant.
func misread(name string) outcome {
	remark(lang.Say("%[1]s is not %[2]s: the last letter is a small L. Write %[2]s",
		"%[1]s 不是 %[2]s：最后一个字符应是小写字母 L。请写 %[2]s", name, lookalikes[name]).In(langOfRemarks()))
	return outcome{code: 127}
}

// dashes are what a page has in the place of a hyphen.
const dashes = "‐‑‒–—―−－"

// quotes are what a page has in the place of ' and ".
const quotes = "“”‘’«»＂＇"

// pasted returns what is wrong with an argument list that was copied from a page; false if nothing is.
func pasted(args []string) (note, bool) {
	for i, arg := range args {
		switch {
		case strings.ContainsAny(arg, dashes) && (strings.ContainsAny(firstRune(arg), dashes) || isJoined(arg)):
			at := strings.IndexAny(arg, dashes)
			before, after := arg[:at], strings.TrimLeft(arg[at:], dashes+"-")
			return aboutPaste(arg, strings.TrimRight(before, "-"), "--"+after,
				"this dash is not a hyphen", "这个横线不是连字符"), true
		case strings.HasPrefix(arg, "---"):
			return aboutPaste(arg, "", "--"+strings.TrimLeft(arg, "-"), "there is a hyphen too many", "多了一个连字符"), true
		case strings.ContainsAny(firstRune(arg), quotes):
			return aboutPaste(arg, "", "'"+strings.Trim(arg, quotes)+"'", "these quotation marks are not those of a shell", "这些引号不是 shell 的引号"), true
		case strings.HasSuffix(arg, ".") && i+1 < len(args) && startsWithDigit(args[i+1]) && endsInAddress(arg):
			return aboutPaste(arg+" "+args[i+1], "", arg+args[i+1], "there is a blank in the address", "地址中多了一个空格"), true
		}
	}
	return note{}, false
}

func aboutPaste(typed, before, write, en, zh string) note {
	if before != "" {
		write = before + " " + write
	}
	return note{text: lang.Say(typed+": "+en+" (from a printed page?). Write %s", typed+"："+zh+"（从印刷页面复制的？）。请写 %s", write)}
}

func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// isJoined reports whether a word and a flag have grown together: save—encrypt.
func isJoined(arg string) bool {
	at := strings.IndexAny(arg, dashes)
	word := strings.Trim(arg[:at], "abcdefghijklmnopqrstuvwxyz-")
	return at > 0 && word == "" && !strings.Contains(arg, "=")
}

func startsWithDigit(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// endsInAddress reports whether a word ends in the beginning of an address: https://192.
func endsInAddress(arg string) bool {
	return len(arg) > 1 && startsWithDigit(arg[len(arg)-2:]) && strings.Trim(arg[strings.LastIndexAny(arg, "/=@,")+1:], "0123456789.") == ""
}
