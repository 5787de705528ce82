'use strict'
// The ring: servers as discs, links between them, messages on their way. Elements stay and only change their
// attributes, so that focus stays where it is and a frame is cheap.
const SVG = 'http://www.w3.org/2000/svg'
const svg = (tag, attributes = {}, ...inside) => {
  const e = document.createElementNS(SVG, tag)
  for (const k in attributes) e.setAttribute(k, attributes[k])
  e.append(...inside)
  return e
}
// set changes an attribute if it is another.
const set = (e, k, v) => { const text = String(v); if (e.getAttribute(k) !== text) e.setAttribute(k, text) }
const say = (e, text) => { if (e.textContent !== text) e.textContent = text }
const show = (e, on) => { const v = on ? '' : 'none'; if (e.style.display !== v) e.style.display = v }

const ring = { box: null, servers: [], links: new Map(), messages: [], W: 560, H: 440 }

// places are the centres of the discs, on an ellipse.
function places(n) {
  const rows = []
  for (let i = 0; i < n; i++) {
    const angle = -Math.PI / 2 + i * 2 * Math.PI / n
    rows.push([ring.W / 2 + Math.cos(angle) * 216, 204 + Math.sin(angle) * 154])
  }
  return rows
}
const discSize = n => n <= 3 ? 50 : n <= 5 ? 45 : n <= 7 ? 38 : n <= 9 ? 33 : n <= 11 ? 27 : 22

function buildRing() {
  const root = document.getElementById('ring'), n = D.nodes
  root.replaceChildren()
  ring.at = places(n)
  ring.r = discSize(n)
  ring.links.clear()
  const defs = svg('defs', {}, svg('pattern', { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('rect', { width: 7, height: 7, class: 'hatch-ground' }), svg('line', { x1: 0, y1: 0, x2: 0, y2: 7, class: 'hatch-line' })),
  svg('pattern', { id: 'stopped', width: 9, height: 9, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('line', { x1: 0, y1: 0, x2: 0, y2: 9, class: 'stopped-line' })))
  ring.box = svg('g'); ring.air = svg('g'); ring.discs = svg('g')
  root.append(defs, ring.box, ring.discs, ring.air)
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) addLink(a + 1, b + 1)
  ring.servers = D.servers.map((s, i) => addServer(s, i))
  ring.messages = []
  ring.changes = D.servers.some(s => s.members.length > 1 || s.members[0].learners)
  document.getElementById('config').hidden = !ring.changes
}

function addLink(a, b) {
  const [xa, ya] = ring.at[a - 1], [xb, yb] = ring.at[b - 1]
  const length = Math.hypot(xb - xa, yb - ya), ux = (xb - xa) / length, uy = (yb - ya) / length
  const wide = { x1: xa, y1: ya, x2: xb, y2: yb }
  const line = svg('line', { ...wide, class: 'wire' }), hit = svg('line', { ...wide, class: 'wire-hit' })
  const cross = svg('path', { class: 'wire-cross' }), words = svg('text', { class: 'wire-words', x: (xa + xb) / 2, y: (ya + yb) / 2 - 6 })
  const g = svg('g', { class: 'link', 'data-link': `${a} ${b}` }, line, cross, words, hit)
  ring.box.append(g)
  ring.links.set(`${a} ${b}`, { g, line, cross, words, mid: [(xa + xb) / 2, (ya + yb) / 2], u: [ux, uy], length })
}

function addServer(s, i) {
  const [x, y] = ring.at[i], r = ring.r
  const o = { x, y }
  o.halo = svg('circle', { r: r + 13, class: 'halo' })
  o.track = svg('circle', { r: r + 6, class: 'track' })
  o.arc = svg('circle', { r: r + 6, class: 'arc', transform: 'rotate(-90)', pathLength: 100 })
  o.disc = svg('circle', { r, class: 'disc' })
  o.half = svg('path', { class: 'half' })
  o.stop = svg('circle', { r, class: 'stop', fill: 'url(#stopped)' })
  o.crown = svg('path', { class: 'crown', d: crown(r) })
  o.name = svg('text', { class: 'name', y: r > 30 ? -r * 0.2 : -3, 'font-size': Math.max(13, r * 0.46) }); o.name.textContent = s.name
  o.term = svg('text', { class: 'sub', y: r > 30 ? r * 0.2 : 10, 'font-size': Math.max(10.5, r * 0.31) })
  o.vote = svg('text', { class: 'sub', y: r * 0.54, 'font-size': Math.max(10.5, r * 0.27) })
  o.role = svg('text', { class: 'role', y: r + 23, 'font-size': 15 })
  o.badge = svg('text', { class: 'badge', y: -r - 14, 'font-size': 13 })
  o.pips = svg('g', { class: 'pips' })
  o.halves = [svg('text', { class: 'half-words' }), svg('text', { class: 'half-words' })]
  o.g = svg('g', { class: 'server', tabindex: 0, role: 'button', 'data-node': s.name, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, 'aria-haspopup': 'menu' },
    o.halo, o.track, o.arc, o.disc, o.half, o.stop, o.crown, o.name, o.term, o.vote, o.role, o.badge, o.pips, ...o.halves)
  ring.discs.append(o.g)
  return o
}

// crown stands above a leader's name.
const crown = r => { const k = r / 45; return [[-13, -17], [-15, -29], [-7, -23], [0, -33], [7, -23], [15, -29], [13, -17]].map(([x, y], i) => (i ? 'L' : 'M') + (x * k).toFixed(1) + ' ' + ((y - 1) * k).toFixed(1)).join('') + 'Z' }

function drawRing(t) {
  const states = D.servers.map(s => serverAt(s, t))
  states.forEach((state, i) => drawServer(ring.servers[i], state, t))
  drawLinks(t)
  drawFlights(t)
  return states
}

function drawServer(o, st, t) {
  const role = st.ended ? 'down' : ROLE[st.role], r = ring.r
  set(o.g, 'data-role', role)
  set(o.g, 'data-term', st.term)
  set(o.g, 'data-standing', ['outside', 'learner', 'voter'][st.standing])
  const vote = role === 'down' ? 0 : ballotOf(st.server, t).votedFor, words = roleWords(st, t)
  set(o.g, 'aria-label', [`${st.server.name}: ${words}`, `${w().term} ${st.term}`, ...factsOf(st, t)].join(w().comma))
  say(o.term, r > 30 ? `${w().term} ${st.term}` : st.term + (vote ? `→n${vote}` : ''))
  say(o.vote, r > 30 && vote ? w().voteFor('n' + vote) : '')
  say(o.role, LIVE ? `${nameOf(st.server.id)} · ${words}` : D.nodes <= 9 || role !== 'follower' ? words : '')
  show(o.crown, leads(st, t))
  show(o.stop, st.paused)
  set(o.half, 'd', role === 'precandidate' ? lowerPart(r, 0.38) : st.standing === LEARNER && role === 'follower' ? lowerPart(r, 0.5) : '')
  const badges = []
  if (st.rate && st.rate.words) badges.push('◷ ' + st.rate.words)
  const half = halfOf(st.server.id, rulingConfig(t) || st.member)
  if (half) badges.push(w().half[half])
  if (losesForLong(st.server, t)) badges.push(w().unsynced)
  const leader = removedBy(st, t)
  if (leader) badges.push(w().removed('n' + leader))
  const disk = D.faults.filter(f => f.fault === 'disk' && holds(f.at, f.until, t) && (!f.node || f.node === st.server.id)).at(-1)
  if (disk && disk.setting) badges.push(disk.setting)
  say(o.badge, badges.join(' · '))
  const left = st.timer ? leftOf(st.timer, t) : 0
  set(o.arc, 'stroke-dasharray', left === undefined ? '1 3' : `${(left * 100).toFixed(1)} 200`)
  set(o.arc, 'class', left < 0.2 && st.timer ? 'arc soon' : 'arc')
  show(o.arc, !!st.timer)
  drawPips(o, st, t)
}

// removedBy is the leader in whose configuration a server is no longer, though its own still has it: nobody has told it.
function removedBy(st, t) {
  const { leader } = ledAt(D, t), id = st.server.id
  if (!leader || leader === id || st.standing === OUTSIDE) return 0
  const { voters, outgoing, learners } = at(D.servers[leader - 1].members, t, 'from')
  return `${voters} ${outgoing} ${learners}`.split(' ').includes(String(id)) ? 0 : leader
}

function roleWords(st, t = S.t) {
  if (st.ended) return w().ended
  if (st.role === DOWN) return w().down
  if (st.paused) return w().paused
  if (st.role === FOLLOWER && st.standing !== VOTER) return [w().outside, w().learner][st.standing]
  if (st.role !== LEADER || leads(st, t)) return w()[ROLE[st.role]]
  const led = ledAt(D, t)
  return !led.leader || led.term < st.term ? w().leaderAlone : led.term > st.term ? w().oldLeader : w().secondLeader
}

// rulingConfig is the configuration that the cluster's leader has, if there is a leader.
function rulingConfig(t) {
  const { leader } = ledAt(D, t)
  return leader ? at(D.servers[leader - 1].members, t, 'from') : undefined
}

// factsOf are what a server has promised, and what of it a crash would take away.
function factsOf(st, t) {
  const { server } = st, disk = diskOf(server, t), vote = ballotOf(server, t).votedFor, lost = unsyncedAt(server, t)
  if (st.role === DOWN && !D.header.disks) return [w().diskUnknown]
  if (st.role === DOWN) return [w().onDisk(disk.term, disk.votedFor ? 'n' + disk.votedFor : '', `(${disk.lastTerm},${disk.lastIndex})`)]
  const facts = [vote ? w().voteFor('n' + vote) : w().noVote]
  const half = halfOf(server.id, rulingConfig(t) || st.member)
  if (half) facts.push(w().half[half])
  if (lost.vote) facts.push(w().voteUnsynced)
  if (lost.from <= lost.last) facts.push(w().entriesUnsynced(lost.from, lost.last))
  return facts
}

// losesForLong tells servers whose disk is behind for more than the moment that every write takes.
const LONG = 5 * MS
function losesForLong(s, t) {
  const lost = unsyncedAt(s, t)
  if (serverDownAt(s, t) || !lost.vote && lost.from > lost.last) return false
  const since = lost.vote ? ballotOf(s, t).at : (logAt(s, t).entries[lost.from] || { at: t }).at, next = s.disk[lastBefore(s.disk, t, 'at') + 1]
  return (next ? next.at : D.end) - since > LONG
}

function lowerPart(r, share) {
  const y = r - 2 * r * share, x = Math.sqrt(r * r - y * y)
  return `M${-x.toFixed(1)} ${y.toFixed(1)}A${r} ${r} 0 0 0 ${x.toFixed(1)} ${y.toFixed(1)}Z`.replace('M-', 'M-')
}

const PIP = { counted: 'counted', air: 'inAir', asked: 'asked', denied: 'denied', lost: 'lost' }
// drawPips shows the ballot of a candidate: a pip for each voter.
function drawPips(o, st, t) {
  const fates = st.role === CANDIDATE || st.role === PRE ? ballotAt(D, st, t) : new Map(), rows = pipRows(fates, st.member), ballot = rows.flat()
  while (o.pips.children.length > ballot.length) o.pips.lastChild.remove()
  const size = ballot.length > 5 ? 5.6 : 7, gap = size * 2 + 4, below = ring.r + 42, joint = fates.size && st.member.outgoing
  o.halves.forEach((text, k) => say(text, joint && rows[k] ? w().halfOf[k] : ''))
  if (joint) o.halves.forEach((text, k) => { set(text, 'x', -(rows[k].length / 2 * gap + 4)); set(text, 'y', below + k * gap + 1) })
  let i = -1
  rows.forEach((row, y) => row.forEach((voter, x) => {
    const fate = fates.get(voter)
    i++
    let pip = o.pips.children[i]
    if (!pip) { pip = svg('g', {}, svg('circle'), svg('path'), svg('title')); o.pips.append(pip) }
    set(pip, 'transform', `translate(${(x - (row.length - 1) / 2) * gap} ${below + y * gap})`)
    set(pip, 'class', 'pip ' + fate)
    set(pip.children[0], 'r', size)
    set(pip.children[1], 'd', fate === 'denied' || fate === 'lost' ? 'M-3 -3L3 3M3 -3L-3 3' : fate === 'counted' ? 'M-3.4 .2L-1 2.8L3.6 -2.6' : '')
    say(pip.children[2], w()[PIP[fate]] ? `n${voter}: ${w()[PIP[fate]]}` : `n${voter}`)
  }))
}

// pipRows puts the voters in rows: new and old ones apart where both groups must agree, else at most nine in a row.
function pipRows(fates, member) {
  const ids = list => list.split(' ').filter(Boolean).map(Number)
  if (!fates.size) return []
  if (member.outgoing) return [ids(member.voters), ids(member.outgoing)]
  const voters = [...fates.keys()], rows = []
  while (voters.length) rows.push(voters.splice(0, 9))
  return rows
}

function drawLinks(t) {
  const cuts = cutsAt(D, t), slow = slowAt(D, t)
  for (const [key, l] of ring.links) {
    const [a, b] = key.split(' '), there = cuts.get(`${a} ${b}`), back = cuts.get(`${b} ${a}`)
    set(l.g, 'class', 'link' + (there && back ? ' cut' : there || back ? ' half-cut' : '') + (slow.has(`${a} ${b}`) || slow.has(`${b} ${a}`) ? ' slow' : ''))
    const [x, y] = l.mid, [ux, uy] = l.u
    let d = ''
    if (there && back) d = `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`
    else if (there || back) { // the cross stands on the side of the receiver that hears nothing, an arrow before it
      const way = there ? 1 : -1, cx = x + ux * way * 16, cy = y + uy * way * 16
      d = `M${cx - 5} ${cy - 5}L${cx + 5} ${cy + 5}M${cx + 5} ${cy - 5}L${cx - 5} ${cy + 5}` + arrow(x - ux * way * 6, y - uy * way * 6, ux * way, uy * way, 8)
    }
    set(l.cross, 'd', d)
    say(l.words, slow.get(`${a} ${b}`) || slow.get(`${b} ${a}`) || '')
  }
}
const arrow = (x, y, ux, uy, size) => `M${x - uy * size * .55} ${y + ux * size * .55}L${x + ux * size} ${y + uy * size}L${x + uy * size * .55} ${y - ux * size * .55}Z`

// lookOf is the kind of look of a message.
function lookOf(m) {
  switch (m.kind) {
    case ASK: case TIMEOUT_NOW: return 'ask'
    case PRE_ASK: return 'ask pre'
    case ANSWER: return m.granted ? 'grant' : 'deny'
    case PRE_ANSWER: return m.granted ? 'grant pre' : 'deny pre'
    case APPEND: return m.entries > 0 ? 'carry' : D.firsts.has(m) ? 'news' : 'beat'
    case SNAPSHOT: return 'carry big'
    case APPEND_REPLY: return m.granted ? 'reply' : 'deny'
    case BEAT: return D.firsts.has(m) ? 'news' : 'beat'
  }
  return 'reply'
}

// wayOf is where a message is: the share of its way, and whether it is lost there.
function wayOf(m, t) {
  const whole = m.fate === LOST ? (lostAtDoor(m) ? 1 : m.ended > m.sent ? 0.55 : 0.16) : 1
  const share = Math.min(1, (t - m.sent) / Math.max(1, m.ended - m.sent))
  return { share: share * whole, wreck: m.fate === LOST && t >= m.ended }
}
const lostAtDoor = m => D.servers[m.to - 1] && serverDownAt(D.servers[m.to - 1], m.ended)
const serverDownAt = (s, t) => { const b = at(s.bands, t, 'from'); return !b || b.role === DOWN }

function drawFlights(t) {
  const flights = flightsAt(D, t)
  while (ring.messages.length > flights.length) ring.messages.pop().g.remove()
  flights.forEach((m, i) => {
    let o = ring.messages[i]
    if (!o) {
      o = ring.messages[i] = { g: svg('g', { class: 'message' }), tail: svg('line', { class: 'tail' }), body: svg('path', { class: 'body' }), hit: svg('circle', { r: 15, class: 'message-hit' }), title: svg('title') }
      o.g.append(o.tail, o.body, o.hit, o.title)
      ring.air.append(o.g)
    }
    const [xa, ya] = ring.at[m.from - 1], [xb, yb] = ring.at[m.to - 1]
    const length = Math.hypot(xb - xa, yb - ya), ux = (xb - xa) / length, uy = (yb - ya) / length
    const { share, wreck } = wayOf(m, t), rim = ring.r + 9
    const along = rim + (length - 2 * rim) * share, side = 6
    const x = xa + ux * along - uy * side, y = ya + uy * along + ux * side
    const look = lookOf(m)
    set(o.g, 'class', 'message ' + look + (wreck ? ' wreck' : '') + (m.copy ? ' copy' : ''))
    set(o.g, 'data-id', m.id)
    const tail = wreck ? 0 : Math.min(along - rim, look.startsWith('beat') || look === 'reply' ? 16 : 34)
    for (const [k, v] of [['x1', x - ux * tail], ['y1', y - uy * tail], ['x2', x], ['y2', y]]) set(o.tail, k, v.toFixed(1))
    set(o.body, 'd', wreck ? `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x + 6} ${y - 6}L${x - 6} ${y + 6}` : shapeOf(look, x, y, ux, uy))
    set(o.hit, 'cx', x.toFixed(1)); set(o.hit, 'cy', y.toFixed(1))
    say(o.title, messageWords(m))
  })
}

// shapeOf is the outline of a message: a letter that asks, a ballot that answers, a plain point that only keeps a leader.
function shapeOf(look, x, y, ux, uy) {
  const at = (a, b) => `${(x + ux * a - uy * b).toFixed(1)} ${(y + uy * a + ux * b).toFixed(1)}`
  const kind = look.split(' ')[0]
  if (kind === 'ask' || kind === 'grant') return `M${at(11, 0)}L${at(-6, 7.5)}L${at(-2.5, 0)}L${at(-6, -7.5)}Z`
  if (kind === 'deny') return `M${at(-6, -6)}L${at(6, 6)}M${at(-6, 6)}L${at(6, -6)}`
  if (kind === 'carry') return `M${at(7, 5.5)}L${at(7, -5.5)}L${at(-7, -5.5)}L${at(-7, 5.5)}Z`
  if (kind === 'news') return `M${at(9, 0)}L${at(-5, 6)}L${at(-5, -6)}Z`
  const r = kind === 'beat' ? 3.6 : 2.4
  return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

const MESSAGE = {
  en: ['', 'heartbeat', 'heartbeat reply', 'append', 'append reply', 'snapshot', 'vote request', 'vote reply', 'pre-vote request', 'pre-vote reply', 'order to campaign'],
  zh: ['', '心跳', '心跳回复', '追加请求', '追加回复', '快照', '投票请求', '投票回复', '预投票请求', '预投票回复', '立即参选指令'],
}
function messageWords(m) {
  let words = `#${m.id} ${MESSAGE[S.lang][m.kind]} n${m.from} → n${m.to}`
  if (m.kind === ANSWER || m.kind === PRE_ANSWER) words += ` · ${m.granted ? w().granted : w().denied}`
  if (m.entries) words += ` · ${w().entries} ${m.index - m.entries + 1}–${m.index}`
  const over = S.t >= m.ended // what becomes of a message is not known while it is under way
  if (m.fate === LOST && over) words += ` · ${w().lost}`
  const told = m.fate === LOST || m.fate === IGNORED ? over : !m.granted
  return m.why && told ? `${words}: ${m.why}` : words
}
