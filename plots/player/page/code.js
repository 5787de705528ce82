'use strict'
// Bytes that stand in the page as text; the page and its worker both read them.

// unpack is the inverse of the encoding of five characters for four bytes.
function unpack(code, digits) {
  const value = new Uint8Array(128), length = code.length, rest = length % 5
  for (let i = 0; i < digits.length; i++) value[digits.charCodeAt(i)] = i
  const bytes = new Uint8Array(Math.floor(length / 5) * 4 + (rest ? rest - 1 : 0))
  let to = 0
  for (let i = 0; i < length; i += 5) {
    let n = 0
    for (let k = 0; k < 5; k++) n = n * 85 + (i + k < length ? value[code.charCodeAt(i + k)] : 84)
    for (let shift = 24; shift >= 0 && to < bytes.length; shift -= 8) bytes[to++] = n / 2 ** shift & 255
  }
  return bytes
}

// inflate unpacks what gzip packed.
const inflate = bytes => new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
