'use strict'
// Bytes that stand in the page as text; the page and its worker both read them.

// unpack is the inverse of the encoding of two characters for 13 bits.
function unpack(code, digits) {
  const value = new Uint8Array(128), base = digits.length, length = code.length
  for (let i = 0; i < base; i++) value[digits.charCodeAt(i)] = i
  const bytes = new Uint8Array(Math.floor((Math.floor(length / 2) * 13 + length % 2 * 6) / 8))
  let to = 0, held = 0, bits = 0
  for (let i = 0; i < length; i += 2) {
    held |= value[code.charCodeAt(i)] + (i + 1 < length ? base * value[code.charCodeAt(i + 1)] : 0) << bits
    for (bits += i + 1 < length ? 13 : 6; bits >= 8 && to < bytes.length; bits -= 8) { bytes[to++] = held & 255; held >>>= 8 }
  }
  return bytes
}

// inflate unpacks what gzip packed.
const inflate = bytes => new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
