'use strict'
// The page itself: what is chosen, what is shown, and how time goes on.
const START = JSON.parse(document.getElementById('start').textContent)
const SAVED = JSON.parse(document.getElementById('saved').textContent)
const DEFAULT_ENGINE = START.engines[0]
const LIVE = !!START.live // the page is shown what goes on; live.js has the rest
const CALM = matchMedia('(prefers-reduced-motion: reduce)').matches
const fixed = () => !!SAVED || !sim || !!traced // whether the run cannot be changed
const $ = id => document.getElementById(id)

// S is all that is chosen; D the run that is shown, R what was said of it.
const S = { name: START.name, yaml: START.yaml || '', seed: START.seed, engine: START.engine, set: START.set || [], steps: START.steps || [], undone: [],
  lang: START.lang, theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light', t: 0, view: [0, 1], speed: -1.3, pace: true, every: false, wanted: null }
let traced = null // a saved run that was opened here
// chosen is what a run is made of; shown is that of the run that is shown, to which the page returns when another cannot be made.
const chosen = () => ({ name: S.name, yaml: S.yaml, seed: S.seed, engine: S.engine, set: S.set, steps: S.steps, undone: S.undone })
const FIRST = chosen()
let shown = { chosen: FIRST, traced: null }
let D = null, R = null, sim = null, playing = false, begun = false, told = new Set()

// ---- simulating
let running = 0, pending = Promise.resolve()
function simulate(how = {}) { return pending = simulateNow(how) }
async function simulateNow({ keep = false, at = undefined }) {
  if (LIVE) { listen(); return false }
  play(false)
  if (SAVED ? typeof DecompressionStream !== 'function' : !able()) { complain([{ message: SAVED ? w().oldSaved : w().old }]); drawWords(); return false }
  if (SAVED) return showRun(await savedPart(at ?? S.t), { keep, at })
  if (traced) return openTrace(traced.name, traced.text, { keep, at })
  if (!sim) return false
  const module = S.engine.startsWith(OWN) ? S.engine.slice(OWN.length) : ''
  if (module && (!sim.guest || sim.guest.name !== module)) { complain([{ message: w().moduleMissing(module) }]); backToShown(); return false }
  const mine = ++running
  if (sim.waiting.size) sim.cancel()
  const slow = setTimeout(() => { $('busy').hidden = false }, 600), done = S.engine.startsWith(OWN) ? sim.watch() : () => {}
  try {
    const answer = await sim.ask(requestOfRun())
    if (mine !== running) return false
    if (answer.problems) { complain(answer.problems); backToShown(); return false }
    complain([])
    return showRun(answer, { keep, at })
  } catch (error) {
    if (mine === running) { complain([{ message: sim.hung ? w().moduleHangs(S.engine.slice(OWN.length), PATIENCE.ms / 1000) : error instanceof Cancelled ? w().stopped : String(error.message || error) }]); backToShown() }
    return false
  } finally { done(); sim.hung = false; clearTimeout(slow); if (mine === running) $('busy').hidden = true }
}

const requestOfRun = () => traced ? { do: 'trace', name: traced.name, yaml: traced.text, lang: S.lang } : { do: 'run', name: S.name, yaml: S.yaml, seed: S.seed, engine: S.engine, set: S.set, steps: S.steps, lang: S.lang }
function backToShown() {
  Object.assign(S, shown.chosen)
  traced = shown.traced
  if (D) { fillChoices(); fillMine() }
}

// savedPart is the part of a saved run that has a moment.
async function savedPart(t) {
  const run = SAVED[S.lang] || Object.values(SAVED)[0], part = run.parts.find(p => !p.to || t <= p.to) || run.parts.at(-1)
  return { title: run.title, digest: run.digest, recording: await new Response(inflate(unpack(part.code, START.digits))).json() }
}

function complain(problems) {
  $('error').hidden = !problems.length
  $('error').textContent = problems.map(p => p.message).join('\n')
  document.body.dataset.error = problems.length ? '1' : ''
}

// showRun shows an answer. The cursor stays where it is, or goes to where the run gets interesting.
function showRun(answer, { keep, at }) {
  const another = R && R.digest !== answer.digest
  R = answer
  D = readRun(answer.recording)
  shown = { chosen: chosen(), traced }
  document.body.dataset.digest = R.digest
  document.body.dataset.events = D.events
  if (at !== undefined) S.t = at
  else if (!keep) { S.t = 0; told = new Set(); begun = false }
  S.t = Math.max(0, Math.min(D.end, S.t))
  if (another) S.seenEnd = S.t >= D.end // of this run
  if (!keep) S.view = firstView()
  buildRing()
  fillStory()
  drawAll()
  if (S.every) loadEvery()
  remarkOnLink()
  document.body.dataset.ready = '1'
  if (parent !== window) parent.postMessage({ raftlab: 'ready', digest: R.digest }, '*') // a page around this one may wait for it
  return true
}

function firstView() {
  const wide = Math.min(D.end, Math.max(400 * MS, D.outages[0] ? (D.outages[0].to - D.outages[0].from) * 1.5 : 0))
  const from = Math.max(0, Math.min(D.end - wide, S.t - wide * 0.3))
  return [from, from + wide]
}

// ---- showing
function drawAll() {
  if (!D) return
  document.documentElement.lang = S.lang === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.dataset.theme = S.theme
  readColours()
  drawWords()
  if (LIVE) drawLiveWords()
  $('title').textContent = R.title || D.header.scenario
  $('lesson').textContent = R.lesson || (D.header.live ? w().observed : '')
  document.title = `${R.title || D.header.scenario} – raftlab`
  $('overview').setAttribute('aria-label', w().timeLabel)
  $('speed').setAttribute('aria-label', w().speed)
  for (const [id, name] of [['story', w().story], ['logs', w().logs], ['keys', w().help]]) $(id).setAttribute('aria-label', name)
  document.querySelector('.stage').setAttribute('aria-label', w().ring)
  $('go-on').textContent = w().goOn
  $('invite').textContent = SAVED ? w().beginSaved : w().begin(D.nodes)
  fillChoices()
  fillPredict()
  fillMine()
  fillLegend()
  fillJumps()
  fillTabs()
  drawFrame()
  rememberLink()
}

function drawWords() {
  for (const e of document.querySelectorAll('[data-w]')) { const v = w()[e.dataset.w]; if (typeof v === 'string') e.textContent = v }
  for (const e of document.querySelectorAll('[data-title]')) { e.title = w()[e.dataset.title]; e.setAttribute('aria-label', w()[e.dataset.title]) }
}

function drawFrame() {
  if (!D) return
  const began = performance.now(), t = S.t
  const states = drawRing(t)
  drawLanes(t)
  drawOverview()
  drawLogs(states, t)
  drawStory(t)
  const led = ledAt(D, t), state = $('state')
  const alone = states.find(s => s.role === LEADER && !s.paused && (led.from === 0 || s.band.from > led.from))
  say(state, led.leader ? w().leads('n' + led.leader, led.term) : alone ? `${w().noLeader}: ${w().noQuorum(alone.server.name)}` : led.from > 0 && led.why ? `${w().noLeader}: ${led.why}` : w().noLeader)
  const config = rulingConfig(t)
  if (ring.changes) say($('config'), config ? w().configOf('n' + led.leader, config.words) : '\u00a0')
  state.className = led.leader ? '' : 'none'
  say($('clock'), LIVE ? clockOf(t) : ms(t) + ' ms')
  set($('overview'), 'aria-valuenow', Math.round(t / MS)); set($('overview'), 'aria-valuemax', Math.round(D.end / MS)); set($('overview'), 'aria-valuetext', LIVE ? clockOf(t) : ms(t, 0) + ' ms')
  say($('caption'), begun ? sentenceAt(t) : '')
  document.body.dataset.t = String(t)
  $('curtain').hidden = $('invite').hidden = begun
  $('caption').hidden = !begun
  $('touch').hidden = !begun || fixed() && !LIVE
  $('logs').hidden = $('log-key').hidden = !!D.header.live
  $('no-logs').hidden = !D.header.live || LIVE
  $('touch').style.visibility = begun && !playing ? 'visible' : 'hidden'
  frames.push(performance.now() - began)
  if (frames.length > 240) frames.shift()
}
const frames = []

function fillChoices() {
  const list = $('scenario'), kinds = START.scenarios
  const key = S.lang + S.name + !!S.yaml + (traced ? traced.name : '')
  if (list.dataset.key !== key) {
    list.dataset.key = key
    const option = (k, number) => html('option', { value: k.name }, number + (k.title[S.lang] || k.title.en)), studies = kinds.filter(k => k.study)
    list.replaceChildren(...kinds.filter(k => !k.study).map((k, i) => option(k, START.course ? i + 1 + '. ' : '')), ...studies.length ? [html('optgroup', { label: w().studies }, ...studies.map(k => option(k, '')))] : [])
    if (traced || S.yaml || !kinds.some(k => k.name === S.name)) list.prepend(html('option', { value: '' }, traced ? traced.name : SAVED ? S.name : w().own))
    list.value = traced || S.yaml || !kinds.some(k => k.name === S.name) ? '' : S.name
  }
  const engines = $('engine')
  if (engines.dataset.lang !== S.lang) {
    engines.dataset.lang = S.lang
    const rules = START.engines.filter(e => e.includes('-without-'))
    engines.replaceChildren(...START.engines.filter(e => !rules.includes(e)).map(e => html('option', {}, e)), html('optgroup', { label: w().broken }, ...rules.map(e => html('option', { value: e }, e.replace('textbook-', '')))))
  }
  const run = fixed() && D ? D.header : S // a saved run is of its own engine and seed
  for (const o of [...engines.options]) if (o.dataset.saved) o.remove()
  if (![...engines.options].some(o => o.value === run.engine)) engines.prepend(html('option', { value: run.engine, 'data-saved': '1' }, run.engine))
  engines.value = run.engine
  $('seed').value = run.seed
  $('seed').parentElement.hidden = $('dice').hidden = !!run.live // real servers draw no seed
  for (const id of ['scenario', 'engine', 'seed', 'dice']) $(id).disabled = id !== 'scenario' && fixed() || !!SAVED || !sim
}

// The questions of the scenario are about its own script; S.guess is what was chosen, by the number of the question.
const saidOf = x => (x && (x[S.lang] || x.en)) || ''
function fillPredict() {
  const asked = R.predictions || []
  $('predict').hidden = !asked.length || S.steps.length > 0
  $('questions').replaceChildren(...asked.map((p, i) => html('div', { class: 'ask', role: 'radiogroup', 'aria-label': saidOf(p.question) }, html('b', {}, saidOf(p.question)), html('span', { class: 'answers' }, ...p.choices.map(c => choiceOf(c, i))), html('span', { class: 'verdict', 'aria-live': 'polite' }))))
  showVerdict()
}

function choiceOf(c, i) {
  const input = html('input', { type: 'radio', name: 'guess' + i, value: c.id })
  input.checked = (S.guess || {})[i] === c.id
  input.addEventListener('change', () => { S.guess = { ...S.guess, [i]: c.id }; showVerdict() })
  return html('label', {}, input, saidOf(c.text))
}

// showVerdict answers the predictions that are made, when the run has been seen to its end.
function showVerdict() {
  const boxes = document.querySelectorAll('#questions .verdict')
  ;(R.predictions || []).forEach((p, i) => { const guess = (S.guess || {})[i]; if (boxes[i]) say(boxes[i], !guess ? '' : S.seenEnd ? verdictOn(p, guess) : w().reveal) })
}

function verdictOn(p, guess) {
  const right = p.choices.find(c => c.id === p.answer), seen = saidOf(p.seen)
  return (!right ? w().undecided : right.id === guess ? w().right : w().wrong(saidOf(right.text))) + (seen ? ` ${w().decided} ${seen}` : '')
}

function fillMine() {
  $('mine').hidden = !S.steps.length && !S.undone.length
  $('steps').replaceChildren(...S.steps.map(s => html('code', {}, s)))
  $('undo').disabled = !S.steps.length
  $('redo').disabled = !S.undone.length
  $('reset').disabled = !S.steps.length
  $('mine').querySelector('small').hidden = !S.steps.length
}

function fillLegend() {
  const block = (colour, words, extra = '') => { const i = html('i'); i.style.cssText = `background:${colour};${extra}`; return html('span', {}, i, words) }
  const sign = (colour, letter, words) => { const b = html('b', {}, letter); b.style.color = colour; return html('span', {}, b, words) }
  const zoomOut = html('button', { type: 'button', id: 'zoom-out', title: w().zoomOut, 'aria-label': w().zoomOut }, '−'), zoomIn = html('button', { type: 'button', id: 'zoom-in', title: w().zoomIn, 'aria-label': w().zoomIn }, '+')
  zoomOut.addEventListener('click', () => zoom(2)); zoomIn.addEventListener('click', () => zoom(.5))
  $('legend').replaceChildren(block('var(--follower)', w().follower), block('linear-gradient(var(--pre) 60%,var(--candidate) 60%)', w().precandidate), block('var(--candidate)', w().candidate), block('var(--leader)', w().leader), block('repeating-linear-gradient(135deg,var(--bg) 0 3px,var(--hatch) 3px 4px)', w().down),
    ...D.header.live ? [] : [block('var(--timer-fill)', w().timer, 'border-top:2px solid var(--timer)')], sign('var(--ask)', '▶', w().request), sign('var(--grant)', '▶', w().granted), sign('var(--deny)', '✕', w().denied), ...D.header.live ? [] : [sign('var(--carry)', '▸', w().entries), sign('var(--beat)', '•', w().beat)], sign('var(--lost)', '✕', w().lost), html('span', { class: 'zoom' }, zoomOut, zoomIn))
  const swatch = (style, words) => { const i = html('i'); i.style.cssText = style; return html('span', {}, i, words) }
  $('log-key').replaceChildren(swatch('background:var(--follower)', w().committed), swatch('background:var(--pre);outline:1px dashed var(--ask)', w().uncommitted), ...D.header.disks ? [swatch('background:repeating-linear-gradient(135deg,var(--follower) 0 4px,var(--bg) 4px 6px)', w().notOnDisk)] : [], html('span', { id: 'match-words' }), html('span', { id: 'next-words' }))
}

function fillJumps() {
  $('jumps').replaceChildren(...['election', 'fault', 'note', 'violation'].filter(k => D.jumps[k].length).map(k => {
    const b = html('button', { type: 'button', 'data-jump': k, title: w().jump }, '→ ' + w()[k])
    b.addEventListener('click', () => jump(k, 1))
    return b
  }))
  if (LIVE) $('jumps').prepend(...liveJumps())
}

// ---- time
// goTo moves the cursor; picked is the number of an event there that is meant above others of the same moment.
function goTo(t, byHand, picked = 0) {
  S.picked = picked
  S.t = Math.max(0, Math.min(D.end, Math.round(t)))
  if (byHand) { begun = true; play(false); $('note').hidden = true }
  if (S.t >= D.end && !S.seenEnd) { S.seenEnd = true; showVerdict() }
  const wide = S.view[1] - S.view[0]
  if (wide < D.end * 0.999 && (S.t < S.view[0] + wide * 0.05 || S.t > S.view[1] - wide * 0.15)) {
    const from = Math.max(0, Math.min(D.end - wide, S.t - wide * 0.3))
    S.view = [from, from + wide]
  }
  if (!D.whole && (S.t < D.window[0] || S.t > D.window[1])) loadAround(S.t)
  drawFrame()
  if (!playing) { if (LIVE) announce(); else say($('live'), w().live(ms(S.t, 1), sentenceAt(S.t))); rememberLink() }
}

// goToEvent shows the event of something in the lanes, among all events if it is not in the story.
async function goToEvent(hit) {
  const find = () => story.lines.find(l => hit.event ? l.number === hit.event : l.at === hit.at && (!hit.kind || l.kind === hit.kind) && (!hit.node || l.node === hit.node))
  if (!find() && hit.event && !S.every) { S.every = $('every').checked = true; goTo(hit.at, true); await loadEvery(); if (S.t !== hit.at) return }
  goTo(hit.at, true, hit.event || hit.kind && find() ? (find() || {}).number : 0)
}

function zoom(by, at = S.t) {
  const wide = Math.max(2 * MS, Math.min(D.end, (S.view[1] - S.view[0]) * by)), share = (at - S.view[0]) / (S.view[1] - S.view[0])
  const from = Math.max(0, Math.min(D.end - wide, at - wide * share))
  S.view = [from, from + wide]
  drawFrame()
}

function step(way) {
  const l = story.lines, i = lastBefore(l, S.t, 'at')
  if (way > 0) { if (l[i + 1]) goTo(l[i + 1].at, true); return }
  let j = i
  while (j >= 0 && l[j].at >= S.t) j--
  goTo(j >= 0 ? l[j].at : 0, true)
}

function jump(kind, way) {
  const list = D.jumps[kind], to = way > 0 ? list.find(t => t > S.t) ?? (LIVE ? list.at(-1) : undefined) : list.filter(t => t < S.t).at(-1)
  if (to === undefined) return
  goTo(to, true)
}

// paceAt hurries where nothing of the story happens soon and somebody leads.
function paceAt(t) {
  if (!S.pace) return 1
  const next = story.lines[lastBefore(story.lines, t, 'at') + 1], led = ledAt(D, t)
  if (!next) return 8
  const far = (next.at - t) / MS
  return !led.leader ? (far > 60 ? 2.5 : 1) : far > 40 ? Math.min(12, 1 + (far - 40) / 8) : 1
}

function play(on) {
  if (on && !D) return
  if (LIVE && on && S.t >= D.end) { follow(); return }
  if (on && S.t >= D.end) { S.t = 0; told = new Set() }
  if (on && playing) return
  if (LIVE) live.following = false
  playing = on
  document.body.dataset.playing = on ? '1' : ''
  set($('play-sign'), 'd', on ? 'M7 4h4v16H7ZM14 4h4v16h-4Z' : 'M7 4L20 12L7 20Z')
  $('play').title = on ? w().pause : w().play
  $('play').setAttribute('aria-label', on ? w().pause : w().play)
  if (!on) { if (D) rememberLink(); return }
  begun = true
  $('note').hidden = true
  let before = performance.now()
  const tick = now => {
    if (!playing || LIVE && live.following) return
    const passed = Math.max(0, Math.min(100, now - before)) // a frame can be stamped before the click that began it
    before = now
    const to = S.t + passed * MS * 10 ** S.speed * paceAt(S.t)
    const note = D.notes.find(n => n.at > S.t && n.at <= to && !told.has(n.at))
    if (note) { stopAtNote(note); return }
    goTo(to)
    if (S.t >= D.end) { if (LIVE) follow(); else play(false); drawFrame(); return }
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}

// stopAtNote stops at a remark of the lesson, the first time it is passed.
function stopAtNote(note) {
  told.add(note.at)
  play(false)
  goTo(note.at)
  $('note').hidden = false
  $('note').firstElementChild.textContent = D.notes.filter(n => n.at === note.at).map(n => n.text).join(' ')
  for (const n of D.notes) if (n.at === note.at) told.add(n.at)
  if (!document.activeElement || document.activeElement === document.body || $('transport').contains(document.activeElement)) $('go-on').focus({ preventScroll: true })
}

const speedWords = () => { const v = 10 ** S.speed; return v >= 0.95 ? `${v.toFixed(v < 1.05 ? 0 : 1)}×` : `1/${1 / v > 30 ? Math.round(1 / v / 10) * 10 : Math.round(1 / v)}×` }
function setSpeed(v) { S.speed = Math.max(-3, Math.min(0.3, v)); $('speed').value = S.speed; $('speed-words').textContent = speedWords() }

function touched() { S.guess = undefined; fillPredict(); fillMine() }

async function loadAround(t) {
  if (loadAround.busy || !sim && !SAVED) return
  loadAround.busy = true
  const wide = D.window[1] - D.window[0], from = Math.max(0, Math.round(t - wide * 0.3))
  try {
    const run = D, window = { do: 'window', from, to: Math.round(Math.min(D.end, from + wide)), lang: S.lang }
    let answer = SAVED ? await savedPart(t) : await sim.ask(window)
    if (answer.problems) { await sim.ask(requestOfRun()); answer = await sim.ask(window) } // another worker has begun since, which has not made this run
    if (run === D && answer.recording) { D = readRun(answer.recording); buildRing(); fillStory(); drawAll(); remarkOnLink(); if (S.every) loadEvery() }
  } catch { /* cancelled: the next run comes */ } finally { loadAround.busy = false }
}

function remark(text) { $('remark').hidden = !text; $('remark').textContent = text }
function remarkOnLink() {
  const said = []
  if (S.wanted && S.wanted.version && S.wanted.version !== D.header.version) said.push(w().otherVersion(S.wanted.version, D.header.version))
  else if (S.wanted && S.wanted.digest && !R.digest.includes(S.wanted.digest)) said.push(w().otherDigest)
  S.wanted = null
  said.push(...R.idle || [], ...R.remarks || [])
  if (!D.whole) said.push(w().longRun(D.events, ms(D.window[0], 0) + ' ms', ms(D.window[1], 0) + ' ms'))
  remark(said.join(' '))
}

// ---- tabs, the rest of the page
let tab = 'share'
function fillTabs() {
  const names = ['share', 'script', 'trials', 'seen', 'about'].filter(n => TABS[n])
  $('tabs').replaceChildren(...names.map(n => {
    const b = html('button', { role: 'tab', type: 'button', id: 'tab-' + n, 'aria-selected': n === tab, tabindex: n === tab ? 0 : -1, 'aria-controls': 'panel-' + n }, w()[n])
    b.addEventListener('click', () => { tab = n; fillTabs(); $('tab-' + n).focus() })
    return b
  }))
  for (const n of names) {
    let panel = $('panel-' + n)
    if (!panel) { panel = html('div', { id: 'panel-' + n, role: 'tabpanel', 'aria-labelledby': 'tab-' + n }); $('panels').append(panel) }
    panel.hidden = n !== tab
    if (n === tab) TABS[n](panel)
  }
}

// fillSeen tells what the scenario expects, and what the run showed of it.
TABS.seen = function fillSeen(panel) {
  const found = R.expectations || []
  panel.replaceChildren(found.length && !S.steps.length ? html('table', { class: 'seen' }, ...found.map(f => html('tr', { 'data-verdict': f.verdict }, html('td', {}, f.word), html('td', {}, f.expected), html('td', {}, f.seen)))) : html('p', {}, S.steps.length ? w().yoursNote : '–'),
    html('p', { class: 'key' }, R.reference || ''))
}

TABS.about = async function fillAbout(panel) {
  if (panel.dataset.lang === S.lang) return
  panel.dataset.lang = S.lang
  const packed = document.getElementById('licences').textContent, licences = html('pre', { tabindex: '0' })
  panel.replaceChildren(html('p', {}, `raftlab, simulation ${D.header.version}. Apache License 2.0.`), html('h2', {}, w().licences), licences)
  if (packed) licences.textContent = await new Response(inflate(unpack(packed, START.digits))).text()
}

TABS.share = fillShare
function fillShare(panel) {
  const command = R.command || ''
  const copy = html('button', { type: 'button' }, w().copyCommand)
  copy.addEventListener('click', () => copyText(command, copy))
  panel.replaceChildren(html('h2', {}, w().command), html('code', { class: 'cmd', id: 'command' }, command), html('p', {}, copy, S.yaml ? ' ' + w().saveFirst(fileName()) : ''), html('p', { class: 'key' }, `${w().digest} `, html('code', { id: 'digest' }, R.digest)))
}

async function copyText(text, button) {
  const was = button.textContent
  try { await navigator.clipboard.writeText(text) } catch {
    const area = html('textarea', { class: 'unseen' }); area.value = text; document.body.append(area); area.select(); document.execCommand('copy'); area.remove()
  }
  button.textContent = w().copied
  setTimeout(() => { button.textContent = was }, 1200)
}

// ---- wiring
function wire() {
  $('scenario').addEventListener('change', e => { if (e.target.value) choose({ name: e.target.value, yaml: '' }) })
  $('engine').addEventListener('change', e => choose({ engine: e.target.value }))
  $('seed').addEventListener('change', e => choose({ seed: e.target.value.trim() }))
  $('dice').addEventListener('click', () => choose({ seed: String(Math.floor(Math.random() * 1e6)) }))
  $('begin').setAttribute('aria-label', w().play)
  $('begin').addEventListener('click', () => { play(true); $('play').focus({ preventScroll: true }) })
  $('go-on').addEventListener('click', () => { play(true); $('play').focus({ preventScroll: true }) })
  $('play').addEventListener('click', () => play(!playing))
  $('prev').addEventListener('click', () => step(-1))
  $('next').addEventListener('click', () => step(1))
  $('speed').addEventListener('input', e => setSpeed(+e.target.value))
  $('pace').checked = S.pace
  $('pace').addEventListener('change', e => { S.pace = e.target.checked })
  $('every').addEventListener('change', e => { S.every = e.target.checked; loadEvery() })
  $('lang').addEventListener('click', async () => { S.lang = S.lang === 'en' ? 'zh' : 'en'; if (!await simulate({ keep: true })) drawAll() })
  $('theme').addEventListener('click', () => { S.theme = S.theme === 'dark' ? 'light' : 'dark'; drawAll() })
  $('big').addEventListener('click', () => { document.body.classList.toggle('big'); drawAll() })
  $('help').addEventListener('click', showKeys)
  $('share').addEventListener('click', async e => { if (traced) { remark(w().sendFile); return } const link = await linkOf(); history.replaceState(null, '', link); copyText(location.href, e.target); if (link.length > 8192) remark(w().longLink(Math.ceil(link.length / 1024))) })
  $('undo').addEventListener('click', undo); $('redo').addEventListener('click', redo); $('reset').addEventListener('click', backToScript)
  $('cancel').addEventListener('click', () => { if (sim) sim.cancel() })
  $('menu').addEventListener('keydown', menuKeys)
  addEventListener('click', e => { if (e.target.isConnected && !e.target.closest('#menu') && !e.target.closest('#ring')) closeMenu() })
  $('ring').addEventListener('click', e => openAt(e.target, { x: e.clientX + 8, y: e.clientY }))
  $('ring').addEventListener('keydown', e => { if (e.key !== 'Enter' && e.key !== ' ') return; const b = e.target.getBoundingClientRect(); openAt(e.target, { x: b.right, y: b.top }); e.preventDefault(); e.stopPropagation() })
  wireLanes()
  addEventListener('keydown', keyDown)
  addEventListener('resize', () => { if (D) drawFrame() })
  addEventListener('hashchange', takeLink)
  setSpeed(S.speed)
}

// takeLink goes where a link leads that was put into the address of the open page.
async function takeLink() {
  if (!SAVED && !sim || !isLink(location.hash)) return
  const wrong = await readLink(location.hash)
  traced = null
  if (wrong) Object.assign(S, FIRST, { t: 0 })
  S.guess = undefined; S.seenEnd = false
  if (await simulate({ at: S.t }) && wrong) remark(wrong)
}

function openAt(target, where) {
  const server = target.closest('.server'), message = target.closest('.message'), link = target.closest('.link')
  halt()
  begun = true
  drawFrame()
  if (message) menuOfMessage(+message.dataset.id, where)
  else if (server) menuOfServer(+server.dataset.node.slice(1), where)
  else if (link) menuOfLink(...link.dataset.link.split(' ').map(Number), where)
  else closeMenu()
}

async function choose(change) {
  if (change.name !== undefined) traced = null
  Object.assign(S, change)
  const study = change.name !== undefined && isStudy(change.name)
  if (change.name !== undefined) { S.steps = []; S.set = study ? [SHORT] : []; S.undone = []; S.guess = undefined }
  S.seenEnd = false
  if (!await simulate({ keep: change.name === undefined && S.steps.length > 0 })) return
  showFirstViolation()
  if (study) showTrials()
}

// A study is about many runs, so they come first; of its own run, which can be long, the page makes the first part.
const SHORT = 'max_events=50000'
const isStudy = name => START.scenarios.some(k => k.name === name && k.study)
function showTrials() {
  tab = 'trials'
  fillTabs()
  startTrials()
  $('more').scrollIntoView({ behavior: CALM ? 'auto' : 'smooth' })
}

// showFirstViolation goes to where a property breaks first: that is what an engine without a rule is chosen for.
function showFirstViolation() {
  if (!S.engine.includes('-without-')) return
  if (!D.violations.length) { if (D.whole) remark(w().noViolation); return }
  goTo(D.violations[0].at, true)
  const wide = Math.min(D.end, 300 * MS), from = Math.max(0, Math.min(D.end - wide, S.t - wide * 0.6))
  S.view = [from, from + wide]
  drawFrame()
}

async function loadEvery() {
  D.every = null
  if (S.every && fixed()) D.every = D.lines
  else if (S.every && sim) {
    const slow = setTimeout(() => { $('busy').hidden = false }, 600), run = D, mine = running
    try {
      const answer = await sim.ask({ ...requestOfRun(), do: 'lines', from: D.window[0], to: D.window[1] })
      if (run === D && answer.recording) D.every = FORMS.lines(answer.recording.lines)
    } catch { if (mine === running) S.every = $('every').checked = false } finally { clearTimeout(slow); if (mine === running) $('busy').hidden = true } // cancelled by hand: the story stays
  }
  fillStory()
  drawFrame()
}

function wireLanes() {
  for (const [id, map] of [['lanes', (x, c) => S.view[0] + (x - lanes.left) / (c.clientWidth - lanes.left - lanes.right) * (S.view[1] - S.view[0])], ['overview', (x, c) => x / c.clientWidth * D.end]]) {
    const c = $(id), at = e => map(e.clientX - c.getBoundingClientRect().left, c)
    let held = false, hit, from = 0
    const under = e => id === 'lanes' ? hitAt(e.offsetX, e.offsetY) : undefined
    c.addEventListener('pointerdown', e => { if (!D) return; held = true; from = e.clientX; hit = under(e); c.setPointerCapture(e.pointerId); if (hit) return; const view = S.view; goTo(at(e), true); if (id === 'lanes') { S.view = view; drawFrame() } })
    c.addEventListener('pointermove', e => {
      if (hit && held && Math.abs(e.clientX - from) > 4) hit = undefined // it is dragged
      if (held && !hit) goTo(at(e), true)
      else if (!held && D) c.style.cursor = under(e) ? 'pointer' : ''
    })
    c.addEventListener('pointerup', () => { if (held && hit) goToEvent(hit); held = false; hit = undefined })
    c.addEventListener('pointercancel', () => { held = false })
    c.addEventListener('wheel', e => { if (!e.ctrlKey && !e.shiftKey) return; e.preventDefault(); zoom((e.deltaY || e.deltaX) > 0 ? 1.25 : 0.8, id === 'lanes' ? at(e) : S.t) }, { passive: false })
  }
}

function keyDown(e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return
  const field = e.target.closest('input:not([type=range]):not([type=checkbox]):not([type=radio]),select,textarea')
  if (e.key === 'Escape') { if (closeMenu()) e.preventDefault(); return }
  if (field || !D || !$('menu').hidden || $('keys').open) return
  const way = e.shiftKey ? -1 : 1
  const act = {
    ' ': () => { if (e.target.closest('button,[role=button]')) return false; play(!playing) }, ArrowRight: () => step(1), ArrowLeft: () => step(-1),
    e: () => jump('election', way), f: () => jump('fault', way), v: () => jump('violation', way), n: () => jump('note', way),
    Home: () => goTo(0, true), End: () => LIVE ? follow() : goTo(D.end, true), '+': () => zoom(.5), '=': () => zoom(.5), '-': () => zoom(2), '<': () => setSpeed(S.speed - .25), '>': () => setSpeed(S.speed + .25), ',': () => setSpeed(S.speed - .25), '.': () => setSpeed(S.speed + .25),
    u: undo, r: redo, s: listServers, m: listMessages, p: () => $('big').click(), '?': showKeys,
  }[e.key.length === 1 ? e.key.toLowerCase() : e.key]
  if (/^[1-9]$/.test(e.key) && +e.key <= D.nodes) { begun = true; const b = ring.servers[+e.key - 1].g.getBoundingClientRect(); halt(); drawFrame(); menuOfServer(+e.key, { x: b.right, y: b.top }); e.preventDefault(); return }
  if (!act || (/^Arrow|Home|End/.test(e.key) && e.target.type === 'range')) return
  if (act() !== false) e.preventDefault()
}

function showKeys() {
  const close = html('button', { type: 'button' }, w().close), box = $('keys')
  close.addEventListener('click', () => box.close())
  box.replaceChildren(html('h2', {}, w().help), html('table', {}, ...w().keys.map(([k, d]) => html('tr', {}, html('td', {}, k), html('td', {}, d)))), close)
  box.showModal()
}

async function begin() {
  document.documentElement.dataset.theme = S.theme
  document.documentElement.lang = S.lang === 'zh' ? 'zh-CN' : 'en'
  const wrong = await readLink(location.hash)
  wire()
  if (LIVE) { beginLive(); return }
  if (!SAVED && able()) sim = new Simulator()
  if (isStudy(S.name) && !S.yaml && !S.set.length) S.set = [SHORT]
  const t = S.t || (START.at ? Math.round(START.at) : 0)
  if (!await simulate({ at: t || undefined }) && !D) await showStart()
  if (!D) return
  if (t) { begun = true; drawFrame() } else showFirstViolation()
  if (isStudy(S.name) && !t && !S.yaml && sim) showTrials()
  if (wrong) remark(wrong)
}

// showStart shows what the page was made for, when its link leads to no run.
async function showStart() {
  const why = $('error').textContent
  S.wanted = null
  if (await simulate()) remark(`${why} ${w().startInstead}`)
}
begin()
