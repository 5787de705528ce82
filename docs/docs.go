// Package docs holds the documents as files: the course, the pages of the lab, the glossary, the guides and the reference,
// with their pictures. The English ones are at the top, the Chinese ones below zh. The program carries them, so that they can
// be read where nothing but the program is.
package docs

import "embed"

// Files are all documents, by their paths below docs: course/1-cold-start.md, zh/glossary.md.
//
//go:embed *.md course lab gallery reference zh
var Files embed.FS
