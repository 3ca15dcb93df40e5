/**
 * Attacks on identity and access, against the store as processes: through the gateway, and at each service directly, as
 * somebody would who has got behind the gateway. The matrices are made from contracts and routes; a door that nobody
 * has decided about fails them.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { fieldsOf } from '@atoll/contract'
import { until } from '@atoll/testkit'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import { whatIsNamed, whoMayCome } from './access-tables.ts'
import { openReader } from '../checker/checker.ts'
import {
  addressOf,
  type Door,
  doors,
  gatewayDoors,
  inputFor,
  knock,
  rightsFor,
  serviceDoors,
  services,
  textsOf,
  withValue,
} from './doors.ts'
import { type Forgery, forgeBadTokens, forgeToken } from './forged-token.ts'
import { storeEnvironment } from './journeys.ts'
import { storeFile } from './run-journeys.ts'
import { ada, findProduct, grace, placeOrder, signIn, untilFinal } from './shop.ts'

let system: OpenedSystem | undefined
const orderOf: Record<string, string> = {}
const subjects = { ada: 'c-1001', grace: 'c-1002' }

function opened(): OpenedSystem {
  assert.ok(system, 'the store has been started')
  return system
}

before(async () => {
  system = await openSystem({
    file: storeFile,
    topology: 'processes',
    environment: storeEnvironment,
  })
  const { sku } = await findProduct(system)
  for (const [name, email] of [
    ['ada', ada],
    ['grace', grace],
  ] as const) {
    const token = await signIn(system, email)
    const orderId = await placeOrder(system, { token, lines: [{ sku, quantity: 1 }] })
    await untilFinal(system, { token, orderId })
    orderOf[name] = orderId
  }
})
after(() => system?.stop())

const forge = (forgery: Forgery) => forgeToken(opened().directory, forgery)
const tokenFor = ({ audience }: Door, forgery: Forgery = {}) => forge({ audience, ...forgery })
const rightTokenFor = (door: Door) => tokenFor(door, { scopes: rightsFor(door) })
const isAsked = (door: Door) => door.access.scopes !== 'anyone'

describe('the tables of what was decided', () => {
  const real = (door: Door) => !/\.(css|js|svg|woff2|ico|png)$/.test(door.path)

  test('name every door, and say of each what is declared', () => {
    const declared = doors.filter(real).map(({ name, access }) => [name, access.scopes])
    assert.deepEqual(Object.fromEntries(declared), whoMayCome)
    for (const door of doors.filter((each) => !real(each))) assert.equal(isAsked(door), false)
  })

  test('name every text that a door takes', () => {
    const taken = doors.flatMap((door) => textsOf(door).map((text) => `${door.name} ${text}`))
    assert.deepEqual(taken.toSorted(), Object.keys(whatIsNamed).toSorted())
  })
})

describe('a thing of another customer', () => {
  const owned = doors.flatMap((door) =>
    textsOf(door)
      .filter((text) => whatIsNamed[`${door.name} ${text}`] === 'order of one customer')
      .map((text) => ({ door, text })),
  )
  /** The same but for what no two answers share. */
  const look = async (door: Door, sent: { text: string; id: string; token: string }) => {
    const { text, id, token } = sent
    const input = withValue(inputFor(door), text, id)
    const answer = await knock(opened(), door, { input, token })
    const { date: _date, 'x-trace-id': _trace, ...headers } = answer.headers
    const body = answer.text.replaceAll(id, 'ID').replace(/"trace":"[0-9a-f]{32}"/, '"trace":"T"')
    return { status: answer.status, headers, body }
  }

  for (const { door, text } of owned)
    test(`attack: at ${door.name}${text} it is as unknown as one that never was`, async () => {
      for (const [owner, other] of [
        ['ada', 'grace'],
        ['grace', 'ada'],
      ] as const) {
        const id = orderOf[owner] ?? ''
        const own = await tokenFor(door, { subject: subjects[owner] })
        const foreign = await tokenFor(door, { subject: subjects[other] })
        assert.equal((await look(door, { text, id, token: own })).status, 200)
        const seen = await look(door, { text, id, token: foreign })
        assert.deepEqual(seen, await look(door, { text, id: randomUUID(), token: foreign }))
        assert.doesNotMatch(seen.body, new RegExp(id))
        // A place in a list of one's own is no thing: naming a foreign one is naming none.
        if (text !== '/after') assert.equal(seen.status, 404)
        else assert.doesNotMatch(seen.body, /"status":"shipped"/)
      }
    })

  test('attack: how long the answer takes does not tell the foreign from the unknown', async (t) => {
    const door = serviceDoors.find(({ name }) => name === 'orders.order')
    assert.ok(door)
    const token = await tokenFor(door, { subject: subjects.grace })
    const took: Record<'foreign' | 'unknown', number[]> = { foreign: [], unknown: [] }
    for (let round = 0; round < 60; round++)
      for (const what of ['foreign', 'unknown'] as const) {
        const id = what === 'foreign' ? (orderOf['ada'] ?? '') : randomUUID()
        const startedAt = performance.now()
        await look(door, { text: '/orderId', id, token })
        took[what].push(performance.now() - startedAt)
      }
    const [foreign, unknown] = [median(took.foreign), median(took.unknown)]
    t.diagnostic(`foreign ${foreign.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms`)
    // One statement asks for order and owner together: there is no second step that only one of them takes.
    assert.ok(Math.abs(foreign - unknown) < Math.max(3, unknown), 'the medians differ')
  })
})

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
}

/** Kinds of callers, and what a door must answer each. */
const principals: readonly (readonly [who: string, forgery: Forgery | null])[] = [
  ['nobody', null],
  ['a customer without any right', { scopes: [] }],
  ['a customer who may only read', { scopes: ['orders:read'] }],
  ['a customer who may only write', { scopes: ['orders:write'] }],
  ['a customer', {}],
  ['staff', { subject: 's-1', scopes: ['admin', 'staff', 'orders:*', 'orders'] }],
  [
    'another service',
    { subject: 'service:delivery', scopes: [], claims: { client_id: 'delivery' } },
  ],
]

describe('who may come', () => {
  for (const door of doors)
    for (const [who, forgery] of principals) {
      const { scopes } = door.access
      const held = forgery?.scopes ?? ['orders:read', 'orders:write']
      const wanted =
        scopes === 'anyone'
          ? 'in'
          : forgery === null
            ? door.isPage
              ? 303
              : 401
            : scopes.every((each) => held.includes(each))
              ? 'in'
              : 403
      const verb = wanted === 'in' ? 'lets in' : `answers ${wanted} to`
      test(`${wanted === 'in' ? '' : 'attack: '}${door.name} ${verb} ${who}`, async () => {
        const token = forgery === null ? null : await tokenFor(door, forgery)
        const { status, headers } = await knock(opened(), door, { token })
        if (wanted !== 'in') assert.equal(status, wanted)
        else assert.ok(![401, 403].includes(status) && status < 500, `answered ${status}`)
        if (wanted === 303) assert.match(headers['location'] ?? '', /^\/sign-in/)
      })
    }
})

describe('a token', () => {
  for (const door of doors.filter(isAsked))
    test(`attack: no token of the corpus opens ${door.name}`, async (t) => {
      const lifeSecondsMax = door.at === 'web' ? 3600 : 300
      const { directory } = opened()
      const corpus = await forgeBadTokens(directory, { audience: door.audience, lifeSecondsMax })
      // The others cannot be written into a header by any client.
      const sendable = corpus.filter(({ token }) => /^[!-~]{1,8000}$/.test(token))
      assert.ok(sendable.length > 120, `${sendable.length} of ${corpus.length}`)
      t.diagnostic(`${sendable.length} tokens`)
      const good = await knock(opened(), door, { token: await rightTokenFor(door) })
      assert.ok(good.status < 500 && good.status !== 401, `a good one is answered ${good.status}`)
      for (const { name, token } of sendable) {
        const { status, headers } = await knock(opened(), door, { token })
        assert.equal(status, door.isPage ? 303 : 401, name)
        if (!door.isPage) assert.match(headers['www-authenticate'] ?? '', /^Bearer/)
      }
    })

  for (const door of doors.filter(isAsked))
    test(`attack: a token for anybody else opens nothing at ${door.name}`, async () => {
      const others = ['store', 'web', ...services].filter((name) => name !== door.audience)
      for (const audience of others) {
        const token = await forge({ audience })
        const { status } = await knock(opened(), door, { token })
        assert.equal(status, door.isPage ? 303 : 401, audience)
      }
    })

  test('attack: the token of a session opens no service, whichever', async () => {
    const token = await signIn(opened())
    for (const door of serviceDoors.filter(isAsked))
      assert.equal((await knock(opened(), door, { token })).status, 401, door.name)
  })

  test('attack: what a service signs is no token, anywhere', async () => {
    for (const door of doors.filter(isAsked))
      for (const forgery of [
        { signer: door.at === 'web' ? 'orders' : door.at },
        { signer: 'payments' },
        { typ: 'atoll-event+jwt', signer: 'orders' },
        { typ: 'client-authentication+jwt', signer: 'orders' },
      ] as const) {
        const { status } = await knock(opened(), door, { token: await tokenFor(door, forgery) })
        assert.equal(status, door.isPage ? 303 : 401, `${door.name} ${JSON.stringify(forgery)}`)
      }
  })

  test('attack: the statement that travels with an event opens nothing', async () => {
    const client = await openReader(opened().databases, 'messaging')
    const { rows } = await client.query<{ statement: string }>(
      `select distinct headers->>'x-attestation' as statement from messaging.message
       where headers->>'x-attestation' is not null limit 3`,
    )
    await client.end()
    assert.ok(rows.length > 0)
    for (const { statement } of rows)
      for (const door of doors.filter(isAsked)) {
        const { status } = await knock(opened(), door, { token: statement })
        assert.equal(status, door.isPage ? 303 : 401, door.name)
      }
  })

  test('attack: a token that ends while it is in use opens nothing from its end on', async () => {
    for (const name of ['orders.order', 'GET /api/orders/{orderId}']) {
      const door = doors.find((each) => each.name === name)
      assert.ok(door)
      const token = await tokenFor(door, { to: 2 })
      const input = { orderId: orderOf['ada'] }
      const ask = async () => (await knock(opened(), door, { input, token })).status
      assert.equal(await ask(), 200)
      await until(async () => (await ask()) === 401, { what: 'the end of the token' })
    }
  })

  test('attack: a token of a megabyte is refused, and the next request is answered', async () => {
    const token = 'A'.repeat(1_000_000)
    for (const name of ['orders.order', 'GET /api/orders', 'customers.me']) {
      const door = doors.find((each) => each.name === name)
      assert.ok(door)
      // A server may close before it has read all of it.
      const refused = await knock(opened(), door, { token }).then(
        ({ status }) => status,
        () => 431,
      )
      assert.equal(refused, 431)
      assert.ok((await knock(opened(), door, { token: await rightTokenFor(door) })).status < 500)
    }
  })
})

describe('a field too many', () => {
  /** What a caller might like to write: what others' answers hold, and what programs name rights. */
  const tempting = [
    'id orderId customerId subject principal caller status history n total price',
    'amount currency at placedAt version cardReference scopes scope role roles admin',
    'isAdmin stock available name shipmentId carrier idempotencyKey deadlineMs $where',
    '__proto__',
  ].flatMap((names) => names.split(' '))
  for (const door of doors.filter(({ isPage }) => !isPage))
    test(`attack: ${door.name} takes nothing that it does not name`, async () => {
      const token = await rightTokenFor(door)
      const right = inputFor(door)
      const known = fieldsOf(door.input)
      for (const name of tempting.filter((each) => !known.includes(each))) {
        const input = Object.defineProperty({ ...right }, name, { value: '1', enumerable: true })
        const { status, text } = await knock(opened(), door, { token, input })
        assert.equal(status, 400, `${name}: ${text}`)
      }
    })

  test('attack: nor does a line of an order', async () => {
    for (const door of doors.filter(
      ({ name }) => name === 'orders.place' || name === 'POST /api/orders',
    )) {
      const token = await rightTokenFor(door)
      for (const name of ['price', 'name', 'total', 'discount', 'place']) {
        const input = { card: 'approve', lines: [{ sku: 'a', quantity: 1, [name]: 1 }] }
        assert.equal((await knock(opened(), door, { token, input })).status, 400, name)
      }
    }
  })
})

describe('what listens', () => {
  /** What each port is for. */
  const management = [
    'GET /health/live',
    'GET /health/startup',
    'GET /health/ready',
    'GET /metrics',
    'GET /actuator',
    'GET /actuator/health',
    'GET /actuator/health/liveness',
    'GET /actuator/info',
    'GET /actuator/prometheus',
    'POST /actuator/refresh',
    'GET /actuator/hystrix.stream',
    'GET /dead-letters',
    'POST /dead-letters/replay',
    'POST /dead-letters/discard',
    'GET /resilience',
    'PUT /resilience',
    'POST /resilience/trial',
  ]
  const ownOfGateway = ['GET /health/live', 'GET /health/ready', 'GET /openapi.json']
  const placeOf = ({ method, path }: Door) => `${method} ${path.replaceAll(/\{\w+\}/g, 'a')}`
  const curious = [
    '/admin',
    '/debug',
    '/debug/pprof',
    '/actuator/env',
    '/actuator/heapdump',
    '/actuator/loggers',
    '/env',
    '/.env',
    '/.git/config',
    '/server-status',
    '/docs',
    '/swagger.json',
    '/graphql',
    '/jwks',
    '/services/jwks',
    '/token',
    '/.well-known/oauth-authorization-server',
    '/health',
    '/config',
    '/eureka/apps',
    '/trace',
    '/',
  ].map((path) => `GET ${path}`)
  const every = new Set([...doors.map(placeOf), ...management, ...ownOfGateway, ...curious])

  const look = async (address: string) => {
    const found: string[] = []
    for (const place of every) {
      const [method = '', path = ''] = place.split(' ')
      const response = await fetch(`${address}${path}`, { method, redirect: 'manual' })
      const isEndless = response.headers.get('content-type') === 'text/event-stream'
      const text = isEndless ? '' : await response.text()
      if (isEndless) await response.body?.cancel()
      if (!/"code":"(no_such_route|method_not_allowed)"/.test(text)) found.push(place)
    }
    return found.toSorted()
  }

  test('attack: the gateway answers at no place that its document does not name', async () => {
    const { paths } = (await (await fetch(`${opened().url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, 'a')}`,
      ),
    )
    assert.deepEqual(
      documented.toSorted(),
      [...gatewayDoors.map(placeOf), ...ownOfGateway].toSorted(),
    )
    assert.deepEqual(await look(opened().url), documented.toSorted())
  })

  for (const service of services)
    test(`attack: ${service} answers at no place that its contract does not name`, async () => {
      const declared = serviceDoors.filter(({ at }) => at === service).map(placeOf)
      assert.deepEqual(await look(addressOf(opened(), service)), declared.toSorted())
    })

  test('attack: a management port answers what operators ask, and nothing of the service', async () => {
    const found = opened().processes()
    assert.equal(found.length, services.length + 1)
    for (const { name, management: address } of found) {
      assert.match(address ?? '', /^http:\/\/127\.0\.0\.1:\d+$/, name)
      assert.deepEqual(await look(address ?? ''), management.toSorted(), name)
    }
  })

  test('attack: dead letters, thresholds and settings are shown and changed for nobody without the token of the start', async () => {
    const { managementToken, directory } = opened()
    const wrong = [
      '',
      'Bearer ',
      `Bearer ${managementToken}x`,
      managementToken,
      `Basic ${managementToken}`,
      `Bearer ${await signIn(opened())}`,
      `Bearer ${await forgeToken(directory, { audience: 'orders' })}`,
    ]
    for (const { management: address } of opened().processes()) {
      const ask = (place: string, authorization: string) => {
        const [method = '', path = ''] = place.split(' ')
        return fetch(`${address}${path}`, { method, headers: { authorization } })
      }
      for (const place of management.filter((each) => /dead-letters|resilience|refresh/.test(each)))
        for (const authorization of wrong)
          assert.equal((await ask(place, authorization)).status, 401)
      assert.equal((await ask('GET /dead-letters', `Bearer ${managementToken}`)).status, 200)
    }
  })
})
