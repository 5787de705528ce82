package kubernetes

import (
	"bytes"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What kube-apiserver stores for a Namespace, written down field by field: the magic, then
// runtime.Unknown with the kind (1: apiVersion, 2: kind) and the raw object, whose metadata is field 1.
func TestEncodeIsTheStorageFormat(t *testing.T) {
	message := func(fields ...any) (b []byte) {
		for i := 0; i < len(fields); i += 2 {
			b = protowire.AppendTag(b, protowire.Number(fields[i].(int)), protowire.BytesType)
			switch v := fields[i+1].(type) {
			case string:
				b = protowire.AppendString(b, v)
			case []byte:
				b = protowire.AppendBytes(b, v)
			}
		}
		return b
	}
	// ObjectMeta: 1 name, 2 generateName, 3 namespace, 4 selfLink, 5 uid, 6 resourceVersion,
	// 7 generation (a varint), 8 creationTimestamp.
	metadata := message(1, "shop", 2, "", 3, "", 4, "", 5, "", 6, "")
	metadata = protowire.AppendVarint(protowire.AppendTag(metadata, 7, protowire.VarintType), 0)
	metadata = append(metadata, message(8, []byte{})...)
	raw := message(1, metadata, 2, []byte{}, 3, message(1, "Active"))
	want := append([]byte("k8s\x00"), message(1, message(1, "v1", 2, "Namespace"), 2, raw, 3, "", 4, "")...)

	object := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop", ResourceVersion: "17"},
		Status: core.NamespaceStatus{Phase: core.NamespaceActive}}
	got, err := Encode(object)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("encoded as\n%q\nnot\n%q", got, want)
	}
	if object.ResourceVersion != "17" {
		t.Error("Encode changed its argument")
	}
}

func TestRoundTripKeepsEveryByte(t *testing.T) {
	puts, err := seedPuts(epoch, []string{masterNode})
	if err != nil {
		t.Fatal(err)
	}
	for _, put := range puts {
		key, value := string(put.KeyBytes()), put.ValueBytes()
		object, err := Decode(value)
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		again, err := Encode(object)
		if err != nil || !bytes.Equal(again, value) {
			t.Errorf("%s: %v: decoded and encoded it is\n%q\nnot\n%q", key, err, again, value)
		}
	}
}

func TestOnlyCustomThingsAreJSON(t *testing.T) {
	puts, err := seedPuts(epoch, []string{masterNode})
	if err != nil {
		t.Fatal(err)
	}
	for _, put := range puts {
		key, value := string(put.KeyBytes()), put.ValueBytes()
		custom := strings.HasPrefix(key, "/registry/apiextensions.k8s.io/") || strings.HasPrefix(key, "/registry/apiregistration.k8s.io/") ||
			strings.HasPrefix(key, "/registry/crd.projectcalico.org/")
		if custom != bytes.HasPrefix(value, []byte("{")) || custom == bytes.HasPrefix(value, []byte("k8s\x00")) {
			t.Errorf("%s: the value starts with %q", key, value[:4])
		}
	}
}

func TestDecodeSaysWhatAValueIsNot(t *testing.T) {
	for value, want := range map[string]string{
		"":              "no Kubernetes object",
		"bar":           "no Kubernetes object",
		"k8s\x00":       "empty body",
		"k8s\x00\x0a":   "unexpected EOF",
		`{"kind":1}`:    "Kind",
		`{"a":"b"}`:     "Kind",
		"{":             "unexpected end of JSON",
		"k8s:enc:aescb": "no Kubernetes object",
	} {
		if object, err := Decode([]byte(value)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want an error with %q", value, object, err, want)
		}
	}
}

func TestParseRefusesUnknownFields(t *testing.T) {
	_, err := Parse([]byte("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  contaners: []\n"))
	if err == nil || !strings.Contains(err.Error(), `unknown field "spec.contaners"`) {
		t.Errorf("%v", err)
	}
}

// Whatever is in etcd, Decode returns, and what it understood is stable: encoded and decoded again it
// is the same.
func FuzzDecode(f *testing.F) {
	puts, err := seedPuts(epoch, []string{masterNode})
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(puts); i += 20 {
		f.Add(puts[i].ValueBytes())
	}
	f.Add([]byte("k8s\x00"))
	f.Fuzz(func(t *testing.T, value []byte) {
		object, err := Decode(value)
		if err != nil {
			return
		}
		once, err := Encode(object)
		if err != nil {
			t.Fatalf("decoded, but not encoded: %v", err)
		}
		again, err := Decode(once)
		if err != nil {
			t.Fatalf("%q: %v", once, err)
		}
		twice, err := Encode(again)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v:\n%q\n%q", err, once, twice)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n"))
	f.Add([]byte(`{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}`))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		object, err := Parse(manifest)
		if err != nil {
			return
		}
		Default(object)
		if _, err := Encode(object); err != nil {
			t.Fatalf("parsed, but not encoded: %v", err)
		}
	})
}
