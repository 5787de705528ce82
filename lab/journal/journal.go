// Package journal is the record of the commands that were run in the lab's shell: what was typed, where,
// when, for how long, and with which exit code.
//
// The file holds one JSON object per line, oldest end first. Any number of processes append to it at the
// same time: each entry is one write, under a lock, and none is ever mixed with another. What a crash or a
// full disk cut short is skipped by readers, and costs no other entry.
//
// The journal holds arguments as they were typed, passwords among them: the file is for its owner alone.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"raftlab/lab/labdir"
)

// Entry is a command that has ended.
type Entry struct {
	Time time.Time     `json:"time"`         // when it began
	Took time.Duration `json:"took_ns"`      // until it ended, in nanoseconds
	Dir  string        `json:"cwd"`          // the working directory
	Args []string      `json:"argv"`         // as typed, the program's name first; never empty
	Exit int           `json:"exit"`         // exit code; 128 and the signal's number for one that a signal ended
	By   string        `json:"by,omitempty"` // what typed it, if nobody did: raftlab lab do

	Env     []string `json:"env,omitempty"`     // variables that etcdctl took settings from, as NAME=VALUE
	Misused bool     `json:"misused,omitempty"` // a flag that the program does not have; of our own commands: any wrong usage
	Alarms  []string `json:"alarms,omitempty"`  // raised when a put had failed: NOSPACE
	Login   Login    `json:"login,omitempty"`   // of a put that had failed: was the password right?
}

// Login says whether a user's password was right. The zero value: no user was named, or etcd did not answer.
type Login string

// Right and Wrong are what etcd says when it is asked again. A password typed at a prompt is not known.
const (
	Right  Login = "right"
	Wrong  Login = "wrong"
	Prompt Login = "prompt"
)

// Append adds an entry to the journal in a file, which is made if need be. An entry is in the journal as a
// whole or, with an error, not at all.
func Append(path string, e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return complain(path, err)
	}
	defer file.Close() // releases the lock
	if err := lock(file); err != nil {
		return complain(path, err)
	}
	return complain(path, appendLine(file, append(line, '\n')))
}

// appendLine writes a line behind the last one. The file is locked.
func appendLine(file *os.File, line []byte) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if size := info.Size(); size > 0 {
		last := []byte{0}
		if _, err := file.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' { // cut short by a crash: a line of its own
			line = append([]byte{'\n'}, line...)
		}
	}
	if _, err := file.Write(line); err != nil {
		return errors.Join(err, file.Truncate(info.Size()))
	}
	return nil
}

// Read returns the entries of the journal in a file in the order in which the commands ended. A file that
// does not exist is an empty journal.
func Read(path string) ([]Entry, error) {
	file, err := labdir.OpenRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, complain(path, err)
	}
	defer file.Close()
	entries, err := Decode(file)
	return entries, complain(path, err)
}

// Decode returns the entries of a journal. Lines that hold none are skipped: a crash can leave them. The
// only errors are those of the reader.
func Decode(r io.Reader) (entries []Entry, err error) {
	for in := bufio.NewReader(r); ; {
		line, err := in.ReadBytes('\n')
		if e, ok := parse(line); ok {
			entries = append(entries, e)
		}
		switch {
		case errors.Is(err, io.EOF):
			return entries, nil
		case err != nil:
			return entries, err
		}
	}
}

// parse reads one line. A line without its end may be half of one that still happens to be JSON.
func parse(line []byte) (e Entry, ok bool) {
	if !bytes.HasSuffix(line, []byte{'\n'}) || json.Unmarshal(line, &e) != nil {
		return Entry{}, false
	}
	return e, len(e.Args) > 0 && !e.Time.IsZero()
}

// complain makes an error name the file.
func complain(path string, err error) error {
	var of *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &of):
		err = of.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
