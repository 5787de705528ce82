package text

import (
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// The words of the trace in both languages, at the place of their value.
var (
	roles = []lang.Text{
		trace.Follower:     {EN: "follower", ZH: "跟随者"},
		trace.PreCandidate: {EN: "pre-candidate", ZH: "预候选人"},
		trace.Candidate:    {EN: "candidate", ZH: "候选人"},
		trace.Leader:       {EN: "leader", ZH: "领导者"},
	}
	messages = []lang.Text{
		trace.Heartbeat:      {EN: "heartbeat", ZH: "心跳"},
		trace.HeartbeatReply: {EN: "heartbeat reply", ZH: "心跳回复"},
		trace.Append:         {EN: "append", ZH: "追加请求"},
		trace.AppendReply:    {EN: "append reply", ZH: "追加回复"},
		trace.Snapshot:       {EN: "snapshot", ZH: "快照"},
		trace.RequestVote:    {EN: "vote request", ZH: "投票请求"},
		trace.VoteReply:      {EN: "vote reply", ZH: "投票回复"},
		trace.RequestPreVote: {EN: "pre-vote request", ZH: "预投票请求"},
		trace.PreVoteReply:   {EN: "pre-vote reply", ZH: "预投票回复"},
		trace.TimeoutNow:     {EN: "order to campaign", ZH: "立即参选指令"},
	}
	reasons = []lang.Text{
		trace.Boot:            {EN: "start", ZH: "启动"},
		trace.ElectionTimeout: {EN: "election timer expired", ZH: "选举计时器到期"},
		trace.ForcedTimeout:   {EN: "election timer made to expire", ZH: "选举计时器被强制到期"},
		trace.PreVoteWon:      {EN: "a quorum would vote for it", ZH: "多数派愿意投票给它"},
		trace.ElectionWon:     {EN: "a quorum voted for it", ZH: "多数派投票给它"},
		trace.ElectionLost:    {EN: "a quorum refused", ZH: "多数派拒绝"},
		trace.LeaderOfTerm:    {EN: "heard the leader of this term", ZH: "收到本任期领导者的消息"},
		trace.HigherTerm:      {EN: "saw a higher term", ZH: "见到更高的任期"},
		trace.QuorumLost:      {EN: "lost contact with a quorum", ZH: "与多数派失去联系"},
		trace.Removed:         {EN: "no longer a voter", ZH: "不再有投票权"},
		trace.Transfer:        {EN: "leadership transfer", ZH: "领导权转移"},
		trace.HeartbeatHeard:  {EN: "heartbeat of the leader", ZH: "收到领导者的心跳"},
		trace.AppendHeard:     {EN: "entries of the leader", ZH: "收到领导者的日志条目"},
		trace.SnapshotHeard:   {EN: "snapshot of the leader", ZH: "收到领导者的快照"},
		trace.VoteGranted:     {EN: "voted for another server", ZH: "投票给了其他服务器"},
		trace.StaleTerm:       {EN: "stale term", ZH: "任期过时"},
		trace.AlreadyVoted:    {EN: "already voted", ZH: "已投过票"},
		trace.LogBehind:       {EN: "log behind", ZH: "日志落后"},
		trace.LeaderKnown:     {EN: "leader known", ZH: "已知领导者"},
		trace.LeaderLease:     {EN: "lease", ZH: "租约"},
		trace.Loss:            {EN: "packet loss", ZH: "网络丢包"},
		trace.Partition:       {EN: "partition", ZH: "网络分区"},
		trace.Cut:             {EN: "link cut", ZH: "链路切断"},
		trace.ReceiverDown:    {EN: "receiver down", ZH: "接收方宕机"},
		trace.NotLeader:       {EN: "not the leader", ZH: "不是领导者"},
		trace.Applied:         {EN: "applied by the leader that accepted it", ZH: "由接受它的领导者应用"},
		trace.AppliedLater:    {EN: "its leader could not answer, but it was applied", ZH: "领导者无法答复，但它已被应用"},
		trace.Overwritten:     {EN: "an entry that rules it out is committed", ZH: "已提交的条目排除了它"},
		trace.LeaderCrashed:   {EN: "the leader crashed", ZH: "领导者宕机"},
		trace.LeaderDeposed:   {EN: "the leader no longer leads", ZH: "领导者已下台"},
		trace.LeaderPaused:    {EN: "the leader is paused", ZH: "领导者被暂停"},
		trace.LeaderCutOff:    {EN: "the leader is cut off from a quorum", ZH: "领导者与多数派隔绝"},
		trace.LeaderElected:   {EN: "a leader was elected", ZH: "选出了领导者"},
		trace.LeaderConnected: {EN: "the leader reaches a quorum again", ZH: "领导者重新连上多数派"},
		trace.RunOver:         {EN: "the run ended", ZH: "运行结束"},
		trace.EventLimit:      {EN: "too many events", ZH: "事件过多"},
		trace.Interrupted:     {EN: "interrupted, this is not the whole run", ZH: "被中断，这不是整个运行"},
		trace.Refused:         {EN: "refused in this state", ZH: "当前状态下被拒绝"},
		trace.TimeoutChanged:  {EN: "election timeout changed", ZH: "选举超时已改变"},
		trace.LeaderStale:     {EN: "voters that the leader needs are in a later term", ZH: "领导者所需的投票者已进入更高的任期"},
		trace.Settled:         {EN: "settled: from here on runs differ", ZH: "已稳定：从此各次运行不同"},
		trace.HandingOver:     {EN: "leadership is being handed over", ZH: "领导权正在移交"},
		trace.ToLearner:       {EN: "the target is a learner", ZH: "目标是学习者"},
		trace.ToItself:        {EN: "the target leads already", ZH: "目标已经是领导者"},
		trace.ToNoMember:      {EN: "the target is not in the configuration", ZH: "目标不在当前配置中"},
		trace.ToNobody:        {EN: "no server is meant", ZH: "没有指明任何服务器"},
		trace.NotTakenOver:    {EN: "not taken over within an election timeout", ZH: "在一个选举超时内未接任"},
		trace.OtherTarget:     {EN: "another target was asked for", ZH: "改为移交给其他服务器"},
		trace.NotVoterNow:     {EN: "the target is a voter no longer", ZH: "目标不再有投票权"},
		trace.ChangePending:   {EN: "an earlier change may not be applied yet", ZH: "先前的变更可能尚未应用"},
		trace.InJoint:         {EN: "the joint configuration must be left first", ZH: "须先离开联合配置"},
		trace.NoVoterLeft:     {EN: "no voter would be left", ZH: "将没有任何投票成员"},
		trace.NotVoter:        {EN: "no voter of its own configuration", ZH: "在自己的配置中没有投票权"},
		trace.BecameVoter:     {EN: "a voter now", ZH: "现在有投票权"},
		trace.Dropped:         {EN: "dropped by the script", ZH: "被脚本丢弃"},
		trace.NotUnderWay:     {EN: "not under way", ZH: "不在途中"},
		trace.ReceiverPaused:  {EN: "the receiver is paused", ZH: "接收方被暂停"},
		trace.ProgramFailed:   {EN: "its program failed", ZH: "它的程序出错"},
		trace.ServerDown:      {EN: "it is down", ZH: "它已宕机"},
		trace.ServerRuns:      {EN: "it runs", ZH: "它正在运行"},
		trace.ServerPaused:    {EN: "it is paused", ZH: "它被暂停"},
		trace.NotPaused:       {EN: "it is not paused", ZH: "它没有被暂停"},
		trace.Leads:           {EN: "it leads and has no election timer", ZH: "它是领导者，没有选举计时器"},
		trace.NothingApplied:  {EN: "it has applied nothing that is not in a snapshot", ZH: "它已应用的条目都在快照中"},
		trace.NothingToHeal:   {EN: "no partition and no cut is in force", ZH: "没有分区，也没有被切断的链路"},
		trace.LinkOpen:        {EN: "messages pass", ZH: "消息可以通过"},
		trace.LinkIsCut:       {EN: "it is cut", ZH: "它已被切断"},
		trace.AsBefore:        {EN: "it is so already", ZH: "本来就是如此"},
		trace.Observed:        {EN: "so it was found", ZH: "观察开始时即如此"},
		trace.NoCommitYet:     {EN: "no entry of its own term is committed yet", ZH: "它自己的任期还没有已提交的条目"},
		trace.Unapplied:       {EN: "what it has not applied yet may change the configuration", ZH: "尚未应用的内容可能改变配置"},
	}
	faults = []lang.Text{
		trace.Crash:         {EN: "crash", ZH: "宕机"},
		trace.Restart:       {EN: "restart", ZH: "重启"},
		trace.Pause:         {EN: "pause", ZH: "暂停"},
		trace.Resume:        {EN: "resume", ZH: "恢复运行"},
		trace.PartitionNet:  {EN: "partition", ZH: "网络分区"},
		trace.HealNet:       {EN: "heal", ZH: "网络恢复"},
		trace.CutLink:       {EN: "link cut", ZH: "链路切断"},
		trace.LinkChange:    {EN: "link", ZH: "链路设置"},
		trace.NetworkChange: {EN: "network", ZH: "网络设置"},
		trace.ClockChange:   {EN: "clock", ZH: "时钟设置"},
		trace.DiskChange:    {EN: "disk", ZH: "磁盘设置"},
		trace.TimeoutChange: {EN: "election timeout", ZH: "选举超时设置"},
		trace.ForceTimeout:  {EN: "forced timeout", ZH: "强制超时"},
		trace.TransferLead:  {EN: "leadership transfer", ZH: "领导权转移"},
		trace.ChangeConfig:  {EN: "configuration change", ZH: "成员变更"},
		trace.CompactLog:    {EN: "log compaction", ZH: "日志压缩"},

		trace.HealLink:         {EN: "link healed", ZH: "链路恢复"},
		trace.DropMessage:      {EN: "message dropped", ZH: "丢弃消息"},
		trace.DuplicateMessage: {EN: "message duplicated", ZH: "复制消息"},
		trace.HoldMessage:      {EN: "message held", ZH: "扣留消息"},
		trace.DeliverMessage:   {EN: "message delivered at once", ZH: "立即送达消息"},
	}
	properties = []lang.Text{
		trace.ElectionSafety:     {EN: "election safety", ZH: "选举安全性"},
		trace.LeaderAppendOnly:   {EN: "leader append-only", ZH: "领导者只追加"},
		trace.LogMatching:        {EN: "log matching", ZH: "日志匹配"},
		trace.LeaderCompleteness: {EN: "leader completeness", ZH: "领导者完整性"},
		trace.StateMachineSafety: {EN: "state machine safety", ZH: "状态机安全性"},
		trace.OneVotePerTerm:     {EN: "one vote per term", ZH: "每任期一票"},
		trace.QuorumOfVotes:      {EN: "quorum of votes", ZH: "多数派选票"},
		trace.TermMonotonicity:   {EN: "term monotonicity", ZH: "任期单调性"},
		trace.CommitDurability:   {EN: "commit durability", ZH: "提交持久性"},
		trace.ApplyOrder:         {EN: "apply order", ZH: "应用顺序"},
		trace.StateEquality:      {EN: "state equality", ZH: "状态一致性"},
		trace.SnapshotSafety:     {EN: "snapshot safety", ZH: "快照安全性"},
	}
	outcomes = []lang.Text{
		trace.CommittedOK: {EN: "committed", ZH: "已提交"},
		trace.LostForGood: {EN: "lost", ZH: "丢失"},
		trace.RefusedNow:  {EN: "refused", ZH: "被拒绝"},
		trace.UnknownYet:  {EN: "unknown", ZH: "未知"},
	}
	verdicts = []lang.Text{
		trace.Untested: {EN: "untested", ZH: "未检验"},
		trace.Holds:    {EN: "holds", ZH: "成立"},
		trace.Violated: {EN: "violated", ZH: "被违反"},
	}
)

// lookup returns the words for a value; "" for the zero value and for values that do not exist.
func lookup[T ~uint8](table []lang.Text, l lang.Lang, value T) string {
	if int(value) >= len(table) {
		return ""
	}
	return table[value].In(l)
}

// Role returns the name of a role, "" for none.
func Role(l lang.Lang, r trace.Role) string { return lookup(roles, l, r) }

// Message returns the name of a kind of message, "" for none.
func Message(l lang.Lang, k trace.MessageKind) string { return lookup(messages, l, k) }

// Reason returns a reason as a short phrase, fit for a label, "" for none.
func Reason(l lang.Lang, r trace.Reason) string { return lookup(reasons, l, r) }

// Fault returns what the script did as a short noun, "" for nothing.
func Fault(l lang.Lang, f trace.Fault) string { return lookup(faults, l, f) }

// Property returns the name of a safety property, "" for none.
func Property(l lang.Lang, p trace.Property) string { return lookup(properties, l, p) }

// Outcome returns what became of a client's command as a word, "" for nothing yet.
func Outcome(l lang.Lang, o trace.Outcome) string { return lookup(outcomes, l, o) }

// Verdict returns a verdict as a word, "" for none.
func Verdict(l lang.Lang, v trace.Verdict) string { return lookup(verdicts, l, v) }

// Nodes writes the names of servers: n1 n2.
func Nodes(nodes []trace.NodeID) string {
	names := make([]string, len(nodes))
	for i, id := range nodes {
		names[i] = id.String()
	}
	return strings.Join(names, " ")
}
