/** The gateway before plain HTTP servers: one answer of two, a part missing, a failure of a stranger's. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type RunningSystem, startSystem } from '@atoll/embedded'
import { at, type Place, system } from '@atoll/system'
import front, { products, reviews } from './atoll.ts'

/** A service of somebody's. */
async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  const place: Place = `http://127.0.0.1:${port}`
  const stop = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { place, stop }
}

const heard: IncomingHttpHeaders[] = []
let reviewsAnswer: [status: number, body: unknown] = [200, { stars: [4, 5] }]
let running: RunningSystem
let directory: string
const stops: (() => Promise<void>)[] = []

before(async () => {
  const catalog = await serve((request, response) => {
    heard.push(request.headers)
    const [, sku] = /^\/api\/products\/(\w+)$/.exec(request.url ?? '') ?? []
    const found = sku === undefined || sku === 'none' ? null : { sku, title: 'Chair', inStock: 3 }
    response.setHeader('content-type', 'application/json')
    response.writeHead(found === null ? 404 : 200).end(JSON.stringify(found ?? {}))
  })
  const opinions = await serve((_, response) => {
    const [status, body] = reviewsAnswer
    response.setHeader('content-type', 'application/json')
    response.writeHead(status).end(JSON.stringify(body))
  })
  stops.push(catalog.stop, opinions.stop)
  directory = await mkdtemp(join(tmpdir(), 'atoll-front-'))
  const external = { products: at(catalog.place, products), reviews: at(opinions.place, reviews) }
  running = await startSystem({
    system: system('front', { ...front, external }),
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: fileURLToPath(new URL('./atoll.ts', import.meta.url)) },
    environment: {},
    tell: () => {},
  })
})
after(async () => {
  await running.stop()
  await Promise.all(stops.map((stop) => stop()))
  await rm(directory, { recursive: true, force: true })
})

async function get(path: string, headers: Record<string, string> = {}) {
  const reply = await fetch(`${running.address}${path}`, { headers })
  const body: unknown = await reply.json()
  return { status: reply.status, body, partial: reply.headers.get('x-partial') }
}

test('one answer is made of two services, and neither sees what a stranger wrote beside his request', async () => {
  const headers = { 'x-user-id': 'eve', traceparent: 'eve', cookie: 'a=b' }
  const { status, body } = await get('/products/chair', headers)
  assert.equal(status, 200)
  const product = { sku: 'chair', title: 'Chair', inStock: 3 }
  assert.equal(Reflect.get(Object(Reflect.get(Object(body), 'product')), 'title'), product.title)
  assert.deepEqual(Reflect.get(Object(body), 'reviews'), { stars: [4, 5] })
  assert.doesNotMatch(JSON.stringify(heard), /eve|a=b/)
})

test('what is not there is not there', async () => {
  assert.equal((await get('/products/none')).status, 404)
})

test('a part that fails, or answers what its contract does not hold, is left out and named', async () => {
  for (const answer of [
    [503, {}],
    [200, { stars: ['five'] }],
  ] as const) {
    reviewsAnswer = [...answer]
    const { status, body, partial } = await get('/products/chair')
    assert.deepEqual([status, partial], [200, 'reviews'])
    assert.equal(Reflect.get(Object(body), 'reviews'), null)
    assert.ok((await get('/products/chair/reviews')).status >= 500)
  }
})
