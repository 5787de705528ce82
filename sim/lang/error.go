package lang

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Errorf returns an error that is said in the language of who reads it: see [Lang.Error]. Its own Error is English. Formats are those of
// [fmt.Errorf], but %v stands for %w: every error among the arguments is wrapped, and said in the same language. Without arguments the
// sentences stay as they are.
func Errorf(en, zh string, args ...any) error {
	e := &said{Text: Text{EN: en, ZH: zh}}
	if len(args) == 0 {
		return e
	}
	e.Text = Text{EN: fmt.Sprintf(en, English.each(args)...), ZH: fmt.Sprintf(zh, Chinese.each(args)...)}
	for _, arg := range args {
		if err, is := arg.(error); is {
			e.wrapped = append(e.wrapped, err)
		}
	}
	return e
}

// said is an error with words in every language.
type said struct {
	Text
	wrapped []error
}

func (e *said) Error() string   { return e.EN }
func (e *said) Unwrap() []error { return e.wrapped }

// each returns arguments of a format, of which texts and errors are said in the language.
func (l Lang) each(args []any) []any {
	words := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Text:
			words[i] = arg.In(l)
		case error:
			words[i] = l.Error(arg)
		default:
			words[i] = arg
		}
	}
	return words
}

// Error returns what an error says in a language: of an error of raftlab its words, and around one that another error wraps what that one
// adds. What libraries and systems say stays as it is, but for the reasons of files that people meet most.
func (l Lang) Error(err error) string {
	if own, ours := err.(interface{ In(Lang) string }); ours {
		return own.In(l)
	}
	text := err.Error()
	if l == English {
		return text
	}
	if all, joined := err.(interface{ Unwrap() []error }); joined {
		for _, one := range all.Unwrap() {
			text = strings.Replace(text, one.Error(), l.Error(one), 1)
		}
		return text
	}
	if inner := errors.Unwrap(err); inner != nil {
		at := strings.LastIndex(text, inner.Error())
		if at < 0 {
			return text
		}
		return text[:at] + l.Error(inner) + text[at+len(inner.Error()):]
	}
	return fileReason(err, text)
}

// fileReason says in Chinese why a file cannot be used.
func fileReason(err error, text string) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "没有这个文件或目录"
	case errors.Is(err, fs.ErrPermission):
		return "权限不足"
	case errors.Is(err, fs.ErrExist):
		return "已经存在"
	}
	if zh, has := reasons[text]; has {
		return zh
	}
	return text
}

// reasons are those of systems that have no error of the library of their own, by their words.
var reasons = map[string]string{
	"is a directory":          "这是一个目录",
	"not a directory":         "不是目录",
	"no space left on device": "磁盘已满",
	"read-only file system":   "文件系统只读",
	"disk quota exceeded":     "超出磁盘配额",
	"file name too long":      "文件名过长",
	"too many open files":     "打开的文件过多",
	"unexpected EOF":          "文件不完整",
	"interrupted":             "被中断",
}
