/** One registry over loopback, asked with plain HTTP as foreign clients ask it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type HttpCall, type HttpReply, openHttpPool } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { fullJson } from './json.ts'
import { type OpenRegistry, openRegistry, type RegistrySettings } from './open.ts'
import { lasting, sample } from './testing.ts'
import { fullXml } from './xml.ts'

const json = { accept: 'application/json' }
const own = '/apps/SVC/h1%3Asvc%3A8080'

/** A registry, and a client of it. */
async function open(settings: Partial<RegistrySettings> = {}) {
  const known = { port: 0, log: silentLog, clock: systemClock, sweepMs: 100 }
  const registry = await openRegistry({ ...known, ...settings })
  // A push that does not come is a failure, and soon.
  const pool = openHttpPool({ clock: systemClock, silenceMsMax: 5_000 })
  const { origin, pathname } = new URL(registry.url)
  return {
    registry,
    pool,
    ask(line: string, more: { body?: string; headers?: Record<string, string> } = {}) {
      const [method, path] = line.split(' ')
      // The lines of these tests name methods that there are.
      const call = { method, path: `${pathname}${path}`, body: null, ...more } as HttpCall
      return pool.request(origin, call, { takesEvents: path === '/changes' })
    },
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
    },
  }
}

type Asked = Awaited<ReturnType<typeof open>>

async function register({ ask }: Asked, info = sample()): Promise<HttpReply> {
  const headers = { 'content-type': 'application/json' }
  return ask('POST /apps/SVC', { body: fullJson.instance(info), headers })
}

async function hashOf({ ask }: Asked): Promise<string> {
  const { body } = await ask('GET /apps/', { headers: json })
  return /"apps__hashcode":"([^"]*)"/.exec(body.toString())?.[1] ?? ''
}

describe('over HTTP', () => {
  test('a client registers, is found, renews and leaves; what has no answer is empty', async () => {
    await using asked = await open()
    const { ask } = asked
    assert.match(asked.registry.url, /^http:\/\/127\.0\.0\.1:\d+\/eureka$/)
    assert.equal((await register(asked)).status, 204)
    assert.equal(await hashOf(asked), 'UP_1_')
    // Spring 4 sends a media type with its heartbeats, though nothing follows.
    const spring = { 'content-type': 'application/json', ...json }
    for (const [line, status, headers] of [
      [`PUT ${own}?status=UP&lastDirtyTimestamp=1700000000001`, 200, spring],
      [`PUT ${own}`, 200, {}],
      ['PUT /apps/SVC/other', 404, spring],
      [`PUT ${own}/status?value=OUT_OF_SERVICE`, 200, {}],
      [`DELETE ${own}/status?value=UP`, 200, {}],
      [`DELETE ${own}`, 200, spring],
      ['GET /apps/NONE', 404, json],
      ['GET /nowhere/at/all', 404, json],
    ] as const) {
      const reply = await ask(line, { headers })
      assert.deepEqual([reply.status, reply.body.length], [status, 0], line)
    }
    assert.equal(await hashOf(asked), '')
  })

  test('XML comes and goes, packed where that is taken', async () => {
    await using asked = await open()
    const info = sample({ metadata: { long: 'x'.repeat(2_000) } })
    const headers = { 'content-type': 'application/xml' }
    const body = `<?xml version="1.0"?>\n${fullXml.instance(info)}`
    assert.equal((await asked.ask('POST /apps/svc/', { body, headers })).status, 204)
    const reply = await asked.ask('GET /apps', { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(reply.headers['content-encoding'], 'gzip')
    assert.equal(reply.headers['content-type'], 'application/xml')
    assert.match(gunzipSync(reply.body).toString(), /<instanceId>h1:svc:8080<\/instanceId>/)
  })

  test('who does not know the password gets nothing', async () => {
    const credentials = { user: 'spring', password: 'sécret:with colon' }
    await using asked = await open({ credentials })
    const basic = (text: string) => ({
      ...json,
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    })
    for (const headers of [json, basic('spring:wrong'), basic('spring:'), { authorization: 'x' }]) {
      const reply = await asked.ask('GET /apps/', { headers })
      assert.deepEqual([reply.status, reply.body.length], [401, 0])
    }
    const headers = basic('spring:sécret:with colon')
    assert.equal((await asked.ask('GET /apps/', { headers })).status, 200)
  })

  test('people see a page and the same as JSON, with the password alone where there is one', async () => {
    const credentials = { user: 'ada', password: 'pass' }
    await using asked = await open({ credentials })
    const authorization = `Basic ${Buffer.from('ada:pass').toString('base64')}`
    const { origin } = new URL(asked.registry.url)
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/?status=UP&search=a&page=x', 'text/html; charset=utf-8'],
      ['/registry.css', 'text/css; charset=utf-8'],
      ['/overview', 'application/json'],
    ] as const) {
      const [stranger, known] = [
        await fetch(`${origin}${path}`),
        await fetch(`${origin}${path}`, { headers: { authorization } }),
      ]
      assert.deepEqual([stranger.status, await stranger.text()], [401, ''])
      assert.deepEqual([known.status, known.headers.get('content-type')], [200, type])
      assert.match(known.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
    }
  })

  test('a dead instance is gone for callers within five seconds', async () => {
    await using asked = await open({ sweepMs: 1_000 })
    await register(asked, lasting(3))
    const since = systemClock.monotonic()
    await until(async () => (await hashOf(asked)) === '', { what: 'evicted' })
    const passedMs = systemClock.monotonic() - since
    assert.ok(passedMs > 2_900 && passedMs < 5_000, `after ${passedMs} ms`)
  })

  test('a change is heard at once, and the delta has it', async () => {
    await using asked = await open()
    const { events } = await asked.ask('GET /changes', { headers: json })
    assert.ok(events)
    const iterator = events[Symbol.asyncIterator]()
    const hear = async (): Promise<unknown> => {
      const step = await iterator.next()
      assert.ok(step.done !== true)
      return JSON.parse(step.value.data)
    }
    assert.deepEqual(await hear(), { versions__delta: '0', apps__hashcode: '' })
    await register(asked)
    assert.deepEqual(await hear(), { versions__delta: '1', apps__hashcode: 'UP_1_' })
    const { body } = await asked.ask('GET /apps/delta', { headers: json })
    assert.match(body.toString(), /"versions__delta":"1","apps__hashcode":"UP_1_".*"ADDED"/)
    await iterator.return?.()
  })

  test('a wrong address of a peer is said, without its password', async () => {
    for (const peer of ['no address', 'ftp://u:secret@h', 'http://u:secret@h/eureka?x=1'])
      await assert.rejects(
        openRegistry({ port: 0, log: silentLog, clock: systemClock, peers: [peer] }),
        (thrown) => {
          assert.ok(thrown instanceof TypeError)
          assert.doesNotMatch(thrown.message, /secret/)
          return true
        },
      )
  })
})

test('a registry that is stopped lets its listeners go', async () => {
  const asked: Asked = await open()
  const { events } = await asked.ask('GET /changes', { headers: json })
  assert.ok(events)
  const registry: OpenRegistry = asked.registry
  await registry.stop(1_000)
  const heard: string[] = []
  for await (const { event } of events) heard.push(event ?? '')
  assert.deepEqual(heard, ['change', 'fault'])
  await asked.pool[Symbol.asyncDispose]()
})
