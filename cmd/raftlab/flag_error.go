package main

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"raftlab/sim/lang"
)

// flagError says in both languages what the flags' library has found.
func flagError(err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return lang.Errorf("%[1]s", "没有选项 %[2]q（在 -%[3]s 中）", err.Error(), rune(unknown.GetSpecifiedName()[0]), unknown.GetSpecifiedShortnames())
	case errors.As(err, &unknown):
		return lang.Errorf("%[1]s", "没有选项 --%[2]s", err.Error(), unknown.GetSpecifiedName())
	case errors.As(err, &bare):
		return lang.Errorf("%[1]s", "选项 --%[2]s 需要一个值", err.Error(), bare.GetFlag().Name)
	case errors.As(err, &invalid):
		head := strings.TrimSuffix(err.Error(), errors.Unwrap(invalid).Error())
		return lang.Errorf("%[1]s%[2]v", "选项 --%[3]s 的值 %[4]q 不对：%[2]v", head, wanted(invalid), invalid.GetFlag().Name, invalid.GetValue())
	}
	return err
}

// wanted says what the value of a flag has to be, where Go's own packages have found that it is something else.
func wanted(invalid *pflag.InvalidValueError) error {
	err := errors.Unwrap(invalid)
	var number *strconv.NumError
	switch isNumber := errors.As(err, &number); {
	case isNumber && number.Func == "ParseBool":
		return lang.Errorf("write true or false", "请写 true 或 false")
	case isNumber && errors.Is(err, strconv.ErrRange):
		return lang.Errorf("the number is too large", "数太大")
	case isNumber:
		return lang.Errorf("write a whole number", "请写整数")
	case strings.HasPrefix(err.Error(), "time: "):
		return lang.Errorf("write a time with its unit, such as 500ms or 2s", "请写带单位的时间，如 500ms 或 2s")
	}
	return err
}

// commandErrors are what the commands' library says of a command line, and the Chinese for it. It has no types for these.
var commandErrors = []struct {
	en *regexp.Regexp
	zh string
}{
	{regexp.MustCompile(`^unknown command (".*") for "(.*)"$`), "$2 没有命令 $1"},
	{regexp.MustCompile(`^accepts (\d+) arg\(s\), received (\d+)$`), "需要 $1 个参数，而给出了 $2 个"},
	{regexp.MustCompile(`^requires at least (\d+) arg\(s\), only received (\d+)$`), "至少需要 $1 个参数，只给出了 $2 个"},
	{regexp.MustCompile(`^accepts between (\d+) and (\d+) arg\(s\), received (\d+)$`), "需要 $1 到 $2 个参数，而给出了 $3 个"},
	{regexp.MustCompile(`^if any flags in the group \[(.*)\] are set none of the others can be; \[(.*)\] were all set$`), "选项 $1 只能用一个，而用了 $2"},
	{regexp.MustCompile(`^bad flag syntax: (.*)$`), "选项的写法不对：$1"},
}

// commandError says what the commands' library has found.
func commandError(text string, l lang.Lang) string {
	if l == lang.Chinese {
		for _, said := range commandErrors {
			if said.en.MatchString(text) {
				return said.en.ReplaceAllString(text, said.zh)
			}
		}
	}
	return text
}
