'use strict'
// The simulator in its worker. A page from a file cannot load a worker from a file, so the worker is made of a blob. A
// simulation is cancelled by ending its worker; the next one gets the module that is compiled already.
class Simulator {
  constructor(module = null) { this.module = module; this.waiting = new Map(); this.number = 0; this.start() }
  start() {
    const parts = [document.getElementById('glue').textContent, '\n', document.getElementById('worker').textContent]
    this.url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }))
    this.worker = new Worker(this.url)
    this.worker.onmessage = e => this.hear(e.data)
    this.worker.onerror = e => { e.preventDefault(); this.fail(e.message || 'worker') }
    this.worker.postMessage(this.module ? { module: this.module } : { code: document.getElementById('program').textContent.trim(), digits: START.digits })
  }
  hear(data) {
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

// able reports whether this browser can run the simulator.
const able = () => typeof WebAssembly === 'object' && typeof DecompressionStream === 'function' && typeof Worker === 'function'
