package snapshot_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"raftlab/lab/snapshot"
	"raftlab/sim/lang"
)

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// write writes a file of its own.
func write(t testing.TB, data []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// kindOf returns what Verify says of a file.
func kindOf(t testing.TB, path string) snapshot.Kind {
	t.Helper()
	_, err := snapshot.Verify(path)
	var damage *snapshot.Damage
	if err != nil && !errors.As(err, &damage) {
		t.Fatal(err)
	}
	if err == nil {
		return snapshot.Whole
	}
	return damage.Kind
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1
	return data
}

func sealed(data []byte) []byte {
	sum := sha256.Sum256(data)
	return append(bytes.Clone(data), sum[:]...)
}

const page = 4096 // of the test's snapshots, where the machine's pages have this size

type damaged struct {
	data []byte
	want snapshot.Kind
}

// damages are what becomes of snapshots. Each must be told by its name.
func damages(whole []byte) map[string]damaged {
	size := len(whole)
	value := bytes.Index(whole, []byte("value 7"))
	bothMetas := flipped(flipped(whole, 16+40), page+16+40)
	return map[string]damaged{
		"nothing":                       {whole, snapshot.Whole},
		"empty":                         {nil, snapshot.Empty},
		"half":                          {whole[:size/2], snapshot.Truncated},
		"half, with a size that fits":   {whole[:2*page+32], snapshot.Truncated},
		"half, with a SHA-256 made":     {sealed(whole[:2*page]), snapshot.Truncated},
		"one page short":                {whole[:size-32-page], snapshot.Truncated},
		"hash cut off":                  {whole[:size-32], snapshot.HashMissing},
		"a database file with room":     {append(bytes.Clone(whole[:size-32]), make([]byte, 2*page)...), snapshot.HashMissing},
		"last 10 bytes cut":             {whole[:size-10], snapshot.HashCut},
		"last byte cut":                 {whole[:size-1], snapshot.HashCut},
		"first byte of the hash left":   {whole[:size-31], snapshot.HashCut},
		"a byte of a value flipped":     {flipped(whole, value), snapshot.Altered},
		"a byte of the hash flipped":    {flipped(whole, size-1), snapshot.Altered},
		"the first meta page damaged":   {flipped(whole, 16+40), snapshot.Altered},
		"the second meta page damaged":  {flipped(whole, page+16+40), snapshot.Altered},
		"both meta pages damaged":       {bothMetas, snapshot.Header},
		"a SHA-256 made for the damage": {sealed(bothMetas[:size-32]), snapshot.Foreign},
		"a newline added":               {append(bytes.Clone(whole), '\n'), snapshot.Longer},
		"twice":                         {append(bytes.Clone(whole), whole...), snapshot.Longer},
		"random bytes":                  {bytes.Repeat([]byte{7, 193, 55}, 5000), snapshot.Foreign},
		"text":                          {[]byte("apiVersion: v1\nkind: Pod\n"), snapshot.Foreign},
		"text with its SHA-256":         {sealed([]byte(strings.Repeat("hello, world.\n", 512))), snapshot.Foreign},
		"the first 10 bytes":            {whole[:10], snapshot.Foreign},
		"encrypted":                     {[]byte("age-encryption.org/v1\n-> X25519 x\n"), snapshot.Encrypted},
	}
}

func TestEveryDamageIsTold(t *testing.T) {
	if os.Getpagesize() != page {
		t.Skip("the pages of this machine have another size; TestPageSizes tries those")
	}
	for name, d := range damages(read(t, save(t, 200))) {
		if got := kindOf(t, write(t, d.data)); got != d.want {
			t.Errorf("%s: %q, want %q", name, got, d.want)
		}
	}
	if got := kindOf(t, t.TempDir()); got != snapshot.Directory {
		t.Errorf("a directory: %q", got)
	}
	if _, err := snapshot.Verify("no/such"); err == nil || err.Error() != "no/such: there is no such file" {
		t.Errorf("a file that does not exist: %v", err)
	}
}

// Each kind is said in both languages, with the file's name and no hole in the sentence.
func TestDamageTexts(t *testing.T) {
	kinds := []snapshot.Kind{snapshot.Empty, snapshot.Foreign, snapshot.Directory, snapshot.Encrypted, snapshot.Truncated,
		snapshot.HashMissing, snapshot.HashCut, snapshot.Altered, snapshot.Header, snapshot.Longer}
	seen := map[string]bool{}
	for _, kind := range kinds {
		d := &snapshot.Damage{Path: "x.db", Kind: kind, Have: 17, Want: 4711}
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			said := d.In(l)
			if len(said) < 20 || !strings.HasPrefix(said, "x.db: ") || strings.ContainsAny(said, "{}%") || seen[said] {
				t.Errorf("%s in %s: %q", kind, l, said)
			}
			seen[said] = true
		}
	}
}

// macOS on Apple silicon has pages of 16 KiB; a snapshot may come from there.
func TestPageSizes(t *testing.T) {
	for _, size := range []int{1024, 4096, 16384, 65536} {
		path := filepath.Join(t.TempDir(), "db")
		db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: size})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = db.View(func(tx *bbolt.Tx) error { _, err := tx.WriteTo(&out); return err })
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		whole := sealed(out.Bytes())
		if got := kindOf(t, write(t, whole)); got != snapshot.Whole {
			t.Errorf("pages of %d bytes: %q", size, got)
		}
		if got := kindOf(t, write(t, whole[:size*3])); got != snapshot.Truncated {
			t.Errorf("pages of %d bytes, one of four missing: %q", size, got)
		}
		if got := kindOf(t, write(t, flipped(whole, 20))); got != snapshot.Altered {
			t.Errorf("pages of %d bytes, the first meta damaged: %q", size, got)
		}
	}
}

// This is why Verify exists: etcdutl snapshot status accepts what it refuses.
func TestStatusDoesNotLookAtTheHash(t *testing.T) {
	whole := read(t, save(t, 200))
	for _, data := range [][]byte{flipped(whole, len(whole)-1), whole[:len(whole)-32], whole[:len(whole)-10]} {
		path := write(t, data)
		cmd := exec.Command(os.Args[0], "snapshot", "status", path)
		cmd.Args[0] = "etcdutl"
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("etcdutl snapshot status refuses it now: %v, %s", err, out)
		}
		if kindOf(t, path) == snapshot.Whole {
			t.Errorf("so does Verify not")
		}
	}
}

// FuzzVerify changes a snapshot anywhere: it is never taken for whole, unless nothing was changed.
func FuzzVerify(f *testing.F) {
	whole := read(f, save(f, 50))
	f.Add(uint32(0), []byte{}, uint32(0))
	f.Add(uint32(5000), []byte{1}, uint32(0))
	f.Add(uint32(16), []byte{0, 0, 0, 0}, uint32(100))
	f.Add(uint32(56), bytes.Repeat([]byte{255}, 8), uint32(8000))
	f.Fuzz(func(t *testing.T, at uint32, change []byte, cut uint32) {
		data := bytes.Clone(whole[:len(whole)-int(cut)%len(whole)])
		for i, b := range change {
			if place := int(at) + i; place < len(data) {
				data[place] ^= b
			}
		}
		got := kindOf(t, write(t, data))
		if same := bytes.Equal(data, whole); same != (got == snapshot.Whole) {
			t.Errorf("%q", got)
		}
		seal := sealed(data[:max(len(data)-32, 0)])
		if got := kindOf(t, write(t, seal)); got == snapshot.Whole && len(seal) != len(whole) {
			t.Errorf("%d bytes of %d are whole", len(seal), len(whole))
		}
	})
}
