'use strict'
// Changes to a run: every one is a step that is added to the script at the cursor. The menus offer what is possible.
const stepMoment = s => { const m = /at: ([\d.]+)(ms|us|ns|s)\b/.exec(s); return m ? Math.round(parseFloat(m[1]) * { ns: 1, us: 1e3, ms: MS, s: 1e9 }[m[2]]) : 0 }

async function fork(...actions) {
  closeMenu()
  await pending // a change is made to the run that is shown
  const before = D, moment = momentOf(D, S.t)
  S.steps = [...S.steps, ...actions.map(a => `{at: ${momentWords(moment)}, ${a}}`)]
  S.undone = []
  if (!await simulate({ keep: true })) return
  document.body.dataset.prefix = samePast(before, D, moment)
  touched()
  if (!CALM) play(true)
}

// samePast reports whether two runs tell the same up to a moment, as far as the page holds both.
function samePast(a, b, until) {
  const from = Math.max(a.window[0], b.window[0]), to = Math.min(until, a.window[1], b.window[1])
  const past = run => run.lines.filter(l => l.story && l.at >= from && l.at < to).map(l => `${l.number} ${l.at} ${l.node} ${l.text}`).join('\n')
  const times = run => Array.from(run.times).filter(u => u >= from && u < to).join(' ')
  return past(a) === past(b) && times(a) === times(b)
}

async function undo() {
  if (!S.steps.length) return
  S.undone = [...S.undone, S.steps.at(-1)]
  S.steps = S.steps.slice(0, -1)
  await simulate({ keep: true })
}
async function redo() {
  if (!S.undone.length) return
  const step = S.undone.at(-1)
  S.steps = [...S.steps, step]
  S.undone = S.undone.slice(0, -1)
  await simulate({ keep: true })
}
async function backToScript() {
  S.undone = [...S.steps].reverse()
  S.steps = []
  await simulate({ keep: true })
}

// The menus.
function menuOfServer(id, where) {
  if (LIVE) { liveMenuOfServer(id, where); return }
  const st = serverAt(D.servers[id - 1], S.t), n = 'n' + id, items = []
  if (st.role === DOWN) { if (!st.ended || D.faults.some(f => f.fault === 'disk')) items.push([w().restart, `restart: ${n}`]) } // what a missing rule has ended stays so
  else {
    items.push([w().crash, `crash: ${n}`], st.paused ? [w().resume, `resume: ${n}`] : [w().pauseServer, `pause: ${n}`])
    if (st.role !== LEADER) items.push([w().fire, `timeout: ${n}`])
    items.push([w().propose, `propose: {command: x=${S.steps.length + 1}, to: ${n}}`])
  }
  const others = D.servers.filter(s => s.id !== id)
  items.push([w().isolate, ...others.flatMap(s => [`cut: {from: ${n}, to: n${s.id}}`, `cut: {from: n${s.id}, to: ${n}}`])])
  if (cutsAt(D, S.t).size) items.push([w().healAll, 'heal: all'])
  openMenu(`${n} · ${roleWords(st)}`, items, where, factsOf(st, S.t).join(w().comma))
}

function menuOfLink(a, b, where) {
  if (LIVE) { liveMenuOfLink(a, b, where); return }
  const n = 'n' + a, m = 'n' + b, cuts = cutsAt(D, S.t), items = []
  const there = cuts.has(`${a} ${b}`), back = cuts.has(`${b} ${a}`)
  if (!there && !back) items.push([w().cutBoth(n, m), `cut: {from: ${n}, to: ${m}}`, `cut: {from: ${m}, to: ${n}}`])
  if (!there) items.push([w().cut(n, m), `cut: {from: ${n}, to: ${m}}`])
  if (!back) items.push([w().cut(m, n), `cut: {from: ${m}, to: ${n}}`])
  if (there || back) items.push([w().heal(n, m), `heal: {from: ${n}, to: ${m}}`, `heal: {from: ${m}, to: ${n}}`])
  const known = !D.faults.some(f => f.fault === 'network') // else a link has to be told all, since nobody knows what the rest is by then
  for (const [words, what] of [[w().slow, known ? 'latency: 60ms-90ms' : 'latency: 60ms-90ms, loss: 0%, duplicate: 0%'], [w().lossy, known ? 'loss: 50%' : 'latency: 10ms, loss: 50%, duplicate: 0%']])
    items.push([words(n, m, known), `link: {from: ${n}, to: ${m}, ${what}}`, `link: {from: ${m}, to: ${n}, ${what}}`])
  if (cuts.size) items.push([w().healAll, 'heal: all'])
  openMenu(`${n} – ${m}`, items, where)
}

function menuOfMessage(id, where) {
  const m = D.messages.find(m => m.id === id)
  if (!m) return
  const underWay = S.t < m.ended && !LIVE ? [[w().drop, `drop: ${id}`], [w().duplicate, `duplicate: ${id}`], [w().hold, `hold: {message: ${id}, for: 50ms}`], [w().deliver, `deliver: ${id}`]] : [] // one that is lost stays in the picture for a moment
  openMenu(messageWords(m), [...underWay, ...LIVE ? [] : [[w().cut('n' + m.from, 'n' + m.to), `cut: {from: n${m.from}, to: n${m.to}}`]]], where)
}

function listServers() {
  openMenu(w().servers, D.servers.map(s => { const st = serverAt(s, S.t); return { label: [s.name, roleWords(st), `${w().term} ${st.term}`, ...factsOf(st, S.t)].join(' · '), go: where => menuOfServer(s.id, where) } }), middleOf('ring'))
}
function listMessages() {
  const flights = flightsAt(D, S.t, 0)
  openMenu(w().underWay, flights.length ? flights.map(m => ({ label: messageWords(m), go: where => menuOfMessage(m.id, where) })) : [{ label: w().none }], middleOf('ring'))
}
const middleOf = id => { const b = document.getElementById(id).getBoundingClientRect(); return { x: b.left + b.width / 2 - 110, y: b.top + 40 } }

let menuFocus = null
// halt stops time while something is chosen. What is live goes on.
const halt = () => { if (!LIVE) play(false) }
function openMenu(title, items, where, about = '') {
  halt()
  const menu = document.getElementById('menu')
  if (menu.hidden) menuFocus = document.activeElement
  const head = html('p', {}, html('b', {}, title), ' ', html('small', {}, fixed() ? '' : w().fromHere(momentWords(momentOf(D, S.t)))))
  if (about) head.append(html('small', {}, about))
  menu.replaceChildren(head)
  for (const item of items) {
    const plain = Array.isArray(item), button = html('button', { role: 'menuitem', type: 'button' }, plain ? item[0] : item.label)
    if (plain) { button.dataset.step = item.slice(1).join('; '); button.disabled = fixed() || !able(); button.addEventListener('click', () => fork(...item.slice(1))) }
    else if (item.go) { if (item.do) button.dataset.do = item.do; button.addEventListener('click', () => item.go(where)) }
    else button.disabled = true
    menu.append(button)
  }
  if (fixed() && !LIVE) menu.append(html('p', {}, html('small', {}, w().stepsOff)))
  menu.setAttribute('aria-label', title)
  menu.hidden = false
  const wide = menu.offsetWidth, high = menu.offsetHeight
  menu.style.left = Math.max(8, Math.min(where.x, innerWidth - wide - 8)) + 'px'
  menu.style.top = Math.max(8, Math.min(where.y, innerHeight - high - 8)) + 'px'
  const first = menu.querySelector('button:not(:disabled)')
  if (first) first.focus({ preventScroll: true })
}
function closeMenu() {
  const menu = document.getElementById('menu')
  if (menu.hidden) return false
  menu.hidden = true
  if (menuFocus && menuFocus.isConnected) menuFocus.focus({ preventScroll: true })
  return true
}
function menuKeys(e) {
  const buttons = [...document.querySelectorAll('#menu button:not(:disabled)')], i = buttons.indexOf(document.activeElement)
  const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: buttons.length - 1 }[e.key]
  if (to === undefined || !buttons.length) return
  buttons[(to + buttons.length) % buttons.length].focus()
  e.preventDefault()
}
