'use strict'
// The lesson beside a live page: five things to do to the real cluster, one after the other. A step is done when the members' logs
// show it, whoever did it and by whatever means; what is said then is what they show.
const LIVE_LESSON = [
  {
    en: 'Click the leader, the member with the crown, and crash it.', zh: '点击领导者（戴皇冠的成员），使其宕机。',
    look(seen) {
      const { leader } = ledAt(D, D.end)
      if (leader) seen.led = leader
      if (!seen.led || memberNow(seen.led).role !== DOWN) return ''
      seen.crashed = seen.led
      return { en: `${nameOf(seen.crashed)} is down.`, zh: `${nameOf(seen.crashed)} 已宕机。` }
    },
  },
  {
    en: 'Wait. Who is elected, and how long does nobody lead?', zh: '等一等。谁当选？有多久没有领导者？',
    look(seen) {
      const { leader } = ledAt(D, D.end), gap = D.outages.at(-1)
      if (!leader || leader === seen.crashed || !gap || gap.to >= D.end) return ''
      const { term } = memberNow(leader), long = ms(gap.to - gap.from, 0)
      return { en: `${nameOf(leader)} leads in term ${term}; for ${long} ms nobody did.`, zh: `${nameOf(leader)} 在任期 ${term} 成为领导者；有 ${long} ms 没有领导者。` }
    },
  },
  {
    en: 'Click the member that is down and restart it. What does it come back as?', zh: '点击宕机的成员，重启它。它回来时是什么角色？',
    look(seen) {
      const { leader } = ledAt(D, D.end), back = memberNow(seen.crashed)
      if (back.role === DOWN || !leader || back.term !== memberNow(leader).term) return '' // it has not heard the leader yet
      const role = roleKey(back)
      return { en: `${nameOf(seen.crashed)} runs: ${WORDS.en[role]}, term ${back.term}.`, zh: `${nameOf(seen.crashed)} 在运行：${WORDS.zh[role]}，任期 ${back.term}。` }
    },
  },
  {
    en: 'Click the leader and cut it off from all. It still runs: who leads now?', zh: '点击领导者，把它与所有成员断开。它仍在运行：现在谁是领导者？',
    look(seen) {
      const { leader } = ledAt(D, D.end), alone = D.servers.find(s => isCutOff(s.id) && s.id !== leader && memberNow(s.id).role !== DOWN)
      if (!leader || !alone) return ''
      seen.alone = alone.id
      const role = roleKey(memberNow(alone.id))
      return { en: `${nameOf(leader)} leads; ${nameOf(alone.id)}, cut off: ${WORDS.en[role]}.`, zh: `${nameOf(leader)} 是领导者；被断开的 ${nameOf(alone.id)}：${WORDS.zh[role]}。` }
    },
  },
  {
    en: 'Heal the network. Whom does the one that was cut off follow?', zh: '恢复网络。被断开的成员跟随谁？',
    look(seen) {
      const { leader } = ledAt(D, D.end)
      if (cutsAt(D, D.end).size || !leader || memberNow(seen.alone).term !== memberNow(leader).term) return ''
      return { en: `All are in term ${memberNow(leader).term}, and ${nameOf(leader)} leads.`, zh: `全部处于任期 ${memberNow(leader).term}，领导者是 ${nameOf(leader)}。` }
    },
  },
]
const lesson = { seen: {}, found: [] }
const memberNow = id => serverAt(D.servers[id - 1], D.end)
const roleKey = st => st.role === LEADER && !leads(st, D.end) ? 'oldLeader' : ROLE[st.role]
const isCutOff = id => { const cuts = cutsAt(D, D.end); return D.servers.every(s => s.id === id || cuts.has(`${id} ${s.id}`) && cuts.has(`${s.id} ${id}`)) }

// goOnWithLesson looks whether the step that is due is done. A window without the member that a step is about tells nothing of it.
function goOnWithLesson() {
  for (let step; (step = LIVE_LESSON[lesson.found.length]);) {
    const found = step.look(lesson.seen)
    if (!found) break
    lesson.found.push(found)
  }
  drawLesson()
}

function buildLesson() {
  const again = html('button', { type: 'button', id: 'live-again' })
  again.addEventListener('click', () => { Object.assign(lesson, { seen: {}, found: [] }); goOnWithLesson() })
  return [html('div', { class: 'bar' }, html('h2', { id: 'live-lesson-title' }), again), html('ol', { id: 'live-lesson', 'aria-live': 'polite' })]
}

function drawLesson() {
  say($('live-lesson-title'), lw().lesson)
  say($('live-again'), lw().again)
  $('live-again').hidden = !lesson.found.length
  const lines = LIVE_LESSON.map((step, i) => {
    const found = lesson.found[i], state = found ? 'done' : i === lesson.found.length ? 'due' : 'later'
    return [state, step[S.lang], found ? found[S.lang] : '']
  })
  const shown = JSON.stringify(lines)
  if ($('live-lesson').dataset.shown === shown) return // a list that is made anew is read out anew
  $('live-lesson').dataset.shown = shown
  $('live-lesson').replaceChildren(...lines.map(([state, task, found]) => html('li', { class: state }, task, ...found ? [html('b', {}, ' ' + found)] : [])))
}
