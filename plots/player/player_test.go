package player

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

// saved is a page without a simulator, whose words try to end what they stand in.
func saved() *Options {
	return &Options{Title: `</title><script>`, Start: Start{Name: "x", Seed: "1", Engine: "etcd", Lang: lang.English, YAML: `</script><!-- <script>`},
		Saved: map[lang.Lang]Run{lang.English: {Title: "</script>", Digest: "sha256:0", Parts: []Part{{Recording: []byte(`{"a":"b"}`)}}}}}
}

func TestPageIsTheSameTwice(t *testing.T) {
	var one, two bytes.Buffer
	if err := Write(&one, saved()); err != nil {
		t.Fatal(err)
	}
	if err := Write(&two, saved()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two pages of the same options differ")
	}
}

// No word ends the element it stands in, and nothing is asked of the network.
func TestPageIsClosed(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, saved()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if opened, closed := strings.Count(page, "<script"), strings.Count(page, "</script"); opened != closed {
		t.Errorf("%d script elements begin and %d end", opened, closed)
	}
	if strings.Contains(page, "<title></title>") || !strings.Contains(page, "<title>&lt;/title&gt;") {
		t.Error("the title is not escaped")
	}
	for _, address := range regexp.MustCompile(`(?:src|href)="([^"]*)"|https?://[^\s"'<]*`).FindAllString(page, -1) {
		if !strings.Contains(address, `href="#`) && !strings.Contains(address, "data:") && !strings.Contains(address, "www.w3.org/2000/svg") {
			t.Errorf("the page names %s", address)
		}
	}
}

func TestPageNeedsARun(t *testing.T) {
	if err := Write(io.Discard, &Options{}); err == nil {
		t.Error("a page of nothing is written")
	}
}

// What is packed is unpacked to the same bytes, whatever its length.
func TestPack(t *testing.T) {
	if len(digits) != 91 || strings.ContainsAny(digits, "<\"\\ ") {
		t.Errorf("the digits are %q", digits)
	}
	for n := range 400 {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(i*37 + 255*(i%2))
		}
		if got := unpack(pack(data)); !bytes.Equal(got, data) {
			t.Errorf("%d bytes: %v, want %v", n, got, data)
		}
	}
	b, err := squeeze([]byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(r); err != nil || string(text) != "hello" {
		t.Errorf("%q, %v", text, err)
	}
}

// unpack does what code.js does.
func unpack(code string) (data []byte) {
	held, bits := 0, 0
	for i := 0; i < len(code); i += 2 {
		value, more := strings.IndexByte(digits, code[i]), 6
		if i+1 < len(code) {
			value, more = value+len(digits)*strings.IndexByte(digits, code[i+1]), 13
		}
		held |= value << bits
		for bits += more; bits >= 8 && len(data) < (len(code)/2*13+len(code)%2*6)/8; bits -= 8 {
			data = append(data, byte(held))
			held >>= 8
		}
	}
	return data
}
