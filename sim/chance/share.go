package chance

import (
	"fmt"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// Share is a probability in millionths, from 0 (never) to Always.
type Share uint32

// Always is 100 %.
const Always Share = 1_000_000

const perPercent = uint64(Always) / 100

// ParseShare reads a percentage from 0% to 100% with at most four decimals, as 2.5%.
func ParseShare(s string) (Share, error) {
	digits, ok := strings.CutSuffix(s, "%")
	if !ok {
		return 0, lang.Errorf("share %q has no percent sign (write 5%%)", "比例 %q 没有百分号（请写 5%%）", s)
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	percent, err := strconv.ParseUint(whole, 10, 16)
	if err != nil || len(fraction) > 4 {
		return 0, lang.Errorf("share %q is not a percentage (write 0%% to 100%%, at most four decimals)",
			"比例 %q 不是百分数（请写 0%% 到 100%%，至多四位小数）", s)
	}
	var millionths uint64
	if fraction != "" || strings.HasSuffix(digits, ".") {
		millionths, err = strconv.ParseUint((fraction + "0000")[:4], 10, 16)
		if err != nil || fraction == "" {
			return 0, lang.Errorf("share %q is not a percentage (write 0%% to 100%%, at most four decimals)",
				"比例 %q 不是百分数（请写 0%% 到 100%%，至多四位小数）", s)
		}
	}
	share := percent*perPercent + millionths
	if share > uint64(Always) {
		return 0, lang.Errorf("share %q is more than everything (write 0%% to 100%%)", "比例 %q 超过全部（请写 0%% 到 100%%）", s)
	}
	return Share(share), nil
}

// String returns the share as a percentage, as ParseShare reads it.
func (s Share) String() string {
	percent, rest := uint64(s)/perPercent, uint64(s)%perPercent
	if rest == 0 {
		return strconv.FormatUint(percent, 10) + "%"
	}
	return strconv.FormatUint(percent, 10) + "." + strings.TrimRight(fmt.Sprintf("%04d", rest), "0") + "%"
}
