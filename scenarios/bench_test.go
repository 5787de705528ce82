package scenarios

import "testing"

// BenchmarkBuiltin loads the whole course, as the list of scenarios does.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		Builtin()
	}
}
