/** A service outside: what it is sent, what is made of its answers, and where it is found, in one process and in many. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { Fault, silentLog as log, systemClock as clock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { at, basic, type Credential, type Place, system, topologies } from '@atoll/system'
import { startSystem } from './start-system.ts'
import shop, { billing } from './testing/atoll.ts'
import { openStranger } from './testing/stranger.ts'

const file = join(import.meta.dirname, 'testing', 'atoll.ts')
const token = 'a-token-of-theirs'
let directory: string
let turn = 0

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-external-'))
})
after(() => rm(directory, { recursive: true, force: true }))

function start(
  environment: Readonly<Record<string, string>>,
  whole: Partial<Parameters<typeof startSystem>[0]> = {},
) {
  return startSystem({
    system: shop,
    topology: null,
    directory: join(directory, `${++turn}`),
    port: 0,
    program: { file },
    environment: { ATOLL_GRACE_MS: '1000', ...environment },
    tell: () => {},
    ...whole,
  })
}

function shopAt(place: Place, credential: Credential | null = null) {
  return system('shop', { ...shop, external: { billing: at(place, billing, { credential }) } })
}

/** A customer's program. */
async function signIn(url: string) {
  const session = await fetch(`${url}/session`, { method: 'POST' })
  const { accessToken } = (await session.json()) as { readonly accessToken: string }
  const ask = async (path: string, json: unknown = null) => {
    const reply = await fetch(`${url}${path}`, {
      method: json === null ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(json === null ? {} : { body: JSON.stringify(json) }),
    })
    const body = (await reply.json()) as Readonly<Record<string, unknown>>
    return { status: reply.status, body }
  }
  return { accessToken, ask }
}

describe('found in a registry', () => {
  for (const topology of topologies)
    test(`${topology}: it is sent its own token, a trace, a deadline and a key, and nothing of ours`, async () => {
      await using registry = await openRegistry({ port: 0, clock, log })
      await using stranger = await openStranger()
      await using lease = openEureka({ servers: [registry.url], clock })
      const instance = { service: 'BILLING', instance: 'b-1', address: stranger.url, version: '9' }
      await lease.register(instance)
      const environment = { EUREKA_SERVERS: registry.url, BILLING_TOKEN: token }
      const running = await start(environment, { topology })
      try {
        const { ask, accessToken } = await signIn(running.address)
        const settled = await ask('/bills', { billId: '7-8' })
        assert.deepEqual([settled.status, settled.body], [200, { paid: true }])
        assert.deepEqual((await ask('/bills/9')).body, { paid: true })
        const [asked, paid, looked] = stranger.seen
        assert.equal(asked?.line, 'GET /api/bills/7-8?tag=a%20b&tag=c')
        assert.deepEqual([paid?.line, paid?.body], ['POST /api/bills/7-8/payments', '{"cents":5}'])
        assert.equal(looked?.line, 'GET /api/bills/9')
        assert.equal(paid?.headers['idempotency-key'], 'pay-7-8')
        for (const { headers } of stranger.seen) {
          assert.match(headers['traceparent']?.toString() ?? '', /^00-[0-9a-f]{32}-/)
          assert.match(headers['x-deadline-ms']?.toString() ?? '', /^\d+$/)
          assert.equal(headers.authorization, `Bearer ${token}`)
          for (const name of ['x-caller', 'baggage', 'cookie'])
            assert.equal(headers[name], undefined, name)
        }
        assert.ok(!JSON.stringify(stranger.seen).includes(accessToken))
      } finally {
        await running.stop()
      }
    })
})

describe('at an address', () => {
  test("its answers are ours: a declared fault, unavailable, and a refused credential is nobody's sign-in", async () => {
    await using stranger = await openStranger()
    const running = await start({}, { system: shopAt(stranger.url) })
    try {
      const { ask } = await signIn(running.address)
      const unknown = await ask('/bills', { billId: '404' })
      assert.deepEqual([unknown.status, unknown.body['details']], [404, { bill: '404' }])
      assert.equal(unknown.body['code'], 'sales.unknown_bill')
      assert.equal((await ask('/bills', { billId: '503' })).status, 503)
      assert.equal((await ask('/bills', { billId: '401' })).status, 500)
      const inside = await ask('/bills-inside', { billId: '1' })
      assert.equal(inside.status, 500)
      const sent = stranger.seen.map(({ line }) => line)
      assert.equal(sent.filter((line) => line.includes('/1')).length, 0, 'not in a transaction')
      assert.equal(sent.filter((line) => line.includes('/503')).length, 3, 'a query is repeated')
      assert.ok(stranger.seen.every(({ headers }) => headers.authorization === undefined))
    } finally {
      await running.stop()
    }
  })

  test('a user and a password come from a file', async () => {
    await using stranger = await openStranger()
    const path = join(directory, 'login')
    await writeFile(path, 'shop:geheim\n', { mode: 0o600 })
    const whole = shopAt(stranger.url, basic('BILLING_LOGIN'))
    const running = await start({ BILLING_LOGIN_FILE: path }, { system: whole })
    try {
      const { ask } = await signIn(running.address)
      assert.equal((await ask('/bills/1')).status, 200)
      assert.equal(stranger.seen[0]?.headers.authorization, 'Basic c2hvcDpnZWhlaW0=')
    } finally {
      await running.stop()
    }
  })

  test('nobody is there: unavailable; nowhere: at once, and nothing was done', async () => {
    for (const [place, code] of [
      ['http://127.0.0.1:1', 'unreachable'],
      ['nowhere', 'nowhere'],
    ] as const) {
      const running = await start({}, { system: shopAt(place) })
      try {
        const { ask } = await signIn(running.address)
        const { status, body } = await ask('/bills', { billId: '1' })
        assert.deepEqual([status, body['code'], body['executed']], [503, code, 'no'])
      } finally {
        await running.stop()
      }
    }
  })
})

test('a credential that is not set ends the start, by its name', async () => {
  await assert.rejects(start({ EUREKA_SERVERS: 'http://127.0.0.1:1/eureka' }), (thrown) => {
    const { code, message } = Fault.from(thrown)
    assert.equal(code, 'settings_invalid')
    assert.match(message, /BILLING_TOKEN/)
    return true
  })
})
