package textfile

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"

	"raftlab/sim/lang"
)

// Limits of what a compressed file may become. Every line of a trace has four random bytes in its crc, so that
// traces get some 30 times smaller and never 200 times; what grows more is meant to fill the memory.
const (
	mostGrowth = 200
	mostAtOnce = 64 << 20 // bytes that need no reason
)

// unzipped is what a compressed file holds, all its members one after the other.
type unzipped struct {
	packed *counter
	plain  *gzip.Reader
	size   int64 // of what was read
}

func decompress(from *bufio.Reader) (io.Reader, error) {
	packed := &counter{from: from}
	plain, err := gzip.NewReader(bufio.NewReader(packed))
	if err != nil {
		return nil, explain(err)
	}
	return &unzipped{packed: packed, plain: plain}, nil
}

func (z *unzipped) Read(b []byte) (int, error) {
	n, err := z.plain.Read(b)
	z.size += int64(n)
	if z.size > mostAtOnce && z.size/mostGrowth > z.packed.bytes {
		return 0, lang.Errorf("the compressed file grows to more than %d times its size: this is no file of raftlab (decompress it and look)",
			"压缩文件解开后超过原来的 %d 倍：这不是 raftlab 的文件（请解压后查看）", mostGrowth)
	}
	return n, explain(err)
}

// explain says what is wrong with a compressed file.
func explain(err error) error {
	var path *fs.PathError
	switch {
	case err == nil || err == io.EOF || errors.As(err, &path):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return lang.Errorf("the compressed file is cut off (copy or compress it again)", "压缩文件不完整（请重新复制或压缩）")
	}
	return lang.Errorf("the compressed file is damaged: %v (copy or compress it again)", "压缩文件已损坏：%v（请重新复制或压缩）", err)
}

// counter counts the bytes that are read.
type counter struct {
	from  io.Reader
	bytes int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.bytes += int64(n)
	return n, err
}
