//go:build unix

package labdir

import "runtime"

// pathMax is PATH_MAX: 4096 bytes on Linux, 1024 elsewhere.
var pathMax = map[bool]int{true: 4096, false: 1024}[runtime.GOOS == "linux"]
