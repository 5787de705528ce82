package site

import (
	"net/url"
	"regexp"
	"strings"

	"raftlab/sim/lang"
)

// played is a command whose run the player shows: of one scenario by its name, with one seed.
var played = regexp.MustCompile(`^raftlab (?:run|play) ([a-z0-9-]+)((?: (?:--(?:plot|trace|lang|seed|engine|set|step) (?:[A-Za-z0-9._=-]+|'[^']*')|-f [a-z0-9._-]+|--verbose))*)$`)

// carried are the flags that are fields of the player's links, too.
var carried = regexp.MustCompile(`--(seed|engine|set|step) ([A-Za-z0-9._=-]+|'[^']*')`)

// playLink returns the link to the player for a command, "" if it cannot be played.
func (s Site) playLink(root, command string, l lang.Lang) string {
	m := played.FindStringSubmatch(command)
	if !s.Player || m == nil || !s.Playable(m[1]) {
		return ""
	}
	fields := "name=" + m[1]
	for _, flag := range carried.FindAllStringSubmatch(m[2], -1) {
		fields += "&" + flag[1] + "=" + url.QueryEscape(strings.Trim(flag[2], "'"))
	}
	return root + Player + "#" + fields + "&lang=" + string(l)
}
