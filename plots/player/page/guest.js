'use strict'
// In the worker: modules of somebody else's that play servers (docs/reference/own-raft.md, In a sandbox). A module is a program for
// WASI: it reads a line, and writes one. It has no files and no network; its clock counts its own readings, and its chance is always the same.
// Where it waits for a line it is suspended, so the simulator goes on in the same thread.
const guest = { module: null, bytes: null, sum: '', taking: null, seen: 0 }
const MOST_MEMORY = 512 << 20, ALIVE_MS = 500
const BADF = 8, INVAL = 28, NOSYS = 52

// wrongWith returns the word for what is wrong with the bytes of a module; '' if they may be one.
function wrongWith(bytes) {
  const head = new Uint8Array(bytes, 0, Math.min(8, bytes.byteLength))
  if (String.fromCharCode(...head.slice(0, 4)) !== '\0asm') return 'noModule'
  if (head[4] !== 1 || head[6] !== 0) return 'component'
  return typeof WebAssembly.Suspending === 'function' ? '' : 'noSuspending'
}

async function takeModule(bytes) {
  const wrong = wrongWith(bytes)
  if (wrong) return { wrong }
  let module
  try { module = await WebAssembly.compile(bytes) } catch (error) { return { wrong: 'broken', why: String(error.message || error) } }
  const needs = WebAssembly.Module.imports(module).find(i => i.module !== 'wasi_snapshot_preview1' || i.kind !== 'function')
  if (needs) return { wrong: 'otherImports', why: `${needs.module}.${needs.name}` }
  const has = WebAssembly.Module.exports(module).map(e => e.name)
  if (!has.includes('_start') || !has.includes('memory')) return { wrong: 'noStart' }
  guest.module = module; guest.bytes = new Uint8Array(bytes); guest.sum = ''
  return {}
}

class Ended extends Error {}

// GuestProgram is a module that runs. ask hands it a line, and promises the line that answers.
class GuestProgram {
  constructor() {
    this.input = new Uint8Array(0); this.output = []; this.said = ''; this.time = 0; this.chance = 1; this.over = ''
    const wasi = { fd_read: new WebAssembly.Suspending((...a) => this.read(...a)), poll_oneoff: new WebAssembly.Suspending((...a) => this.poll(...a)) }
    for (const { name } of WebAssembly.Module.imports(guest.module)) if (!wasi[name]) wasi[name] = (this[name] || (() => NOSYS)).bind(this)
    const instance = new WebAssembly.Instance(guest.module, { wasi_snapshot_preview1: wasi })
    this.memory = instance.exports.memory
    const end = why => { this.over = why; if (this.asked) this.asked() }
    WebAssembly.promising(instance.exports._start)().then(() => end('exit status 0'), error => end(error instanceof Ended ? error.message : String(error.message || error)))
  }
  get view() { return new DataView(this.memory.buffer) }
  bytes(at, length) { return new Uint8Array(this.memory.buffer, at, length) }

  // ask waits until the module wants another line, or ends: all that it has written by then is its answer.
  async ask(line) {
    const now = Date.now()
    if (now - guest.seen > ALIVE_MS) { guest.seen = now; postMessage({ alive: true }) }
    if (this.memory.buffer.byteLength > MOST_MEMORY) throw new Error('memory')
    await new Promise(done => {
      this.asked = done
      if (this.over) { done(); return }
      this.input = new TextEncoder().encode(line + '\n')
      if (this.wakes) { const wake = this.wakes; this.wakes = null; wake() }
    })
    this.asked = null
    const text = new TextDecoder().decode(await new Blob(this.output).arrayBuffer())
    this.output = []
    return { text, over: this.over, said: this.said.trim().split('\n').pop() }
  }

  // more is settled when there is input. The module waits for it, so it has answered what it was asked before.
  more() { return new Promise(wake => { this.wakes = wake; if (this.asked) this.asked() }) }

  read(fd, ...where) { return fd !== 0 ? BADF : this.input.length ? this.give(...where) : this.more().then(() => this.give(...where)) }
  give(list, count, read) {
    let total = 0
    for (let i = 0; i < count && this.input.length; i++) {
      const at = this.view.getUint32(list + 8 * i, true), length = Math.min(this.view.getUint32(list + 8 * i + 4, true), this.input.length)
      this.bytes(at, length).set(this.input.subarray(0, length))
      this.input = this.input.subarray(length)
      total += length
    }
    this.view.setUint32(read, total, true)
    return 0
  }
  fd_write(fd, list, count, written) {
    if (fd !== 1 && fd !== 2) return BADF
    let total = 0
    for (let i = 0; i < count; i++) {
      const part = this.bytes(this.view.getUint32(list + 8 * i, true), this.view.getUint32(list + 8 * i + 4, true)).slice()
      if (fd === 1) this.output.push(part)
      else this.said = (this.said + new TextDecoder().decode(part)).slice(-4096)
      total += part.length
    }
    this.view.setUint32(written, total, true)
    return 0
  }
  // poll: what waits for the clock is due at once, and what reads waits for a line.
  poll(events, out, count, number) {
    const due = []
    for (let i = 0; i < count; i++) {
      const at = events + 48 * i, type = this.view.getUint8(at + 8)
      if (type === 0) this.time += Math.min(1e12, Number(this.view.getBigUint64(at + 24, true)))
      due.push([this.view.getBigUint64(at, true), type])
    }
    const clocks = due.filter(d => d[1] !== 1)
    if (!clocks.length && !this.input.length) return this.more().then(() => this.tell(due, out, number))
    return this.tell(this.input.length ? due : clocks, out, number)
  }
  tell(told, out, number) {
    told.forEach(([data, type], i) => { const at = out + 32 * i; this.bytes(at, 32).fill(0); this.view.setBigUint64(at, data, true); this.view.setUint8(at + 10, type); if (type === 1) this.view.setBigUint64(at + 16, BigInt(this.input.length), true) })
    this.view.setUint32(number, told.length, true)
    return 0
  }
  clock_time_get(id, precision, at) { this.time += 1e6; this.view.setBigUint64(at, BigInt(1640995200) * 1000000000n * (id === 0 ? 1n : 0n) + BigInt(this.time), true); return 0 }
  clock_res_get(id, at) { this.view.setBigUint64(at, 1000000n, true); return 0 }
  random_get(at, length) {
    const to = this.bytes(at, length)
    for (let i = 0; i < length; i++) { this.chance = this.chance * 48271 % 2147483647; to[i] = this.chance }
    return 0
  }
  nothing(count, size) { this.view.setUint32(count, 0, true); this.view.setUint32(size, 0, true); return 0 }
  args_sizes_get(count, size) { return this.nothing(count, size) }
  environ_sizes_get(count, size) { return this.nothing(count, size) }
  args_get() { return 0 }
  environ_get() { return 0 }
  sched_yield() { return 0 }
  fd_close() { return 0 }
  fd_fdstat_set_flags() { return 0 }
  fd_prestat_get() { return BADF }
  fd_prestat_dir_name() { return BADF }
  fd_seek() { return INVAL }
  fd_fdstat_get(fd, at) {
    if (fd > 2) return BADF
    this.bytes(at, 24).fill(0)
    this.view.setUint8(at, 2) // a terminal: nothing can be sought in it
    this.view.setBigUint64(at + 8, 0x1fffffffn, true)
    return 0
  }
  proc_exit(code) { throw new Ended(`exit status ${code}`) }
}

// What the simulator calls: the module that was taken, a program that runs it, a line for the program.
self.raftlabPrograms = { taken: guest, start: () => new GuestProgram(), ask: (program, line) => program.ask(line) }
