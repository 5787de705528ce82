package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

// Prediction is a question that is asked before a run and answered by it.
type Prediction struct {
	Question lang.Text
	Choices  []Choice
	Line     int // in the scenario file

	answer   *answer
	argument string
}

// Choice is a possible answer.
type Choice struct {
	ID   string
	Text lang.Text
}

// Other is the id of the choice that is right when no other is.
const Other = "other"

// Answer returns the id of the choice that the run shows to be right: the one that the answer's
// function gives, or else [Other]. It is "" if the run decides nothing, or for none of the choices.
func (p *Prediction) Answer(t *timeline.Timeline) string {
	given := p.answer.decide(t, p.argument)
	switch {
	case given == "":
		return ""
	case p.has(given):
		return given
	case p.has(Other):
		return Other
	}
	return ""
}

func (p *Prediction) has(id string) bool {
	return slices.ContainsFunc(p.Choices, func(c Choice) bool { return c.ID == id })
}

// maxChoices is how many choices a question may have: more are not weighed before a run.
const maxChoices = 9

var predictionTable = table[Prediction]{
	what:    lang.Say("a prediction", "预测题"),
	example: `{question: {en: "...", zh: "..."}, choices: [...], answer: terms}`,
	must: []string{`question: {en: "How many terms?", zh: "..."}`, `choices: ["1", "2", other]`,
		"answer: terms"},
	fields: []field[Prediction]{
		{"question", func(d *decoder, n *node, p *Prediction) { p.Question = d.text(n) }},
		{"choices", readChoices},
		{"answer", readAnswer},
	},
}

func readPredictions(d *decoder, n *node, s *Scenario) {
	if n.form != list {
		d.refuse(n, "predict is a list (write - question: ..., choices: ..., answer: ...)",
			"predict 是列表（请写 - question: ..., choices: ..., answer: ...）")
		return
	}
	for _, item := range n.items {
		p := Prediction{Line: item.line}
		before := len(d.problems)
		if predictionTable.read(d, item, &p) && len(d.problems) == before {
			p.check(d, item.get("choices"))
		}
		s.Predictions = append(s.Predictions, p)
	}
}

var choiceTable = table[Choice]{
	what: lang.Say("a choice", "选项"), example: `{id: detection, en: "...", zh: "..."}`,
	must: []string{"id: detection", `en: "A sentence."`},
	fields: append([]field[Choice]{
		{"id", func(d *decoder, n *node, c *Choice) { c.ID, _ = d.word(n, lang.Say("an id", "标识"), "detection") }},
	}, textFields(func(c *Choice) *lang.Text { return &c.Text })...),
}

// readChoices reads the choices: each a mapping, or a word that is its own id.
func readChoices(d *decoder, n *node, p *Prediction) {
	if n.form != list || len(n.items) < 2 || len(n.items) > maxChoices {
		d.refuse(n, `choices is a list of 2 to %d (write choices: ["1", "2", other])`,
			`choices 是 2 到 %d 项的列表（请写 choices: ["1", "2", other]）`, maxChoices)
		return
	}
	for _, item := range n.items {
		var c Choice
		if item.form == single {
			c.ID, _ = d.word(item, lang.Say("a choice", "选项"), "detection")
			c.Text.EN = c.ID
		} else {
			choiceTable.read(d, item, &c)
		}
		if p.has(c.ID) {
			d.refuse(item, "choice %s is here twice", "选项 %s 出现了两次", quote(c.ID))
		}
		p.Choices = append(p.Choices, c)
	}
}

func readAnswer(d *decoder, n *node, p *Prediction) {
	text, ok := d.word(n, lang.Say("an answer", "答案"), "terms")
	if !ok {
		return
	}
	name, argument, _ := strings.Cut(text, " ")
	i := slices.IndexFunc(answers, func(a answer) bool { return a.name == name })
	if i < 0 {
		d.refuse(n, "%s is not known as an answer%s", "没有 %s 这种答案%s", quote(name), didYouMean(name, answerNames()))
		return
	}
	p.answer, p.argument = &answers[i], strings.TrimSpace(argument)
	switch wants := answers[i].argument; {
	case wants == "" && p.argument != "":
		d.refuse(n, "%s stands alone (leave %s out)", "%s 要单独写（请删去 %s）", name, quote(p.argument))
	case wants != "" && p.argument == "":
		d.refuse(n, "%s of what? (write %s %s)", "%s 针对什么？（请写 %s %s）", name, name, wants)
	case wants == aServer:
		d.server(n, p.argument)
	case wants == aTerm:
		if _, err := strconv.ParseUint(p.argument, 10, 32); err != nil {
			d.refuse(n, "%s is not a term (write %s %s)", "%s 不是任期（请写 %s %s）", quote(p.argument), name, wants)
		}
	}
}

// check refuses choices that can never be right.
func (p *Prediction) check(d *decoder, choices *node) {
	if p.answer.gives == nil {
		return
	}
	gives := p.answer.gives()
	for i, c := range p.Choices {
		if c.ID != Other && !slices.Contains(gives, c.ID) {
			d.refuse(choices.items[i], "%s is never the answer of %s (it gives %s)", "%s 从来不是 %s 的答案（它给出 %s）",
				quote(c.ID), p.answer.name, commas(gives))
		}
	}
}
