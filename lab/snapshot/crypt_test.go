package snapshot_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/lab/snapshot"
)

// keyPair makes a key, as keygen does.
func keyPair(t *testing.T) (snapshot.Lock, snapshot.Key) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	public, err := snapshot.Generate(path)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := snapshot.Recipient(public)
	if err != nil {
		t.Fatal(err)
	}
	key, err := snapshot.Identities(path)
	if err != nil {
		t.Fatal(err)
	}
	return lock, key
}

// only fails the test if a directory holds other names than these.
func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("there are %q, want %q", names, want)
	}
}

func TestWhatIsEncryptedIsDecrypted(t *testing.T) {
	lock, key := keyPair(t)
	type pair struct {
		snapshot.Lock
		snapshot.Key
	}
	pairs := map[string]pair{"key": {lock, key}}
	if !testing.Short() { // a passphrase takes work by intent, and much more with the race detector
		lock, key, err := snapshot.Passphrase("correct horse")
		if err != nil {
			t.Fatal(err)
		}
		pairs["passphrase"] = pair{lock, key}
	}
	file := save(t, 5000) // more than one chunk of age
	dir := t.TempDir()
	for name, pair := range pairs {
		secret, again := filepath.Join(dir, name+".age"), filepath.Join(dir, name+".db")
		if err := snapshot.Encrypt(t.Context(), file, secret, pair.Lock); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(read(t, secret), []byte("value 7")) {
			t.Errorf("%s: the file can be read", name)
		}
		if err := snapshot.Decrypt(t.Context(), secret, again, pair.Key); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read(t, again), read(t, file)) {
			t.Errorf("%s: something else came out", name)
		}
		for _, path := range []string{secret, again} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
		}
	}
}

// Of a damaged file age decrypts what comes before the damage: nothing of it may appear.
func TestDamagedSecretGivesNothing(t *testing.T) {
	lock, key := keyPair(t)
	file := save(t, 5000)
	secret := filepath.Join(t.TempDir(), "s.age")
	if err := snapshot.Encrypt(t.Context(), file, secret, lock); err != nil {
		t.Fatal(err)
	}
	data := read(t, secret)
	for name, damaged := range map[string][]byte{
		"header flipped":     flipped(data, 40),
		"first chunk":        flipped(data, 1000),
		"last chunk":         flipped(data, len(data)-10),
		"cut at a chunk":     data[:len(data)-len(data)%65536],
		"cut":                data[:len(data)-1],
		"cut in the header":  data[:60],
		"empty":              nil,
		"the snapshot plain": read(t, file),
	} {
		dir := t.TempDir()
		from := write(t, damaged)
		err := snapshot.Decrypt(t.Context(), from, filepath.Join(dir, "out.db"), key)
		if err == nil || !strings.HasPrefix(err.Error(), from+": ") {
			t.Errorf("%s: %v", name, err)
		}
		only(t, dir)
	}
}

func TestWrongKey(t *testing.T) {
	lock, _ := keyPair(t)
	_, other := keyPair(t)
	_, words, err := snapshot.Passphrase("x")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "s.age")
	if err := snapshot.Encrypt(t.Context(), save(t, 10), secret, lock); err != nil {
		t.Fatal(err)
	}
	for _, key := range []snapshot.Key{other, words} {
		err := snapshot.Decrypt(t.Context(), secret, filepath.Join(dir, "out"), key)
		if err == nil || !strings.Contains(err.Error(), "wrong key or passphrase") {
			t.Errorf("%v", err)
		}
	}
	only(t, dir, "s.age")
}

func TestDamagedSnapshotIsNotEncrypted(t *testing.T) {
	lock, _ := keyPair(t)
	whole := read(t, save(t, 10))
	dir := t.TempDir()
	err := snapshot.Encrypt(t.Context(), write(t, whole[:len(whole)/2]), filepath.Join(dir, "s.age"), lock)
	var damage *snapshot.Damage
	if !errors.As(err, &damage) || damage.Kind != snapshot.Truncated {
		t.Errorf("%v", err)
	}
	only(t, dir)
}

// No file is written over, and an interrupt leaves none.
func TestExistingFilesAreKept(t *testing.T) {
	lock, key := keyPair(t)
	file := save(t, 10)
	dir := t.TempDir()
	secret, taken := filepath.Join(dir, "s.age"), filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := snapshot.Encrypt(t.Context(), file, secret, lock); err != nil {
		t.Fatal(err)
	}
	_, generated := snapshot.Generate(taken)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"encrypt": snapshot.Encrypt(t.Context(), file, taken, lock),
		"decrypt": snapshot.Decrypt(t.Context(), secret, taken, key),
		"keygen":  generated,
	} {
		if err == nil || !strings.HasPrefix(err.Error(), taken+": there is such a file already") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := snapshot.Encrypt(gone, file, filepath.Join(dir, "new"), lock); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if string(read(t, taken)) != "mine" {
		t.Error("the file was written over")
	}
	only(t, dir, "s.age", "taken")
}

func TestWhatIsNoKey(t *testing.T) {
	secret := write(t, []byte("AGE-SECRET-KEY-1HALF-OF-A-SECRET\n"))
	_, err := snapshot.Identities(secret)
	if err == nil || !strings.HasPrefix(err.Error(), secret+": ") || strings.Contains(err.Error(), "HALF") {
		t.Errorf("%v; a key must not be repeated", err)
	}
	if _, err := snapshot.Recipient("age1nonsense"); err == nil {
		t.Error("a recipient that is none")
	}
	if _, err := snapshot.Recipients(secret); err == nil || strings.Contains(err.Error(), "HALF") {
		t.Errorf("%v; a key must not be repeated", err)
	}
	for _, text := range []string{"", "\nsecond line\n"} {
		if _, _, err := snapshot.PassphraseFile(write(t, []byte(text))); err == nil {
			t.Errorf("%q has no passphrase in its first line", text)
		}
	}
}
