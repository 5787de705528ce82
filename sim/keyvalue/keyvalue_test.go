package keyvalue

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"raftlab/sim/trace"
)

func ExampleContents() {
	var c *Contents // empty
	c = c.After(&Command{Kind: trace.WriteKey, Key: "x", Value: "1"})
	c = c.After(&Command{Kind: trace.AppendKey, Key: "x", Value: "2"})
	fmt.Printf("%q %q\n", c.Get("x"), c.Get("y"))
	// Output: "12" ""
}

// Contents agree with a map, snapshots have all of them, and earlier contents stay what they were.
func TestContentsAreAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var c *Contents
		values, done := map[string]string{}, map[[2]uint64]bool{}
		for range random.IntN(30) {
			by := Command{Kind: trace.OperationKind(1 + random.IntN(3)), Key: string(rune('a' + random.IntN(4))), Value: fmt.Sprint(random.IntN(100)),
				Session: random.Uint64N(3), Number: 1 + random.Uint64N(5)}
			before, was := c, c.Get(by.Key)
			parsed, ok := Parse(by.Append(nil))
			if !ok || parsed != by {
				t.Fatalf("%+v comes back as %+v, %t", by, parsed, ok)
			}
			c = c.After(&by)
			request := [2]uint64{by.Session, by.Number}
			if by.Kind != trace.ReadKey && (by.Session == 0 || !done[request]) {
				done[request] = true
				if by.Kind == trace.AppendKey {
					values[by.Key] += by.Value
				} else {
					values[by.Key] = by.Value
				}
			}
			if before.Get(by.Key) != was {
				t.Fatal("a command has changed the contents before it")
			}
			for key := 'a'; key < 'e'; key++ {
				if c.Get(string(key)) != values[string(key)] {
					t.Fatalf("%c is %q, want %q", key, c.Get(string(key)), values[string(key)])
				}
			}
			if again := Restore(c.Append(nil)); !reflect.DeepEqual(again, c) {
				t.Fatalf("%+v comes back from a snapshot as %+v", c, again)
			}
		}
	}
}

// Bytes that no client wrote, as a broken disk has them, are no command, or one that can be written again.
func FuzzParse(f *testing.F) {
	f.Add((&Command{Kind: trace.WriteKey, Key: "x", Value: "1", Session: 300, Number: 2}).Append(nil))
	f.Add([]byte("x=1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, ok := Parse(b); ok {
			if again, ok := Parse(c.Append(nil)); !ok || again != c {
				t.Errorf("%+v comes back as %+v, %t", c, again, ok)
			}
		}
		c := Restore(b)
		if again := Restore(c.Append(nil)); c != nil && !bytes.Equal(again.Append(nil), c.Append(nil)) {
			t.Errorf("%+v comes back as %+v", c, again)
		}
	})
}
