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
  const last = Math.max(1, ...logs.map(l => l.last)), columns = Math.max(4, Math.min(10, Math.floor((document.getElementById('logs').parentNode.clientWidth - 44) / 46)))
  const first = Math.max(1, last - columns + 2)
  const leader = states.filter(s => s.role === LEADER && !s.paused).sort((a, b) => b.term - a.term)[0]
  const known = leader ? progressAt(D, leader, t) : new Map()
  if (logView.columns !== columns || logView.cells.length !== D.nodes) buildLogs(columns)
  for (let k = 0; k < columns; k++) say(logView.head[k], String(first + k))
  logs.forEach((log, i) => {
    const row = logView.cells[i], state = states[i]
    set(row.name, 'data-role', ROLE[state.role])
    for (let k = 0; k < columns; k++) {
      const index = first + k, entry = log.entries[index], cell = row.cells[k]
      const compacted = index <= log.start && !entry
      const kind = compacted ? 'snapshot' : !entry ? '' : index <= state.commit ? 'committed' : 'open'
      set(cell, 'class', kind + (entry && index <= state.applied ? ' applied' : ''))
      say(cell.firstChild, compacted ? '▒' : !entry ? '' : entry.entry === 1 ? '∅' : entry.entry === 3 ? '⚙' : entry.command.slice(0, 6))
      say(cell.children[1], entry ? String(entry.term) : '')
      const p = known.get(i + 1)
      say(cell.children[2], (p && p.match === index ? '▲' : '') + (p && p.next === index ? '▸' : ''))
      const title = entry ? `${index}: ${entry.entry === 2 ? entry.command : entry.entry === 1 ? 'no-op' : 'config'}, ${w().term} ${entry.term}, ${index <= state.commit ? w().committed : w().uncommitted}` : ''
      if (cell.title !== title) cell.title = title
    }
  })
}

function buildLogs(columns) {
  const table = document.getElementById('logs')
  logView.columns = columns
  logView.head = Array.from({ length: columns }, () => html('th', { scope: 'col' }))
  logView.cells = D.servers.map(s => ({ name: html('th', { scope: 'row' }, s.name), cells: Array.from({ length: columns }, () => html('td', {}, html('b'), html('sub'), html('i'))) }))
  table.replaceChildren(html('thead', {}, html('tr', {}, html('td'), ...logView.head)), html('tbody', {}, ...logView.cells.map(r => html('tr', {}, r.name, ...r.cells))))
}
