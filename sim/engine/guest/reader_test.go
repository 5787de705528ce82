package guest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// What an answer cannot have is named with its place and the way out, however deep it is.
func TestUnreadableAnswersSayWhere(t *testing.T) {
	for _, c := range []struct{ line, en, zh string }{
		{`{"votedfor":1}`, `there is no field "votedfor" (did you mean votedFor?)`, `没有字段 "votedfor"（是否想写 votedFor？）`},
		{`{"votedFor":1,"votedFor":2}`, "votedFor is there twice (write it once)", "votedFor 出现了两次（请只写一次）"},
		{`{"votedFor":1,"voted\u0046or":1}`, "votedFor is there twice (write it once)", "votedFor 出现了两次（请只写一次）"},
		{`{"log":{"From":1}}`, `log: there is no field "From" (did you mean from?)`, `log：没有字段 "From"（是否想写 from？）`},
		{`{"log":{"from":1,"from":1}}`, "log: from is there twice (write it once)", "log：from 出现了两次（请只写一次）"},
		{`{"log":{"entries":[{},{"Term":1}]}}`, `log.entries[1]: there is no field "Term" (did you mean term?)`, `log.entries[1]：没有字段 "Term"（是否想写 term？）`},
		{`{"log":{"entries":[{"data":null,"data":"1:x"}]}}`, "log.entries[0]: data is there twice (write it once)", "log.entries[0]：data 出现了两次（请只写一次）"},
		{`{"send":[{},{"VoteGranted":true}]}`, `send[1]: there is no field "VoteGranted" (did you mean voteGranted?)`, `send[1]：没有字段 "VoteGranted"（是否想写 voteGranted？）`},
		{`{"send":[{"to":1,"to":2}]}`, "send[0]: to is there twice (write it once)", "send[0]：to 出现了两次（请只写一次）"},
		{`{"send":[{"entries":[{"term":1,"term":1}]}]}`, "send[0].entries[0]: term is there twice (write it once)", "send[0].entries[0]：term 出现了两次（请只写一次）"},
		{`{"send":[{"to":"2"}]}`, `send[0].to is "2" (write a whole number, 0 or more)`, `send[0].to 为 "2"（应写不小于 0 的整数）`},
		{`{"send":[{"to":70000}]}`, "send[0].to is 70000 (at most 65535)", "send[0].to 为 70000（最大为 65535）"},
		{`{"send":{"to":2}}`, `send is {"to":2} (write a list [...])`, `send 为 {"to":2}（应写列表 [...]）`},
		{`{"send":[null]}`, "send[0] is null (write an object {...})", "send[0] 为 null（应写对象 {...}）"},
		{`{"log":{"entries":[{"term":1.0}]}}`, "log.entries[0].term is 1.0 (write a whole number, 0 or more)", "log.entries[0].term 为 1.0（应写不小于 0 的整数）"},
		{`{"role":7}`, "role is 7 (write a text in quotes)", "role 为 7（应写带引号的文本）"},
		{`{"send":[{"voteGranted":"yes"}]}`, `send[0].voteGranted is "yes" (write true or false)`, `send[0].voteGranted 为 "yes"（应写 true 或 false）`},
		{`{"send":[{"prevLogIndex":18446744073709551616}]}`, "send[0].prevLogIndex is 18446744073709551616 (at most 18446744073709551615)", "最大为"},
		{`{"curentTerm":1`, "unexpected EOF", "在一行中写一个 JSON 对象"}, // that it is cut off comes before what is wrong in it
		{`null`, `it printed "null" (standard output is for answers`, "标准输出只用于回答"},
	} {
		var a answer
		fault := parse([]byte(c.line), &a, answerFields)
		if fault == nil || !strings.Contains(fault.Words.EN, c.en) || !strings.Contains(fault.Words.ZH, c.zh) {
			t.Errorf("%s: %+v", c.line, fault)
		}
	}
	var g greeting
	for line, want := range map[string]string{
		`{"Raftlab":1}`:                      `there is no field "Raftlab" (did you mean raftlab?)`,
		`{"raftlab":1,"raftlab":1}`:          "raftlab is there twice (write it once)",
		`{"raftlab":1,"features":[1]}`:       "features[0] is 1 (write a text in quotes)",
		`{"raftlab":1,"features":"preVote"}`: `features is "preVote" (write a list [...])`,
	} {
		if fault := parse([]byte(line), &g, greetingFields); fault == nil || !strings.Contains(fault.Words.EN, want) {
			t.Errorf("%s: %+v", line, fault)
		}
	}
}

// What is within extra is the program's own, and is not looked into.
func TestExtraMayBeAnything(t *testing.T) {
	for _, extra := range []string{`null`, `7`, `"}]"`, `{"a":1,"a":2,"A":[{}]}`, `[1,{"b":"\""}]`, `true`} {
		var a answer
		if fault := parse([]byte(`{"send":[{"extra": `+extra+` ,"to":2}]}`), &a, answerFields); fault != nil || string(a.Send[0].Extra) != extra || a.Send[0].To != 2 {
			t.Errorf("%s: %+v %+v", extra, fault, a)
		}
	}
}

// What the reader takes, encoding/json takes and understands alike; and what is refused as no JSON is none.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{`{}`, `{"role":"leader","currentTerm":3,"votedFor":1,"persist":true}`, ` { "log" : {"from":1,"entries":[{"term":2,"data":null},{"data":"1:x\u00e9\ud800"}]},"commitIndex":0}`,
		`{"send":[{"to":2,"type":"AppendEntries","prevLogIndex":9007199254740991,"entries":[{"term":1}],"extra":[{"a":"b"}]},{"term":null}]}`, `{"a\u0000":1}`, "{}\x00", `{"currentTerm":01}`, `{"currentTerm":-0}`, `{"persist":truefalse}`,
		`{"send":[{"extra":{]}]}`, `{"role":"\xff"}`, `{"role":nullx}`, `{"send":[],"send":[]}`, `{"log":{"from":1e3}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var a, want answer
		fault := parse(line, &a, answerFields)
		if fault == nil {
			d := json.NewDecoder(bytes.NewReader(line))
			d.DisallowUnknownFields()
			if err := d.Decode(&want); err != nil {
				t.Fatalf("%q: taken, and %v", line, err)
			}
			for _, s := range [][]message{a.Send, want.Send} {
				for i := range s {
					s[i].Extra = bytes.TrimSpace(s[i].Extra)
				}
			}
			if x, y := plain(t, a), plain(t, want); x != y {
				t.Fatalf("%q\n got %s\nwant %s", line, x, y)
			}
			return
		}
		if json.Valid(line) && strings.HasSuffix(fault.Words.EN, "(write one JSON object in one line)") {
			t.Fatalf("%q: %v", line, fault)
		}
		if fault.Words.EN == "" || fault.Words.ZH == "" {
			t.Fatalf("%q: %+v", line, fault)
		}
	})
}

// plain writes an answer so that lists without items, which are written in two ways, are equal.
func plain(t *testing.T, a answer) string {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "[]", "null")
}

// Each field of an object is read into the field of its name, so none is forgotten.
func TestEveryFieldIsRead(t *testing.T) {
	for _, names := range [][2][]string{
		{namesIn(answerFields), namesOf[answer]()}, {namesIn(changeFields), namesOf[change]()}, {namesIn(entryFields), namesOf[entry]()},
		{namesIn(messageFields), namesOf[message]()}, {namesIn(greetingFields), namesOf[greeting]()},
	} {
		if !reflect.DeepEqual(names[0], names[1]) {
			t.Errorf("read %v, there are %v", names[0], names[1])
		}
	}
}

func namesIn[T any](fields []field[T]) (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

func namesOf[T any]() (names []string) {
	for i := range reflect.TypeFor[T]().NumField() {
		name := reflect.TypeFor[T]().Field(i).Name
		names = append(names, strings.ToLower(name[:1])+name[1:])
	}
	return names
}

func BenchmarkParse(b *testing.B) {
	line := []byte(`{"role":"leader","log":{"from":1,"entries":[{"term":1,"data":null}]},"persist":true,"send":[{"to":2,"type":"AppendEntries","prevLogIndex":0,"prevLogTerm":0,"entries":[{"term":1,"data":null}],"leaderCommit":0},{"to":3,"type":"AppendEntries","prevLogIndex":0,"prevLogTerm":0,"entries":[{"term":1,"data":"7:x=1"}],"leaderCommit":0}]}`)
	var a answer
	for b.Loop() {
		if fault := parse(line, &a, answerFields); fault != nil {
			b.Fatal(fault)
		}
	}
}
