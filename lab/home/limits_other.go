//go:build !unix

package home

const pathMax = 260
