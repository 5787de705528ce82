// Command curious looks for a way out of the sandbox, says on standard error what it saw, and ends.
package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"os"
	"time"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	in.ReadBytes('\n')
	fmt.Println(`{"raftlab":1}`)
	in.ReadBytes('\n')
	chance := make([]byte, 4)
	rand.Read(chance)
	_, reads := os.ReadFile("/etc/hosts")
	_, lists := os.ReadDir("/")
	writes := os.WriteFile("/tmp/curious", nil, 0o666)
	fmt.Fprintf(os.Stderr, "files %t %t %t, %d variables, %d arguments, clock %d, chance %x\n", reads == nil, lists == nil, writes == nil,
		len(os.Environ()), len(os.Args)-1, time.Now().Unix(), chance)
	os.Exit(7)
}
