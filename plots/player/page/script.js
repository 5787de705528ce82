'use strict'
// The script, to be edited: the loader's own messages while typing, a run with Ctrl-Enter, and hints of what can stand at
// the cursor.
const edit = { text: null, timer: 0, hints: [], chosen: 0 }

function fillScript(panel) {
  const of = JSON.stringify([S.name, S.yaml, traced && traced.name]), key = S.lang + of
  if (panel.dataset.key === key && panel.children.length) return
  const typed = panel.dataset.key && panel.dataset.of === of ? $('yaml').value : R.yaml // another language takes nothing away that was typed
  panel.dataset.key = key
  panel.dataset.of = of
  const area = html('textarea', { id: 'yaml', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', 'aria-label': w().script, wrap: 'off', rows: '18', 'aria-describedby': 'yaml-problems' })
  area.value = typed || ''
  const run = html('button', { type: 'button', class: 'primary', id: 'yaml-run' }, `${w().run} (${w().runKeys})`), original = html('button', { type: 'button' }, w().original), save = html('button', { type: 'button' }, w().saveFile), file = html('input', { type: 'file', accept: '.yaml,.yml,.trace,.gz,.wasm', class: 'unseen', tabindex: '-1', 'aria-label': w().openFile }), openFile = html('button', { type: 'button' }, w().openFile)
  const problems = html('ol', { id: 'yaml-problems', 'aria-live': 'polite' }), hints = html('ul', { id: 'yaml-hints', role: 'listbox', hidden: '' })
  run.addEventListener('click', runScript)
  original.addEventListener('click', async () => { S.yaml = ''; await simulate(); panel.dataset.key = ''; fillScript(panel) })
  original.disabled = !S.yaml || !START.scenarios.some(s => s.name === S.name)
  save.addEventListener('click', saveScript)
  openFile.addEventListener('click', () => file.click())
  file.addEventListener('change', () => { if (file.files[0]) takeFile(file.files[0]) })
  area.addEventListener('input', () => { clearTimeout(edit.timer); edit.timer = setTimeout(checkScript, 250); showHints() })
  area.addEventListener('keydown', scriptKeys)
  area.addEventListener('blur', () => setTimeout(hideHints, 150))
  area.addEventListener('click', hideHints)
  panel.replaceChildren(html('div', { class: 'editor' }, area, hints), problems, html('p', { class: 'bar-left' }, run, original, save, openFile, file))
  if (fixed()) { run.disabled = original.disabled = openFile.disabled = true; area.readOnly = true }
}

const fileName = () => /\.ya?ml$/.test(S.name) ? S.name : S.name + '.yaml'

async function textOf(file) {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer()), packed = head[0] === 0x1f && head[1] === 0x8b
  return packed ? new Response(inflate(await file.arrayBuffer())).text() : file.text()
}

// openTrace plays a saved run; the simulator reads it, so a damaged file is told as on the command line.
async function openTrace(name, text, how = {}) {
  play(false)
  try {
    const answer = await sim.ask({ do: 'trace', name, yaml: text, lang: S.lang })
    if (answer.problems) { complain(answer.problems); return false }
    complain([])
    traced = { name, text }
    S.steps = []; S.undone = []; S.guess = undefined
    return showRun(answer, how)
  } catch (error) { complain([{ message: String(error.message || error) }]); return false }
}

async function checkScript() {
  const text = $('yaml').value
  let answer
  try { answer = await sim.ask({ do: 'check', name: fileName(), yaml: text || '\n', seed: S.seed, engine: S.engine, set: S.set, steps: [], lang: S.lang }) } catch { return }
  if (!$('yaml') || $('yaml').value !== text) return
  showProblems(answer.problems || [])
}

function showProblems(problems) {
  const area = $('yaml')
  $('yaml-problems').replaceChildren(...problems.map(p => {
    const b = html('button', { type: 'button', class: 'plain' }, p.message)
    b.addEventListener('click', () => { const lines = area.value.split('\n').slice(0, (p.line || 1) - 1), at = lines.join('\n').length + (lines.length ? 1 : 0) + (p.column || 1) - 1; area.focus(); area.setSelectionRange(at, at) })
    return html('li', {}, b)
  }))
  area.setAttribute('aria-invalid', problems.length > 0)
  document.body.dataset.problems = String(problems.length)
}

async function runScript() {
  const text = $('yaml').value
  hideHints()
  S.name = fileName()
  S.yaml = text || '\n' // an empty script is one too, with its message
  S.steps = []
  S.undone = []
  S.guess = undefined
  S.seenEnd = false
  if (await simulate()) { showProblems([]); scrollTo({ top: 0, behavior: CALM ? 'auto' : 'smooth' }); $('play').focus({ preventScroll: true }); return }
  checkScript()
}

function saveScript() {
  const a = html('a', { download: fileName(), href: URL.createObjectURL(new Blob([$('yaml').value], { type: 'application/yaml' })) })
  document.body.append(a); a.click(); a.remove()
  setTimeout(() => URL.revokeObjectURL(a.href), 1000)
}

// takeFile opens a scenario file or a trace, dropped or chosen, also packed with gzip.
const MOST_SCRIPT = 1 << 20, MOST_TRACE = 1 << 28 // bytes
async function takeFile(file) {
  if (!sim) { complain([{ message: SAVED ? w().stepsOff : w().old }]); return }
  if (await isModule(file)) { await takeProgram(file); return }
  let text = ''
  try { text = file.size <= MOST_TRACE ? await textOf(file) : '' } catch (error) { complain([{ message: `${file.name}: ${error.message || error}` }]); return }
  const isTrace = text.startsWith('{"trace":')
  if (file.size > MOST_TRACE || !isTrace && text.length > MOST_SCRIPT) { complain([{ message: w().tooLarge(file.name) }]); return }
  if (isTrace) { await (pending = openTrace(file.name, text)); return }
  traced = null
  const name = file.name.replace(/\.gz$/, '')
  Object.assign(S, { name: /\.ya?ml$/.test(name) ? name : name + '.yaml', yaml: text || '\n', steps: [], undone: [], set: [], guess: undefined, seenEnd: false })
  await simulate()
}

const isModule = async file => { const head = new Uint8Array(await file.slice(0, 4).arrayBuffer()); return /\.wasm$/i.test(file.name) || String.fromCharCode(...head) === '\0asm' }

// takeProgram plays the run that is shown with a module of somebody's own.
const MOST_MODULE = 1 << 27
async function takeProgram(file) {
  if (file.size > MOST_MODULE) { complain([{ message: w().moduleWrong.large(file.name) }]); return }
  const name = file.name.replace(/[^\w.-]/g, '_')
  let taken
  try { taken = await sim.play(name, await file.arrayBuffer()) } catch (error) { complain([{ message: `${file.name}: ${error.message || error}` }]); return }
  if (taken.wrong) { complain([{ message: w().moduleWrong[taken.wrong](file.name, taken.why) }]); return }
  traced = null
  Object.assign(S, { engine: OWN + name, guess: undefined, seenEnd: false })
  await simulate()
}

// ---- hints
const HINTS = START_HINTS()
function START_HINTS() { try { return JSON.parse(document.getElementById('start').textContent).hints || {} } catch { return {} } }

// placeOf tells what is being typed: the word before the cursor, and the keys above it.
function placeOf(text, at) {
  const lines = text.slice(0, at).split('\n'), line = lines.at(-1)
  const word = /[\w.]*$/.exec(line)[0]
  const before = line.slice(0, line.length - word.length)
  const flow = /\{[^}]*$/.exec(before), path = []
  let indent = /^[\s-]*/.exec(line)[0].length
  for (let i = lines.length - 2; i >= 0 && indent > 0; i--) {
    const m = /^([\s-]*)([\w_]+):/.exec(lines[i])
    if (m && m[1].length < indent) { path.unshift(m[2]); indent = m[1].length }
  }
  const own = /^[\s-]*([\w_]+):/.exec(before)
  if (flow && own && !/^\s*-\s*\{/.test(before)) path.push(own[1])
  const value = /([\w_]+):\s*$/.exec(before)
  return { word, path, value: value && value[1], key: flow ? /[{,]\s*$/.test(before) : /^[\s-]*$/.test(before) }
}

function hintsAt(text, at) {
  const p = placeOf(text, at), list = p.value ? (HINTS.values || {})[p.value] || [] : p.key ? (HINTS.keys || {})[p.path.at(-1) || ''] || (p.path.includes('steps') ? (HINTS.keys || {}).steps : null) || [] : []
  return { word: p.word, list: list.filter(h => h.word.startsWith(p.word) && h.word !== p.word).slice(0, 9), colon: !p.value }
}

function showHints() {
  const area = $('yaml'), box = $('yaml-hints'), found = hintsAt(area.value, area.selectionStart)
  edit.hints = found.list
  edit.chosen = 0
  edit.found = found
  box.hidden = !found.list.length
  if (box.hidden) return
  box.replaceChildren(...found.list.map((h, i) => { const li = html('li', { role: 'option', 'aria-selected': i === 0 }, html('b', {}, h.word), ' ', html('span', {}, h.hint || '')); li.addEventListener('mousedown', e => { e.preventDefault(); takeHint(i) }); return li }))
  const lines = area.value.slice(0, area.selectionStart).split('\n')
  box.style.top = Math.min(area.clientHeight - 20, (lines.length * 18.2 + 12 - area.scrollTop)) + 'px'
  box.style.left = Math.min(area.clientWidth - 240, lines.at(-1).length * 7.8 + 14 - area.scrollLeft) + 'px'
}
function hideHints() { if ($('yaml-hints')) $('yaml-hints').hidden = true; edit.hints = [] }
function takeHint(i) {
  const area = $('yaml'), h = edit.hints[i], at = area.selectionStart
  area.setRangeText(h.word + (edit.found.colon ? ': ' : ''), at - edit.found.word.length, at, 'end')
  hideHints()
  area.dispatchEvent(new Event('input'))
}
function scriptKeys(e) {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); runScript(); return }
  if (e.key === ' ' && e.ctrlKey) { e.preventDefault(); showHints(); return }
  if (!edit.hints.length) return
  if (e.key === 'Escape') { hideHints(); e.stopPropagation(); e.preventDefault(); return }
  const n = edit.hints.length, move = { ArrowDown: 1, ArrowUp: -1 }[e.key]
  if (move) { edit.chosen = (edit.chosen + move + n) % n; [...$('yaml-hints').children].forEach((li, i) => li.setAttribute('aria-selected', i === edit.chosen)); e.preventDefault() }
  if (e.key === 'Enter' || e.key === 'Tab') { takeHint(edit.chosen); e.preventDefault() }
}

addEventListener('dragover', e => { if ([...e.dataTransfer.types].includes('Files')) e.preventDefault() })
addEventListener('drop', e => { const file = e.dataTransfer.files[0]; if (LIVE) e.preventDefault(); else if (file) { e.preventDefault(); takeFile(file) } })
TABS.script = fillScript
