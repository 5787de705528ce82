//go:build !unix

package labdir

import (
	"raftlab/sim/lang"
)

// TryLock is for Linux and macOS.
func TryLock(string) (unlock func(), err error) {
	return nil, lang.Errorf("the lab needs Linux or macOS", "实验环境需要 Linux 或 macOS")
}
