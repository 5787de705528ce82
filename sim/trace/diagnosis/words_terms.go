package diagnosis

import "raftlab/sim/lang"

// In says who leads beside whom.
func (f TwoLeaders) In(l lang.Lang) string {
	if f.SameTerm() {
		return l.Say("Term %d has two leaders, %v and %v", "任期 %d 有两个领导者：%v 和 %v", f.Old.Term, f.Old.Node, f.New.Node)
	}
	return l.Say("%v still leads term %d for %s after %v leads term %d", "%[4]v 领导任期 %[5]d 之后，%[1]v 还领导任期 %[2]d 达 %[3]s",
		f.Old.Node, f.Old.Term, Length(f.To-f.From), f.New.Node, f.New.Term)
}

// In says who drives its term up.
func (f Climb) In(l lang.Lang) string {
	return l.Say("%v alone drives its term from %d to %d", "%v 独自把任期从 %d 推到 %d", f.Node, f.From, f.To)
}

// In says who asked in vain.
func (f FutilePreVotes) In(l lang.Lang) string {
	if f.Terms > 1 {
		return l.Say("Pre-vote: %v asks in vain for %s", "预投票：%v 白白询问了 %s", f.Node, Length(f.Long))
	}
	return l.Say("Pre-vote: %v asks in vain for %s and its term stays where it is", "预投票：%v 白白询问了 %s，任期不变", f.Node, Length(f.Long))
}

// In counts terms, leaders and split votes.
func (f TermsUsed) In(l lang.Lang) string {
	switch {
	case len(f.Won) == 0 && f.Last == 0:
		return l.Say("Nobody stands for election: the term does not change", "无人参选：任期不变")
	case len(f.Won) == 0:
		return l.Say("The term rises to %d, and nobody leads", "任期升到 %d，仍无人领导", f.Last)
	}
	first, final := f.Won[0], f.Won[len(f.Won)-1]
	switch {
	case len(f.Split) == 1 && f.Split[0] < final.Term:
		return l.Say("Term %d is used up by a split vote; %v leads term %d", "任期 %d 因选票分裂而作废；%v 领导任期 %d", f.Split[0], final.Winner, final.Term)
	case len(f.Split) > 1:
		return l.Say("%d split votes use up as many terms; %v leads term %d", "%d 次选票分裂各用掉一个任期；%v 领导任期 %d", len(f.Split), final.Winner, final.Term)
	case len(f.Won) == 1 && f.Last == first.Term:
		return l.Say("One election, one term: %v leads term %d", "一次选举，一个任期：%v 领导任期 %d", first.Winner, first.Term)
	case len(f.Won) == 1:
		return l.Say("%d terms, one leader: %v leads term %d", "%d 个任期，一个领导者：%v 领导任期 %d", f.Last, first.Winner, first.Term)
	case len(f.Won) == 2:
		return l.Say("Each term has one leader at most: %v leads term %d, %v term %d", "每个任期至多一个领导者：%v 领导任期 %d，%v 领导任期 %d",
			first.Winner, first.Term, final.Winner, final.Term)
	}
	return l.Say("%d terms, and each has one leader at most", "%d 个任期，每个至多一个领导者", f.Last)
}
