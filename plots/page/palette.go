package page

import (
	"image/color"
)

// The colours of every page. Red is for what went wrong.
var (
	White    = RGB(0xFFFFFF)
	Ink      = RGB(0x1B1F24)
	Grey     = RGB(0x5B6570)
	Rule     = RGB(0xC3CAD1)
	Grid     = RGB(0xE3E7EB)
	Hatching = RGB(0x8A939C)
	Red      = RGB(0xA31D12)
)

// RGB returns an opaque colour, such as 0x1B1F24.
func RGB(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}
