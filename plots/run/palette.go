package run

import (
	"raftlab/plots/page"
)

// The colours of pictures of a run. Lightness falls from follower over candidate to leader, and blue and orange stay
// apart in every common colour blindness. Red means "no leader" and crash, purple the network.
var (
	FollowerFill = page.Rgb(0xC6D9EC)
	OutsideFill  = page.Rgb(0xF4F6F8)
	PreFill      = page.Rgb(0xFBE6A6)
	CandidateCol = page.Rgb(0xE8871E)
	LeaderCol    = page.Rgb(0x0B4F8A)

	TimerLine     = page.Rgb(0x6F8299)
	TimerFill     = page.Rgb(0xEDF1F6)
	CandidateLine = page.Rgb(0xC46A0A)
	CandidateInk  = page.Rgb(0x8A4300)
	CandidateFill = page.Rgb(0xFCEBD6)

	RequestCol    = page.Rgb(0xC46A0A)
	GrantCol      = page.Rgb(0x12937C)
	DenyCol       = page.Rgb(0x7A1450)
	PreRequestCol = page.Rgb(0xDDA45C)
	preGrantCol   = page.Rgb(0x7CC3B4)
	preDenyCol    = page.Rgb(0xB57A9E)
	LostCol       = page.Rgb(0x7C8791)
	HeartbeatCol  = page.Rgb(0xB4C6D8)
	EntriesCol    = page.Rgb(0x5B93C7)
	CommittedFill = page.Rgb(0x3D464F)

	OutageStrip = page.Rgb(0xFBE3E0)
	OutageLane  = page.Rgb(0xFDF4F2)
	NetworkFill = page.Rgb(0xF1EDF6)
	NetworkCol  = page.Rgb(0x5E3C99)
)
