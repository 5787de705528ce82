package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheTablesInUseAreTheOnesThisCommandMakes(t *testing.T) {
	want, err := tables()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../quantiles.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("sim/chance/quantiles.go is not what maketables makes: run go generate ./sim/chance")
	}
}
