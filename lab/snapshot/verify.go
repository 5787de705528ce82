// Package snapshot looks after the files that etcdctl snapshot save writes: it says whether one is whole,
// encrypts and decrypts it, and makes a data directory of it without ever risking the old one.
//
// A snapshot is a bbolt database and, behind it, the SHA-256 of the database in 32 bytes. etcdutl snapshot
// status reads the database and does not look at the SHA-256; [Verify] does, and tells what became of a file
// that is not whole.
//
// Nothing here writes over a file or into a data directory that exists: what is made appears under its name
// when it is whole, and never half.
package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"syscall"

	"raftlab/sim/lang"
)

// File is what is known of a snapshot that is whole.
type File struct {
	Size   int64  `json:"size"`   // bytes, the SHA-256 at the end included
	SHA256 string `json:"sha256"` // of the database, 64 hexadecimal digits, as it stands at the end
}

// Verify reads a file and says whether it is a whole snapshot. If it is not, the error is a [*Damage].
func Verify(path string) (File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return File{}, complain(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return File{}, complain(path, err)
	case info.IsDir():
		return File{}, &Damage{Path: path, Kind: Directory}
	case !info.Mode().IsRegular(): // a pipe would keep us waiting
		return File{}, &Damage{Path: path, Kind: Foreign}
	}
	size := info.Size()
	head := make([]byte, min(size, headSize))
	if _, err := io.ReadFull(file, head); err != nil {
		return File{}, complain(path, err)
	}
	database := max(size-sha256.Size, 0)
	if kind := look(head, size, false); kind.Kind != Altered && kind.Kind != Header { // the SHA-256 changes nothing; the file may be huge
		kind.Path = path
		return File{}, &kind
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(file, 0, database)); err != nil {
		return File{}, complain(path, err)
	}
	end := make([]byte, size-database)
	if _, err := file.ReadAt(end, database); err != nil && size > 0 {
		return File{}, complain(path, err)
	}
	sum := hash.Sum(nil)
	if kind := look(head, size, bytes.Equal(sum, end)); kind.Kind != Whole {
		kind.Path = path
		return File{}, &kind
	}
	return File{Size: size, SHA256: hex.EncodeToString(sum)}, nil
}

// headSize is how much of a file is looked at to know what it is: the two meta pages at the largest size
// that a page has, and what of the second one matters.
const headSize = 64<<10 + 128

// look says what a file is that begins with head and has a size. matches says that its last 32 bytes are the
// SHA-256 of all before.
func look(head []byte, size int64, matches bool) Damage {
	switch {
	case size == 0:
		return Damage{Kind: Empty}
	case bytes.HasPrefix(head, []byte("age-encryption.org/")) || bytes.HasPrefix(head, []byte("-----BEGIN AGE ENCRYPTED FILE-----")):
		return Damage{Kind: Encrypted}
	}
	database, state := databaseSize(head)
	switch {
	case state == noMeta:
		return Damage{Kind: Foreign}
	case state == badMeta && matches:
		return Damage{Kind: Foreign} // somebody made a SHA-256 for it
	case state == badMeta:
		return Damage{Kind: Header}
	}
	want := database + sha256.Size
	switch {
	case size == want && matches:
		return Damage{Kind: Whole}
	case size == want:
		return Damage{Kind: Altered}
	case size < database:
		return Damage{Kind: Truncated, Have: size, Want: want}
	case size > database && size < want:
		return Damage{Kind: HashCut, Have: size - database, Want: sha256.Size}
	case size%512 == 0: // a database file has room at its end
		return Damage{Kind: HashMissing}
	}
	return Damage{Kind: Longer, Have: size, Want: want}
}

// The layout of a bbolt file, as go.etcd.io/bbolt has it: page 0 and page 1 each are a header of 16 bytes and
// a meta. The meta is, in the order of the machine's bytes: magic, version, page size and flags in 4 bytes
// each; root page and sequence; free list page; number of pages; transaction; and the FNV-1a of all that,
// in 8 bytes each.
const (
	pageHeader   = 16
	metaSize     = 64
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	smallestPage = 512
	largestPage  = 64 << 10
)

// metaState is what was found of the metas.
type metaState int

const (
	noMeta   metaState = iota // it is no database
	badMeta                   // it was one, and both metas are damaged
	goodMeta                  // at least one is whole
)

// databaseSize returns how many bytes the database has, by the number of its pages. A snapshot has two metas
// that differ in the transaction only, so either will do.
func databaseSize(head []byte) (bytes int64, state metaState) {
	for page := int64(0); page <= largestPage; page = max(2*page, smallestPage) {
		if int64(len(head)) < page+pageHeader+metaSize {
			break
		}
		meta := head[page+pageHeader:][:metaSize]
		magic, version := binary.NativeEndian.Uint32(meta), binary.NativeEndian.Uint32(meta[4:])
		if magic != metaMagic || version != metaVersion {
			continue
		}
		state = max(state, badMeta)
		sum := fnv.New64a()
		sum.Write(meta[:metaSize-8])
		if sum.Sum64() != binary.NativeEndian.Uint64(meta[metaSize-8:]) {
			continue
		}
		pageSize := int64(binary.NativeEndian.Uint32(meta[8:]))
		pages := binary.NativeEndian.Uint64(meta[40:])
		if pageSize < smallestPage || pageSize > largestPage || pages > uint64(1<<62/pageSize) {
			continue
		}
		return int64(pages) * pageSize, goodMeta
	}
	return 0, state
}

// complain makes an error name the file.
func complain(path string, err error) error {
	var of *fs.PathError
	var link *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return lang.Errorf("%s: there is no such file", "%s：没有这个文件", path)
	case errors.As(err, &of):
		err = of.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
