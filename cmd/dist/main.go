// Dist builds what a release consists of: for every platform an archive with the program, its manual
// pages, its completions and the licences of what it contains, and one file with the SHA-256 of them all.
// The same source and the same Go give the same bytes: no path, no clock and no file system leaves a trace
// in them. With -image it writes a container image of the same program, for which it needs no container engine.
//
//	go run ./cmd/dist -version v1.2.3 -epoch 1700000000 -out dist
//	go run ./cmd/dist -version v1.2.3 -epoch 1700000000 -image dist/raftlab-image.tar -name raftlab:v1.2.3
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// platforms are what raftlab is built for. The lab's supervisor needs the signals of a Unix; elsewhere
// the other commands work, and "raftlab lab up" says what is missing.
var platforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

func main() {
	release := release{}
	flag.StringVar(&release.version, "version", "devel", "version to build in")
	flag.StringVar(&release.gcflags, "gcflags", "", "flags of the compiler")
	epoch := flag.Int64("epoch", 0, "date of all files: seconds since 1970, that of the commit")
	flag.StringVar(&release.out, "out", "dist", "directory for the archives; must be empty or not exist")
	page := flag.String("player", "", "only make what the page of raftlab play needs, in this directory")
	image := flag.String("image", "", "only write the container image into this OCI archive")
	name := flag.String("name", "raftlab:latest", "with -image: its name and tag")
	only := flag.String("only", "", "platforms, such as linux/amd64,windows/arm64 (default: all)")
	flag.Parse()
	if *page != "" {
		fail(makePlayer(*page))
		return
	}
	release.date = time.Unix(*epoch, 0).UTC()
	if *image != "" {
		fail(release.image(*image, imageName(*name)))
		return
	}
	fail(release.build(chosen(*only)))
}

// fail ends the program if there is an error.
func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// chosen returns the platforms named, or all.
func chosen(names string) []platform {
	if names == "" {
		return platforms
	}
	return slices.DeleteFunc(slices.Clone(platforms), func(p platform) bool {
		return !slices.Contains(strings.Split(names, ","), p.String())
	})
}

// playerDir is where raftlab embeds from what makePlayer makes.
const playerDir = "cmd/raftlab/player"

// release is what is to be built.
type release struct {
	version string
	gcflags string
	date    time.Time
	out     string
}

func (r *release) build(platforms []platform) error {
	if len(platforms) == 0 {
		return fmt.Errorf("none of these platforms is built for (see cmd/dist/main.go)")
	}
	if left, err := os.ReadDir(r.out); err == nil && len(left) > 0 {
		return fmt.Errorf("%s is not empty (remove it, or choose another with -out)", r.out)
	}
	if err := os.MkdirAll(r.out, 0o777); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "raftlab-dist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := makePlayer(playerDir); err != nil {
		return err
	}
	common, err := r.pages(work)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms {
		name, err := r.archive(work, p, common)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		data, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), name)
		fmt.Printf("%s  %.1f MB\n", name, float64(len(data))/1e6)
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(sums.String()), 0o666)
}
