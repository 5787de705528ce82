'use strict'
// What happens, and why: the events as sentences. Only those around the cursor are in the document, since a long run has
// many.
const story = { lines: [], from: 0, to: 0, now: -2 }
const AROUND = 120

function fillStory() {
  story.lines = S.every && D.every ? D.every : D.lines.filter(l => l.story)
  story.now = -2
  story.from = story.to = 0
  document.getElementById('story').replaceChildren()
}

function drawStory(t) {
  const now = lastBefore(story.lines, t, 'at')
  if (now === story.now && story.picked === S.picked) return
  const box = document.getElementById('story')
  if (now < story.from + 10 && story.from > 0 || now > story.to - 10 && story.to < story.lines.length || story.to === 0) renderStory(box, now)
  const rows = box.children
  let shown = now
  for (let i = 0; i < rows.length; i++) {
    const place = story.from + i
    const same = now >= 0 && story.lines[place].at === story.lines[now].at
    const picked = S.picked && story.lines[place].number === S.picked
    if (picked) shown = place
    set(rows[i], 'class', rows[i].dataset.kind + (same ? ' now' : place > now ? ' future' : '') + (picked ? ' picked' : ''))
  }
  for (let i = 0; i < rows.length; i++) if (story.from + i === shown) rows[i].setAttribute('aria-current', 'true'); else rows[i].removeAttribute('aria-current')
  story.now = now
  story.picked = S.picked
  const row = rows[Math.max(0, shown - story.from)]
  if (row) box.scrollTop = row.offsetTop - box.clientHeight * 0.5
}

function renderStory(box, now) {
  story.from = Math.max(0, now - AROUND)
  story.to = Math.min(story.lines.length, now + AROUND)
  box.replaceChildren(...story.lines.slice(story.from, story.to).map(storyRow))
}

function storyRow(l) {
  const time = html('time', {}, LIVE ? clockOf(l.at) : ms(l.at)), who = html('b', {}, l.node ? 'n' + l.node : '')
  const text = html('span', {}, l.text)
  const kind = l.kind === 'fault' ? 'fault' : l.kind === 'cluster' ? 'led' : l.kind === 'note' ? 'remark' : l.kind === 'check' ? 'breach' : l.kind === 'role' ? 'turn' : ''
  const row = html('li', { class: kind, 'data-kind': kind }, time, who, text)
  if (l.section) row.append(html('cite', { title: w().sectionTitle(l.section) }, w().section(l.section)))
  row.addEventListener('click', () => goTo(l.at, true, l.number))
  return row
}

// sentenceAt is the sentence of the event at the cursor: of those of one moment, the one that tells most.
const TELLING = { check: 6, note: 5, cluster: 4, fault: 3, vote: 2, role: 1 }
function sentenceAt(t) {
  const now = lastBefore(story.lines, t, 'at')
  let l = story.lines[now]
  const picked = S.picked && story.lines.find(q => q.number === S.picked)
  if (picked) return sentenceOf(picked)
  for (let i = now; i >= 0 && story.lines[i].at === story.lines[now].at; i--) if ((TELLING[story.lines[i].kind] || 0) > (TELLING[l.kind] || 0)) l = story.lines[i]
  return l ? sentenceOf(l) : ''
}
const sentenceOf = l => (l.node && l.kind !== 'cluster' && l.kind !== 'check' ? `n${l.node} ` : '') + l.text
