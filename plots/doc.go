// Package plots draws what runs were: figures of one run from its timeline, and statistics over many.
//
// A figure's title says what was found, its foot how to draw it again and what is not drawn. Figures
// are SVG, PNG or PDF from one drawing code. Text is drawn as glyph outlines, so that Chinese needs
// no font where the figure is seen. Colours are opaque. The same data and options give the same
// bytes; nothing is written unless the figure is complete.
//
// It knows runs only through their timeline, and statistics only as plain numbers.
package plots
