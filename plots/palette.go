package plots

import "image/color"

// The colours. Lightness falls from follower over candidate to leader, and blue and orange stay
// apart in every common colour blindness. Red means "no leader" and crash, purple the network.
var (
	white = rgb(0xFFFFFF)
	ink   = rgb(0x1B1F24)
	grey  = rgb(0x5B6570)
	rule  = rgb(0xC3CAD1)
	grid  = rgb(0xE3E7EB)

	followerFill = rgb(0xC6D9EC)
	outsideFill  = rgb(0xF4F6F8)
	preFill      = rgb(0xFBE6A6)
	candidateCol = rgb(0xE8871E)
	leaderCol    = rgb(0x0B4F8A)
	hatching     = rgb(0x8A939C)

	timerLine     = rgb(0x6F8299)
	timerFill     = rgb(0xEDF1F6)
	candidateLine = rgb(0xC46A0A)
	candidateInk  = rgb(0x8A4300)
	candidateFill = rgb(0xFCEBD6)

	requestCol    = rgb(0xC46A0A)
	grantCol      = rgb(0x12937C)
	denyCol       = rgb(0x7A1450)
	preRequestCol = rgb(0xDDA45C)
	preGrantCol   = rgb(0x7CC3B4)
	preDenyCol    = rgb(0xB57A9E)
	lostCol       = rgb(0x7C8791)
	heartbeatCol  = rgb(0xB4C6D8)
	entriesCol    = rgb(0x5B93C7)
	committedFill = rgb(0x3D464F)

	outageStrip = rgb(0xFBE3E0)
	outageLane  = rgb(0xFDF4F2)
	red         = rgb(0xA31D12)
	networkFill = rgb(0xF1EDF6)
	networkCol  = rgb(0x5E3C99)
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}
