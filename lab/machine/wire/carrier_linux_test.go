package wire

import "testing"

// What a one-way cut swallows carries data; TCP's own talk passes.
func TestHasData(t *testing.T) {
	packet := func(protocol, headerWords, tcpWords byte, length int) []byte {
		p := make([]byte, 14+length)
		p[14], p[23] = 0x40|headerWords, protocol
		p[16], p[17] = byte(length>>8), byte(length)
		if at := 14 + int(headerWords)*4 + 12; at < len(p) {
			p[at] = tcpWords << 4
		}
		return p
	}
	padded := append(packet(6, 5, 5, 40), make([]byte, 6)...) // Ethernet's shortest frame
	for name, c := range map[string]struct {
		packet []byte
		data   bool
	}{
		"an acknowledgement":               {packet(6, 5, 5, 40), false},
		"one that is padded":               {padded, false},
		"one with options":                 {packet(6, 5, 8, 52), false},
		"one with options of IP":           {packet(6, 6, 5, 44), false},
		"one byte":                         {packet(6, 5, 5, 41), true},
		"many":                             {packet(6, 5, 8, 1500), true},
		"another protocol":                 {packet(17, 5, 5, 40), true},
		"one that ends in TCP's own words": {packet(6, 5, 5, 20), true},
	} {
		if got := hasData(c.packet); got != c.data {
			t.Errorf("%s: %v", name, got)
		}
	}
}
