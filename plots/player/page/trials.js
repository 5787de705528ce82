'use strict'
// Many runs of the present scenario, in workers of their own, while the settings move; the distribution grows as they
// come in.
const SLIDERS = [
  { key: 'from', words: 'timeoutFrom', unit: 'ms', min: 10, max: 1000, step: 5 },
  { key: 'to', words: 'timeoutTo', unit: 'ms', min: 11, max: 2000, step: 5 },
  { key: 'heartbeat', words: 'heartbeat', unit: 'ms', min: 1, max: 300, step: 1 },
  { key: 'latency', words: 'latency', unit: 'ms', min: 0, max: 100, step: 1 },
  { key: 'loss', words: 'loss', unit: '%', min: 0, max: 60, step: 1 },
  { key: 'nodes', words: 'nodes', unit: '', min: 3, max: 9, step: 1 },
]
const SWITCHES = [{ key: 'preVote', words: 'preVote', setting: 'pre_vote' }, { key: 'checkQuorum', words: 'checkQuorum', setting: 'check_quorum' }]
// seed and set are those that all trials begin with; taken is the run of the longest, which leaves all else as it is.
const many = { moved: {}, seed: '', set: [], taken: '', workers: [], results: null, before: null, run: 0, wanted: 2000 }
const SLICE = 20, SLICE_MS = 200 // the first slice of a worker; later ones take about so long

const toMs = text => { const m = /^([\d.]+)(ns|us|µs|ms|s)?$/.exec(text.trim()); return m ? parseFloat(m[1]) * ({ ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: 1e3 }[m[2]] || 1) : NaN }

// present are the values of the scenario as it is shown.
function present() {
  const value = key => (D.header.parameters.find(p => p[0] === key) || [])[1] || ''
  const range = value('election_timeout').split('-').map(toMs), latency = value('network.latency').split('-').map(toMs)
  return { from: range[0], to: range[1] ?? range[0], heartbeat: toMs(value('heartbeat')), latency: latency.at(-1), loss: parseFloat(value('network.loss')) || 0, nodes: parseInt(value('nodes')), preVote: value('pre_vote') === 'true', checkQuorum: value('check_quorum') === 'true' }
}

// trialsOf says of what the trials are.
const trialsOf = () => JSON.stringify([S.name, S.yaml, S.seed, S.engine, S.set, S.steps, traced && traced.name])

// trialSettings are the settings of the run, without the limit that only keeps the run of a study short.
const trialSettings = () => S.set.filter(s => s !== SHORT)

// settingsOf are the overrides that the moved sliders mean, behind those of the run.
function settingsOf(moved) {
  const now = { ...many.present, ...moved }, list = [...many.set]
  if ('from' in moved || 'to' in moved) list.push(`election_timeout=${now.from}ms-${Math.max(now.to, now.from)}ms`)
  if ('heartbeat' in moved) list.push(`heartbeat=${now.heartbeat}ms`)
  if ('latency' in moved) list.push(`network.latency=${now.latency}ms`)
  if ('loss' in moved) list.push(`network.loss=${now.loss}%`)
  if ('nodes' in moved) list.push(`nodes=${now.nodes}`)
  for (const s of SWITCHES) if (s.key in moved) list.push(`${s.setting}=${now[s.key]}`)
  return list
}

function fillTrials(panel) {
  const own = trialsOf(), same = panel.dataset.own === own || many.taken === own
  if (same && panel.dataset.lang === S.lang) { drawTrials(); return }
  panel.dataset.lang = S.lang
  if (!same) {
    panel.dataset.own = own
    stopTrials()
    Object.assign(many, { moved: {}, seed: S.seed, set: trialSettings(), present: present(), taken: '', results: null, before: null })
  }
  const go = html('button', { type: 'button', class: 'primary', id: 'trials-go' }, w().trialsGo), reset = html('button', { type: 'button' }, w().reset1), count = html('select', { 'aria-label': w().trials, id: 'trials-count' }, ...[500, 2000, 10000, 50000].map(n => html('option', { value: n }, n.toLocaleString('en'))))
  count.value = many.wanted
  go.addEventListener('click', () => many.workers.length ? stopTrials() : startTrials())
  reset.addEventListener('click', () => { panel.dataset.lang = ''; many.moved = {}; fillTrials(panel); again() })
  count.addEventListener('change', () => { many.wanted = +count.value })
  const values = { ...many.present, ...many.moved }, knobs = html('div', { class: 'knobs' })
  for (const s of SLIDERS) knobs.append(slider(s, values[s.key]))
  for (const s of SWITCHES) knobs.append(switchOf(s, values[s.key]))
  const worst = html('button', { type: 'button', id: 'trials-worst', hidden: '' }, w().worst)
  worst.addEventListener('click', takeWorst)
  panel.replaceChildren(html('p', { class: 'lead' }, w().trialsAbout), html('div', { class: 'many' }, knobs,
    html('div', { class: 'found' }, html('canvas', { id: 'distribution', role: 'img', 'aria-label': w().trialsAbout }), html('p', { id: 'trials-words', 'aria-live': 'polite' }), html('p', { class: 'bar-left' }, count, go, reset, worst), html('p', { class: 'key' }, w().faster + ' ', html('code', { id: 'trials-command' })))))
  if (fixed()) for (const b of panel.querySelectorAll('button,input,select')) b.disabled = true
  drawTrials()
}

function slider(s, value) {
  const range = s.key === 'latency' && !('latency' in many.moved) && (D.header.parameters.find(p => p[0] === 'network.latency') || [])[1]
  const out = html('output', {}, range || value + ' ' + s.unit), input = html('input', { type: 'range', min: s.min, max: s.max, step: s.step, 'data-knob': s.key })
  input.value = value
  input.addEventListener('input', () => { many.moved[s.key] = +input.value; out.textContent = input.value + ' ' + s.unit; again() })
  return html('label', {}, html('span', {}, w()[s.words]), input, out)
}
function switchOf(s, value) {
  const input = html('input', { type: 'checkbox', 'data-knob': s.key })
  input.checked = value
  input.addEventListener('change', () => { many.moved[s.key] = input.checked; again() })
  return html('label', { class: 'check' }, input, w()[s.words])
}

// again begins anew a moment after the last move, so that the picture follows the hand.
function again() { clearTimeout(many.timer); many.timer = setTimeout(startTrials, 250) }

function startTrials() {
  stopTrials()
  const mine = ++many.run
  if (many.results && many.results.durations.length) many.before = many.results
  many.results = { durations: [], unfinished: 0, contested: 0, broken: 0, done: 0, worst: '', longest: -1, settings: settingsOf(many.moved), began: performance.now(), spent: 0 }
  const request = { do: 'trials', name: S.name, yaml: S.yaml, seed: many.seed, engine: S.engine, set: many.results.settings, steps: S.steps, lang: S.lang }
  const crew = Math.max(1, Math.min(6, (navigator.hardwareConcurrency || 2) - 1))
  let next = 0
  many.workers = Array.from({ length: crew }, () => new Simulator(sim.module, sim.guest))
  say($('trials-go'), w().trialsStop)
  for (const worker of many.workers) {
    const work = async () => {
      let size = SLICE
      while (mine === many.run && next < many.wanted) {
        const from = next, to = Math.min(many.wanted, next + size), asked = performance.now()
        next = to
        const answer = await worker.ask({ ...request, from, to })
        if (mine !== many.run) return
        if (answer.problems) { stopTrials(); say($('trials-words'), answer.problems.map(p => p.message).join(' ')); document.body.dataset.trials = 'refused'; return }
        takeSlice(answer.trials, to - from)
        size = Math.max(SLICE, Math.min(4 * size, Math.round(size * SLICE_MS / (performance.now() - asked))))
      }
      if (mine === many.run && many.results.done >= many.wanted) { stopTrials(); drawTrials(); document.body.dataset.trials = String(many.results.done) }
    }
    work().catch(error => { if (mine === many.run) { stopTrials(); say($('trials-words'), String(error.message || error)); document.body.dataset.trials = 'refused' } }) // of a worker that was ended nothing comes
  }
  drawTrials()
}

function takeSlice(t, trials) {
  const r = many.results
  r.done += trials
  r.unfinished += t.unfinished
  r.contested += t.contested
  r.broken += t.broken
  r.theory = t.theory
  r.command = t.command.replace(/-n \d+/, '-n ' + many.wanted)
  for (const d of t.durations) { r.durations.push(d); if (d > r.longest) { r.longest = d; r.worst = t.worst } }
  r.spent = performance.now() - r.began
  if (!r.drawing) { r.drawing = true; requestAnimationFrame(() => { r.drawing = false; if (r === many.results) drawTrials() }) }
}

function stopTrials() {
  many.run++
  for (const worker of many.workers) worker.end()
  many.workers = []
  if ($('trials-go')) say($('trials-go'), w().trialsGo)
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]

function drawTrials() {
  const c = $('distribution')
  if (!c || !c.clientWidth) return
  const r = many.results, ratio = devicePixelRatio || 1, width = c.clientWidth, height = 230
  c.width = Math.round(width * ratio); c.height = Math.round(height * ratio); c.style.height = height + 'px'
  const g = c.getContext('2d'), css = lanes.colours
  g.setTransform(ratio, 0, 0, ratio, 0, 0); g.clearRect(0, 0, width, height)
  $('trials-worst').hidden = !r || !r.worst
  if (!r || !r.durations.length) { say($('trials-words'), r && r.done ? `${r.done}: –` : ''); return }
  const sorted = [...r.durations].sort((a, b) => a - b), most = quantile(sorted, 0.998) * 1.04
  const beforeSorted = many.before && [...many.before.durations].sort((a, b) => a - b)
  const limit = Math.max(most, beforeSorted ? quantile(beforeSorted, 0.99) : 0), bins = Math.max(20, Math.min(70, Math.floor(width / 11)))
  const left = 44, right = 14, top = 16, bottom = 30, X = d => left + d / limit * (width - left - right)
  const shares = list => { const n = new Array(bins).fill(0); for (const d of list) if (d < limit) n[Math.floor(d / limit * bins)]++; return n.map(k => k / list.length) }
  const now = shares(sorted), old = beforeSorted && shares(beforeSorted), high = Math.max(...now, ...(old || [0])), Y = s => height - bottom - s / high * (height - top - bottom)
  g.font = `400 11.5px ${FONT}`; g.textBaseline = 'middle'
  const tick = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find(q => limit / MS / q < width / 80) || 1e4
  g.fillStyle = css.sub; g.textAlign = 'center'
  for (let u = 0; u <= limit / MS; u += tick) { const x = X(u * MS); g.fillStyle = css.grid; g.fillRect(x, top, 1, height - top - bottom); g.fillStyle = css.sub; g.fillText(u + ' ms', x, height - bottom + 14) }
  g.save(); g.translate(12, (height - bottom + top) / 2); g.rotate(-Math.PI / 2); g.fillText(w().share100, 0, 0); g.restore()
  const wide = (width - left - right) / bins
  now.forEach((s, i) => { g.fillStyle = css.leader; g.fillRect(left + i * wide + .5, Y(s), wide - 1, height - bottom - Y(s)) })
  if (old) { g.strokeStyle = css.candidate; g.lineWidth = 2; g.beginPath(); old.forEach((s, i) => { g.lineTo(left + i * wide, Y(s)); g.lineTo(left + (i + 1) * wide, Y(s)) }); g.stroke() }
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length
  const mark = (d, words, colour, row) => { const x = X(d); g.fillStyle = colour; g.fillRect(x - 1, top - 4 + row * 13, 2, height - top - bottom + 4 - row * 13); g.font = `700 11.5px ${FONT}`; g.textAlign = x > width - 130 ? 'right' : 'left'; g.lineWidth = 3; g.strokeStyle = css.bg; g.strokeText(words, x + (g.textAlign === 'left' ? 5 : -5), top + row * 14); g.fillText(words, x + (g.textAlign === 'left' ? 5 : -5), top + row * 14) }
  mark(mean, `${w().mean} ${span(mean)}`, css.ink, 0)
  if (r.theory) mark(r.theory, `${w().theory} ${span(r.theory)}`, css.grant, 1)
  const words = [w().trialsDone(r.done.toLocaleString('en'), (r.spent / 1000).toFixed(1)), `${w().mean} ${span(mean)}`, `${w().median} ${span(quantile(sorted, .5))}`, sorted.length >= 1000 ? `${w().p99} ${span(quantile(sorted, .99))}` : '', `${w().greatest} ${span(sorted.at(-1))}`, `${(100 * r.contested / sorted.length).toFixed(1)} % ${w().contested}`, r.unfinished ? `${r.unfinished} ${w().unfinished}` : '', r.broken ? w().violations(r.broken) : ''].filter(Boolean).join(' · ')
  say($('trials-words'), words)
  set(c, 'aria-label', words)
  say($('trials-command'), r.command || '')
}

// takeWorst shows the run of the longest trial, with the settings of the trials.
async function takeWorst() {
  const r = many.results
  stopTrials()
  Object.assign(S, { seed: r.worst, set: isStudy(S.name) && !S.yaml ? [...r.settings, SHORT] : r.settings, t: 0, guess: undefined, seenEnd: false })
  many.taken = trialsOf()
  scrollTo({ top: 0, behavior: CALM ? 'auto' : 'smooth' })
  if (!await simulate()) return
  const outage = D.outages.reduce((most, o) => o.from > 0 && (!most || o.to - o.from > most.to - most.from) ? o : most, null)
  if (outage) goTo(outage.from, true)
}
TABS.trials = fillTrials
