'use strict'
// A run as the page has it: the data of raftlab's playback, and the state at any moment of it. State is a function of the
// data and the moment alone, so any speed and any jump shows the same.
const MS = 1e6
const TABS = {} // what is below the views, by name
const DOWN = 0, FOLLOWER = 1, PRE = 2, CANDIDATE = 3, LEADER = 4
const ROLE = ['down', 'follower', 'precandidate', 'candidate', 'leader']
const BEAT = 1, BEAT_REPLY = 2, APPEND = 3, APPEND_REPLY = 4, SNAPSHOT = 5, ASK = 6, ANSWER = 7, PRE_ASK = 8, PRE_ANSWER = 9, TIMEOUT_NOW = 10
const UNDER_WAY = 0, DELIVERED = 1, IGNORED = 2, LOST = 3
const OUTSIDE = 0, LEARNER = 1, VOTER = 2

// lastBefore returns the index of the last of a sorted list whose key is not after t, -1 if there is none.
function lastBefore(list, t, key) {
  let low = 0, high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle][key] <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}
const at = (list, t, key) => { const i = lastBefore(list, t, key); return i < 0 ? undefined : list[i] }

const named = (...keys) => rows => rows.map(row => { const o = {}; for (let i = 0; i < keys.length; i++) o[keys[i]] = row[i]; return o })
const FORMS = {
  bands: named('from', 'to', 'role', 'term', 'votes', 'denials', 'voters', 'oldVotes', 'oldVoters', 'why', 'peer', 'event'),
  members: named('from', 'to', 'standing', 'words', 'voters', 'outgoing', 'learners'),
  timers: named('from', 'to', 'timeout', 'deadline', 'drawn', 'fired', 'forced', 'why', 'peer', 'event', 'bends'),
  pauses: named('from', 'to'),
  log: named('at', 'truncate', 'first', 'index', 'term', 'entry', 'command', 'lost'),
  commits: named('at', 'index'), applied: named('at', 'index'), starts: named('at', 'index'),
  ballots: named('at', 'term', 'votedFor'), disk: named('at', 'term', 'votedFor', 'lastTerm', 'lastIndex'), progress: named('at', 'peer', 'match', 'next'),
  rates: named('at', 'words'), ended: named('at', 'why'),
  led: named('from', 'to', 'leader', 'term', 'why'),
  outages: rows => rows.map(([from, to, why, phases]) => ({ from, to, why, phases: phases.map(([from, to, ...words]) => ({ from, to, words })) })),
  together: named('from', 'to', 'old', 'oldTerm', 'leader', 'term'),
  elections: named('from', 'to', 'term', 'winner', 'split', 'pre', 'why'),
  faults: named('at', 'until', 'fault', 'node', 'peer', 'groups', 'words', 'setting', 'step', 'message', 'why', 'event'),
  blocks: named('from', 'to', 'node', 'peer', 'why'),
  violations: named('at', 'node', 'property', 'evidence'),
  notes: named('at', 'text'),
  votes: named('at', 'voter', 'candidate', 'term', 'event'),
  tallies: named('at', 'node', 'peer', 'term', 'pre', 'votes', 'denials', 'quorum', 'voters', 'oldVotes', 'oldVoters', 'granted', 'event'),
  messages: named('id', 'copy', 'kind', 'from', 'to', 'term', 'sent', 'ended', 'fate', 'granted', 'why', 'entries', 'index', 'event', 'endEvent'),
  lines: named('number', 'at', 'node', 'kind', 'story', 'section', 'text'),
}

// readRun makes objects of the rows of a recording.
function readRun(recording) {
  const run = { ...recording }
  for (const key of ['led', 'outages', 'together', 'elections', 'faults', 'blocks', 'violations', 'notes', 'votes', 'tallies', 'messages', 'lines']) run[key] = FORMS[key](recording[key])
  run.servers = recording.servers.map((s, i) => {
    const server = { id: i + 1, name: 'n' + (i + 1) }
    for (const key of ['bands', 'members', 'timers', 'pauses', 'log', 'commits', 'applied', 'starts', 'ballots', 'disk', 'progress', 'rates', 'ended']) server[key] = FORMS[key](s[key])
    return server
  })
  run.times = new Float64Array(recording.times.length)
  let sum = 0
  recording.times.forEach((step, i) => { run.times[i] = sum += step })
  run.longest = run.messages.reduce((most, m) => Math.max(most, m.ended - m.sent), 0)
  run.whole = run.window[1] === 0
  if (run.whole) run.window = [0, run.end]
  run.jumps = {
    election: run.elections.filter(e => !e.pre || e.winner).map(e => e.from),
    fault: [...new Set(run.faults.map(f => f.at))],
    violation: run.violations.map(b => b.at),
    note: run.notes.map(n => n.at),
  }
  run.firsts = firstContacts(run)
  run.nodes = run.servers.length
  return run
}

// firstContacts marks the first message of each new leader to each server: it tells who leads now.
function firstContacts(run) {
  const seen = new Set(), firsts = new Set()
  for (const m of run.messages) {
    if (m.kind !== BEAT && m.kind !== APPEND && m.kind !== SNAPSHOT) continue
    const key = `${m.from} ${m.to} ${m.term}`
    if (!seen.has(key)) { seen.add(key); firsts.add(m) }
  }
  return firsts
}

// holds reports whether something lasts at a moment. What lasts at the end of the run has no other end.
const holds = (from, to, t) => from <= t && (t < to || to >= D.end && t >= D.end)

// serverAt is a server at a moment.
function serverAt(s, t) {
  const band = at(s.bands, t, 'from') || { role: DOWN, term: 0, from: 0, to: 0 }
  const member = at(s.members, t, 'from') || s.members[0]
  const timer = at(s.timers, t, 'from')
  const state = {
    server: s, band, role: band.role, term: band.term, standing: member.standing, member,
    timer: timer && (t < timer.to || !timer.fired && holds(timer.from, timer.to, t)) && band.role !== DOWN && band.role !== LEADER ? timer : undefined,
    paused: s.pauses.some(p => holds(p.from, p.to, t)),
    rate: at(s.rates, t, 'at'),
    ended: s.ended[0] && s.ended[0].at <= t ? s.ended[0].why : '',
  }
  const began = lastStart(s, t)
  const commit = at(s.commits, t, 'at')
  state.commit = commit && commit.at >= began ? commit.index : 0
  const applied = at(s.applied, t, 'at')
  state.applied = applied ? applied.index : 0
  return state
}

// lastStart is when a server last came up.
function lastStart(s, t) {
  let began = 0
  for (const b of s.bands) {
    if (b.from > t) break
    if (b.role === DOWN && b.to <= t) began = b.to
  }
  return began
}

// logAt is a server's log at a moment: entries by index, and the index before the first.
function logAt(s, t) {
  const upTo = lastBefore(s.log, t, 'at')
  let c = s.cache
  if (!c || c.upTo > upTo) c = s.cache = { upTo: -1, entries: [] }
  for (; c.upTo < upTo; ) {
    const change = s.log[++c.upTo]
    if (change.truncate) c.entries.length = Math.min(c.entries.length, Math.max(change.first, 1))
    else c.entries[change.index] = change
  }
  const start = at(s.starts, t, 'at')
  return { entries: c.entries, last: c.entries.length ? c.entries.length - 1 : start ? start.index : 0, start: start ? start.index : 0 }
}

// flightsAt are the messages under way, and those lost just before.
const WRECK = 14 * MS
function flightsAt(run, t, linger = WRECK) {
  const flights = []
  for (let i = lastBefore(run.messages, t, 'sent'); i >= 0; i--) {
    const m = run.messages[i]
    if (m.sent < t - run.longest - linger) break
    if (t < m.ended || m.fate === UNDER_WAY && holds(m.sent, m.ended, t) || m.fate === LOST && t < m.ended + linger) flights.push(m)
  }
  return flights.reverse()
}

// ballotAt is how a candidacy stands: of each voter, what became of its vote.
function ballotAt(run, state, t) {
  const { band, server } = state, pre = band.role === PRE
  const asked = pre ? PRE_ASK : ASK, answer = pre ? PRE_ANSWER : ANSWER
  const voters = [...new Set(`${state.member.voters} ${state.member.outgoing}`.split(' ').filter(Boolean).map(Number))].sort((a, b) => a - b)
  const ballot = new Map(voters.map(v => [v, v === server.id ? 'counted' : 'open']))
  for (let i = lastBefore(run.messages, band.from - 1, 'sent') + 1; i < run.messages.length; i++) {
    const m = run.messages[i]
    if (m.sent > t) break
    if (m.from === server.id && m.kind === asked && ballot.get(m.to) === 'open') ballot.set(m.to, 'asked')
    if (m.to !== server.id || m.kind !== answer || !ballot.has(m.from) || ballot.get(m.from) === 'counted') continue
    if (m.fate === LOST && t >= m.ended) ballot.set(m.from, 'lost')
    else if (t < m.ended || m.fate === UNDER_WAY) ballot.set(m.from, m.granted ? 'air' : 'asked')
    else if (!m.granted) ballot.set(m.from, 'denied')
  }
  for (let i = lastBefore(run.tallies, band.from - 1, 'at') + 1; i < run.tallies.length; i++) {
    const c = run.tallies[i]
    if (c.at > t) break
    if (c.node === server.id && !!c.pre === pre && ballot.has(c.peer) && ballot.get(c.peer) !== 'denied') ballot.set(c.peer, 'counted')
  }
  return ballot
}

// cutsAt are the links that are closed, by their direction: "1 2" means from n1 to n2.
function cutsAt(run, t) {
  const cuts = new Map()
  for (const b of run.blocks) if (holds(b.from, b.to, t)) cuts.set(`${b.node} ${b.peer}`, b.why)
  return cuts
}

// leftOf is how much of its wait is left to a timer, from 1 to 0; undefined where nobody knows.
function leftOf(timer, t) {
  if (timer.bends === null) return undefined
  if (!timer.bends.length) return Math.max(0, Math.min(1, (timer.deadline - t) / Math.max(1, timer.deadline - timer.from)))
  const i = Math.max(0, lastBefore(timer.bends, t, 0)), [from, left] = timer.bends[i], next = timer.bends[i + 1]
  return (next ? left + (next[1] - left) * (t - from) / Math.max(1, next[0] - from) : left) / 1000
}

// slowAt are links with settings of their own: "1 2" to their words.
function slowAt(run, t) {
  const links = new Map()
  for (const f of run.faults) if (f.fault === 'link' && holds(f.at, f.until, t)) links.set(`${f.node} ${f.peer}`, f.setting)
  return links
}

// progressAt is what a leader knows of the others' logs.
function progressAt(run, state, t) {
  const known = new Map()
  if (state.role !== LEADER) return known
  for (let i = lastBefore(state.server.progress, t, 'at'); i >= 0; i--) {
    const p = state.server.progress[i]
    if (p.at < state.band.from) break
    if (!known.has(p.peer)) known.set(p.peer, p)
  }
  return known
}

const ledAt = (run, t) => at(run.led, t, 'from') || run.led[0]

// leads reports whether a server leads the cluster: the crown, the line above the ring and the lanes all ask for this.
const leads = (state, t) => state.role === LEADER && ledAt(D, t).leader === state.server.id

// ballotOf is the term that a server is in and its vote in it, as it knows them while it runs; and diskOf what its disk holds, which is
// all that a crash now would leave.
const ballotOf = (s, t) => at(s.ballots, t, 'at') || { at: 0, term: 0, votedFor: 0 }
function diskOf(s, t) {
  const synced = at(s.disk, t, 'at') || { at: 0, term: 0, votedFor: 0, lastTerm: 0, lastIndex: 0 }, began = lastStart(s, t)
  if (began <= synced.at) return synced
  const found = s.ballots.find(b => b.at === began) || synced // a disk can have forgotten its vote
  return { ...synced, term: found.term, votedFor: found.votedFor }
}

// unsyncedAt is what a crash now would lose: whether the vote, and the entries from which index on. Of a trace that does not tell what
// is on a disk nothing is said.
function unsyncedAt(s, t) {
  if (!D.header.disks) return { vote: false, from: Infinity, last: 0 }
  const disk = diskOf(s, t), knows = ballotOf(s, t), log = logAt(s, t), same = log.entries[disk.lastIndex]
  const cut = s.log.findLast(c => c.at <= t && c.truncate)
  const whole = !same || same.term === disk.lastTerm // else the disk still holds what was truncated
  return { vote: knows.term !== disk.term || knows.votedFor !== disk.votedFor, from: Math.max(log.start, whole || !cut ? disk.lastIndex : Math.min(disk.lastIndex, cut.first - 1)) + 1, last: log.last }
}

// halfOf is a server's part in a configuration in which two groups decide together: the new voters, the outgoing ones, or both.
function halfOf(id, member) {
  const has = list => list.split(' ').includes(String(id))
  return !member.outgoing ? '' : has(member.voters) ? has(member.outgoing) ? 'both' : 'incoming' : has(member.outgoing) ? 'leaving' : ''
}
const ms = (t, digits = 3) => (Math.round(t / 10 ** (6 - digits)) / 10 ** digits).toFixed(digits) // halves go up, as on the command line
const span = d => d < 9.95 * MS ? (d / MS).toFixed(1) + ' ms' : d < 9999.5 * MS ? Math.round(d / MS) + ' ms' : (d / MS / 1000).toFixed(1) + ' s'

// momentOf returns the moment for a step that follows all events up to t and none after it: a short decimal strictly
// between the last event at or before t and the next, at most 10 ms before t, or else at most 1 ms after it.
function momentOf(run, t) {
  let low = 0, high = run.times.length
  while (low < high) { const middle = (low + high) >> 1; if (run.times[middle] <= t) low = middle + 1; else high = middle }
  const before = low > 0 ? run.times[low - 1] : 0, after = low < run.times.length ? run.times[low] : run.end
  for (let unit = 1e7; unit >= 1 && t > before; unit /= 10) {
    const last = Math.floor(t / unit) * unit
    if (last > before) return last
  }
  for (let unit = 1e6; unit >= 1; unit /= 10) {
    const first = Math.floor(before / unit) * unit + unit
    if (first < after) return first
  }
  return before
}
const momentWords = ns => ns % 1e6 === 0 ? ns / 1e6 + 'ms' : ns % 1e3 === 0 ? ns / 1e3 + 'us' : ns + 'ns'
