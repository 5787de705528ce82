#!/bin/sh
# Makes the Chinese font of the pictures: the characters of GB 2312 (6763 hanzi, punctuation) of
# Noto Sans CJK SC Regular, without hints and layout features. It is run by hand, on Debian with
#   apt-get install fonts-noto-cjk fonttools
# and only when the font is to change.
set -eu
cd "$(dirname "$0")"
noto=/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
simplified_chinese=2 # its place in the collection

characters=$(mktemp)
trap 'rm -f "$characters"' EXIT
python3 - >"$characters" <<'PY'
rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
text = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells)
print("".join(chr(c) for c in range(0x20, 0x7F)) + "".join(text))
PY

pyftsubset "$noto" --font-number=$simplified_chinese --text-file="$characters" \
    --no-hinting --layout-features='' --output-file=NotoSansCJKsc-gb2312.otf
