package chance

import "time"

// What a law can draw, told from its definition: the tests hold draws against it.

// Least returns the shortest duration that can be drawn.
func (d *Distribution) Least() time.Duration {
	switch d.shape {
	case fixed, uniform:
		return d.a
	case normal:
		return max(0, d.a+scale(d.b, int64(normalQuantiles[0])))
	case mixed:
		least := Longest
		for i := range d.parts {
			if d.parts[i].share > 0 {
				least = min(least, d.parts[i].law.Least())
			}
		}
		return least
	}
	return 0
}

// IsZero reports whether every draw is zero.
func (d *Distribution) IsZero() bool {
	for i := range d.parts {
		if p := &d.parts[i]; p.share > 0 && !p.law.IsZero() {
			return false
		}
	}
	return d.a == 0 && d.b == 0
}
