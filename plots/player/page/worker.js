'use strict'
// In the worker: unpacks the program, starts it, and hands requests to it.
let ready, begun = new Promise(done => { ready = done })
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

onmessage = async e => {
  if (!e.data.request) { start(e.data).catch(error => postMessage({ failed: String(error) })); return }
  await begun
  try {
    const bytes = raftlab(JSON.stringify(e.data.request))
    postMessage({ id: e.data.id, bytes }, [bytes.buffer])
  } catch (error) { postMessage({ failed: String(error) }) }
}
