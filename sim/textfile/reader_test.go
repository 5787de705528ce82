package textfile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

const sentence = "name: 场景 🗳\n# é\n"

// encoded writes a text in UTF-16.
func encoded(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

func zipped(parts ...string) []byte {
	var b bytes.Buffer
	for _, part := range parts {
		w := gzip.NewWriter(&b)
		io.WriteString(w, part)
		w.Close()
	}
	return b.Bytes()
}

func TestEveryFormIsRead(t *testing.T) {
	little, big := encoded(sentence, binary.LittleEndian), encoded(sentence, binary.BigEndian)
	windows := strings.ReplaceAll(sentence, "\n", "\r\n")
	for name, data := range map[string][]byte{
		"UTF-8":                       []byte(sentence),
		"UTF-8, mark":                 []byte("\ufeff" + sentence),
		"UTF-8, Windows":              []byte(windows),
		"UTF-16LE":                    append([]byte("\xff\xfe"), little...),
		"UTF-16BE":                    append([]byte("\xfe\xff"), big...),
		"UTF-16LE, no mark":           little,
		"UTF-16BE, no mark":           big,
		"UTF-16LE, Windows":           append([]byte("\xff\xfe"), encoded(windows, binary.LittleEndian)...),
		"gzip":                        zipped(sentence),
		"gzip, two members":           zipped(sentence[:9], sentence[9:]),
		"gzip, an empty member":       zipped("", sentence, ""),
		"gzip, UTF-16LE with Windows": zipped("\xff\xfe" + string(encoded(windows, binary.LittleEndian))),
	} {
		for how, from := range map[string]io.Reader{
			"whole": bytes.NewReader(data), "byte by byte": iotest.OneByteReader(bytes.NewReader(data)),
			"with the error": iotest.DataErrReader(bytes.NewReader(data)),
		} {
			if got, err := io.ReadAll(NewReader(from)); err != nil || string(got) != sentence {
				t.Errorf("%s, %s: %q, %v", name, how, got, err)
			}
		}
		if err := iotest.TestReader(NewReader(bytes.NewReader(data)), []byte(sentence)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCarriageReturnsWithinALineStay(t *testing.T) {
	for from, want := range map[string]string{
		"a\rb": "a\rb", "a\r": "a\r", "\r": "\r", "\r\r\n": "\r\n", "\r\n\r\n": "\n\n", "\r\r": "\r\r", "": "",
	} {
		for size := 1; size <= 4; size++ {
			r, got := NewReader(strings.NewReader(from)), ""
			for b := make([]byte, size); ; {
				n, err := r.Read(b)
				got += string(b[:n])
				if err != nil {
					break
				}
			}
			if got != want {
				t.Errorf("%q, %d at a time: %q, want %q", from, size, got, want)
			}
		}
	}
}

// What is no text comes out as no UTF-8, with what is around it.
func TestHalfACharacterIsNoText(t *testing.T) {
	for name, data := range map[string]string{
		"first half alone":  "\xff\xfea\x00\x3d\xd8b\x00",
		"second half alone": "\xff\xfea\x00\xf3\xddb\x00",
		"first half last":   "\xff\xfea\x00\x3d\xd8",
		"a byte too many":   "\xff\xfea\x00b\x00c",
	} {
		got, err := io.ReadAll(NewReader(strings.NewReader(data)))
		if err != nil || utf8.Valid(got) || got[0] != 'a' {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	whole := zipped(strings.Repeat(sentence, 1000))
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 0x55
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"cut":              {whole[:len(whole)-9], "cut off"},
		"cut in its head":  {whole[:5], "cut off"},
		"damaged":          {damaged, "damaged"},
		"something behind": {append(bytes.Clone(whole), "hello hello"...), "damaged"},
		"UTF-32":           {[]byte("\xff\xfe\x00\x00a\x00\x00\x00"), "UTF-32"},
		"UTF-32, no mark":  {[]byte("a\x00\x00\x00b\x00\x00\x00"), "UTF-32"},
		"UTF-32, big":      {[]byte("\x00\x00\x00a"), "UTF-32"},
	} {
		if _, err := io.ReadAll(NewReader(bytes.NewReader(c.data))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// endless is a text without end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func TestABombIsDefused(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(w, endless{}, mostAtOnce+1<<20); err != nil {
		t.Fatal(err)
	}
	w.Close()
	n, err := io.Copy(io.Discard, NewReader(&bomb))
	if err == nil || !strings.Contains(err.Error(), "200 times") || n > mostAtOnce {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(sentence))
	f.Add(encoded(sentence, binary.LittleEndian))
	f.Add(append([]byte("\xfe\xff"), encoded(sentence, binary.BigEndian)...))
	f.Add(zipped("a\r\nb", "c"))
	f.Add([]byte("\xff\xfe\r\x00\r\x00\n\x00\x3d"))
	f.Fuzz(func(t *testing.T, data []byte) {
		whole, err := io.ReadAll(NewReader(bytes.NewReader(data)))
		again, errAgain := io.ReadAll(NewReader(iotest.OneByteReader(bytes.NewReader(data))))
		if !bytes.Equal(whole, again) || (err == nil) != (errAgain == nil) {
			t.Errorf("%q, %v; byte by byte %q, %v", whole, err, again, errAgain)
		}
		if err == nil && utf8.Valid(data) && !bytes.ContainsAny(data, "\x00\r\x1f\ufeff") && !bytes.Equal(whole, data) {
			t.Errorf("%q is read as %q", data, whole)
		}
		if text, err := Decode(data); err == nil && !bytes.Equal(text, data) && !bytes.Equal(text, whole) {
			t.Errorf("decoded %q, read %q", text, whole)
		}
	})
}
