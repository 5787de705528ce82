package etcdraft

import (
	"reflect"

	etcd "go.etcd.io/raft/v3"

	"raftlab/sim/trace"
)

// fields reads unexported numbers of the library's state without changing anything: reflection may
// read what it may not write, so this needs no unsafe.
type fields struct {
	election, heartbeat, lead, state, term, ballot, transferee reflect.Value
	voters, ballots                                            reflect.Value // of the configuration in force: both halves, and how they answered
}

// Where the fields are, looked up once.
var (
	raftField      = mustField(reflect.TypeFor[etcd.RawNode](), "raft")
	raftType       = raftField.Type.Elem()
	electionField  = mustField(raftType, "electionElapsed").Index[0]
	heartbeatField = mustField(raftType, "heartbeatElapsed").Index[0]
	leadField      = mustField(raftType, "lead").Index[0]
	stateField     = mustField(raftType, "state").Index[0]
	termField      = mustField(raftType, "Term").Index[0]
	voteField      = mustField(raftType, "Vote").Index[0]
	transferField  = mustField(raftType, "leadTransferee").Index[0]
	trackerField   = mustField(raftType, "trk")
	votersField    = mustField(trackerField.Type, "Voters").Index
	ballotsField   = mustField(trackerField.Type, "Votes").Index
)

func mustField(t reflect.Type, name string) reflect.StructField {
	field, ok := t.FieldByName(name)
	if !ok {
		panic("etcdraft: " + t.String() + " has no field " + name + ": this version of the library is not supported")
	}
	return field
}

func fieldsOf(raw *etcd.RawNode) fields {
	raft := reflect.ValueOf(raw).Elem().Field(raftField.Index[0]).Elem()
	tracker := raft.Field(trackerField.Index[0])
	return fields{
		election:  raft.Field(electionField),
		heartbeat: raft.Field(heartbeatField),
		lead:      raft.Field(leadField),
		state:     raft.Field(stateField),
		term:      raft.Field(termField),
		ballot:    raft.Field(voteField),

		transferee: raft.Field(transferField),
		voters:     tracker.FieldByIndex(votersField),
		ballots:    tracker.FieldByIndex(ballotsField),
	}
}

// electionElapsed counts ticks since the election timer was reset, or since the last check of a
// leader's quorum.
func (f *fields) electionElapsed() int64 { return f.election.Int() }

// heartbeatElapsed counts ticks since a leader's last heartbeats.
func (f *fields) heartbeatElapsed() int64 { return f.heartbeat.Int() }

// leader returns who the server believes leads its term.
func (f *fields) leader() trace.NodeID { return trace.NodeID(f.lead.Uint()) }

// currentTerm and vote are the hard state as the library has it now.
func (f *fields) currentTerm() trace.Term { return toTerm(f.term.Uint()) }
func (f *fields) vote() trace.NodeID      { return trace.NodeID(f.ballot.Uint()) }

// handingTo returns to whom a leader is handing leadership; 0: to nobody.
func (f *fields) handingTo() trace.NodeID { return trace.NodeID(f.transferee.Uint()) }

func (f *fields) isLeader() bool { return etcd.StateType(f.state.Uint()) == etcd.StateLeader }

// The halves of a configuration. The second has voters in joint consensus only.
const newHalf, outgoingHalf = 0, 1

// isJoint reports whether the configuration in force is a joint one.
func (f *fields) isJoint() bool { return f.voters.Index(outgoingHalf).Len() > 0 }

// answers counts how one half of a joint configuration has answered a candidate.
func (f *fields) answers(half int) (votes, denials int) {
	for voters := f.voters.Index(half).MapRange(); voters.Next(); {
		switch granted := f.ballots.MapIndex(voters.Key()); {
		case !granted.IsValid():
		case granted.Bool():
			votes++
		default:
			denials++
		}
	}
	return votes, denials
}
