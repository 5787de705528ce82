'use strict'
// The simulator in its worker. A page from a file cannot load a worker from a file, so the worker is made of a blob. A
// simulation is cancelled by ending its worker; the next one gets the module that is compiled already.
class Simulator {
  constructor(module = null, guest = null) { this.module = module; this.guest = guest; this.waiting = new Map(); this.number = 0; this.start() }
  start() {
    const parts = [document.getElementById('glue').textContent, '\n', document.getElementById('worker').textContent]
    this.url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }))
    this.worker = new Worker(this.url)
    this.worker.onmessage = e => this.hear(e.data)
    this.worker.onerror = e => { e.preventDefault(); this.fail(e.message || 'worker') }
    this.worker.postMessage(this.module ? { module: this.module } : { code: document.getElementById('program').textContent.trim(), digits: START.digits })
    if (this.guest) this.worker.postMessage({ guest: this.guest.bytes })
  }
  hear(data) {
    this.heard = performance.now()
    if (data.alive) return
    if (data.taken) { const done = this.waiting.get(data.id); this.waiting.delete(data.id); if (done) done.resolve(data.taken); return }
    if (data.module) { this.module = data.module; return }
    if (data.failed) { this.fail(data.failed); return }
    const done = this.waiting.get(data.id)
    this.waiting.delete(data.id)
    if (done) done.resolve(JSON.parse(new TextDecoder().decode(data.bytes)))
  }
  fail(message) {
    this.failed = message
    for (const { reject } of this.waiting.values()) reject(new Error(message))
    this.waiting.clear()
  }
  ask(request) {
    if (this.failed) { this.failed = ''; this.cancel() } // what went wrong with one run need not with another
    const id = ++this.number
    return new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); this.worker.postMessage({ id, request }) })
  }
  // play makes a module play servers, unless something is wrong with it: then it returns what.
  async play(name, bytes) {
    if (this.failed) { this.failed = ''; this.cancel() }
    const id = ++this.number
    const taken = await new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); this.worker.postMessage({ id, guest: bytes }) })
    if (!taken.wrong) this.guest = { name, bytes }
    return taken
  }
  // watch ends the worker if a module in it gives no answer in time.
  watch() {
    this.heard = performance.now()
    const timer = setInterval(() => {
      if (performance.now() - this.heard < PATIENCE.ms) return
      clearInterval(timer)
      this.hung = true
      this.cancel()
    }, 250)
    return () => clearInterval(timer)
  }
  end() { this.worker.terminate(); URL.revokeObjectURL(this.url); this.waiting.clear() }
  cancel() {
    this.worker.terminate()
    URL.revokeObjectURL(this.url)
    for (const { reject } of this.waiting.values()) reject(new Cancelled())
    this.waiting.clear()
    this.start()
  }
}
class Cancelled extends Error {}
const PATIENCE = { ms: 10000 } // how long a module may take for an answer

// OWN begins the name of an engine that is a module which was dropped on the page.
const OWN = 'wasm:'

// able reports whether this browser can run the simulator.
const able = () => typeof WebAssembly === 'object' && typeof DecompressionStream === 'function' && typeof Worker === 'function'
