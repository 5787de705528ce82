package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file's own time must not reach the archive: two builds of one source give the same bytes.
func TestArchivesDependOnContentAlone(t *testing.T) {
	for name, write := range map[string]writer{"tar": writeTar, "zip": writeZip} {
		var archives [2]bytes.Buffer
		for i := range archives {
			file := filepath.Join(t.TempDir(), "program")
			if err := os.WriteFile(file, []byte("content"), 0o600+os.FileMode(i)); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(file, time.Unix(int64(i)*1e6, 0), time.Unix(int64(i)*1e6, 0)); err != nil {
				t.Fatal(err)
			}
			entries := []entry{{"raftlab", file, 0o755}}
			if err := write(&archives[i], "top", entries, time.Unix(1e9, 0)); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(archives[0].Bytes(), archives[1].Bytes()) {
			t.Errorf("two %s archives of the same content differ", name)
		}
	}
}

func TestProgramsStayExecutable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries := []entry{{"raftlab", file, 0o755}}
	var tarred, zipped bytes.Buffer
	if err := writeTar(&tarred, "top", entries, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if err := writeZip(&zipped, "top", entries, time.Unix(1e9, 0)); err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(&tarred)
	if err != nil {
		t.Fatal(err)
	}
	header, err := tar.NewReader(unpacked).Next()
	if err != nil || header.Name != "top/raftlab" || header.Mode != 0o755 {
		t.Errorf("tar holds %+v, %v; want top/raftlab with mode 0755", header, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(zipped.Bytes()), int64(zipped.Len()))
	if err != nil || len(archive.File) != 1 || archive.File[0].Mode().Perm() != 0o755 {
		t.Errorf("zip holds %+v, %v; want one file with mode 0755", archive, err)
	}
}

func TestUnknownPlatformIsRefused(t *testing.T) {
	r := &release{out: filepath.Join(t.TempDir(), "dist")}
	if err := r.build(chosen("plan9/amd64")); err == nil {
		t.Error("a platform that is not built for was accepted")
	}
}

func TestAFullDirectoryIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := &release{out: dir}
	if err := r.build(platforms); err == nil {
		t.Error("archives would be mixed with what is there already")
	}
}

// Whoever gets the program gets the licence of each part, once.
func TestLicences(t *testing.T) {
	got := notices(map[string][]string{"text 1": {"b v1", "a v1"}, "text 2": {"c v1"}, "text 3": {"c v1"}})
	rule := "\n" + strings.Repeat("=", 80) + "\n"
	want := "raftlab contains the following works of others.\n" + rule + "a v1\nb v1\n\ntext 1\n" + rule + "c v1\n\ntext 2\n" +
		rule + "c v1\n\ntext 3\n"
	if got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	dir := t.TempDir()
	for _, name := range []string{"LICENSE", "license.txt", "COPYING", "NOTICE", "licenses.go.md", "main.go", "licensing.go"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if files := licenceFiles(dir); len(files) != 5 {
		t.Errorf("licences are %v", files)
	}
}

// In an archive there are pages, and no sources.
func TestReadmeLeadsToThePages(t *testing.T) {
	got := linkedToCourse("[a](docs/README.md) [b](docs/course/1-cold-start.md#why) ![c](docs/gallery/focus.svg) [d](https://example.org/docs/x.md) [e](LICENSE)")
	want := "[a](course/index.html) [b](course/course/1-cold-start.html#why) ![c](course/gallery/focus.svg) [d](https://example.org/docs/x.md) [e](LICENSE)"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
