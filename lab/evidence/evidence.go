// Package evidence gathers what a lab shows of the work done in it: the history of etcd's keys, its
// members, alarms, users, leases, the files of the lab, and the journal of the commands that were run.
//
// Gathering reads and changes nothing. What could not be read is named in [Evidence.Gaps], so that a
// grader can tell "it is not so" from "nobody knows". An Evidence is plain data: it is saved in a
// report as it is, and whoever reads the report can grade it again.
package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"raftlab/lab/machine/wire"
	"raftlab/lab/observe"
)

// Evidence is what a lab shows at one moment.
type Evidence struct {
	Taken     time.Time            `json:"taken"`
	Since     Mark                 `json:"since"`               // what is older does not count
	Lab       []string             `json:"lab"`                 // names of the members that the lab was made with
	Revision  int64                `json:"revision,omitempty"`  // of the newest change; 0: unknown
	Compacted int64                `json:"compacted,omitempty"` // history up to here is gone
	History   []Event              `json:"history,omitempty"`   // in the order of revisions
	Keys      []Key                `json:"keys,omitempty"`      // that exist now, in order
	Members   []Member             `json:"members,omitempty"`   // in the order of the member list
	Alarms    []Alarm              `json:"alarms,omitempty"`
	Auth      Auth                 `json:"auth"`
	Leases    []Lease              `json:"leases,omitempty"`
	Files     []File               `json:"files,omitempty"`     // in the order of their paths
	Manifests []Manifest           `json:"manifests,omitempty"` // static pods, in the order of their files
	Commands  []Command            `json:"commands,omitempty"`  // the journal, oldest first
	Roles     []observe.RoleChange `json:"roles,omitempty"`     // of members, from their logs, oldest first
	Network   []wire.Record        `json:"network,omitempty"`   // what was wrong with the network between members, oldest first
	Gaps      []Gap                `json:"gaps,omitempty"`
}

// Mark is a place in time from which on work counts. The zero Mark lets everything count.
type Mark struct {
	Time     time.Time `json:"time,omitzero"`
	Revision int64     `json:"revision,omitempty"`
}

// Event is a change of one key.
type Event struct {
	Revision int64  `json:"revision"`
	Deleted  bool   `json:"deleted,omitempty"`
	Key      string `json:"key"`
	Value    string `json:"value,omitempty"` // as in [Key]
	Created  int64  `json:"created,omitempty"`
	Version  int64  `json:"version,omitempty"`
	Lease    string `json:"lease,omitempty"`
}

// Key is a key that exists. Value is left out if it is long or not text: then Digest tells it.
type Key struct {
	Name     string `json:"name"`
	Value    string `json:"value,omitempty"`
	Digest   string `json:"digest,omitempty"`
	Created  int64  `json:"created"`
	Modified int64  `json:"modified"`
	Version  int64  `json:"version"`
	Lease    string `json:"lease,omitempty"`
}

// Member is a row of the member list, and what the member said of itself.
type Member struct {
	ID        string  `json:"id"`             // hexadecimal, as etcdctl prints it
	Name      string  `json:"name,omitempty"` // empty: added and never started
	PeerURL   string  `json:"peer_url"`
	ClientURL string  `json:"client_url,omitempty"`
	Learner   bool    `json:"learner,omitempty"`
	Status    *Status `json:"status,omitempty"` // nil: it did not answer
}

// Status is what etcdctl endpoint status and endpoint hashkv show of a member.
type Status struct {
	Version   string `json:"version"`
	Leader    string `json:"leader"` // the id of who leads; 0: none
	Term      uint64 `json:"term"`
	Index     uint64 `json:"index"`
	Revision  int64  `json:"revision"`
	Compacted int64  `json:"compacted,omitempty"`
	Size      int64  `json:"size"`   // bytes of the database file
	InUse     int64  `json:"in_use"` // bytes of it that hold data
	Quota     int64  `json:"quota,omitempty"`
	Hash      uint32 `json:"hash,omitempty"` // of all keys and values at Revision
}

// Alarm is an alarm that is raised.
type Alarm struct {
	Member string `json:"member"`
	Kind   string `json:"kind"` // NOSPACE or CORRUPT
}

// Auth is who may do what.
type Auth struct {
	Enabled bool   `json:"enabled"`
	Users   []User `json:"users,omitempty"`
	Roles   []Role `json:"roles,omitempty"`
}

// User is a user and its roles.
type User struct {
	Name  string   `json:"name"`
	Roles []string `json:"roles,omitempty"`
}

// Role is a role and what it permits.
type Role struct {
	Name        string       `json:"name"`
	Permissions []Permission `json:"permissions,omitempty"`
}

// Permission lets a role read or write the keys from Key up to End.
type Permission struct {
	Kind string `json:"kind"` // READ, WRITE or READWRITE
	Key  string `json:"key"`
	End  string `json:"end,omitempty"`
}

// Lease is a lease that has not expired.
type Lease struct {
	ID      string   `json:"id"`
	Granted int64    `json:"granted"` // seconds
	Keys    []string `json:"keys,omitempty"`
}

// The kinds of a file.
const (
	Snapshot  = "snapshot"  // whole: a database, and behind it its SHA-256
	Damaged   = "damaged"   // was a snapshot, or is a database without its SHA-256
	Encrypted = "encrypted" // encrypted with age
	Directory = "directory" // the data directory of a member
	Other     = "other"
)

// File is a file of the lab that exercises are about.
type File struct {
	Path     string    `json:"path"` // from the lab's directory
	Kind     string    `json:"kind"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Digest   string    `json:"digest,omitempty"` // SHA-256 of a file
}

// Manifest is a static pod of etcd.
type Manifest struct {
	Path   string   `json:"path"` // from the lab's directory
	Member string   `json:"member"`
	Data   string   `json:"data"` // data directory, from the lab's directory
	Args   []string `json:"args"` // of etcd; paths below the lab's directory as on the host of the course
}

// Gap is something that could not be read.
type Gap struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// The things that can be missing.
const (
	GapHistory = "history"
	GapKeys    = "keys"
	GapMembers = "members"
	GapAlarms  = "alarms"
	GapAuth    = "auth"
	GapLeases  = "leases"
	GapFiles   = "files"
	GapJournal = "journal"
	GapRoles   = "members' logs"
	GapNetwork = "network's log"
)

// Missing reports whether something could not be read.
func (e *Evidence) Missing(what string) bool {
	for _, gap := range e.Gaps {
		if gap.What == what {
			return true
		}
	}
	return false
}

// Digest returns the SHA-256 of the evidence's JSON form, as "sha256:" and hexadecimal digits.
func (e *Evidence) Digest() string {
	document, err := json.Marshal(e)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(document)
	return "sha256:" + hex.EncodeToString(sum[:])
}
