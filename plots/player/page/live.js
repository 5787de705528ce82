'use strict'
// A run that goes on: what real servers do, as the server of this page tells it. The page follows it, or looks back while it goes
// on. What is asked for here is done by the server, and every page is told.
const LIVE_WORDS = {
  en: {
    title: 'Real etcd, live', about: 'Real servers, as their logs tell it. Heartbeats, timers and log entries stand in no log, so they are not shown.',
    on: 'live', behind: 'looking back', lost: 'The connection is lost; trying again …', down: 'The lab is down: start it with raftlab lab up.', over: 'raftlab lab play has ended.', token: 'This address is no longer valid: open the one that raftlab lab play printed last.', waiting: 'waiting for the first events …',
    follow: 'Live', replay: 'Replay the last outage', touch: 'Click a member or a link: what you choose is done to the real cluster.', done: 'to the real member, now',
    crash: 'Crash it (SIGKILL)', pause: 'Pause it (SIGSTOP)', resume: 'Let it go on', restart: 'Restart it', alone: 'Cut off from all', cut: (a, b) => `Cut ${a} ↔ ${b}`, heal: 'Heal the network',
    keys: 'Keys', key: 'key', value: 'value', put: 'put', get: 'get', deeds: 'What was done from these pages', none: 'Nothing yet.', underWay: 'under way …', failed: n => `exit code ${n}`,
    lesson: 'Lesson: an election on real etcd', again: 'Again', lanes: (n, a, b) => `Time lanes of ${n} members from ${a} to ${b}; the list of what happens says the same in words`, simulate: 'Simulate this', simulateWhy: 'The same members, timers, latency and faults in the simulator, where they can be repeated and changed',
  },
  zh: {
    title: '真实的 etcd，实时', about: '真实服务器的日志所记录的过程。日志不记录心跳、计时器和日志条目，所以不显示。',
    on: '实时', behind: '正在回看', lost: '连接已断开，正在重试……', down: '实验环境已停止：用 raftlab lab up 启动。', over: 'raftlab lab play 已结束。', token: '这个地址已失效：请打开 raftlab lab play 最近打印的地址。', waiting: '等待第一批事件……',
    follow: '实时', replay: '回放上一次无领导者', touch: '点击成员或链路：所选操作会作用于真实的集群。', done: '立即作用于真实的成员',
    crash: '使其宕机（SIGKILL）', pause: '暂停它（SIGSTOP）', resume: '让它继续', restart: '重启它', alone: '与所有成员断开', cut: (a, b) => `切断 ${a} ↔ ${b}`, heal: '恢复网络',
    keys: '键', key: '键', value: '值', put: '写入', get: '读取', deeds: '从这些页面做过的操作', none: '还没有。', underWay: '进行中……', failed: n => `退出码 ${n}`,
    lesson: '课程：真实 etcd 上的一次选举', again: '重新开始', lanes: (n, a, b) => `${n} 个成员的时间线，${a} 至 ${b}；事件列表用文字说明同样的内容`, simulate: '模拟这一情形', simulateWhy: '在模拟器中用同样的成员、计时器、延迟和故障，可以重复，也可以改动',
  },
}
const lw = () => LIVE_WORDS[S.lang]
// UNTOLD is how long a message is shown of which no log says what became of it.
const UNTOLD = 100 * MS
const SECOND = 1e9, SILENCE = 2500, WIDE = 10 * SECOND
const live = { following: true, from: 0, until: 0, heard: 0, members: [], deeds: [], open: [], source: null, down: false, over: false, refused: false, drawn: 0 }

function beginLive() {
  document.body.classList.add('live')
  begun = true
  S.pace = false
  buildLive()
  listen()
  setInterval(drawStatus, 500)
  requestAnimationFrame(liveTick)
}

// ---- what the server tells
function listen() {
  if (live.source) live.source.close()
  const source = live.source = new EventSource('/events?lang=' + S.lang)
  const hear = (name, take) => source.addEventListener(name, e => { live.heard = performance.now(); take(JSON.parse(e.data)); drawStatus() })
  hear('run', takeRun)
  hear('deeds', m => { live.deeds = m.deeds || []; drawDeeds() })
  hear('now', m => { live.until = m.until; live.down = m.down; remark(m.remark) })
  hear('bye', () => { live.over = true; source.close() })
  source.onopen = () => { live.refused = false }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED && !live.over) { // it was refused, or the browser gives up
      fetch('/').then(answer => { live.refused = answer.status === 403; drawStatus() }, () => {})
      setTimeout(() => { if (source === live.source) listen() }, 2000)
    }
  }
}

// takeRun takes the window of the run. Its time 0 may be another moment than before: what the page looks at stays.
function takeRun(m) {
  const shift = live.from ? (live.from - m.from) * 1000 : 0, first = !D, nodes = D && D.nodes
  live.from = m.from
  live.members = m.members
  R = { digest: '', title: lw().title, lesson: lw().about }
  D = readRun(m.recording)
  for (const m of D.messages) if (m.fate === UNDER_WAY) m.ended = Math.min(m.ended, m.sent + UNTOLD)
  D.longest = D.messages.reduce((most, m) => Math.max(most, m.ended - m.sent), 0)
  live.open = endsOf(D)
  if (S.every) D.every = D.lines
  S.t = live.following ? D.end : Math.max(0, S.t + shift)
  S.view = first ? [D.end - WIDE, D.end] : S.view.map(u => u + shift)
  S.picked = 0
  stretch(nowOf())
  if (nodes !== D.nodes) buildRing()
  fillStory()
  if (first) { drawAll(); follow() } else { fillJumps(); drawFrame(); if (live.following) announce() }
  goOnWithLesson()
  document.body.dataset.ready = '1'
  document.body.dataset.events = D.events
}

// endsOf are all things that last at the end of a run: they go on with it.
function endsOf(run) {
  const ends = [], take = (list, key) => { for (const o of list) if (o[key] >= run.end) ends.push([o, key]) }
  for (const key of ['led', 'outages', 'together', 'blocks']) take(run[key], 'to')
  for (const o of run.outages) take(o.phases, 'to')
  take(run.faults, 'until')
  for (const s of run.servers) for (const key of ['bands', 'members', 'pauses']) take(s[key], 'to')
  return ends
}

// nowOf is the moment up to which all is told: between two messages of the server it goes on by the page's clock.
const nowOf = () => (live.until - live.from) * 1000 + Math.min(performance.now() - live.heard, SECOND / MS) * MS

// stretch makes the run last until a moment: nothing else has happened since.
function stretch(end) {
  if (end <= D.end) return
  D.end = end
  D.window[1] = end
  for (const [o, key] of live.open) o[key] = end
  D.bands = null
}

// ---- following
function follow() {
  play(false)
  live.following = playing = true
  set($('play-sign'), 'd', 'M7 4h4v16H7ZM14 4h4v16h-4Z')
  $('play').title = w().pause
  $('play').setAttribute('aria-label', w().pause)
  const now = S.view[1] - S.view[0], wide = now < 2 * SECOND ? WIDE : Math.min(now, 60 * SECOND) // a replay leaves it narrow
  S.view = [D.end - wide, D.end]
  drawStatus()
}

function liveTick(now) {
  requestAnimationFrame(liveTick)
  if (!D) return
  if (!live.down && !live.over && performance.now() - live.heard < SILENCE) stretch(nowOf())
  if (now - live.drawn < (live.following && !CALM ? 40 : 400)) return
  live.drawn = now
  if (live.following) {
    const wide = S.view[1] - S.view[0]
    S.t = D.end
    S.view = [D.end - wide, D.end]
  }
  if (live.following || !playing) drawFrame()
}

// replay shows the last time without a leader again, slowly.
function replay() {
  const o = D.outages.at(-1)
  if (!o) return
  const ended = Math.min(o.to, D.end), wide = Math.max(200 * MS, (ended - o.from) * 1.5)
  goTo(Math.max(0, o.from - wide * .1), true)
  S.view = [S.t - wide * .05, S.t + wide * .95]
  play(true)
}

function drawStatus() {
  const silent = performance.now() - live.heard > SILENCE
  const bad = live.over ? 'over' : live.refused ? 'token' : !live.heard || silent ? (live.heard ? 'lost' : 'waiting') : live.down ? 'down' : ''
  const state = bad || (live.following ? 'on' : 'behind')
  document.body.dataset.live = state
  set($('live-state'), 'class', 'live-state ' + state)
  say($('live-state'), lw()[state])
  if ($('live-follow')) set($('live-follow'), 'aria-pressed', live.following)
}

// ---- what is asked of it
async function act(request) {
  closeMenu()
  complain([])
  try {
    const answer = await fetch('/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...request, lang: S.lang }) })
    if (!answer.ok) complain([{ message: await answer.text() }])
  } catch { complain([{ message: lw()[live.over ? 'over' : 'lost'] }]) }
}

const liveItems = items => items.map(([label, request]) => ({ label, do: request.do, go: () => act(request) }))
const nameOf = id => (live.members[id - 1] || 'n' + id).replace('k8s-', '')

// The menus are about what is now, whatever moment is looked at.
function liveMenuOfServer(id, where) {
  const now = D.end, st = serverAt(D.servers[id - 1], now), servers = [id], items = []
  if (st.role === DOWN) items.push([lw().restart, { do: 'restart', servers }])
  else items.push([lw().crash, { do: 'crash', servers }], st.paused ? [lw().resume, { do: 'resume', servers }] : [lw().pause, { do: 'pause', servers }])
  items.push([lw().alone, { do: 'alone', servers }])
  if (cutsAt(D, now).size) items.push([lw().heal, { do: 'heal' }])
  openMenu(`n${id} · ${nameOf(id)} · ${roleWords(st, now)}`, liveItems(items), where, lw().done)
}

function liveMenuOfLink(a, b, where) {
  const cuts = cutsAt(D, D.end), items = []
  if (!cuts.has(`${a} ${b}`) || !cuts.has(`${b} ${a}`)) items.push([lw().cut(nameOf(a), nameOf(b)), { do: 'cut', servers: [a, b] }])
  if (cuts.size) items.push([lw().heal, { do: 'heal' }])
  openMenu(`n${a} – n${b}`, liveItems(items), where, lw().done)
}

// ---- what such a page has besides
function buildLive() {
  const status = html('p', { id: 'live-state', role: 'status' })
  $('choices').after(html('div', { class: 'choices', id: 'live-box' }, status))
  const key = html('input', { id: 'live-key', autocomplete: 'off', spellcheck: 'false' }), value = html('input', { id: 'live-value', autocomplete: 'off', spellcheck: 'false' })
  const put = html('button', { type: 'submit', id: 'live-put' }), get = html('button', { type: 'button', id: 'live-get' })
  const form = html('form', { id: 'live-form' }, key, value, put, get)
  form.addEventListener('submit', e => { e.preventDefault(); if (key.value) act({ do: 'put', key: key.value, value: value.value }) })
  get.addEventListener('click', () => { if (key.value) act({ do: 'get', key: key.value }) })
  const simulation = html('a', { id: 'live-simulate', class: 'button', target: '_blank', rel: 'noopener', href: '/simulation' })
  simulation.addEventListener('click', () => { simulation.href = `/simulation?lang=${S.lang}` + (live.following ? '' : `&at=${Math.round(live.from + S.t / 1000)}`) })
  $('logs').closest('section').hidden = true
  document.querySelector('.views').append(html('section', { class: 'card told' }, ...buildLesson(), html('h2', { id: 'live-keys' }), form, html('h2', { id: 'live-deeds-title' }), html('ol', { id: 'live-deeds', tabindex: '0' }), html('p', {}, simulation)))
  drawLiveWords()
}

function drawLiveWords() {
  const words = lw()
  for (const [id, text] of [['live-keys', words.keys], ['live-put', words.put], ['live-get', words.get], ['live-deeds-title', words.deeds], ['live-simulate', words.simulate], ['touch', words.touch]]) say($(id), text)
  for (const [id, text] of [['live-key', words.key], ['live-value', words.value]]) { $(id).placeholder = text; $(id).setAttribute('aria-label', text) }
  $('live-simulate').title = words.simulateWhy
  $('live-deeds').setAttribute('aria-label', words.deeds)
  if (R) Object.assign(R, { title: words.title, lesson: words.about })
  drawDeeds()
  drawLesson()
}

function drawDeeds() {
  const list = $('live-deeds')
  list.replaceChildren(...live.deeds.map(d => html('li', { class: !d.done ? 'open' : d.code ? 'failed' : '' }, html('code', {}, d.command), html('pre', {}, !d.done ? lw().underWay : (d.output || '') + (d.code ? lw().failed(d.code) : '')))), ...live.deeds.length ? [] : [html('li', {}, lw().none)])
  list.scrollTop = list.scrollHeight
}

// liveJumps are the buttons that lead back to now, and to the last outage.
function liveJumps() {
  const now = html('button', { type: 'button', id: 'live-follow', 'aria-pressed': live.following }, '● ' + lw().follow), again = html('button', { type: 'button', id: 'live-replay' }, '↺ ' + lw().replay)
  now.addEventListener('click', follow)
  again.addEventListener('click', replay)
  again.disabled = !D.outages.length
  return [now, again]
}

// announce says to a screen reader what is at the cursor.
function announce() { say($('live'), `${clockOf(S.t)}: ${sentenceAt(S.t)}`) }

// clockOf is a moment as a clock shows it.
function clockOf(t, digits = 3) {
  const at = new Date(live.from / 1000 + t / MS), two = n => String(n).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}` + (digits ? '.' + String(at.getMilliseconds()).padStart(3, '0') : '')
}
