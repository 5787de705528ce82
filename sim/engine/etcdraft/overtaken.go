package etcdraft

import (
	"go.etcd.io/raft/v3/confchange"
	"go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
)

// A change of the configuration can be overtaken: a snapshot arrives while the change waits, in a Ready that was
// handed out, for its turn to be applied. The library takes over the configuration of a snapshot at once. Whoever
// then applies the change applies it a second time, to a configuration that is newer: a server that was removed
// since is a member again, and who leaves a joint configuration twice panics (etcd's issue 11510). So a change
// that was overtaken is not handed to the library; what the configuration is after it is computed beside it.

// configAfter returns the configuration in which a change is applied to the last one.
func (n *node) configAfter(entry *raftpb.Entry, change raftpb.ConfChangeI) (*raftpb.ConfState, error) {
	if entry.GetIndex() > n.explain.restored {
		return n.raw.ApplyConfChange(change), nil
	}
	return afterChange(n.confState, change.AsV2())
}

// afterChange changes a configuration that no server of the library has in force.
func afterChange(before *raftpb.ConfState, change *raftpb.ConfChangeV2) (*raftpb.ConfState, error) {
	changer := confchange.Changer{Tracker: tracker.MakeProgressTracker(1, 0)}
	config, progress, err := confchange.Restore(changer, before)
	if err != nil {
		return nil, err
	}
	changer.Tracker.Config, changer.Tracker.Progress = config, progress
	if autoLeave, joint := change.EnterJoint(); change.LeaveJoint() {
		config, _, err = changer.LeaveJoint()
	} else if joint {
		config, _, err = changer.EnterJoint(autoLeave, change.GetChanges()...)
	} else {
		config, _, err = changer.Simple(change.GetChanges()...)
	}
	changer.Tracker.Config = config
	return changer.Tracker.ConfState(), err
}
