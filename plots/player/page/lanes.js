'use strict'
// The time lanes: a lane for every server, as in the pictures of raftlab plot. Drawn on a canvas, in the colours of the
// style sheet. Above them the whole run in short, with the part that is shown.
const lanes = { canvas: null, left: 54, right: 14, bar: 15, colours: {} }

function readColours() {
  const style = getComputedStyle(document.documentElement)
  for (const name of ['bg', 'ink', 'sub', 'rule', 'grid', 'follower', 'outside', 'pre', 'candidate', 'leader', 'leader-ink', 'candidate-ink', 'hatch', 'ask', 'grant', 'deny', 'pre-ask', 'pre-grant', 'pre-deny', 'lost', 'beat', 'carry', 'none', 'none-lane', 'red', 'network', 'network-fill', 'timer', 'timer-fill', 'timer-soon', 'timer-soon-fill', 'cursor', 'yours'])
    lanes.colours[name] = style.getPropertyValue('--' + name).trim()
}

// laneHeight leaves room for all lanes.
const laneHeight = n => n <= 5 ? 40 : n <= 7 ? 36 : n <= 9 ? 33 : 26

function drawLanes(t) {
  const c = document.getElementById('lanes'), width = c.clientWidth, n = D.nodes
  const lane = laneHeight(n)
  lanes.lane = lane
  const bands = networkBands()
  const rows = Math.min(3, bands.reduce((most, b) => Math.max(most, b.row + 1), 0))
  const top = 24, phases = 17, laneTop = top + phases + 6 + rows * 17
  const height = laneTop + n * lane + 26 + (D.violations.length ? 17 : 0)
  const ratio = devicePixelRatio || 1
  if (c.width !== Math.round(width * ratio) || c.height !== Math.round(height * ratio)) { c.width = Math.round(width * ratio); c.height = Math.round(height * ratio); c.style.height = height + 'px' }
  const g = c.getContext('2d')
  g.setTransform(ratio, 0, 0, ratio, 0, 0)
  g.clearRect(0, 0, width, height)
  const x0 = lanes.left, x1 = width - lanes.right, [a, b] = S.view
  const f = { g, a, b, x0, x1, top, phases, laneTop, bottom: laneTop + n * lane, height, lane, t, css: lanes.colours,
    X: u => x0 + (u - a) / (b - a) * (x1 - x0), scale: (x1 - x0) / ((b - a) / MS) }
  lanes.frame = f
  lanes.hits = []
  g.textBaseline = 'middle'
  g.lineJoin = 'round'
  g.save(); g.beginPath(); g.rect(x0, 0, x1 - x0, height); g.clip()
  drawGround(f, bands)
  drawTimers(f)
  drawArrows(f)
  D.servers.forEach((s, i) => drawBar(f, s, i))
  drawDots(f)
  drawFaultMarks(f)
  drawNetworkWords(f, bands, rows)
  drawStrip(f)
  drawCursor(f)
  g.restore()
  D.servers.forEach((s, i) => { type(f, 13, 700, f.css.ink, 'right'); g.fillText(s.name, x0 - 9, barTop(f, i) + lanes.bar / 2 + 1) })
  type(f, 11, 600, f.css.sub, 'right'); g.fillText(w().cluster, x0 - 9, 12)
  describeLanes()
}

// What is drawn for an event is remembered, so that a click on it leads to the event: a box or a line, its moment, and the event's
// number, or its kind where only that is known.
const box = (xa, ya, xb, yb, what) => lanes.hits.push({ xa: Math.max(xa, lanes.frame.x0), ya, xb: Math.min(xb, lanes.frame.x1), yb, ...what })
function hitAt(x, y) {
  for (let i = lanes.hits.length - 1; i >= 0; i--) {
    const h = lanes.hits[i]
    if (h.line) {
      const dx = h.xb - h.xa, dy = h.yb - h.ya, share = ((x - h.xa) * dx + (y - h.ya) * dy) / (dx * dx + dy * dy || 1), s = Math.max(0, Math.min(1, share))
      if (Math.hypot(x - h.xa - s * dx, y - h.ya - s * dy) < 5) return s > 0.5 && h.end ? h.end : h
    } else if (x >= h.xa && x <= h.xb && y >= h.ya && y <= h.yb) return h
  }
}

const describeLanes = () => { const c = document.getElementById('lanes'), label = LIVE ? lw().lanes(D.nodes, clockOf(S.view[0], 0), clockOf(S.view[1], 0)) : w().lanesLabel(D.nodes, ms(S.view[0], 0), ms(S.view[1], 0)); set(c, 'aria-label', label) }
const barTop = (f, i) => f.laneTop + (i + 1) * f.lane - lanes.bar - 2
const FONT = '"Liberation Sans", system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
function type(f, size, weight, colour, align = 'left') { f.g.font = `${weight} ${size}px ${FONT}`; f.g.fillStyle = colour; f.g.textAlign = align }
// fitting returns the first of some words that is not wider than that.
const fitting = (f, width, ...words) => words.find(s => s && f.g.measureText(s).width <= width)
const clip = (f, x) => Math.max(f.x0, Math.min(f.x1, x))

function drawGround(f, bands) {
  const { g, css } = f
  for (const o of D.outages) { const xa = clip(f, f.X(o.from)), xb = clip(f, f.X(o.to)); if (xb > xa) { g.fillStyle = css['none-lane']; g.fillRect(xa, f.top, xb - xa, f.bottom - f.top) } }
  for (const band of bands) { const xa = clip(f, f.X(band.from)), xb = clip(f, f.X(band.to)); if (xb > xa) { g.fillStyle = css['network-fill']; g.globalAlpha = .75; g.fillRect(xa, f.laneTop, xb - xa, f.bottom - f.laneTop); g.globalAlpha = 1 } }
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5].map(x => x * MS).find(q => (f.b - f.a) / q <= Math.max(3, (f.x1 - f.x0) / 90)) || (f.b - f.a)
  for (let u = Math.ceil(f.a / step) * step; u <= f.b; u += step) {
    const x = Math.round(f.X(u)) + .5
    g.fillStyle = css.grid; g.fillRect(x, f.top + f.phases, 1, f.bottom - f.top - f.phases)
    type(f, 11.5, 400, css.sub, x - f.x0 < 24 ? 'left' : f.x1 - x < 24 ? 'right' : 'center')
    g.fillText(LIVE ? clockOf(u, step < 1e9) : step >= 1e9 ? u / 1e9 + ' s' : u / MS + ' ms', x, f.bottom + 13)
  }
  for (const o of D.outages) for (const u of [o.from, o.to]) if (u > f.a && u < f.b && u > 0) { g.setLineDash([1.5, 2.5]); g.strokeStyle = css.red; g.lineWidth = 1; g.beginPath(); g.moveTo(f.X(u), f.top); g.lineTo(f.X(u), f.bottom); g.stroke(); g.setLineDash([]) }
}

// networkBands are the faults of the network, those that begin and end together as one.
function networkBands() {
  if (D.bands) return D.bands
  const bands = []
  for (const f of D.faults) {
    let words = ''
    if (f.fault === 'partition') words = f.groups
    else if (f.fault === 'cut') words = `× n${f.node} → n${f.peer}`
    else if (f.fault === 'link') words = `n${f.node} → n${f.peer} ${f.setting}`
    else if (f.fault === 'heal_link') words = `n${f.node} → n${f.peer} ${f.words}`
    else if (f.fault === 'network') words = f.setting
    if (!words || f.until <= f.at) continue
    const last = bands.at(-1)
    if (last && last.from === f.at && last.to === f.until) last.words += ', ' + words
    else bands.push({ from: f.at, to: f.until, words, event: f.event })
  }
  const free = []
  for (const b of bands) {
    let row = 0
    while (row < free.length && free[row] > b.from) row++
    free[row] = b.to
    b.row = row
  }
  return D.bands = bands
}

function drawNetworkWords(f, bands, rows) {
  const { g, css } = f
  for (const b of bands) {
    if (b.to < f.a || b.from > f.b || b.row >= rows) continue
    const xa = f.X(b.from), xb = f.X(b.to), y = f.top + f.phases + 6 + b.row * 17
    g.strokeStyle = css.network; g.lineWidth = 1.1; g.setLineDash([4, 3]); g.strokeRect(xa, y, xb - xa, f.bottom - y); g.setLineDash([])
    type(f, 11.5, 700, css.network)
    const words = fitting(f, clip(f, xb) - clip(f, xa) - 8, b.words)
    if (!words) continue
    const x = Math.max(xa, f.x0) + 5, wide = g.measureText(words).width
    box(x, y + 1, x + wide, y + 16, { at: b.from, event: b.event })
    g.fillStyle = css.bg; g.fillRect(x - 3, y + 1, wide + 6, 15)
    g.fillStyle = css.network; g.fillText(words, x, y + 9)
  }
}

function drawTimers(f) {
  const { g, css, a, b, X } = f
  const zone = f.lane - lanes.bar - 7
  D.servers.forEach((s, i) => {
    const y = barTop(f, i)
    for (let k = Math.max(0, lastBefore(s.timers, a, 'from')); k < s.timers.length && s.timers[k].from <= b; k++) {
      const timer = s.timers[k]
      if (timer.to < a) continue
      const role = (at(s.bands, timer.from, 'from') || {}).role, soon = role === CANDIDATE || role === PRE || timer.fired
      const whole = D.mostTimeout || (D.mostTimeout = Math.max(1, ...D.servers.map(q => Math.max(0, ...q.timers.map(z => z.deadline - z.from)))))
      if (timer.bends === null) continue
      const high = u => y - zone * leftOf(timer, u) * (timer.deadline - timer.from) / whole
      const moments = [timer.from, ...timer.bends.slice(1, -1).map(bend => bend[0]), timer.to]
      const line = () => moments.forEach((u, k) => k ? g.lineTo(X(u), high(u)) : g.moveTo(X(u), high(u)))
      g.beginPath(); line(); g.lineTo(X(timer.to), y); g.lineTo(X(timer.from), y); g.closePath()
      g.fillStyle = soon ? css['timer-soon-fill'] : css['timer-fill']; g.fill()
      g.beginPath(); line(); g.strokeStyle = soon ? css['timer-soon'] : css.timer; g.lineWidth = 1.1; g.stroke()
    }
  })
}

function drawArrows(f) {
  const from = Math.max(0, lastBefore(D.messages, f.a - D.longest, 'sent')), seen = []
  for (let i = from; i < D.messages.length && D.messages[i].sent < f.b; i++) if (D.messages[i].ended >= f.a) seen.push(D.messages[i])
  f.denials = []
  // far away there is no room for what only keeps a leader
  const detailed = f.scale >= 1.2, some = f.scale >= 0.2
  const quiet = m => { const k = lookOf(m); return k === 'beat' || k === 'reply' }
  if (some) seen.filter((m, i) => quiet(m) && m.kind !== BEAT_REPLY && (detailed ? m.kind === BEAT || m.kind === APPEND : i % 3 === 0)).forEach(m => drawArrow(f, m))
  if (!some) return
  seen.filter(m => lookOf(m).endsWith('pre') && detailed).forEach(m => drawArrow(f, m))
  seen.filter(m => !quiet(m) && !lookOf(m).endsWith('pre')).forEach(m => drawArrow(f, m))
  drawDenials(f)
}

const ARROW = { ask: ['ask', 1.5], grant: ['grant', 1.5], deny: ['deny', 1.5], carry: ['carry', 1], news: ['leader', 1.2], beat: ['beat', .8], reply: ['beat', .6] }
function drawArrow(f, m) {
  const { g, css, X } = f, look = lookOf(m), kind = look.split(' ')[0], pre = look.endsWith('pre')
  const lost = m.fate === LOST, door = lost && lostAtDoor(m)
  const down = m.to > m.from, ya = barTop(f, m.from - 1) + (down ? lanes.bar : 0), yEnd = barTop(f, m.to - 1) + (down ? 0 : lanes.bar)
  const share = lost ? (door ? 1 : .55) : m.fate === UNDER_WAY && (LIVE || m.ended >= D.end) ? .9 : 1
  const stub = lost && m.ended === m.sent // it did not leave: a partition, a cut, or the network lost it
  const xa = X(m.sent), xb = stub ? xa + 6 : X(Math.max(m.ended, m.sent + 1)), yb = stub ? ya + (down ? 12 : -12) : ya + (yEnd - ya) * share
  const [name, width] = ARROW[kind]
  g.strokeStyle = g.fillStyle = css[pre ? 'pre-' + name : lost ? 'lost' : name]
  g.lineWidth = pre ? .9 : width
  if (pre) g.setLineDash([3, 2]); else if (m.copy) g.setLineDash([1.2, 2.4])
  const length = Math.hypot(xb - xa, yb - ya) || 1, ux = (xb - xa) / length, uy = (yb - ya) / length
  const crossed = lost || kind === 'deny', back = crossed ? (lost && !door ? 0 : 4) : 0
  const tx = xb - ux * back, ty = yb - uy * back
  g.beginPath(); g.moveTo(xa, ya); g.lineTo(tx, ty); g.stroke(); g.setLineDash([])
  lanes.hits.push({ line: true, xa, ya, xb, yb, at: m.sent, event: m.event, end: m.endEvent && { at: m.ended, event: m.endEvent } })
  if (crossed) {
    const r = pre ? 2.6 : 3.6
    g.lineWidth = pre ? 1.1 : 1.7
    g.beginPath(); g.moveTo(tx - r, ty - r); g.lineTo(tx + r, ty + r); g.moveTo(tx + r, ty - r); g.lineTo(tx - r, ty + r); g.stroke()
    if (!lost && m.why) f.denials.push({ x: tx, y: ty, row: m.to, why: m.why, below: !down })
  } else if (kind !== 'reply' && (kind !== 'beat' || f.scale > 2)) {
    const size = pre ? 5.5 : kind === 'beat' ? 4 : 7.5
    g.beginPath(); g.moveTo(xb, yb); g.lineTo(xb - ux * size - uy * size * .42, yb - uy * size + ux * size * .42); g.lineTo(xb - ux * size + uy * size * .42, yb - uy * size - ux * size * .42); g.fill()
  }
}

// drawDenials writes why votes were denied, those close together once.
function drawDenials(f) {
  const { g, css } = f, taken = []
  f.denials.sort((p, q) => p.row - q.row || p.x - q.x)
  let last
  for (const d of f.denials) {
    if (last && last.row === d.row && d.x - last.x < 50 && last.why === d.why) continue
    type(f, 10.5, 400, css.deny)
    const wide = g.measureText(d.why).width, x = d.x + 7 + wide < f.x1 ? d.x + 7 : d.x - 7 - wide, y = d.y + (d.below ? 5 : -5)
    if (taken.some(q => Math.abs(q.y - y) < 11 && x < q.x + q.wide + 4 && q.x < x + wide + 4)) continue
    taken.push({ x, y, wide })
    g.lineWidth = 3; g.strokeStyle = css.bg; g.strokeText(d.why, x, y); g.fillText(d.why, x, y)
    last = d
  }
}

const barColour = (css, role) => [css.bg, css.follower, css.pre, css.candidate, css.leader][role]
function drawBar(f, s, i) {
  const { g, css, X } = f, y = barTop(f, i), BAR = lanes.bar
  for (let k = Math.max(0, lastBefore(s.bands, f.a, 'from')); k < s.bands.length && s.bands[k].from <= f.b; k++) {
    const b = s.bands[k]
    if (b.to < f.a) continue
    const xa = X(b.from), xb = X(b.to), va = Math.max(f.x0, xa), vb = Math.min(f.x1, xb)
    g.fillStyle = barColour(css, b.role); g.fillRect(xa, y, xb - xa, BAR)
    box(xa, y, xb, y + BAR, { at: b.from, event: b.event })
    if (b.role === FOLLOWER) for (const m of s.members) if (m.standing !== VOTER && m.to > b.from && m.from < b.to) {
      const ma = Math.max(xa, X(m.from)), mb = Math.min(xb, X(m.to))
      g.fillStyle = css.outside; g.fillRect(ma, y, mb - ma, m.standing === LEARNER ? BAR / 2 : BAR)
    }
    if (b.role === PRE) { g.fillStyle = css.candidate; g.fillRect(xa, y + BAR * .62, xb - xa, BAR * .38) }
    if (b.role === DOWN) { hatch(f, va, y, vb - va, BAR, 6, css.hatch, .9); g.strokeStyle = css.hatch; g.lineWidth = .8; g.strokeRect(xa, y + .5, xb - xa, BAR - 1); continue }
    if (xb - xa < 40 && b.role !== FOLLOWER) { g.strokeStyle = css.sub; g.lineWidth = .6; g.strokeRect(xa, y, xb - xa, BAR) }
    g.fillStyle = css.bg; g.fillRect(xb - .6, y, .6, BAR)
    const count = b.voters ? (b.oldVoters ? `${b.votes}/${b.voters}+${b.oldVotes}/${b.oldVoters}` : `${b.votes}/${b.voters}`) : ''
    type(f, 11.5, 700, b.role === LEADER ? css['leader-ink'] : b.role >= PRE ? css['candidate-ink'] : css.ink)
    const words = b.term || b.role !== FOLLOWER ? fitting(f, vb - va - 10, count && `${w().term} ${b.term} · ${count}`, count && `${b.term} · ${count}`, `${w().term} ${b.term}`, `${b.term}`) : ''
    if (words) g.fillText(words, va + 6, y + BAR / 2 + 1)
  }
  for (const p of s.pauses) if (p.to > f.a && p.from < f.b) { const pa = clip(f, X(p.from)), pb = clip(f, X(p.to)); hatch(f, pa, y, pb - pa, BAR, 7, css.sub, 2.4); hatch(f, pa, y, pb - pa, BAR, 7, css.bg, 1); g.strokeStyle = css.ink; g.lineWidth = .8; g.strokeRect(pa, y, pb - pa, BAR) }
}

function hatch(f, x, y, wide, high, gap, colour, width) {
  if (wide <= 0) return
  const { g } = f
  g.save(); g.beginPath(); g.rect(x, y, wide, high); g.clip(); g.strokeStyle = colour; g.lineWidth = width; g.beginPath()
  for (let u = x - high - (x % gap); u < x + wide + high; u += gap) { g.moveTo(u, y + high); g.lineTo(u + high, y) }
  g.stroke(); g.restore()
}

function drawDots(f) {
  const { g, css } = f
  D.servers.forEach((s, i) => { for (const timer of s.timers) if (timer.fired && timer.to >= f.a && timer.to <= f.b) { g.beginPath(); g.arc(f.X(timer.to), barTop(f, i), 3.8, 0, 7); box(f.X(timer.to) - 5, barTop(f, i) - 5, f.X(timer.to) + 5, barTop(f, i) + 5, { at: timer.to, kind: 'expired', node: i + 1 }); g.fillStyle = css.ask; g.fill(); g.strokeStyle = css.bg; g.lineWidth = 1.4; g.stroke() } })
}

function drawFaultMarks(f) {
  const { g, css } = f
  for (const fault of D.faults) {
    if (fault.at < f.a || fault.at > f.b || !fault.node) continue
    const x = f.X(fault.at), y = barTop(f, fault.node - 1) + lanes.bar / 2
    box(x - 8, y - 15, x + 8, y + 8, { at: fault.at, event: fault.event })
    if (fault.fault === 'crash') cross(f, x, y, 5.5, css.red)
    else if (fault.fault === 'restart') { g.fillStyle = css.ink; g.strokeStyle = css.bg; g.lineWidth = 1.5; g.beginPath(); g.moveTo(x - 3, y - 6.5); g.lineTo(x + 8, y); g.lineTo(x - 3, y + 6.5); g.closePath(); g.fill(); g.stroke() }
    else if (!/cut|link/.test(fault.fault)) {
      type(f, 10.5, 700, css.sub)
      g.fillStyle = css.sub; g.beginPath(); g.moveTo(x, y - 8); g.lineTo(x - 4, y - 14); g.lineTo(x + 4, y - 14); g.fill()
      const words = fault.message ? `${fault.words} ${fault.setting}`.trim() : fault.setting || fault.words; if (words && g.measureText(words).width < 110) { g.lineWidth = 3; g.strokeStyle = css.bg; g.strokeText(words, x + 7, y - 13); g.fillText(words, x + 7, y - 13) }
    }
  }
  drawViolations(f)
}

// drawViolations raises a flag where a property breaks, and names it below the time, once for those close together.
function drawViolations(f) {
  const { g, css } = f
  let free = 0
  for (const b of D.violations) {
    if (b.at < f.a || b.at > f.b) continue
    const x = f.X(b.at)
    g.strokeStyle = g.fillStyle = css.red; g.lineWidth = 2; g.beginPath(); g.moveTo(x, f.top); g.lineTo(x, f.bottom + 4); g.stroke()
    g.beginPath(); g.moveTo(x, f.top); g.lineTo(x + 11, f.top + 5); g.lineTo(x, f.top + 10); g.fill()
    box(x - 4, f.top, x + 11, f.top + 11, { at: b.at, kind: 'check' })
    box(x - 4, f.bottom + 22, x + 40, f.bottom + 38, { at: b.at, kind: 'check' })
    type(f, 11.5, 700, css.red)
    const wide = g.measureText(b.property).width, from = Math.min(x - 2, f.x1 - wide)
    if (from < free) continue
    g.fillText(b.property, from, f.bottom + 30)
    free = from + wide + 8
  }
}
function cross(f, x, y, r, colour) {
  const { g, css } = f
  for (const [c, width] of [[css.bg, 6], [colour, 2.8]]) { g.strokeStyle = c; g.lineWidth = width; g.beginPath(); g.moveTo(x - r, y - r); g.lineTo(x + r, y + r); g.moveTo(x + r, y - r); g.lineTo(x - r, y + r); g.stroke() }
}

// drawStrip tells who leads the cluster, and splits the times without a leader.
function drawStrip(f) {
  const { g, css } = f, high = 22
  for (const l of D.led) {
    const xa = f.X(l.from), xb = f.X(l.to), va = clip(f, xa), vb = clip(f, xb)
    if (vb <= va) continue
    g.fillStyle = l.leader ? css.leader : css.none; g.fillRect(va, 0, vb - va, high)
    g.fillStyle = css.bg; g.fillRect(xa, 0, .8, high)
    box(va, 0, vb, high, { at: l.from, kind: 'cluster' })
    type(f, 12, 700, l.leader ? css['leader-ink'] : css.red, 'center')
    const long = span(l.to - l.from), name = 'n' + l.leader
    const words = fitting(f, vb - va - 8, l.leader ? w().leads(name, l.term) : w().noLeaderFor(long), l.leader ? `${name} · ${l.term}` : long, l.leader ? name : '')
    if (words) g.fillText(words, (va + vb) / 2, high / 2 + 1)
  }
  const y = f.top + f.phases / 2
  for (const o of D.outages) o.phases.forEach((p, i) => {
    const va = clip(f, f.X(p.from)), vb = clip(f, f.X(p.to))
    if (vb <= va) return
    box(va, f.top, vb, f.top + f.phases, { at: p.from, kind: '' })
    if (i && p.from > f.a) { g.fillStyle = css.red; g.fillRect(f.X(p.from), f.top + 1, 1, f.phases - 2) }
    type(f, 11, 400, css.red, 'center')
    const words = fitting(f, vb - va - 6, ...p.words)
    if (words) g.fillText(words, (va + vb) / 2, y + 1)
  })
  for (const l of D.together) {
    const va = clip(f, f.X(l.from)), vb = clip(f, f.X(l.to)), same = l.term === l.oldTerm
    if (vb - va < 30) continue
    type(f, 11, same ? 700 : 400, same ? css.red : css.sub, 'center')
    const words = fitting(f, vb - va - 8, same ? w().twice(l.term) : w().still('n' + l.old, l.oldTerm), 'n' + l.old)
    if (words) g.fillText(words, (va + vb) / 2, y + 1)
  }
}

function drawCursor(f) {
  const { g, css } = f
  for (const at of S.steps.map(stepMoment)) if (at >= f.a && at <= f.b) { const x = f.X(at); g.setLineDash([3, 3]); g.strokeStyle = css.yours; g.lineWidth = 1.8; g.beginPath(); g.moveTo(x, f.top); g.lineTo(x, f.bottom); g.stroke(); g.setLineDash([]); g.fillStyle = css.yours; g.beginPath(); g.arc(x, f.bottom, 4, 0, 7); g.fill() }
  for (const note of D.notes) if (note.at >= f.a && note.at <= f.b) { const x = f.X(note.at); box(x - 7, f.bottom - 8, x + 7, f.bottom + 6, { at: note.at, kind: 'note' }); g.fillStyle = css.ink; g.beginPath(); g.moveTo(x - 4, f.bottom + 1); g.lineTo(x + 4, f.bottom + 1); g.lineTo(x, f.bottom - 5); g.fill() }
  const x = f.X(S.t)
  g.fillStyle = css.cursor; g.fillRect(x - .9, 0, 1.8, f.bottom + 3)
  g.beginPath(); g.moveTo(x - 6, 0); g.lineTo(x + 6, 0); g.lineTo(x, 9); g.fill()
}

// drawOverview draws the whole run in the transport bar, which is also where to jump.
function drawOverview() {
  const c = document.getElementById('overview'), width = c.clientWidth, height = c.clientHeight, css = lanes.colours, ratio = devicePixelRatio || 1
  if (c.width !== Math.round(width * ratio) || c.height !== Math.round(height * ratio)) { c.width = Math.round(width * ratio); c.height = Math.round(height * ratio) }
  const g = c.getContext('2d'), X = u => u / D.end * width
  g.setTransform(ratio, 0, 0, ratio, 0, 0); g.clearRect(0, 0, width, height)
  const top = 8, high = height - 16
  g.textBaseline = 'middle'; g.textAlign = 'center'; g.font = `700 11px ${FONT}`
  for (const l of D.led) {
    const xa = X(l.from), wide = Math.max(.6, X(l.to) - xa)
    g.fillStyle = l.leader ? css.leader : css.none; g.fillRect(xa, top, wide, high)
    g.fillStyle = css.bg; g.fillRect(xa, top, .7, high)
    if (wide > 44) { g.fillStyle = l.leader ? css['leader-ink'] : css.red; const s = l.leader ? w().leads('n' + l.leader, l.term) : w().noLeader; const short = l.leader ? `n${l.leader} · ${l.term}` : ''; const q = g.measureText(s).width < wide - 8 ? s : short; if (q) g.fillText(q, xa + wide / 2, top + high / 2 + 1) }
  }
  for (const f of D.faults) { const x = X(f.at); g.fillStyle = css.red; g.beginPath(); g.moveTo(x - 4, 0); g.lineTo(x + 4, 0); g.lineTo(x, 7); g.fill() }
  for (const b of D.violations) { g.fillStyle = css.red; g.fillRect(X(b.at) - 1, 0, 2, height) }
  for (const n of D.notes) { const x = X(n.at); g.fillStyle = css.ink; g.beginPath(); g.arc(x, height - 3, 2.6, 0, 7); g.fill() }
  for (const s of S.steps.map(stepMoment)) { g.fillStyle = css.yours; g.beginPath(); g.arc(X(s), height - 3, 3.2, 0, 7); g.fill() }
  const va = X(S.view[0]), vb = X(S.view[1])
  if (vb - va < width - 2) { g.strokeStyle = css.ink; g.lineWidth = 1.4; g.strokeRect(va + .7, top - 2, Math.max(3, vb - va - 1.4), high + 4) }
  const x = X(S.t)
  g.fillStyle = css.bg; g.fillRect(x - 2.6, top - 4, 5.2, high + 8)
  g.fillStyle = css.cursor; g.fillRect(x - 1.2, 2, 2.4, height - 4)
}
