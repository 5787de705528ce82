// Package docs_test holds the documents and the architecture to what they say.
package docs_test
