package sim_test

import "flag"

// seeds is how many seeds the tests over many seeds take. make soak takes more.
var seeds = flag.Int("seeds", 20, "number of seeds for tests over many seeds")
