'use strict'
// The link: everything that the page shows is in the fragment, so that a link repeats it.
const FIELDS = ['name', 'seed', 'engine', 'lang', 'theme']

async function packText(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  let binary = ''
  for (const b of bytes) binary += String.fromCharCode(b)
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

async function unpackText(code) {
  const binary = atob(code.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = Uint8Array.from(binary, c => c.charCodeAt(0))
  return new TextDecoder('utf-8', { fatal: true }).decode(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer())
}

// isLink tells a link from the address of a place in the page.
const isLink = fragment => [...new URLSearchParams(fragment.replace(/^#/, '')).keys()].some(k => [...FIELDS, 'yaml', 'set', 'step', 't'].includes(k))

// readLink takes what a fragment says; it returns what is wrong with it, or nothing.
async function readLink(fragment) {
  const q = new URLSearchParams(fragment.replace(/^#/, ''))
  if (!isLink(fragment)) return ''
  const next = !SAVED && q.has('name') ? { seed: START.seed, engine: DEFAULT_ENGINE, undone: [] } : {} // a link leaves out the default engine
  for (const field of SAVED ? ['lang', 'theme'] : FIELDS) if (q.has(field)) next[field] = q.get(field)
  if (next.lang && !WORDS[next.lang]) delete next.lang
  if (next.theme && !/^(light|dark)$/.test(next.theme)) delete next.theme
  if (next.seed !== undefined && !/^\d{1,20}$/.test(next.seed)) return w().brokenLink
  if (!SAVED) { next.set = q.getAll('set'); next.steps = q.getAll('step') }
  if (q.has('t')) {
    const t = parseFloat(q.get('t'))
    if (!(t >= 0)) return w().brokenLink
    next.t = Math.round(t * MS)
  }
  if (SAVED) { Object.assign(S, next); return '' }
  if (q.has('yaml')) {
    try { next.yaml = await unpackText(q.get('yaml')) } catch { return w().brokenLink }
  } else if (q.has('name')) next.yaml = ''
  Object.assign(S, next)
  S.wanted = { digest: q.get('d') || '', version: q.get('v') || '' }
  return ''
}

async function linkOf() {
  const q = new URLSearchParams()
  if (!SAVED) {
    q.set('name', S.name)
    if (S.yaml) q.set('yaml', await packText(S.yaml))
    q.set('seed', S.seed)
    if (S.engine !== DEFAULT_ENGINE) q.set('engine', S.engine)
    for (const s of S.set) q.append('set', s)
    for (const s of S.steps) q.append('step', s)
  }
  q.set('t', S.t / MS + 'ms') // exactly: what happens at this moment has happened in the link too
  q.set('lang', S.lang)
  q.set('theme', S.theme)
  if (D) { q.set('v', D.header.version); q.set('d', R.digest.replace('sha256:', '').slice(0, 8)) }
  return '#' + q
}

let linkTimer = 0
function rememberLink() {
  if (LIVE) return
  clearTimeout(linkTimer)
  linkTimer = setTimeout(async () => { if (D && !traced) { try { history.replaceState(null, '', await linkOf()) } catch { /* a frame without an address */ } } }, 250)
}
