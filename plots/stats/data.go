package stats

// Data is what many trials showed. Every figure takes the part that it draws; the rest may be empty.
type Data struct {
	Words
	Lines  []Line   // distributions, a line for each setting: [CDF], [Histogram]
	Source string   // what the published points of the lines are
	Series []Series // how often, against a parameter: [Proportion]
	Curves []Curve  // how long, against a parameter: [Expected]
}

// CDF returns the distributions with what was published; see [NewCDF].
func (d *Data) CDF() (Figure, error) {
	c, err := NewCDF(d.Words, d.Lines...)
	if err != nil {
		return nil, err
	}
	c.Published = d.Source
	return c, nil
}

// Histogram returns the distributions as bars; see [NewHistogram].
func (d *Data) Histogram() (Figure, error) {
	samples := make([]Sample, len(d.Lines))
	for i := range d.Lines {
		samples[i] = d.Lines[i].Sample
	}
	return figureOrError(NewHistogram(d.Words, samples...))
}

// Proportion returns the series; see [NewProportion].
func (d *Data) Proportion() (Figure, error) {
	return figureOrError(NewProportion(d.Words, d.Series...))
}

// Expected returns the curves; see [NewExpected].
func (d *Data) Expected() (Figure, error) { return figureOrError(NewExpected(d.Words, d.Curves...)) }

// figureOrError returns no figure with an error: a nil pointer in an interface is not nil.
func figureOrError[F Figure](f F, err error) (Figure, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
