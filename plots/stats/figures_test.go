package stats

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// chartFigure is what all statistics figures are.
type chartFigure interface {
	LayOut(o page.Options) page.Drawing
}

// ladder is a sample of n values from start on; every value is step after the one before.
func ladder(name string, n int, start, step time.Duration) Sample {
	s := Sample{Name: name}
	for i := range n {
		s.Values = append(s.Values, Bucket{start + time.Duration(i)*step, uint64(1 + i%3)})
	}
	return s
}

const long = "a name of forty characters, exactly 40!!"

func must[F any](f F, err error) F {
	if err != nil {
		panic(err)
	}
	return f
}

// chartFigures are figures with the data that is hard to draw.
func chartFigures() map[string]chartFigure {
	words := Words{Title: "What was found", Subtitle: "What was measured", Caption: "5 nodes · seeds 1–1000", X: "parameter (ms)", Y: "share"}
	one := Sample{Name: "one", Values: []Bucket{{170 * plottest.Millisecond, 1}}}
	equal := Sample{Name: "all equal", Values: []Bucket{{170 * plottest.Millisecond, 10_000_000}}}
	never := ladder("never all", 50, 300*plottest.Millisecond, 9*plottest.Millisecond)
	never.Unfinished = 90
	var lines []Line
	var samples []Sample
	var series []Series
	var curves []Curve
	for i := range 12 {
		name := fmt.Sprintf("line %d", i)
		if i%2 == 0 {
			name = long
		}
		s := ladder(name, 400, time.Duration(150+i)*plottest.Millisecond, time.Duration(40-3*i)*100*time.Microsecond)
		lines, samples = append(lines, Line{Sample: s, Published: []Point{{time.Duration(170+i) * plottest.Millisecond, 0.25}}}), append(samples, s)
		p, c := Series{Name: name}, Curve{Name: name}
		for x := 1; x <= 200; x *= 2 {
			p.Points = append(p.Points, Trials{float64(x), uint64(100 / (x + i)), 100})
			mean := time.Duration(150+x+400*i/x) * plottest.Millisecond
			c.Points = append(c.Points, OutagePoint{time.Duration(x) * plottest.Millisecond, mean, mean * 9 / 10, mean * 3, x == 8})
		}
		series, curves = append(series, p), append(curves, c)
	}
	marks := Series{Name: "5 nodes", Points: []Trials{{3, 3, 10}, {5, 1, 10}}, Expected: []XY{{3, 0.4}, {5, 0.1}}}
	theory := Series{Name: "5 nodes", Points: []Trials{{1, 3, 10}}, Theory: []XY{{1, 0.5}, {100, 0.1}}}
	return map[string]chartFigure{
		"cdf of one value":         must(NewCDF(words, Line{Sample: one})),
		"cdf of equal values":      must(NewCDF(words, Line{Sample: equal}, Line{Sample: one})),
		"cdf, unfinished":          must(NewCDF(words, Line{Sample: never}, Line{Sample: one}, Line{Sample: Sample{Name: "none", Unfinished: 7}})),
		"cdf of five":              must(NewCDF(words, lines[1], lines[3], lines[5], lines[7], lines[9])),
		"cdf of twelve":            must(NewCDF(words, lines...)),
		"cdf without words":        must(NewCDF(Words{}, lines[1])),
		"histogram of one value":   must(NewHistogram(words, one)),
		"histogram of two":         must(NewHistogram(words, samples[1], samples[3])),
		"histogram of twelve":      must(NewHistogram(words, samples...)),
		"histogram with a tail":    must(NewHistogram(words, Sample{Values: append(slices.Clone(samples[0].Values), Bucket{time.Hour, 1}), Unfinished: 1})),
		"proportion, one point":    must(NewProportion(words, Series{Name: "x", Points: []Trials{{1, 0, 10}}})),
		"proportion and theory":    must(NewProportion(words, theory)),
		"proportion and marks":     must(NewProportion(words, marks)),
		"proportion of three":      must(NewProportion(words, series[:3]...)),
		"proportion of twelve":     must(NewProportion(words, series...)),
		"expected, one point":      must(NewExpected(words, Curve{Name: "x", Points: curves[0].Points[:1]})),
		"expected of three":        must(NewExpected(words, curves[:3]...)),
		"expected, few trials":     must(NewExpected(words, Curve{Name: "x", Points: []OutagePoint{{plottest.Millisecond, 9 * plottest.Millisecond, 8 * plottest.Millisecond, 0, true}, {2 * plottest.Millisecond, 7 * plottest.Millisecond, 0, 0, false}}})),
		"expected of twelve":       must(NewExpected(words, curves...)),
		"expected of equal curves": must(NewExpected(words, curves[0], curves[0])),
	}
}

func TestChartTextsAreApart(t *testing.T) {
	for name, f := range chartFigures() {
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			d := f.LayOut(page.Options{Lang: l, Command: "raftlab trials common-job --trials 100000"})
			texts := plottest.TextsOf(t, d)
			for _, pair := range plottest.Collisions(d.Sheet(), texts) {
				t.Errorf("%s, %s: %q at %.0f is on %q at %.0f", name, l, pair[0].Text, pair[0].Box, pair[1].Text, pair[1].Box)
			}
			if d.Sheet().LabelsOmitted > 0 && !strings.Contains(name, "twelve") {
				t.Errorf("%s, %s: %d labels have no room", name, l, d.Sheet().LabelsOmitted)
			}
		}
	}
}

func TestChartsAreTheSameBytes(t *testing.T) {
	again := chartFigures()
	for name, f := range chartFigures() {
		for _, format := range []page.Format{page.SVG, page.PDF} {
			var a, b bytes.Buffer
			o := page.Options{Lang: lang.Chinese}
			if err := page.Write(&a, f.LayOut(o), format, 0); err != nil {
				t.Fatal(name, err)
			}
			if err := page.Write(&b, again[name].LayOut(o), format, 0); err != nil {
				t.Fatal(name, err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s: two drawings in %v differ", name, format)
			}
			if a.Len() > 500_000 || format == page.SVG && (bytes.Contains(a.Bytes(), []byte("NaN")) || bytes.Contains(a.Bytes(), []byte("<text"))) {
				t.Errorf("%s: %d bytes, or a length that is no number, or text that needs a font", name, a.Len())
			}
		}
	}
}

func TestChartIsDrawnInEveryFormat(t *testing.T) {
	c := must(NewCDF(Words{Title: "a"}, Line{Sample: ladder("a", 9, plottest.Millisecond, plottest.Millisecond)}))
	for format, start := range map[page.Format]string{page.SVG: "<svg", page.PNG: "PNG", page.PDF: "%PDF"} {
		var file bytes.Buffer
		if err := page.Write(&file, c.LayOut(page.Options{}), format, 0); err != nil || !strings.Contains(file.String()[:8], start) {
			t.Errorf("%v: %v, %.8q", format, err, file.String())
		}
	}
	if err := page.Write(&bytes.Buffer{}, c.LayOut(page.Options{}), page.SVG, 9); err == nil {
		t.Error("9 dots per inch were drawn")
	}
}

func TestChartsRefuse(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	sample := Line{Sample: ladder("a", 3, plottest.Millisecond, plottest.Millisecond)}
	outage := OutagePoint{plottest.Millisecond, plottest.Millisecond, plottest.Millisecond, 2 * plottest.Millisecond, false}
	for name, err := range map[string]error{
		"cdf of nothing":         second(NewCDF(Words{})),
		"published NaN":          second(NewCDF(Words{}, Line{sample.Sample, []Point{{plottest.Millisecond, nan}}})),
		"published share of 2":   second(NewCDF(Words{}, Line{sample.Sample, []Point{{plottest.Millisecond, 2}}})),
		"published at 0":         second(NewCDF(Words{}, Line{sample.Sample, []Point{{0, 0.5}}})),
		"histogram of nothing":   second(NewHistogram(Words{})),
		"bars without a value":   second(NewHistogram(Words{}, Sample{Unfinished: 1}, sample.Sample)),
		"proportion of nothing":  second(NewProportion(Words{})),
		"series without a point": second(NewProportion(Words{}, Series{})),
		"0 of 0":                 second(NewProportion(Words{}, Series{Points: []Trials{{1, 0, 0}}})),
		"2 of 1":                 second(NewProportion(Words{}, Series{Points: []Trials{{1, 2, 1}}})),
		"x is NaN":               second(NewProportion(Words{}, Series{Points: []Trials{{nan, 1, 1}}})),
		"x is infinite":          second(NewProportion(Words{}, Series{Points: []Trials{{inf, 1, 1}}})),
		"x twice":                second(NewProportion(Words{}, Series{Points: []Trials{{1, 1, 1}, {1, 1, 1}}})),
		"theory is NaN":          second(NewProportion(Words{}, Series{Points: []Trials{{1, 1, 1}}, Theory: []XY{{1, nan}}})),
		"expected above 1":       second(NewProportion(Words{}, Series{Points: []Trials{{1, 1, 1}}, Expected: []XY{{1, 1.5}}})),
		"theory twice":           second(NewProportion(Words{}, Series{Points: []Trials{{1, 1, 1}}, Theory: []XY{{1, 1}}, Expected: []XY{{1, 1}}})),
		"theory above 1":         second(NewProportion(Words{}, Series{Points: []Trials{{1, 1, 1}}, Theory: []XY{{1, 1.5}}})),
		"expected of nothing":    second(NewExpected(Words{})),
		"curve without a point":  second(NewExpected(Words{}, Curve{})),
		"setting of 0":           second(NewExpected(Words{}, Curve{Points: []OutagePoint{{0, plottest.Millisecond, plottest.Millisecond, plottest.Millisecond, false}}})),
		"median above p99":       second(NewExpected(Words{}, Curve{Points: []OutagePoint{{plottest.Millisecond, plottest.Millisecond, 3 * plottest.Millisecond, 2 * plottest.Millisecond, false}}})),
		"settings out of order":  second(NewExpected(Words{}, Curve{Points: []OutagePoint{outage, outage}})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[F any](_ F, err error) error { return err }

// However many values there are, a line is drawn with as many corners as the page has columns, and
// keeps its first and last value and its height at every value.
func TestThinning(t *testing.T) {
	x := page.Axis{Min: 1, Max: 1001, From: 100, To: 700}
	y := page.Axis{Min: 0, Max: 1, From: 0, To: 500}
	for _, n := range []int{1, 2, 100, 100_000} {
		d, err := newDistribution(ladder("", n, 2*time.Microsecond, 999*time.Microsecond/time.Duration(max(n, 2))))
		if err != nil {
			t.Fatal(err)
		}
		points := d.steps(x, y, time.Microsecond)
		if len(points) > 4*800+2 {
			t.Errorf("%d values: %d corners", n, len(points))
		}
		last := points[len(points)-1]
		if points[1].X != x.At(2) || last.X != x.At(page.InUnits(d.buckets[n-1].Value, time.Microsecond)) || last.Y != 500 {
			t.Errorf("%d values: from %v to %v", n, points[1], last)
		}
		for i := 1; i < len(points); i++ {
			if points[i].X < points[i-1].X || points[i].Y < points[i-1].Y {
				t.Fatalf("%d values: corner %v after %v", n, points[i], points[i-1])
			}
			if points[i].X != points[i-1].X && points[i].Y != points[i-1].Y {
				t.Fatalf("%d values: a slope from %v to %v", n, points[i-1], points[i])
			}
		}
	}
}

func TestBinsHoldEveryTrial(t *testing.T) {
	for name, s := range map[string]Sample{
		"one":      {Values: []Bucket{{170 * plottest.Millisecond, 1}}},
		"ladder":   ladder("", 1000, 150*plottest.Millisecond, 100*time.Microsecond),
		"tail":     {Values: []Bucket{{150 * plottest.Millisecond, 500_000}, {160 * plottest.Millisecond, 499_990}, {time.Hour, 10}}},
		"at edges": {Values: []Bucket{{100, 1}, {200, 1}, {300, 1}}},
	} {
		d, err := newDistribution(s)
		if err != nil {
			t.Fatal(err)
		}
		b := newBins([]distribution{d})
		sum := float64(d.above(b.end()-1)) / float64(d.total)
		for _, share := range b.shares(d) {
			sum += share
		}
		if math.Abs(sum-1) > 1e-9 || b.n > 102 || b.start > d.buckets[0].Value || page.RoundStep(float64(b.width)) != float64(b.width) {
			t.Errorf("%s: %+v holds %v of all", name, b, sum)
		}
		if name == "tail" && d.above(b.end()-1) != 10 {
			t.Errorf("the tail is not beyond the axis: %+v", b)
		}
	}
}

// The data behind a figure, to be reviewed: quantiles, corners, bins.
func TestGoldenSeries(t *testing.T) {
	s := ladder("150–300 ms", 9, 150*plottest.Millisecond, 20*plottest.Millisecond)
	s.Unfinished = 1
	d := must(newDistribution(s))
	var out strings.Builder
	for _, q := range []float64{0, 0.25, 0.5, 0.9, 0.985, 1} {
		value, ok := d.quantile(q)
		fmt.Fprintf(&out, "quantile %v: %v %v\n", q, value, ok)
	}
	x, y := page.Axis{Min: 100, Max: 1000, Log: true, From: 0, To: 1000}, page.Axis{Min: 0, Max: 1, To: 100}
	for _, p := range d.steps(x, y, plottest.Millisecond) {
		fmt.Fprintf(&out, "corner %.2f %.2f\n", float64(p.X), float64(p.Y))
	}
	b := newBins([]distribution{d})
	fmt.Fprintf(&out, "bins of %v from %v\n", b.width, b.start)
	for i, share := range b.shares(d) {
		fmt.Fprintf(&out, "bin %d: %.4f\n", i, share)
	}
	for _, q := range []Trials{{1, 0, 50}, {2, 3, 50}, {5, 50, 50}} {
		low, high := trials.Wilson(q.K, q.N)
		fmt.Fprintf(&out, "%d of %d: %.4f to %.4f\n", q.K, q.N, low, high)
	}
	plottest.Golden(t, "series.golden", out.String())
}

func TestLeastMeanIsMarked(t *testing.T) {
	c := Curve{Points: []OutagePoint{{1 * plottest.Millisecond, 90 * plottest.Millisecond, plottest.Millisecond, 99 * plottest.Millisecond, false}, {2 * plottest.Millisecond, 20 * plottest.Millisecond, plottest.Millisecond, 99 * plottest.Millisecond, false}, {3 * plottest.Millisecond, 20 * plottest.Millisecond, plottest.Millisecond, 99 * plottest.Millisecond, false}}}
	if got := c.best(); got.Setting != 2*plottest.Millisecond {
		t.Errorf("least mean at %v", got.Setting)
	}
}

// Drawing does not take longer with more trials.
func BenchmarkCDF(b *testing.B) {
	for _, n := range []int{1000, 1_000_000} {
		c := must(NewCDF(Words{Title: "a"}, Line{Sample: ladder("a", n, 100*plottest.Millisecond, time.Millisecond*1000/time.Duration(n))}))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := page.Write(&bytes.Buffer{}, c.LayOut(page.Options{}), page.SVG, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
