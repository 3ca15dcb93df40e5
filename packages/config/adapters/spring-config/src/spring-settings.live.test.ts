/** Settings that constants declare, beside a server that is there, away, or says what is wrong. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { openConfigServer } from '@atoll/config-server'
import { Fault, silentLog, systemClock } from '@atoll/pipeline'
import { openSpringSettings } from './index.ts'
import { openFolder } from './testing.ts'

async function open(port = 0) {
  const folder = openFolder()
  const parts = { source: { folder: folder.path }, log: silentLog, clock: systemClock }
  const keeper = await openConfigServer({ port, ...parts })
  return { folder, keeper, url: keeper.url }
}

test('constants are what holds until a server says otherwise, of the kind that they are', async () => {
  const { folder, keeper, url } = await open()
  folder.write('billing.yml', 'shop: {greeting: good day, maxItems: 7, other: 1}')
  // region plain
  const from = { servers: [url], app: 'billing' }
  const settings = await openSpringSettings({ 'shop.greeting': 'hi', 'shop.max-items': 10 }, from)
  const items: number = settings.current['shop.max-items']
  // endregion
  assert.deepEqual([settings.current['shop.greeting'], items], ['good day', 7])
  folder.write('billing.yml', '')
  await settings.refresh()
  assert.deepEqual({ ...settings.current }, { 'shop.greeting': 'hi', 'shop.max-items': 10 })
  folder.write('billing.yml', 'shop.max-items: many')
  const thrown = await settings.refresh().catch(Fault.from)
  assert.ok(thrown instanceof Fault)
  assert.match(
    thrown.message,
    /shop\.max-items \(billing\.yml of http\S+\): it is no number; set it there to a number$/,
  )
  await settings[Symbol.asyncDispose]()
  await keeper[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('a server that is away is told as a warning, or ends the start where it has to be there', async () => {
  const { folder, keeper, url } = await open()
  await keeper[Symbol.asyncDispose]()
  const from = { servers: [url], app: 'billing', refreshMs: 0 }
  const warned = once(process, 'warning')
  const settings = await openSpringSettings({ 'shop.open': true }, from)
  const [warning] = (await warned) as readonly unknown[]
  assert.match(String(warning), /the settings cannot be fetched; starting without it/)
  assert.equal(settings.current['shop.open'], true)
  const strict = openSpringSettings({ 'shop.open': true }, { ...from, startsWithout: false })
  await assert.rejects(strict, { code: 'settings_unreachable', message: /`startsWithout`/ })
  const { keeper: back } = await open(Number(new URL(url).port))
  await settings.refresh()
  await settings[Symbol.asyncDispose]()
  await back[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('closing waits for no server that is silent', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { folder, keeper, url } = await open()
  const silent = `http://127.0.0.1:${address.port}`
  const from = { servers: [url, silent], app: 'billing', refreshMs: 0, timeoutMs: 3_600_000 }
  const settings = await openSpringSettings({ 'shop.open': true }, from)
  await keeper[Symbol.asyncDispose]()
  const asked = once(server, 'connection')
  const reading = settings.refresh().catch(Fault.from)
  const [socket] = (await asked) as readonly Socket[]
  await settings[Symbol.asyncDispose]()
  assert.ok((await reading) instanceof Fault)
  socket?.destroy()
  server.close()
  folder[Symbol.dispose]()
})
