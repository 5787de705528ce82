package scenarios

import (
	"slices"
	"strings"

	"raftlab/sim/trace"
)

// Hints are what can stand in a scenario file, for an editor that completes what is typed.
type Hints struct {
	Keys   map[string][]Hint `json:"keys"`   // by the key of the mapping in which they stand; "" for the file itself
	Values map[string][]Hint `json:"values"` // by key: words that it may have
}

// Hint is a word, and how it is used.
type Hint struct {
	Word string `json:"word"`
	Hint string `json:"hint,omitempty"` // a key's value, for example
}

// examples are the keys of each mapping, with a value. Those of steps and expect are of an item of the list.
var examples = map[string][]string{
	"": {"name: my-scenario", `title: {en: "My scenario", zh: "我的场景"}`, `lesson: {en: "What there is to learn.", zh: "要学的内容。"}`,
		`reference: "Raft paper 5.2"`, "cluster: {nodes: 5}", "until: 3s", "max_events: 5000000", "steps: [{at: 1s, crash: leader}]",
		"measure: {from: crash, to: leader}", `predict: [{question: "How many terms?", choices: ["1", other], answer: terms}]`, "expect: [leader: {by: 500ms}]"},
	"cluster": {"nodes: 5", "voters: [n1, n2, n3]", "learners: [n4]", "down: [n5]", "logs: {n1: [1, 1, 2]}", "election_timeout: 150ms-300ms", "heartbeat: 50ms", "tick: 100us",
		"timer_slack: 1ms", "pre_vote: true", "check_quorum: true", "single_append: true", "reads: index", "network: {latency: 5ms-15ms, loss: 0%}",
		"links: [{from: n1, to: n3, latency: 50ms}]", "disk: {fsync: 1ms}", "node: {n2: {clock: 1.2}}"},
	"network": {"latency: 5ms-15ms", "loss: 5%", "duplicate: 2%"},
	"links":   {"from: n1", "to: n3", "latency: 50ms", "loss: 5%", "duplicate: 2%"},
	"n2":      {"election_timeout: 150ms-150ms", "clock: 1.2", "fsync: 5ms"},
	"steps": {"at: 1s", "when: leader elected", "after: 200ms", "within: heartbeat", `note: {en: "What happens now.", zh: "现在发生的事。"}`,
		"crash: leader", "restart: crashed", "pause: leader", "resume: paused", "partition: [[n1, n2], [others]]", "isolate: leader", "heal: all",
		"cut: {from: n1, to: n2}", "network: {latency: 50ms}", "link: {from: n1, to: n2, latency: 50ms}", "drop: 165", "duplicate: 165",
		"hold: {message: 165, for: 50ms}", "deliver: 165", "clock: {node: n2, rate: 1.2}", "timeout: n2",
		"election_timeout: {node: n2, range: 300ms-400ms}", "disk: {node: n2, fsync: 10ms}", "propose: x=1", "read: x", "write: x=1", "append: x=a",
		"transfer: n3", "change: {add: [n4]}",
		"settle: all", "compact: all"},
	"cut":              {"from: n1", "to: n2"},
	"heal":             {"from: n1", "to: n2"},
	"link":             {"from: n1", "to: n2", "latency: 50ms", "loss: 5%", "duplicate: 2%"},
	"hold":             {"message: 165", "for: 50ms"},
	"clock":            {"node: n2", "rate: 1.2"},
	"election_timeout": {"node: n2", "range: 300ms-400ms"},
	"disk":             {"node: n2", "fault: forget hard state", "fsync: 10ms", "stall: 20s"},
	"propose":          {"command: x=1", "to: n3", "count: 10", "every: 50ms"},
	"read":             {"key: x", "to: n1", "way: local", "retry: 200ms"},
	"write":            {"key: x", "value: 1", "to: n1", "retry: 200ms", "session: 1"},
	"append":           {"key: x", "value: a", "to: n1", "retry: 200ms", "session: 1"},
	"change":           {"add: [n4]", "learn: [n5]", "remove: [n1]", "joint: true"},
	"measure":          {"from: crash", "to: leader"},
	"predict":          {`question: {en: "How many terms?", zh: "有几个任期？"}`, `choices: ["1", "2", other]`, "answer: terms"},
	"choices":          {"id: other", `en: "A sentence."`, `zh: "一句话。"`},
	"title":            {`en: "A sentence."`, `zh: "一句话。"`},
}

// NewHints returns the hints for scenario files.
func NewHints() Hints {
	h := Hints{Keys: map[string][]Hint{}, Values: map[string][]Hint{}}
	for mapping, list := range examples {
		for _, example := range list {
			key, value, _ := strings.Cut(example, ": ")
			h.Keys[mapping] = append(h.Keys[mapping], Hint{key, value})
		}
	}
	for _, text := range []string{"lesson", "note", "question"} {
		h.Keys[text] = h.Keys["title"]
	}
	for _, k := range kinds() {
		_, value, _ := strings.Cut(k.example, ": ")
		h.Keys["expect"] = append(h.Keys["expect"], Hint{k.key, value})
		for _, hint := range wordHints(k.keys()) {
			if !slices.ContainsFunc(h.Keys[k.key], func(h Hint) bool { return h.Word == hint.Word }) { // read is a step too
				h.Keys[k.key] = append(h.Keys[k.key], hint)
			}
		}
	}
	for key, list := range hintedWords() {
		h.Values[key] = wordHints(list)
	}
	return h
}

func wordHints(words []string) (hints []Hint) {
	for _, word := range words {
		hints = append(hints, Hint{Word: word})
	}
	return hints
}

// hintedWords are the words that a key may have, in whatever mapping it stands.
func hintedWords() map[string][]string {
	all := map[string][]string{
		"when":    strings.Split(strings.ReplaceAll(conditionForms, " or ", ", "), ", "),
		"heal":    {"all"},
		"settle":  {"all"},
		"within":  {withinHeartbeat},
		"answer":  answerNames(),
		"fault":   trace.DiskFaults(),
		"outcome": outcomeWords(),
		"told":    outcomeWords(),
		"kind":    messageWords(),
		"after":   momentWords(),
		"reason":  hintedReasons(),
		"way":     trace.ReadWays(),
		"reads":   trace.ReadWays(),
	}
	for _, key := range []string{"linearizable", "verdict"} {
		all[key] = verdictWords()
	}
	for _, key := range []string{"violated", "property"} {
		all[key] = propertyWords()
	}
	for _, key := range []string{"pre_vote", "check_quorum", "single_append", "joint", "pre", "absent"} {
		all[key] = []string{"true", "false"}
	}
	for _, key := range []string{"crash", "restart", "pause", "resume", "isolate", "timeout", "transfer", "compact", "node", "to", "from", "by", "is", "not"} {
		for _, kind := range selectorKinds {
			all[key] = append(all[key], kind.String())
		}
	}
	all["from"] = append(all["from"], faultWords()...)
	return all
}

// hintedReasons are all reasons that some expectation knows, each once.
func hintedReasons() (all []string) {
	for _, list := range [][]string{reasonWords(stepDownReasons)()[1:], reasonWords(denialReasons)()[1:], reasonWords(givesUpReasons)()[1:],
		reasonWords(lossReasons)()[1:], reasonWords(ignoreReasons)()[1:], reasonWords(commandReasons)()[1:]} {
		for _, word := range list {
			if !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all
}
