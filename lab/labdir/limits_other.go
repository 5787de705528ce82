//go:build !unix

package labdir

const pathMax = 260
