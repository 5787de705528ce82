package run

import (
	"raftlab/plots/page"
)

// The colours of pictures of a run. Lightness falls from follower over candidate to leader, and blue and orange stay
// apart in every common colour blindness. Red means "no leader" and crash, purple the network.
var (
	FollowerFill = page.RGB(0xC6D9EC)
	OutsideFill  = page.RGB(0xF4F6F8)
	PreFill      = page.RGB(0xFBE6A6)
	CandidateCol = page.RGB(0xE8871E)
	LeaderCol    = page.RGB(0x0B4F8A)

	TimerLine     = page.RGB(0x6F8299)
	TimerFill     = page.RGB(0xEDF1F6)
	CandidateLine = page.RGB(0xC46A0A)
	CandidateInk  = page.RGB(0x8A4300)
	CandidateFill = page.RGB(0xFCEBD6)

	RequestCol    = page.RGB(0xC46A0A)
	GrantCol      = page.RGB(0x12937C)
	DenyCol       = page.RGB(0x7A1450)
	PreRequestCol = page.RGB(0xDDA45C)
	preGrantCol   = page.RGB(0x7CC3B4)
	preDenyCol    = page.RGB(0xB57A9E)
	LostCol       = page.RGB(0x7C8791)
	HeartbeatCol  = page.RGB(0xB4C6D8)
	EntriesCol    = page.RGB(0x5B93C7)
	CommittedFill = page.RGB(0x3D464F)

	OutageStrip = page.RGB(0xFBE3E0)
	OutageLane  = page.RGB(0xFDF4F2)
	NetworkFill = page.RGB(0xF1EDF6)

	OperationFill = page.RGB(0xDDE9DC) // a client's operation, from its question to its answer
	NetworkCol    = page.RGB(0x5E3C99)
)
