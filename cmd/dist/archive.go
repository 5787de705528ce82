package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"time"
)

// entry is a file of an archive: its name there and where it is now.
type entry struct {
	name, from string
	mode       fs.FileMode
}

// writer writes entries below a directory into an archive.
type writer func(w io.Writer, top string, entries []entry, date time.Time) error

// pack writes an archive into a file, which is removed again if that goes wrong.
func pack(name, top string, entries []entry, date time.Time, write writer) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
		if err != nil {
			os.Remove(name)
		}
	}()
	return write(file, top, entries, date)
}

func writeTar(w io.Writer, top string, entries []entry, date time.Time) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	for _, e := range entries {
		if err := addFile(archive, top+"/"+e.name, e, date); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return packed.Close()
}

// addFile adds a file to an archive, with neither owner nor time of the file: they belong to the machine.
func addFile(archive *tar.Writer, name string, e entry, date time.Time) error {
	data, err := os.ReadFile(e.from)
	if err != nil {
		return err
	}
	header := &tar.Header{Name: name, Mode: int64(e.mode), Size: int64(len(data)), ModTime: date,
		Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = archive.Write(data)
	return err
}

func writeZip(w io.Writer, top string, entries []entry, date time.Time) error {
	archive := zip.NewWriter(w)
	for _, e := range entries {
		data, err := os.ReadFile(e.from)
		if err != nil {
			return err
		}
		header := &zip.FileHeader{Name: top + "/" + e.name, Method: zip.Deflate, Modified: date}
		header.SetMode(e.mode)
		file, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := file.Write(data); err != nil {
			return err
		}
	}
	return archive.Close()
}
