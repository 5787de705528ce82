package quiz

import (
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
)

// lesson is what a rule says, and where the paper has it.
type lesson struct {
	section lang.Text
	meaning lang.Text
}

func say(en, zh string) lang.Text { return lang.Text{EN: en, ZH: zh} }

func section(number string) lang.Text { return say("section "+number, number+" 节") }

var lessons = map[textbook.Rule]lesson{
	textbook.PersistVote:            {section("5.2"), say("the vote of a term survives a crash", "任期内的投票在崩溃后仍然保留")},
	textbook.SyncBeforeSend:         {section("5.2"), say("what a message follows from is on disk before it is sent", "消息所依据的状态先写入磁盘再发送")},
	textbook.OwnCopyOfTheEntry:      {section("5.3"), say("a copy on the own disk does not count for the entry that replaced it", "磁盘上的旧条目不能算作替换它的新条目的副本")},
	textbook.OneVotePerTerm:         {section("5.2"), say("a server votes for one candidate in a term", "每个任期只投票给一个候选人")},
	textbook.UpToDateCheck:          {section("5.4.1"), say("no vote for a candidate whose log is behind", "不投票给日志落后的候选人")},
	textbook.ResetVoteOnNewTerm:     {section("5.1"), say("a vote is forgotten only when a new term begins", "只有进入新任期才清除投票")},
	textbook.MajorityOfVotes:        {section("5.2"), say("a majority of all voters elects", "由全体投票者的多数选出领导者")},
	textbook.CountVotersOnce:        {section("5.2"), say("a vote that arrives twice counts once", "收到两次的同一选票只算一次")},
	textbook.CountVotesAnew:         {section("5.2"), say("votes of the last term do not count in this one", "上一任期的选票不计入本任期")},
	textbook.StepDownOnHigherTerm:   {section("5.1"), say("who sees a higher term becomes a follower", "见到更高任期就成为跟随者")},
	textbook.RefuseStaleLeader:      {section("5.1"), say("no entries are taken from a leader of an older term", "不接受旧任期领导者的条目")},
	textbook.ConsistencyCheck:       {section("5.3"), say("the entry before the new ones must match", "新条目之前的条目必须一致")},
	textbook.DeleteConflicts:        {section("5.3"), say("an entry that conflicts with a new one goes, and all behind it", "与新条目冲突的条目及其后的全部条目都要删除")},
	textbook.KeepWhatMatches:        {section("5.3"), say("entries that match are not removed", "一致的条目不能删除")},
	textbook.AcknowledgeWhatWasSent: {section("5.3"), say("a follower acknowledges what it was sent, not its whole log", "跟随者只确认收到的条目，而不是整个日志")},
	textbook.AnswersOfTheTermOnly:   {section("5.1"), say("an answer to an append of an older term does not count", "对旧任期追加请求的回复不算数")},
	textbook.ForgetMatchIndex:       {section("5.3"), say("a new leader knows nothing of what the others have", "新领导者不知道其他服务器有哪些条目")},
	textbook.CommitOnlyNewEntries:   {section("5.3"), say("a follower commits no further than the last new entry", "跟随者的提交不超过最后一个新条目")},
	textbook.CommitOwnTermOnly:      {section("5.4.2"), say("copies are counted for entries of the leader's own term only", "只对领导者自己任期的条目计算副本")},
	textbook.ApplyEveryEntry:        {section("5.3"), say("entries are applied one after the other", "条目逐个应用")},
}

// Meaning says in a few words what a rule demands.
func Meaning(rule textbook.Rule) lang.Text { return lessons[rule].meaning }

// Section is the place in the Raft paper that demands a rule.
func Section(rule textbook.Rule) lang.Text { return lessons[rule].section }
