package main

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// archived writes an image with a program of this content, and returns the archive.
func archived(t *testing.T, content string, fileTime time.Time) []byte {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	if err := os.WriteFile(program, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(program, fileTime, fileTime); err != nil {
		t.Fatal(err)
	}
	r := &release{version: "v1", date: time.Unix(1e9, 0).UTC()}
	var index v1.ImageIndex = empty.Index
	for _, p := range imagePlatforms {
		var err error
		if index, err = r.withPlatform(index, p, []entry{{binDir + "/raftlab", program, 0o755}}); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "image.tar")
	if err := r.writeImage(file, "raftlab:v1", index); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unpacked returns the image index of an archive, as an engine finds it.
func unpacked(t *testing.T, archive []byte) (v1.Descriptor, v1.ImageIndex) {
	t.Helper()
	dir := t.TempDir()
	for files := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := files.Next()
		if err == io.EOF {
			break
		}
		if err == nil && header.Typeflag == tar.TypeDir {
			err = os.Mkdir(filepath.Join(dir, header.Name), 0o777)
		} else if err == nil {
			var data []byte
			if data, err = io.ReadAll(files); err == nil {
				err = os.WriteFile(filepath.Join(dir, header.Name), data, 0o666)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	outer, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := outer.IndexManifest()
	if err != nil || len(manifest.Manifests) != 1 {
		t.Fatalf("the layout names %+v, %v; want one image", manifest, err)
	}
	inner, err := outer.ImageIndex(manifest.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	return manifest.Manifests[0], inner
}

// A file's own time does not reach the image, and its content does.
func TestImageDependsOnContentAlone(t *testing.T) {
	one, two := archived(t, "content", time.Unix(1, 0)), archived(t, "content", time.Unix(2e9, 0))
	if !bytes.Equal(one, two) {
		t.Error("two images of the same content differ")
	}
	if bytes.Equal(one, archived(t, "contents", time.Unix(1, 0))) {
		t.Error("two images of different contents are the same")
	}
}

func TestImageIsWhole(t *testing.T) {
	named, index := unpacked(t, archived(t, "content", time.Unix(1, 0)))
	if got := named.Annotations["io.containerd.image.name"]; got != "docker.io/library/raftlab:v1" {
		t.Errorf("the image is called %q", got)
	}
	if err := validate.Index(index); err != nil { // every digest and size
		t.Error(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range imagePlatforms {
		if got := manifest.Manifests[i].Platform; got == nil || got.OS != p.os || got.Architecture != p.arch {
			t.Errorf("image %d is for %v, want %v", i, got, p)
		}
		image, err := index.Image(manifest.Manifests[i].Digest)
		if err != nil {
			t.Fatal(err)
		}
		config, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		if config.Config.User != "65532:65532" || config.Config.Entrypoint[0] != "raftlab" || config.Architecture != p.arch {
			t.Errorf("the configuration for %v is %+v", p, config)
		}
		holdsTheProgram(t, image)
	}
}

// holdsTheProgram looks for the program on the image's path, where a Job finds it, and for nothing that is writable.
func holdsTheProgram(t *testing.T, image v1.Image) {
	t.Helper()
	content := mutate.Extract(image)
	defer content.Close()
	var names []string
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, header.Name)
		if header.Mode != 0o755 || header.Uid != 0 {
			t.Errorf("%s has mode %o and owner %d", header.Name, header.Mode, header.Uid)
		}
	}
	if last := names[len(names)-1]; last != "usr/local/bin/raftlab" || len(names) != 4 {
		t.Errorf("the image holds %v", names)
	}
}

func TestImageNames(t *testing.T) {
	for name, want := range map[imageName][2]string{
		"raftlab:v1":                  {"docker.io/library/raftlab:v1", "v1"},
		"me/raftlab:v1":               {"docker.io/me/raftlab:v1", "v1"},
		"registry.example/raftlab:v1": {"registry.example/raftlab:v1", "v1"},
		"localhost:5000/raftlab:v1":   {"localhost:5000/raftlab:v1", "v1"},
		"localhost:5000/raftlab":      {"localhost:5000/raftlab", ""},
	} {
		if got := [2]string{name.reference(), name.tag()}; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if err := new(release).image(filepath.Join(t.TempDir(), "image.tar"), "raftlab"); err == nil {
		t.Error("an image without a tag was accepted")
	}
}
