package plots

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawPiece fills a part of a bar: the role, and for a follower whether it has a vote. A learner's bar is half
// full, that of a server outside the configuration pale.
func (s *sheet) drawPiece(role trace.Role, standing trace.Standing, x0, low, x1, high vg.Length) {
	if role != trace.Follower || standing == trace.Voter {
		s.drawRole(role, x0, low, x1, high)
		return
	}
	s.rect(outsideFill, x0, low, x1, high)
	if standing == trace.Learner {
		s.rect(followerFill, x0, low, x1, low+(high-low)/2)
	}
}

// standingWords says what a follower without a vote is; "" for a voter.
func (s *sheet) standingWords(standing trace.Standing) string {
	switch standing {
	case trace.Learner:
		return s.say("learner", "学习者")
	case trace.Outside:
		return s.say("not a member", "非成员")
	}
	return ""
}

// standingSigns explain the bars of followers without a vote that are shown.
func (f *figure) standingSigns(shown func(timeline.Piece) bool) (signs []sign) {
	for _, standing := range []trace.Standing{trace.Learner, trace.Outside} {
		if f.anyPiece(func(p timeline.Piece) bool { return p.Role == trace.Follower && p.Standing == standing && shown(p) }) {
			signs = append(signs, sign{f.standingWords(standing), func(x, y vg.Length) {
				f.drawPiece(trace.Follower, standing, x, y-6, x+signWidth, y+6)
				f.frame(pen{color: grey, width: 0.6}, x, y-6, x+signWidth, y+6)
			}})
		}
	}
	return signs
}

// anyPiece reports whether some server's life has such a part.
func (f *figure) anyPiece(is func(timeline.Piece) bool) bool {
	return slices.ContainsFunc(f.t.Servers, func(s timeline.Server) bool { return slices.ContainsFunc(s.Pieces(), is) })
}
