/**
 * The issuer's keys in a running store of processes, over HTTP: they change under load and nobody notices; the issuer
 * goes away and comes back; strangers' keys are asked for without end. What is asked of the issuer is counted in this
 * process, which holds it.
 */
import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { createSigner, createSigningKey, generatePrivateJwk } from '@atoll/identity'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import { type Door, doors, knock } from './doors.ts'
import { forgeToken } from './forged-token.ts'
import { storeEnvironment } from './journeys.ts'
import { storeFile } from './run-journeys.ts'
import { ask, signIn } from './shop.ts'

/** What was asked of this process's own servers, and whether they answer. */
const issuer = { asked: [] as string[], isDown: false }

function onRequest(message: unknown): void {
  // Node documents what this channel tells.
  const { request } = message as { readonly request: IncomingMessage }
  issuer.asked.push(request.url ?? '')
  if (issuer.isDown) request.socket.destroy()
}

before(() => subscribe('http.server.request.start', onRequest))
after(() => unsubscribe('http.server.request.start', onRequest))

function doorOf(name: string): Door {
  const door = doors.find((each) => each.name === name)
  assert.ok(door)
  return door
}

const kidOf = (token: string): string => {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
  return String(Reflect.get(Object(header), 'kid'))
}

/** Units: milliseconds. */
const freshMs = 1_500
const keyMs = 4_500
const patienceMs = 90_000

describe('keys that follow each other', () => {
  let system: OpenedSystem | undefined
  const opened = () => {
    assert.ok(system)
    return system
  }
  before(async () => {
    const quick = { ATOLL_KEYS_FRESH_MS: String(freshMs), ATOLL_KEY_MS: String(keyMs) }
    const environment = { ...storeEnvironment, ...quick }
    system = await openSystem({ file: storeFile, topology: 'processes', environment })
  })
  after(() => system?.stop())

  test('attack: a rotation under load refuses nobody, neither with the new key nor with the old', async (t) => {
    const tokens: string[] = []
    const statuses: number[] = []
    const kids = () => new Set(tokens.map(kidOf)).size
    const goneBy = performance.now() + patienceMs
    const isEnough = () => kids() > 3 && statuses.length > 100
    const customer = async () => {
      while (!isEnough() && performance.now() < goneBy) {
        // A session of now has the key of now; the service behind gets a token of now in exchange for it.
        const fresh = await signIn(opened())
        tokens.push(fresh)
        const old = tokens[Math.floor(Math.random() * tokens.length)] ?? fresh
        for (const token of [fresh, old])
          statuses.push((await ask(opened(), '/api/orders', { token })).status)
      }
    }
    await Promise.all(Array.from({ length: 4 }, customer))
    const seen = `${statuses.length} requests with ${tokens.length} tokens of ${kids()} keys`
    t.diagnostic(seen)
    assert.ok(isEnough(), seen)
    assert.deepEqual(
      statuses.filter((status) => status !== 200),
      [],
    )
  })

  test('attack: while the issuer is gone, who is signed in goes on, and who signs in is told to wait', async () => {
    const token = await signIn(opened())
    const list = async () => (await ask(opened(), '/api/orders', { token })).status
    assert.equal(await list(), 200)
    const service = doorOf('orders.orders')
    issuer.isDown = true
    try {
      const before = issuer.asked.length
      const goneAt = performance.now()
      // Longer than keys are fresh: only old ones are there.
      while (performance.now() - goneAt < 2 * freshMs) {
        assert.equal(await list(), 200)
        const other = await forgeToken(opened().directory, {
          audience: 'orders',
          subject: 'c-1002',
        })
        const { status } = await knock(opened(), service, { token: other })
        assert.ok(status === 200 || kidOf(other) !== kidOf(token), `a service answered ${status}`)
      }
      assert.ok(issuer.asked.length > before, 'somebody looked for the issuer')
      const { status } = await ask(opened(), '/api/session', {
        method: 'POST',
        json: { email: 'ada@example.com' },
      })
      assert.equal(status, 503)
    } finally {
      issuer.isDown = false
    }
    assert.equal(
      (await ask(opened(), '/api/orders', { token: await signIn(opened()) })).status,
      200,
    )
  })
})

describe('keys of strangers', () => {
  let system: OpenedSystem | undefined
  const opened = () => {
    assert.ok(system)
    return system
  }
  before(async () => {
    system = await openSystem({
      file: storeFile,
      topology: 'processes',
      environment: storeEnvironment,
    })
  })
  after(() => system?.stop())

  const claims = (audience: string, iss = 'https://issuer.atoll.internal') => {
    const iat = Math.floor(Date.now() / 1000)
    const names = { iss, aud: audience, sub: 'c-1001', client_id: 'web', jti: 'a' }
    return { ...names, scope: 'orders:read', iat, exp: iat + 60 }
  }
  const attacked = ['GET /api/orders', 'orders.orders', 'customers.me'].map(doorOf)

  test('attack: a storm of unknown keys asks the issuer at most once in 30 s for each process', async (t) => {
    for (const door of attacked) {
      const token = await forgeToken(opened().directory, { audience: door.audience })
      assert.equal((await knock(opened(), door, { token })).status, 200)
    }
    assert.ok(issuer.asked.includes('/jwks'), 'what is asked of the issuer is counted')
    const before = issuer.asked.length
    const startedAt = performance.now()
    let refused = 0
    const storm = async (door: Door) => {
      for (let n = 0; n < 100; n++) {
        const stranger = createSigningKey(generatePrivateJwk())
        const token = createSigner(stranger, 'at+jwt')(claims(door.audience))
        assert.equal((await knock(opened(), door, { token })).status, 401)
        refused += 1
        if (n % 20 > 0) continue
        const good = await forgeToken(opened().directory, { audience: door.audience })
        assert.equal((await knock(opened(), door, { token: good })).status, 200)
      }
    }
    await Promise.all([...attacked, ...attacked].map(storm))
    const tookMs = performance.now() - startedAt
    const loads = issuer.asked.slice(before).filter((url) => url === '/jwks').length
    t.diagnostic(`${refused} unknown keys in ${tookMs.toFixed(0)} ms, ${loads} loads`)
    assert.ok(
      loads <= attacked.length * Math.ceil(tookMs / 30_000),
      `${loads} loads in ${tookMs} ms`,
    )
  })

  test('attack: no token leads to another place, whatever it says of keys', async () => {
    let visits = 0
    const elsewhere = createServer((_, response) => {
      visits += 1
      response.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const address = elsewhere.address()
    assert.ok(typeof address === 'object' && address !== null)
    const url = `http://127.0.0.1:${address.port}`
    try {
      const stranger = createSigningKey(generatePrivateJwk())
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      for (const door of attacked)
        for (const header of [{ jku: url }, { x5u: url }, { kid: url }, { iss: url }, {}]) {
          const [, body = '', signature = ''] = createSigner(
            stranger,
            'at+jwt',
          )(claims(door.audience, url)).split('.')
          const head = encode({ alg: 'EdDSA', typ: 'at+jwt', kid: stranger.kid, ...header })
          const { status } = await knock(opened(), door, { token: `${head}.${body}.${signature}` })
          assert.equal(status, 401)
        }
    } finally {
      elsewhere.closeAllConnections()
      await new Promise((resolve) => elsewhere.close(resolve))
    }
    assert.equal(visits, 0)
  })
})
