'use strict'
// In the worker: unpacks the program, starts it, and hands requests to it, one after the other.
let ready, begun = new Promise(done => { ready = done }), before = begun
self.raftlabReady = () => ready()

async function start(data) {
  const go = new Go()
  let module = data.module
  if (!module) {
    const stream = inflate(unpack(data.code, data.digits))
    module = await WebAssembly.compileStreaming(new Response(stream, { headers: { 'content-type': 'application/wasm' } }))
    postMessage({ module })
  }
  go.run(await WebAssembly.instantiate(module, go.importObject))
}

async function answer({ id, request }) {
  try {
    await guest.taking
    guest.seen = Date.now()
    const bytes = await raftlab(JSON.stringify(request))
    postMessage({ id, bytes }, [bytes.buffer])
  } catch (error) { postMessage({ failed: String(error) }) }
}

onmessage = e => {
  if (e.data.guest) { guest.taking = takeModule(e.data.guest).then(taken => { if (e.data.id) postMessage({ id: e.data.id, taken }) }); return }
  if (!e.data.request) { start(e.data).catch(error => postMessage({ failed: String(error) })); return }
  before = before.then(() => answer(e.data))
}
