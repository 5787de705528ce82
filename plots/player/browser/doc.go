// Package browser holds the tests of the page in a real browser. They look at what the page says of itself in data-*
// attributes, at digests and at words, never at pixels.
package browser
