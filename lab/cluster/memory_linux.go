package cluster

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// memberMegabytes is what a member with little data takes.
const memberMegabytes = 40

// checkMemory refuses to start members for which the machine has no memory: the system would kill them,
// or something else.
func checkMemory(members int) error {
	free, ok := availableMegabytes()
	if need := members * memberMegabytes; ok && free < need {
		return lang.Errorf("too little memory: %d MB are free, %s need %d MB (end other programs)",
			"内存不足：空闲 %d MB，而%s需要 %d MB（请结束其他程序）", free, count(members), need)
	}
	return nil
}

// availableMegabytes reads /proc/meminfo (proc_meminfo(5)).
func availableMegabytes() (megabytes int, ok bool) {
	file, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 2 && fields[0] == "MemAvailable:" {
			kilobytes, err := strconv.Atoi(fields[1])
			return kilobytes / 1024, err == nil
		}
	}
	return 0, false
}
