package trials

import (
	"math/big"
	"math/bits"
)

// uint128 is a sum of 128 bits. The squares of a trillion trials of a day each, in nanoseconds, do not
// fill it.
type uint128 struct{ high, low uint64 }

func (w *uint128) add(high, low uint64) {
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.high, _ = bits.Add64(w.high, high, carry)
}

func (w *uint128) addSquare(x uint64) { w.add(bits.Mul64(x, x)) }

func (w *uint128) big() *big.Int {
	sum := new(big.Int).SetUint64(w.high)
	return sum.Or(sum.Lsh(sum, 64), new(big.Int).SetUint64(w.low))
}

// String returns the sum in decimal digits.
func (w uint128) String() string { return w.big().String() }

// parse is the inverse of String. It returns false for what String does not return.
func (w *uint128) parse(text string) bool {
	sum, ok := new(big.Int).SetString(text, 10)
	if !ok || sum.Sign() < 0 || sum.BitLen() > 128 || sum.String() != text {
		return false
	}
	w.low = new(big.Int).And(sum, new(big.Int).SetUint64(1<<64-1)).Uint64()
	w.high = new(big.Int).Rsh(sum, 64).Uint64()
	return true
}
