package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// imagePlatforms are the processors that the image is for.
var imagePlatforms = []platform{{"linux", "amd64"}, {"linux", "arm64"}}

// imageUser is who the program runs as: a number, since the image has no /etc/passwd. The emitted Jobs use the same.
const imageUser = "65532:65532"

// binDir is the program's directory in the image.
const binDir = "usr/local/bin"

// imageName is the name of an image with its tag, such as raftlab:v1, and what it is called in an archive.
type imageName string

// reference returns the whole name, as container engines keep it.
func (n imageName) reference() string {
	first, _, path := strings.Cut(string(n), "/")
	switch {
	case !path:
		return "docker.io/library/" + string(n)
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		return "docker.io/" + string(n)
	}
	return string(n)
}

// tag returns what stands behind the name.
func (n imageName) tag() string {
	last := path.Base(string(n))
	_, tag, _ := strings.Cut(last, ":")
	return tag
}

// image writes an OCI archive with the image for all its platforms.
func (r *release) image(file string, name imageName) error {
	if name.tag() == "" {
		return fmt.Errorf("image name %q has no tag (write raftlab:v1)", name)
	}
	work, err := os.MkdirTemp("", "raftlab-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := makePlayer(playerDir); err != nil {
		return err
	}
	notice := filepath.Join(work, "LICENSES-OF-OTHERS")
	if err := licences(notice, imagePlatforms, "./cmd/raftlab", ownFonts); err != nil {
		return err
	}
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, p := range imagePlatforms {
		program := filepath.Join(work, p.arch)
		if err := r.compile(p, program); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		index, err = r.withPlatform(index, p, []entry{
			{binDir + "/raftlab", program, 0o755},
			{"usr/local/share/doc/raftlab/LICENSE", "LICENSE", 0o644},
			{"usr/local/share/doc/raftlab/LICENSES-OF-OTHERS", notice, 0o644},
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return r.writeImage(file, name, index)
}

// withPlatform adds to an index the image for one platform.
func (r *release) withPlatform(index v1.ImageIndex, p platform, files []entry) (v1.ImageIndex, error) {
	image, err := r.imageOf(p, files)
	if err != nil {
		return nil, err
	}
	return mutate.AppendManifests(index, mutate.IndexAddendum{Add: image,
		Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: p.os, Architecture: p.arch}}}), nil
}

// imageOf returns the image for one platform: one layer with the files, which nobody but root can change.
func (r *release) imageOf(p platform, files []entry) (v1.Image, error) {
	var content bytes.Buffer
	if err := writeLayer(&content, "", files, r.date); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(gzip.BestCompression))
	if err != nil {
		return nil, err
	}
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err := mutate.ConfigFile(base, &v1.ConfigFile{
		OS: p.os, Architecture: p.arch, Created: v1.Time{Time: r.date}, RootFS: v1.RootFS{Type: "layers"},
		Config: v1.Config{
			User: imageUser, Env: []string{"PATH=/" + binDir}, Entrypoint: []string{"raftlab"}, Cmd: []string{"--help"}, WorkingDir: "/",
			Labels: map[string]string{"org.opencontainers.image.title": "raftlab", "org.opencontainers.image.version": r.version},
		}})
	if err != nil {
		return nil, err
	}
	return mutate.Append(image, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: r.date}, CreatedBy: "make image"}})
}

// writeLayer writes files below a directory as a layer is: with the directories above them, and not compressed.
func writeLayer(w io.Writer, top string, files []entry, date time.Time) error {
	archive := tar.NewWriter(w)
	var made []string
	for _, file := range files {
		name := path.Join(top, file.name)
		parts := strings.Split(path.Dir(name), "/")
		for i := range parts {
			dir := strings.Join(parts[:i+1], "/") + "/"
			if dir == "./" || slices.Contains(made, dir) {
				continue
			}
			made = append(made, dir)
			header := &tar.Header{Name: dir, Mode: 0o755, ModTime: date, Typeflag: tar.TypeDir, Format: tar.FormatUSTAR}
			if err := archive.WriteHeader(header); err != nil {
				return err
			}
		}
		if err := addFile(archive, name, file, date); err != nil {
			return err
		}
	}
	return archive.Close()
}

// writeImage writes an archive in which container engines find the image under its name.
func (r *release) writeImage(file string, name imageName, image v1.ImageIndex) error {
	dir, err := os.MkdirTemp("", "raftlab-layout-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	at, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	if err := at.AppendIndex(image, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": name.tag(),
		"io.containerd.image.name":          name.reference(),
	})); err != nil {
		return err
	}
	var files []entry
	blobs, err := filepath.Glob(filepath.Join(dir, "blobs", "*", "*")) // in the order of their names
	if err != nil {
		return err
	}
	for _, found := range append([]string{filepath.Join(dir, "oci-layout"), filepath.Join(dir, "index.json")}, blobs...) {
		inside, err := filepath.Rel(dir, found)
		if err != nil {
			return err
		}
		files = append(files, entry{filepath.ToSlash(inside), found, 0o644})
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return pack(file, "", files, r.date, writeLayer)
}
