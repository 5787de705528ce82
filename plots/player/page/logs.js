'use strict'
// The logs: a row for every server, a column for every index, and how far the leader knows each log to agree.
const logView = { columns: 0, cells: [] }
const html = (tag, attributes = {}, ...inside) => {
  const e = document.createElement(tag)
  for (const k in attributes) if (attributes[k] !== undefined) e.setAttribute(k, attributes[k])
  e.append(...inside)
  return e
}

function drawLogs(states, t) {
  const logs = D.servers.map(s => logAt(s, t))
  const last = Math.max(1, ...logs.map(l => l.last)), columns = Math.max(4, Math.min(10, Math.floor((document.getElementById('logs').parentNode.clientWidth - 102) / 46)))
  const first = Math.max(1, last - columns + 2)
  const leader = states.find(s => leads(s, t)) || states.filter(s => s.role === LEADER && !s.paused).sort((a, b) => b.term - a.term)[0]
  const known = leader ? progressAt(D, leader, t) : new Map()
  if (logView.columns !== columns || logView.cells.length !== D.nodes) buildLogs(columns)
  sayMarks(leader, t)
  say(logView.ballot, w().ballot)
  for (let k = 0; k < columns; k++) say(logView.head[k], String(first + k))
  logs.forEach((log, i) => {
    const row = logView.cells[i], state = states[i]
    set(row.name, 'data-role', ROLE[state.role])
    const down = state.role === DOWN, unknown = down && !D.header.disks, { term, votedFor } = down ? diskOf(state.server, t) : ballotOf(state.server, t), lost = unsyncedAt(state.server, t)
    say(row.ballot, unknown ? '?' : term + (votedFor ? ` → n${votedFor}` : ' → –'))
    set(row.ballot, 'class', 'ballot' + (lost.vote && !down ? ' unsynced' : ''))
    set(row.ballot, 'title', unknown ? w().diskUnknown : `${w().term} ${term}, ${votedFor ? w().voteFor('n' + votedFor) : w().noVote}${lost.vote && !down ? w().comma + w().notOnDisk : ''}`)
    for (let k = 0; k < columns; k++) {
      const index = first + k, entry = log.entries[index], cell = row.cells[k]
      const compacted = index <= log.start && !entry
      const kind = compacted ? 'snapshot' : !entry ? '' : index <= state.commit ? 'committed' : 'open'
      set(cell, 'class', kind + (entry && index <= state.applied ? ' applied' : '') + (entry && index >= lost.from ? ' unsynced' : ''))
      say(cell.firstChild, compacted ? '▒' : !entry ? '' : entry.entry === 1 ? '∅' : entry.entry === 3 ? '⚙' : entry.command.slice(0, 6))
      say(cell.children[1], entry ? String(entry.term) : '')
      const p = known.get(i + 1)
      say(cell.children[2], (p && p.match === index ? '▲' : '') + (p && p.next === index ? '▸' : ''))
      const title = entry ? `${index}: ${entry.entry === 2 ? entry.command : entry.entry === 1 ? 'no-op' : 'config'}, ${w().term} ${entry.term}, ${index <= state.commit ? w().committed : w().uncommitted}${index >= lost.from ? w().comma + w().notOnDisk : ''}` : ''
      if (cell.title !== title) cell.title = title
    }
  })
}

// sayMarks names the leader whose knowledge the marks are.
function sayMarks(leader, t) {
  const name = leader && leader.server.name, who = !leader || leads(leader, t) ? name : w().aside(name, roleWords(leader, t))
  $('match-words').hidden = $('next-words').hidden = !leader
  if (!leader) return
  say($('match-words'), '▲ ' + w().match(who))
  say($('next-words'), '▸ ' + w().nextMark(who))
}

function buildLogs(columns) {
  const table = document.getElementById('logs')
  logView.columns = columns
  logView.head = Array.from({ length: columns }, () => html('th', { scope: 'col' }))
  logView.ballot = html('th', { scope: 'col', class: 'ballot' })
  logView.cells = D.servers.map(s => ({ name: html('th', { scope: 'row' }, s.name), ballot: html('td', { class: 'ballot' }), cells: Array.from({ length: columns }, () => html('td', {}, html('b'), html('sub'), html('i'))) }))
  table.replaceChildren(html('thead', {}, html('tr', {}, html('td'), logView.ballot, ...logView.head)), html('tbody', {}, ...logView.cells.map(r => html('tr', {}, r.name, r.ballot, ...r.cells))))
}
