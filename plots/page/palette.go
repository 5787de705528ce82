package page

import (
	"image/color"
)

// The colours of every page. Red is for what went wrong.
var (
	White    = Rgb(0xFFFFFF)
	Ink      = Rgb(0x1B1F24)
	Grey     = Rgb(0x5B6570)
	Rule     = Rgb(0xC3CAD1)
	Grid     = Rgb(0xE3E7EB)
	Hatching = Rgb(0x8A939C)
	Red      = Rgb(0xA31D12)
)

func Rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}
