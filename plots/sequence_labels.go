package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// slanted is a rectangle turned by an angle about its middle.
type slanted struct {
	middle       vg.Point
	halfX, halfY vg.Length
	angle        float64
}

// local returns a point in the rectangle's own directions.
func (r slanted) local(p vg.Point) vg.Point {
	sin, cos := math.Sincos(r.angle)
	dx, dy := p.X-r.middle.X, p.Y-r.middle.Y
	return at(dx*vg.Length(cos)+dy*vg.Length(sin), dy*vg.Length(cos)-dx*vg.Length(sin))
}

func (r slanted) corners() (list [4]vg.Point) {
	sin, cos := math.Sincos(r.angle)
	for i, sign := range [4][2]vg.Length{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x, y := r.halfX*sign[0], r.halfY*sign[1]
		list[i] = at(r.middle.X+x*vg.Length(cos)-y*vg.Length(sin), r.middle.Y+x*vg.Length(sin)+y*vg.Length(cos))
	}
	return list
}

// overlaps reports whether two turned rectangles share a point: if not, all corners of one are
// beyond a side of the other.
func (r slanted) overlaps(q slanted) bool { return !r.beyond(q) && !q.beyond(r) }

func (r slanted) beyond(q slanted) bool {
	var x, y []vg.Length
	for _, corner := range q.corners() {
		p := r.local(corner)
		x, y = append(x, p.X), append(y, p.Y)
	}
	return slices.Min(x) >= r.halfX || slices.Max(x) <= -r.halfX || slices.Min(y) >= r.halfY || slices.Max(y) <= -r.halfY
}

// crossedBy reports whether a line runs through the rectangle.
func (r slanted) crossedBy(a, b vg.Point) bool {
	return stroke{a: r.local(a), b: r.local(b)}.crosses(area{-r.halfX, -r.halfY, r.halfX, r.halfY})
}

// free reports whether a label may be there.
func (p *sequence) free(r slanted) bool {
	for _, corner := range r.corners() {
		if corner.X < p.plot.x0 || corner.X > p.plot.x1 || corner.Y < p.plot.y0 || corner.Y > p.plot.y1 {
			return false
		}
	}
	return !slices.ContainsFunc(p.oblique, r.overlaps)
}

// drawMessageLabel writes what a message says along its arrow, as near as can be to the server that
// is asked: there the arrows of one candidate are apart.
func (p *sequence) drawMessageLabel(m shown) {
	letters := lettering{face: regular(), size: 10.5, color: legible(rgbaOf(m.pen)), align: 0.5, halo: white}
	if rankOf(m) == 0 {
		letters.face = bold()
	}
	for _, words := range p.messageWords(m) {
		for _, letters.size = range []vg.Length{10.5, 9.5} {
			if r, ok := p.seat(m, p.textWidth(letters, words)/2+2, letters.size*0.56); ok {
				p.oblique = append(p.oblique, r)
				p.turned(letters, r.middle, r.angle, words)
				return
			}
		}
	}
	p.crowded++
}

// seat finds a place for a label of half a width and height along an arrow.
func (p *sequence) seat(m shown, halfX, halfY vg.Length) (best slanted, ok bool) {
	dx, dy := m.to.X-m.from.X, m.to.Y-m.from.Y
	long := vg.Length(math.Hypot(float64(dx), float64(dy)))
	if long < 2*halfX+10 && m.Fate != timeline.Lost {
		return best, false
	}
	angle := math.Atan2(float64(dy), float64(dx))
	if dx < 0 {
		angle += math.Pi
	}
	sin, cos := math.Sincos(angle)
	lowest := math.Inf(1)
	want := p.favourite(m, long, halfX)
	for along := min(halfX+9, long/2); along <= max(long-halfX-9, long/2); along += 5 {
		for _, side := range []vg.Length{1, -1} {
			off := side * (halfY + 1.6)
			part := along / max(long, 1)
			r := slanted{at(m.from.X+dx*part-off*vg.Length(sin), m.from.Y+dy*part+off*vg.Length(cos)), halfX, halfY, angle}
			cost := math.Abs(float64(along-want))/9 + float64(1-side)
			if cost >= lowest || !p.free(r) || p.onLane(r) {
				continue
			}
			for _, other := range p.messages {
				if (other.ID != m.ID || other.Copy != m.Copy) && r.crossedBy(other.from, other.to) {
					cost += 9
				}
			}
			if cost < lowest {
				best, lowest, ok = r, cost, true
			}
		}
	}
	return best, ok
}

// favourite is where along an arrow its label would best be: in the last gap between lanes for what
// a candidate or a leader sends, in the first for answers.
func (p *sequence) favourite(m shown, long, halfX vg.Length) vg.Length {
	gap := min(p.laneGap()/2, long/2)
	switch {
	case m.Fate == timeline.Lost:
		return long / 2
	case isAnswer(m.Kind):
		return max(gap, halfX+9)
	}
	return min(long-gap, long-halfX-9)
}

func isAnswer(k trace.MessageKind) bool {
	return k == trace.VoteReply || k == trace.PreVoteReply || k == trace.HeartbeatReply || k == trace.AppendReply
}

// onLane reports whether a label would cover a server's bar.
func (p *sequence) onLane(r slanted) bool {
	for _, s := range p.t.Servers {
		x := p.lane(s.Node)
		for _, side := range []vg.Length{x - laneWidth/2, x + laneWidth/2} {
			if r.crossedBy(at(side, p.down.bottom-20), at(side, p.down.top+20)) {
				return true
			}
		}
	}
	return false
}

// messageWords says what a message is, its term, and what became of it, at length and in short.
func (p *sequence) messageWords(m shown) []string {
	long, short := p.kindWords(m)
	end, brief := p.fateWords(m)
	why := p.whyDenied(m)
	term := p.say(", term %d", "，任期 %d", m.Term)
	if m.Copy {
		long, short = long+p.say(" (copy)", "（副本）"), short+p.say(" (copy)", "（副本）")
	}
	because := ""
	if why != "" {
		because = p.say(": ", "：") + why
	}
	if lostOnTheWay(m) {
		whom := names(append([]trace.NodeID{m.To}, m.others...))
		term += p.say(" to %s", " 至 %s", whom)
		brief = p.say(" to %s", " 至 %s", whom) + brief
		return []string{long + term + end, short + term + end, short + brief, short + p.say(" · lost", " · 丢失")}
	}
	return []string{long + term + because + end, short + term + because + brief, short + because + brief, cmp.Or(why, short) + brief}
}

// whyDenied is the reason of an answer that denies a vote.
func (p *sequence) whyDenied(m shown) string {
	if m.Reason == 0 || m.Granted || m.Kind != trace.VoteReply && m.Kind != trace.PreVoteReply || m.Fate != timeline.Delivered {
		return ""
	}
	if voted := p.votedFor(m.Message); m.Reason == trace.AlreadyVoted && voted != 0 {
		return p.say("voted for %v", "已投 %v", voted)
	}
	return p.denialWord(m.Reason)
}

// kindWords names a message. Requests have the names of the Raft paper.
func (p *sequence) kindWords(m shown) (long, short string) {
	switch m.Kind {
	case trace.RequestVote:
		return "RequestVote", p.say("vote?", "投票？")
	case trace.RequestPreVote:
		return p.say("pre-vote request", "预投票请求"), p.say("pre-vote?", "预投票？")
	case trace.VoteReply, trace.PreVoteReply:
		return p.answerWords(m)
	case trace.Heartbeat:
		return p.say("heartbeat", "心跳"), p.say("heartbeat", "心跳")
	case trace.HeartbeatReply:
		return p.say("heartbeat heard", "收到心跳"), p.say("heard", "收到")
	case trace.Append:
		if m.Entries == 0 {
			return "AppendEntries", p.say("append", "追加")
		}
		entries := p.count(m.Entries, "entry", "entries", "条")
		return p.say("AppendEntries (%s)", "AppendEntries（%s）", entries), p.say("append %d", "追加 %d", m.Entries)
	case trace.AppendReply:
		if m.Granted {
			return p.say("entries accepted", "接受条目"), p.say("accepted", "接受")
		}
		return p.say("entries refused", "拒绝条目"), p.say("refused", "拒绝")
	case trace.Snapshot:
		return p.say("snapshot to index %d", "快照至 %d", m.Index), p.say("snapshot", "快照")
	case trace.TimeoutNow:
		return "TimeoutNow", "TimeoutNow"
	}
	return m.Kind.String(), m.Kind.String()
}

// answerWords says what a voter answers, and why.
func (p *sequence) answerWords(m shown) (long, short string) {
	pre := m.Kind == trace.PreVoteReply
	switch {
	case m.Granted && pre:
		return p.say("pre-vote granted", "预投票赞成"), p.say("would vote", "愿投")
	case m.Granted:
		return p.say("vote granted", "投票赞成"), p.say("granted", "赞成")
	}
	if pre {
		return p.say("pre-vote denied", "预投票拒绝"), p.say("denied", "拒绝")
	}
	return p.say("vote denied", "投票拒绝"), p.say("denied", "拒绝")
}

// fateWords says what became of a message, if that is not plain.
func (p *sequence) fateWords(m shown) (long, short string) {
	switch m.Fate {
	case timeline.Lost:
		switch m.Reason {
		case trace.ReceiverDown:
			return p.say(" · lost: %v is down", " · 丢失：%v 宕机", m.To), p.say(" · lost", " · 丢失")
		case trace.Partition:
			return p.say(" · lost: partition", " · 丢失：分区"), p.say(" · lost", " · 丢失")
		case trace.Cut:
			return p.say(" · lost: link cut", " · 丢失：链路切断"), p.say(" · lost", " · 丢失")
		}
		return p.say(" · lost", " · 丢失"), p.say(" · lost", " · 丢失")
	case timeline.Ignored:
		switch m.Reason {
		case trace.LeaderLease:
			return p.say(" · ignored: lease", " · 忽略：租约"), p.say(" · ignored", " · 忽略")
		case trace.StaleTerm:
			return p.say(" · ignored: stale term", " · 忽略：任期过时"), p.say(" · ignored", " · 忽略")
		}
		return p.say(" · ignored", " · 忽略"), p.say(" · ignored", " · 忽略")
	}
	return "", ""
}

// laneNote is a remark beside a lane: what a server becomes.
type laneNote struct {
	letters lettering
	where   vg.Point
	text    string
}

// placeNotesOfLanes finds places for what servers become: candidates and leaders first.
func (p *sequence) placeNotesOfLanes() {
	for _, weak := range []bool{false, true} {
		for _, s := range p.t.Servers {
			for i, b := range s.Bands {
				strong := b.Role == trace.Candidate || b.Role == trace.Leader || b.Role == 0
				if b.From < p.from || b.From > p.to || strong == weak {
					continue
				}
				var before timeline.Band
				if i > 0 {
					before = s.Bands[i-1]
				}
				p.placeNote(s.Node, b, before)
			}
		}
	}
}

func (p *sequence) placeNote(node trace.NodeID, b, before timeline.Band) {
	words := p.bandWords(b, before)
	letters := lettering{face: bold(), size: 11, color: ink, halo: white}
	switch b.Role {
	case trace.Leader:
		letters.color = leaderCol
	case trace.Candidate, trace.PreCandidate:
		letters.color = legible(candidateLine)
	case trace.Follower:
		letters.color, letters.face = grey, regular()
	default:
		letters.color = red
	}
	y := p.down.y(b.From)
	if (b.Role == trace.Candidate || b.Role == trace.PreCandidate) && b.Reason != trace.PreVoteWon {
		p.dot(white, 5, at(p.lane(node), y))
		p.dot(candidateLine, 4, at(p.lane(node), y))
	}
	p.placeWords(p.lane(node), y, letters, words)
}

// placeWords finds a place for a remark beside a lane where few arrows run through it.
func (p *sequence) placeWords(x, y vg.Length, letters lettering, words []string) {
	for _, text := range words {
		half := p.textWidth(letters, text) / 2
		var best slanted
		lowest := 21.0
		for _, dy := range []vg.Length{8, -8, 15, -15, 0, 22, -22} {
			for i, side := range []vg.Length{1, -1} {
				r := slanted{at(x+side*(laneWidth/2+5+half), y+dy), half + 2, 6.2, 0}
				cost := math.Abs(float64(dy-8))/8 + float64(i) + 10*float64(p.arrowsThrough(r))
				if cost < lowest && p.free(r) && !p.onLane(r) {
					best, lowest = r, cost
				}
			}
		}
		if lowest < 21 {
			p.oblique = append(p.oblique, best)
			p.notes = append(p.notes, laneNote{letters, at(best.middle.X-half, best.middle.Y), text})
			return
		}
	}
	p.crowded++
}

func (p *sequence) arrowsThrough(r slanted) (n int) {
	for _, m := range p.messages {
		if r.crossedBy(m.from, m.to) {
			n++
		}
	}
	return n
}

// placeBreaches says where a property was violated.
func (p *sequence) placeBreaches() {
	letters := lettering{face: bold(), size: 12, color: red, halo: white}
	for _, b := range p.t.Breaches {
		if b.At >= p.from && b.At <= p.to && p.has(b.Node) {
			x, y := p.lane(b.Node), p.down.y(b.At)
			p.fill(red, at(x-6, y+6), at(x+7, y), at(x-6, y-6))
			p.placeWords(x, y, letters, []string{p.say("%s violated", "违反%s", p.propertyWords(b.Property)), p.say("violated", "违反")})
		}
	}
}

func (p *sequence) drawNotesOfLanes() {
	for _, n := range p.notes {
		p.text(n.letters, n.where, n.text)
	}
}

// bandWords says what a server becomes, at length and in short.
func (p *sequence) bandWords(b, before timeline.Band) []string {
	term := p.say("term %d", "任期 %d", b.Term)
	switch {
	case b.Role == trace.Leader:
		if before.Role == trace.Candidate && before.Voters > 0 {
			return []string{p.say("leader, term %d: %d/%d votes", "领导者，任期 %d：%d/%d 票", b.Term, before.Votes, before.Voters),
				p.say("leader, %d/%d", "领导者 %d/%d", before.Votes, before.Voters)}
		}
		return []string{p.say("leader, term %d", "领导者，任期 %d", b.Term), p.say("leader", "领导者")}
	case b.Role == trace.Candidate && b.Reason == trace.PreVoteWon:
		return []string{p.say("candidate, term %d", "候选人，任期 %d", b.Term), term}
	case b.Role == trace.Candidate:
		return []string{p.say("timeout: candidate, term %d", "超时：候选人，任期 %d", b.Term),
			p.say("candidate, term %d", "候选人，任期 %d", b.Term), p.say("candidate, %d", "候选人 %d", b.Term)}
	case b.Role == trace.PreCandidate:
		return []string{p.say("timeout: pre-candidate", "超时：预候选人"), p.say("timeout", "超时")}
	case b.Role == 0:
		return []string{p.say("crash", "宕机")}
	case b.Reason == trace.ElectionLost:
		return []string{p.say("refused by a majority", "被多数拒绝"), p.say("refused", "被拒绝")}
	case b.Reason == trace.QuorumLost:
		return []string{p.say("no quorum: steps down", "失去多数派：下台"), p.say("steps down", "下台")}
	case b.Reason == trace.Boot:
		return []string{p.say("starts, term %d", "启动，任期 %d", b.Term)}
	}
	return []string{term}
}

// rolesShown explain the colours of the lanes.
func (p *sequence) rolesShown() (signs []sign) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		shown := func(b timeline.Band) bool { return b.Role == role && b.From <= p.to && b.To >= p.from }
		if slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool { return slices.ContainsFunc(s.Bands, shown) }) {
			signs = append(signs, sign{p.roleWords(role), func(x, y vg.Length) { p.drawRole(role, x, y-6, x+signWidth, y+6) }})
		}
	}
	return signs
}

// kindSigns explain the colours of messages.
func (p *sequence) kindSigns() (signs []sign) {
	type look struct {
		color color.Color
		head  head
	}
	seen := map[look]bool{}
	for _, m := range p.messages {
		key := look{m.pen.color, m.head}
		if seen[key] || isPreVote(m.Kind) {
			continue
		}
		seen[key] = true
		words := p.signWords(m)
		signs = append(signs, sign{words, func(x, y vg.Length) {
			end := vg.Length(signWidth)
			if m.head == crossed {
				end -= 4
			}
			p.arrow(pen{color: m.pen.color, width: 1.4}, m.head, 7, at(x, y), at(x+end, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return isPreVote(m.Kind) }) {
		signs = append(signs, sign{p.say("pre-vote", "预投票"), func(x, y vg.Length) {
			p.arrow(pen{color: preRequestCol, width: 1.1, dash: []vg.Length{3, 2}}, triangle, 6, at(x, y), at(x+signWidth, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return m.Copy }) {
		signs = append(signs, p.copySign())
	}
	return signs
}

func (p *sequence) signWords(m shown) string {
	switch {
	case m.Fate == timeline.Lost:
		return p.say("lost", "丢失")
	case m.Kind == trace.VoteReply && m.Granted:
		return p.say("vote granted", "投票赞成")
	case m.Kind == trace.VoteReply:
		return p.say("vote denied", "投票拒绝")
	case isVote(m.Kind):
		return p.say("vote request", "请求投票")
	case rejects(m.Message):
		return p.say("entries refused", "拒绝条目")
	case m.first:
		return p.say("new leader's first", "新领导者首条消息")
	case m.Entries > 0:
		return p.say("entries", "日志条目")
	}
	return p.say("heartbeats and answers", "心跳与应答")
}

// sequenceFinding is the title: what the messages show.
func (p *sequence) sequenceFinding() string {
	list := p.electionsShown()
	if len(list) == 0 {
		return p.say("%d messages, no election", "%d 条消息，没有选举", len(p.messages))
	}
	last := list[len(list)-1]
	var split []timeline.Election
	for _, e := range list {
		if e.Split {
			split = append(split, e)
		}
	}
	for _, b := range p.t.Breaches {
		if b.At >= p.from && b.At <= p.to {
			_, evidence, _ := strings.Cut(b.Evidence, ": ")
			return p.say("%s is violated: %s", "违反%s：%s", capital(p.propertyWords(b.Property)), cmp.Or(evidence, b.Evidence))
		}
	}
	switch {
	case last.Winner != 0 && len(split) == 1:
		return p.say("Term %d ends %s; %v wins term %d with %s votes", "任期 %d 以 %s 平分选票；%v 以 %[5]s 票赢得任期 %[4]d",
			split[0].Term, splitOf(split[0]), last.Winner, last.Term, tallyOf(winner(last)))
	case last.Winner != 0 && len(split) > 1:
		return p.say("After %d split votes %v wins term %d with %s votes", "%d 次选票分裂之后，%v 以 %[4]s 票赢得任期 %[3]d",
			len(split), last.Winner, last.Term, tallyOf(winner(last)))
	case last.Winner != 0:
		return p.say("%v asks for votes and wins term %d with %s", "%v 请求投票，以 %[3]s 票赢得任期 %[2]d", last.Winner, last.Term, tallyOf(winner(last)))
	case last.Split:
		return p.say("The votes of term %d are split %s: nobody wins", "任期 %d 的选票分裂 %s：无人当选", last.Term, splitOf(last))
	case failureOf(p.t, last) == logBehind && !onlyPreVotes(last):
		return p.say("%v does not win term %d: its log is behind", "%v 未赢得任期 %d：其日志落后", behind(last)[0], last.Term)
	case onlyPreVotes(last):
		return p.say("A pre-vote for term %d fails, and no term changes", "任期 %d 的预投票失败，任期不变", last.Term)
	}
	return p.say("Nobody wins term %d", "任期 %d 无人当选", last.Term)
}

// electionsShown returns the elections for which somebody stands in the part shown.
func (p *sequence) electionsShown() (list []timeline.Election) {
	for _, e := range p.t.Elections {
		if slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return c.From >= p.from && c.From <= p.to }) {
			list = append(list, e)
		}
	}
	return list
}

func (p *sequence) sequenceSummary() string {
	exact := func(t time.Duration) string { return fmt.Sprintf("%.1f ms", inUnits(t, time.Millisecond)) }
	what := p.say("every message from %s to %s", "%s 至 %s 的每条消息", exact(p.from), exact(p.to))
	if p.omitted != (omissions{}) {
		what = p.say("messages from %s to %s", "%s 至 %s 的消息", exact(p.from), exact(p.to))
	}
	return joined(p.say(": ", "："), p.t.Header.Scenario, what+p.say("; time runs down", "；时间向下"))
}
