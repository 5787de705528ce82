package lanes

import (
	"slices"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// operationRows is in how many rows the operations of clients are drawn, at most.
const operationRows = 4

// placedOperation is an operation of a client on the state machine, in one of the rows above the lanes: a bar from when it was asked for
// to its answer, and its words behind its beginning, or before it where the picture ends.
type placedOperation struct {
	*timeline.Operation
	words   string
	wordsAt page.Length
	x0, x1  page.Length // of the bar
	row     int
}

// placeOperations puts the operations that are shown into rows, so that no words meet.
func (p *panel) placeOperations() (placed []placedOperation) {
	var rows [][][2]page.Length // what is taken of each
	for i := range p.Run.Operations {
		o := &p.Run.Operations[i]
		end := o.AnswerAt
		if !o.Answered {
			end = p.Run.End
		}
		if o.Refused || p.detail == coarse || !p.Meets(o.Asked, max(end, o.Asked+1)) {
			continue
		}
		one := placedOperation{Operation: o, words: p.operationWords(o), x0: p.Clip(o.Asked), x1: max(p.Clip(end), p.Clip(o.Asked)+4)}
		width := p.TextWidth(operationLetters(), one.words)
		if one.wordsAt = one.x0 + 6; one.wordsAt+width > p.Right {
			one.wordsAt = one.x0 - 5 - width
		}
		from, to := min(one.x0, one.wordsAt)-3, max(one.x1, one.wordsAt+width)+3
		for one.row < len(rows) && slices.ContainsFunc(rows[one.row], func(taken [2]page.Length) bool { return from < taken[1] && taken[0] < to }) {
			one.row++
		}
		if one.row == len(rows) {
			rows = append(rows, nil)
		}
		rows[one.row] = append(rows[one.row], [2]page.Length{from, to})
		placed = append(placed, one)
	}
	return placed
}

// operationWords says what was asked of whom, and what was answered: n1: read x → 1.
func (p *panel) operationWords(o *timeline.Operation) string {
	words := text.Operation(p.Lang, &trace.Operation{Op: o.Op, Key: o.Key, Value: o.Value, Way: o.Way, Session: o.Session})
	if o.Node != 0 {
		words = p.Say("%v: %s", "%v：%s", o.Node, words)
	}
	switch {
	case !o.Answered:
		words += p.Say(", no answer", "，没有答复")
	case o.Op == trace.ReadKey && o.Result == "":
		words += p.Say(" → nothing", " → 没有值")
	case o.Op == trace.ReadKey:
		words += " → " + lang.Clean(o.Result)
	}
	return words
}

func operationLetters() page.TextStyle {
	return page.TextStyle{Face: page.Regular(), Size: 11, Color: page.Ink}
}

// operationHeight returns the height of the rows of operations.
func (p *panel) operationHeight() page.Length {
	rows := 0
	for _, o := range p.operations {
		rows = max(rows, o.row+1)
	}
	return run.RowHeight * page.Length(min(rows, operationRows))
}

// drawOperations draws the operations of clients. One without an answer is open at its end.
func (p *panel) drawOperations() {
	if len(p.operations) == 0 {
		return
	}
	top := p.lanesTop + 3 + p.operationHeight()
	for _, o := range p.operations {
		if o.row >= operationRows {
			p.LabelsOmitted++
			continue
		}
		high := top - run.RowHeight*page.Length(o.row)
		low := high - run.RowHeight + 2
		fill := run.OperationFill
		if !o.Answered {
			fill = page.White
		}
		p.Box(fill, o.x0, low, o.x1, high)
		p.Frame(page.Stroke{Color: run.CommittedFill, Width: 0.8}, o.x0, low, o.x1, high)
		p.Text(operationLetters(), page.At(o.wordsAt, (low+high)/2), o.words)
		p.Occupied = append(p.Occupied, page.NewRect(o.x0, low, o.x1, high))
	}
	p.drawFixed(page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Grey, Align: 1}, page.At(p.Left-10, top-run.RowHeight/2+1), p.Say("clients", "客户端"))
}
