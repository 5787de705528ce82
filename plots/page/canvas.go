package page

import (
	"bytes"
	"cmp"
	"fmt"
	"image/png"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
)

type canvas interface {
	vg.Canvas
	io.WriterTo
}

// A PDF has dates in it. Fixed ones keep equal pictures equal.
func init() {
	fpdf.SetDefaultCatalogSort(true)
	fpdf.SetDefaultCreationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultModificationDate(time.Unix(0, 0).UTC())
}

// newCanvas returns a page. Lengths are in points, y grows upwards. Only a PNG has dots per inch;
// 0 means 96.
func newCanvas(format Format, width, height vg.Length, dpi int) (canvas, error) {
	switch format {
	case SVG:
		return newSVG(width, height), nil
	case PNG:
		return roundedCanvas{pngCanvas{vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(cmp.Or(dpi, 96)))}}, nil
	case PDF:
		return roundedCanvas{vgpdf.New(width, height)}, nil
	}
	return nil, fmt.Errorf("picture format %d: not a format (use SVG, PNG or PDF)", format)
}

// pngCanvas writes a PNG with the fastest compression: the file is a sixteenth longer than with the best.
type pngCanvas struct{ *vgimg.Canvas }

func (c pngCanvas) WriteTo(w io.Writer) (int64, error) {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	var file bytes.Buffer
	if err := encoder.Encode(&file, c.Image()); err != nil {
		return 0, err
	}
	return file.WriteTo(w)
}
