package run

import (
	"image/color"
	"slices"

	"raftlab/plots/page"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// DrawRole fills a part of a bar.
func (f *Figure) DrawRole(role trace.Role, x0, low, x1, high page.Length) {
	fills := [...]color.Color{0: page.White, trace.Follower: FollowerFill, trace.PreCandidate: PreFill,
		trace.Candidate: CandidateCol, trace.Leader: LeaderCol}
	f.Box(fills[role], x0, low, x1, high)
	switch role {
	case 0:
		f.Hatch(page.Stroke{Color: page.Hatching, Width: 0.6}, 5, x0, low, x1, high)
	case trace.PreCandidate: // yellow alone vanishes in grey
		f.Box(CandidateCol, x0, low, x1, low+(high-low)*0.38)
	}
	if x1-x0 < 40 && role != trace.Follower {
		f.Frame(page.Stroke{Color: page.Grey, Width: 0.6}, x0, low, x1, high)
	}
}

// DrawPause strikes through a part of a bar.
func (f *Figure) DrawPause(x0, low, x1, high page.Length) {
	f.Hatch(page.Stroke{Color: page.Grey, Width: 2.2}, 6, x0, low, x1, high) // seen on pale bars,
	f.Hatch(page.Stroke{Color: page.White, Width: 1}, 6, x0, low, x1, high)  // and on dark ones
	f.Frame(page.Stroke{Color: page.Ink, Width: 0.8}, x0, low, x1, high)
}

// RoleWords names a role; 0: the server is down.
func (f *Figure) RoleWords(role trace.Role) string {
	if role == 0 {
		return f.Say("down", "宕机")
	}
	return text.Role(f.Lang, role)
}

// DrawPiece fills a part of a bar: the role, and for a follower whether it has a vote. A learner's bar is half
// full, that of a server outside the configuration pale.
func (f *Figure) DrawPiece(role trace.Role, standing trace.Standing, x0, low, x1, high page.Length) {
	if role != trace.Follower || standing == trace.Voter {
		f.DrawRole(role, x0, low, x1, high)
		return
	}
	f.Box(OutsideFill, x0, low, x1, high)
	if standing == trace.Learner {
		f.Box(FollowerFill, x0, low, x1, low+(high-low)/2)
	}
}

// StandingWords says what a follower without a vote is; "" for a voter.
func (f *Figure) StandingWords(standing trace.Standing) string {
	switch standing {
	case trace.Learner:
		return f.Say("learner", "学习者")
	case trace.Outside:
		return f.Say("not a member", "非成员")
	}
	return ""
}

// StandingEntries explain the bars of followers without a vote that are shown.
func (f *Figure) StandingEntries(shown func(timeline.Piece) bool) (signs []page.KeyEntry) {
	for _, standing := range []trace.Standing{trace.Learner, trace.Outside} {
		if f.AnyPiece(func(p timeline.Piece) bool { return p.Role == trace.Follower && p.Standing == standing && shown(p) }) {
			signs = append(signs, page.KeyEntry{Text: f.StandingWords(standing), Draw: func(x, y page.Length) {
				f.DrawPiece(trace.Follower, standing, x, y-6, x+page.KeyWidth, y+6)
				f.Frame(page.Stroke{Color: page.Grey, Width: 0.6}, x, y-6, x+page.KeyWidth, y+6)
			}})
		}
	}
	return signs
}

// AnyPiece reports whether some server's life has such a part.
func (f *Figure) AnyPiece(is func(timeline.Piece) bool) bool {
	return slices.ContainsFunc(f.Run.Servers, func(s timeline.Server) bool { return slices.ContainsFunc(s.Pieces(), is) })
}
