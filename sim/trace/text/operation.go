package text

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// operation says what a client asked of the state machine, or what it was told.
func (p *Printer) operation(e *trace.Event) string {
	o := e.Operation
	if o == nil {
		o = &trace.Operation{}
	}
	switch o.Stage {
	case trace.OperationAsked:
		return p.say("client asks for operation %d: %s", "客户端请求操作 %d：%s", e.ID, Operation(p.options.Lang, o))
	case trace.OperationAskedAgain:
		return p.say("client asks again for operation %d: %s", "客户端再次请求操作 %d：%s", e.ID, Operation(p.options.Lang, o))
	case trace.OperationAnswered:
		return p.operationDone(e.ID, o)
	case trace.OperationRefused:
		return p.say("operation %d is refused", "操作 %d 被拒绝", e.ID) + p.because(p.reason(e))
	case trace.OperationUnanswered:
		return p.say("operation %d has no answer", "操作 %d 没有得到答复", e.ID) + p.because(p.reason(e))
	}
	return p.say("operation %d", "操作 %d", e.ID)
}

func (p *Printer) operationDone(number uint64, o *trace.Operation) string {
	switch {
	case o.Op != trace.ReadKey:
		return p.say("operation %d is done: %s", "操作 %d 完成：%s", number, Operation(p.options.Lang, o))
	case o.Value == "":
		return p.say("operation %d is answered: there is no %s", "操作 %d 得到答复：没有 %s", number, lang.Clean(o.Key))
	}
	return p.say("operation %d is answered: %s is %s", "操作 %d 得到答复：%s 为 %s", number, lang.Clean(o.Key), lang.Clean(o.Value))
}

// Operation returns what an operation does in words: write x=1.
func Operation(l lang.Lang, o *trace.Operation) string {
	key, value := lang.Clean(o.Key), lang.Clean(o.Value)
	words := ""
	switch o.Op {
	case trace.ReadKey:
		return l.Say("read %s", "读取 %s", key) + inBrackets(l, ReadWay(l, o.Way))
	case trace.WriteKey:
		words = l.Say("write %s=%s", "写入 %s=%s", key, value)
	case trace.AppendKey:
		words = l.Say("append %[2]s to %[1]s", "在 %s 后追加 %s", key, value)
	}
	if o.Session == 0 {
		return words
	}
	return words + inBrackets(l, l.Say("session %d", "会话 %d", o.Session))
}

func inBrackets(l lang.Lang, words string) string {
	if words == "" {
		return ""
	}
	return l.Say(" (%s)", "（%s）", words)
}

var readWays = []lang.Text{
	trace.LocalRead: {EN: "from its own state", ZH: "读本地状态"},
	trace.ReadIndex: {EN: "by ReadIndex", ZH: "用 ReadIndex"},
	trace.LeaseRead: {EN: "by lease", ZH: "凭租约"},
	trace.LogRead:   {EN: "through the log", ZH: "经过日志"},
}

// ReadWay returns how a read is done, "" for none.
func ReadWay(l lang.Lang, w trace.ReadWay) string { return lookup(readWays, l, w) }
