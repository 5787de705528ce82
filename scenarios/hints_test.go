package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every key of the language is hinted at in its mapping, and nothing else.
func TestHintsHaveEveryKey(t *testing.T) {
	hinted := NewHints().Keys
	all := loaderKeys()
	both := append(slices.Clone(all["$defs/read"]), all["$defs/expect_read"]...) // a step and an expectation have one name
	slices.Sort(both)
	both = slices.Compact(both)
	all["$defs/read"], all["$defs/expect_read"] = both, both
	for path, want := range all {
		mapping := map[string]string{"": "", "$defs/text": "title", "$defs/cluster": "cluster", "$defs/network": "network", "$defs/link": "links",
			"$defs/node_settings": "n2", "$defs/step": "steps", "$defs/cut": "cut", "$defs/heal_link": "heal", "$defs/hold": "hold",
			"$defs/link_change": "link", "$defs/clock": "clock", "$defs/timeout_change": "election_timeout", "$defs/disk_change": "disk",
			"$defs/propose": "propose", "$defs/read": "read", "$defs/update": "write", "$defs/change": "change", "$defs/measure": "measure", "$defs/prediction": "predict",
			"$defs/choice": "choices", "$defs/expectation": "expect"}[path]
		switch {
		case path == "$defs/cluster_disk" || path == "$defs/amount": // whose keys other mappings have too
			continue
		case strings.HasPrefix(path, "$defs/expect_"):
			mapping = strings.TrimPrefix(path, "$defs/expect_")
		case mapping == "" && path != "":
			t.Errorf("%s has no hints", path)
			continue
		}
		var got []string
		for _, hint := range hinted[mapping] {
			got = append(got, hint.Word)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: hints %v, loader %v", mapping, got, want)
		}
	}
}

// What a hint shows is accepted by the loader.
func TestHintsAreRight(t *testing.T) {
	accept := func(text string) {
		t.Helper()
		if !strings.Contains(text, "name:") {
			text += "name: test\n"
		}
		if !strings.Contains(text, "until:") {
			text += "until: 30s\n"
		}
		if _, err := Load("hint.yaml", []byte(text)); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	const before = "steps:\n - {at: 1s, crash: n1}\n - {at: 1s, pause: n2}\n - {at: 1s, isolate: n3}\n"
	mappings := map[string]string{"cut": before + " - {at: 2s, cut: {%s}}\n", "heal": before + " - {at: 2s, heal: {%s}}\n", "link": before + " - {at: 2s, link: {%s}}\n",
		"hold": before + " - {at: 2s, hold: {%s}}\n", "clock": before + " - {at: 2s, clock: {%s}}\n", "election_timeout": before + " - {at: 2s, election_timeout: {%s}}\n",
		"disk": before + " - {at: 2s, disk: {%s}}\n", "propose": before + " - {at: 2s, propose: {%s}}\n", "change": before + " - {at: 2s, change: {%s}}\n",
		"network": "cluster: {network: {%s}}\n", "links": "cluster: {links: [{%s}]}\n", "n2": "cluster: {node: {n2: {%s}}}\n", "measure": "measure: {%s}\n",
		"predict": "predict: [{%s}]\n", "title": "title: {%s}\n", "choices": "predict: [{question: a, choices: [\"1\", {%s}], answer: terms}]\n"}
	for mapping, form := range mappings {
		accept(fmt.Sprintf(form, strings.Join(examples[mapping], ", ")))
	}
	for _, example := range examples[""] {
		accept(example + "\n")
	}
	for _, example := range examples["cluster"] {
		accept("cluster:\n  " + example + "\n")
	}
	for _, example := range examples["steps"] {
		when := "at: 2s, "
		if strings.HasPrefix(example, "at:") || strings.HasPrefix(example, "when:") || strings.HasPrefix(example, "after:") {
			when = ""
		}
		if strings.HasPrefix(example, "at:") || strings.HasPrefix(example, "when:") || strings.HasPrefix(example, "after:") || strings.HasPrefix(example, "within:") {
			example += ", note: here"
		}
		accept(before + " - {" + when + example + "}\n")
	}
	for key := range NewHints().Values {
		if len(NewHints().Values[key]) == 0 {
			t.Errorf("%s has no words", key)
		}
	}
}

// Conditions that are hinted at are conditions.
func TestHintedConditions(t *testing.T) {
	for _, condition := range NewHints().Values["when"] {
		if _, err := Load("hint.yaml", []byte("name: test\nuntil: 3s\nsteps: [{when: "+condition.Word+", crash: n1}]\n")); err != nil {
			t.Error(err)
		}
	}
}
