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
	for n := range 40 {
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
	for i := 0; i < len(code); i += 5 {
		group := code[i:min(i+5, len(code))]
		var n uint64
		for k := range 5 {
			digit := 84
			if k < len(group) {
				digit = strings.IndexByte(digits, group[k])
			}
			n = n*85 + uint64(digit)
		}
		for k := range len(group) - 1 {
			data = append(data, byte(n>>(24-8*k)))
		}
	}
	return data
}
