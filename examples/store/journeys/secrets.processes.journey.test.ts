/**
 * Attacks on data, against the store as processes: a canary in every place where a secret is handed in or kept, and
 * then a look into everything that the store writes, answers or shows; SQL in every text; many buyers of one piece.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { until } from '@atoll/testkit'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import pg from 'pg'
import { untilRight } from './check.ts'
import {
  answersSeen,
  type Door,
  doors,
  inputFor,
  knock,
  rightsFor,
  textsOf,
  withValue,
} from './doors.ts'
import { forgeToken } from './forged-token.ts'
import { storeEnvironment } from './journeys.ts'
import { storeFile } from './run-journeys.ts'
import { accessToken, scanDatabases, scanFiles, type Secret } from './scan.ts'
import {
  ada,
  findProduct,
  grace,
  insistOnOrder,
  placeOrder,
  readProduct,
  sendOrder,
  signIn,
  tokensSeen,
  untilFinal,
} from './shop.ts'
import { beginWitness } from './witness.ts'

let system: OpenedSystem | undefined

function opened(): OpenedSystem {
  assert.ok(system, 'the store has been started')
  return system
}

async function query<T extends object>(name: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: opened().databases.get(name) })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

const servicesOf = ({ databases }: OpenedSystem) =>
  [...databases.keys()].filter((name) => name !== 'messaging')

/** In a column and a table that no contract names. */
const hidden = 'CANARY-hidden-in-a-column'

before(async () => {
  const environment = { ...storeEnvironment, ATOLL_LOG_LEVEL: 'debug' }
  system = await openSystem({ file: storeFile, topology: 'processes', environment })
  for (const name of servicesOf(system)) {
    const tables = await query<{ name: string }>(
      name,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('public', 'provider')`,
    )
    for (const table of tables)
      await query(name, `alter table ${table.name} add column canary text default '${hidden}'`)
    await query(name, `create table canary as select '${hidden}'::text as secret`)
  }
  await beginWitness(system.databases)
})
after(() => system?.stop())

const tokenFor = (door: Door) =>
  forgeToken(opened().directory, { audience: door.audience, scopes: rightsFor(door) })

/** Asked at once, some at a time, so that an attack takes no longer than it must. */
async function inTurn<T>(work: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const queue = [...work]
  const take = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await act(one)
  }
  await Promise.all(Array.from({ length: 8 }, take))
}

const injections = [
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  '`',
  '%',
  '_',
  '--',
  '/*',
  ';',
  '$1',
  '${1}',
  '{0}',
  '$$',
  '?',
  "' or '1'='1",
  "' or 1=1 --",
  "'; drop table canary; --",
  '"; drop table canary; --',
  "') ; delete from canary; --",
  "' union select secret from canary --",
  '1; delete from canary',
  "' || (select secret from canary) || '",
  '$$; drop table canary; $$',
  "E'\\'; delete from canary",
  "a' & 'b",
  'a & b | !c',
  'a:*',
  "':*",
  '(',
  ')',
  '!',
  '<->',
  "'::regclass",
  '{"$gt":""}',
]

describe('SQL in a text', () => {
  for (const door of doors.filter((each) => textsOf(each).length > 0))
    test(`attack: is text at ${door.name}`, async (t) => {
      const token = await tokenFor(door)
      const all = textsOf(door).flatMap((text) => injections.map((value) => ({ text, value })))
      await inTurn(all, async ({ text, value }) => {
        const input = withValue(inputFor(door), text, value)
        const { status, text: body } = await knock(opened(), door, { token, input })
        assert.ok(status < 500, `${text} ${value} was answered ${status}: ${body}`)
        assert.doesNotMatch(body, /CANARY|syntax error|SQLSTATE|pg_|relation/)
      })
      t.diagnostic(`${all.length} texts`)
    })

  test('attack: is text in a header', async () => {
    for (const door of doors.filter(({ name }) =>
      /place|POST .api.orders|follow|events/.test(name),
    ))
      for (const value of injections) {
        const headers = {
          'idempotency-key': value,
          'last-event-id': value,
          cookie: `basket=${value}`,
        }
        const token = await tokenFor(door)
        const { status, text } = await knock(opened(), door, { token, headers })
        assert.ok(status < 500, `${value} was answered ${status}: ${text}`)
      }
  })

  test('and every canary lives, in every database', async () => {
    for (const name of servicesOf(opened()))
      assert.deepEqual(await query(name, 'select secret from canary'), [{ secret: hidden }], name)
    const [products] = await query<{ count: number }>(
      'catalog',
      'select count(*)::int from product',
    )
    assert.ok((products?.count ?? 0) > 100)
  })
})

describe('a column that no contract names', () => {
  test('attack: leaves the store by no door', async () => {
    const token = await signIn(opened())
    const { sku } = await findProduct(opened())
    const orderId = await placeOrder(opened(), { token, lines: [{ sku, quantity: 1 }] })
    await untilFinal(opened(), { token, orderId })
    const [row] = await query<{ canary: string }>(
      'orders',
      `select canary from orders where id = '${orderId}'`,
    )
    assert.equal(row?.canary, hidden)
    for (const door of doors) {
      const known = { ...inputFor(door) }
      for (const [name, value] of Object.entries({ orderId, sku, skus: [sku] }))
        if (name in known) known[name] = value
      const answer = await knock(opened(), door, {
        token: await tokenFor(door),
        input: known,
      })
      assert.ok(answer.status < 500, `${door.name} answered ${answer.status}`)
    }
    assert.ok(
      answersSeen.some((answer) => answer.includes(orderId)),
      'the order was shown',
    )
    assert.deepEqual(
      answersSeen.filter((answer) => answer.includes('CANARY')),
      [],
    )
    const events = await scanDatabases(
      new Map([['messaging', opened().databases.get('messaging') ?? '']]),
      [{ name: 'the canary', isIn: (text) => text.includes(hidden) }],
    )
    assert.ok(events.scanned > 0)
    assert.deepEqual(events.leaks, [])
  })
})

describe('many at once', () => {
  const shared = 100

  test(`attack: of ${shared} orders for the last piece exactly one is shipped`, async () => {
    const { sku } = await findProduct(opened(), 1)
    await query(
      'inventory',
      `update stock set initial = held + shipped + 1, available = 1 where sku = '${sku}'`,
    )
    const tokens = await Promise.all(
      [ada, grace, 'katherine@example.com'].map((email) => signIn(opened(), email)),
    )
    const placed = await Promise.all(
      Array.from({ length: shared }, async (_, n) => {
        const token = tokens[n % tokens.length] ?? ''
        const orderId = await insistOnOrder(opened(), { token, lines: [{ sku, quantity: 1 }] })
        return { token, orderId }
      }),
    )
    const ends = await Promise.all(placed.map((each) => untilFinal(opened(), each, 60_000)))
    assert.equal(new Set(placed.map(({ orderId }) => orderId)).size, shared)
    assert.equal(ends.filter(({ status }) => status === 'shipped').length, 1)
    assert.equal((await readProduct(opened(), sku)).stock?.available, 0)
  })

  test(`attack: ${shared} orders under one key are one order, with one answer`, async () => {
    const { sku } = await findProduct(opened())
    const token = await signIn(opened())
    const key = randomUUID()
    const [before] = await query<{ count: number }>('orders', 'select count(*)::int from orders')
    const answers = await Promise.all(
      Array.from({ length: shared }, () =>
        sendOrder(opened(), { token, key, lines: [{ sku, quantity: 1 }] }),
      ),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
    assert.equal(new Set(answers.map(({ body }) => body.orderId)).size, 1)
    const [now] = await query<{ count: number }>('orders', 'select count(*)::int from orders')
    assert.equal((now?.count ?? 0) - (before?.count ?? 0), 1)
  })

  test('and the databases are right when all is quiet', () => untilRight(opened().databases))
})

/** Handed in where each kind of secret is handed in, and where somebody might by mistake. */
const handedIn = {
  password: 'CANARY-password-1',
  card: 'CANARY-card-4111111111111111',
  bearer: 'CANARY.bearer.token',
  cookie: 'CANARY-cookie-1',
  query: 'CANARY-query-1',
  key: 'CANARY-api-key-1',
  operator: 'CANARY-operator-1',
  broken: 'CANARY-broken-1',
}

describe('a secret that is handed in', () => {
  test('attack: in every way at every door', async () => {
    const headersSent: readonly Record<string, string>[] = [
      { authorization: `Bearer ${handedIn.bearer}` },
      { authorization: `Basic ${handedIn.bearer}` },
      { authorization: handedIn.bearer },
      { cookie: `session=${handedIn.cookie}` },
      { cookie: `session=${handedIn.cookie}`, origin: 'https://evil.test' },
      { 'x-api-key': handedIn.key, 'proxy-authorization': `Bearer ${handedIn.key}` },
      { traceparent: handedIn.key, 'last-event-id': handedIn.key, 'x-deadline-ms': handedIn.key },
    ]
    await inTurn(doors, async (door) => {
      const token = await tokenFor(door)
      const right = inputFor(door)
      for (const headers of headersSent) await knock(opened(), door, { headers })
      for (const input of [
        { ...right, password: handedIn.password, access_token: handedIn.query },
        { ...right, card: handedIn.card },
        { ...right, card: { number: handedIn.card } },
        { ...right, lines: handedIn.card },
        handedIn.broken,
        [handedIn.broken],
      ])
        await knock(opened(), door, { token, input })
    })
  })

  test('attack: in a body that breaks off, in a form, to an operator’s port', async () => {
    const { url } = opened()
    const token = await signIn(opened())
    const post = (path: string, body: string, type: string) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: {
          'content-type': type,
          authorization: `Bearer ${token}`,
          'idempotency-key': 'c',
        },
      })
    const form = 'application/x-www-form-urlencoded'
    for (const response of await Promise.all([
      post('/api/session', `{"email":"${ada}","password":"${handedIn.broken}`, 'application/json'),
      post('/api/orders', `{"card":"${handedIn.broken}"`, 'application/json'),
      post('/api/orders', handedIn.broken, 'text/plain'),
      post('/sign-in', `email=${ada}&password=${handedIn.password}`, form),
      post('/checkout', `card=${handedIn.card}&idempotencyKey=c&number=${handedIn.card}`, form),
    ]))
      answersSeen.push(
        `${JSON.stringify(Object.fromEntries(response.headers))} ${await response.text()}`,
      )
    for (const { management } of opened().processes())
      for (const path of ['/dead-letters', `/metrics?token=${handedIn.operator}`]) {
        const headers = { authorization: `Bearer ${handedIn.operator}` }
        answersSeen.push(await (await fetch(`${management}${path}`, { headers })).text())
      }
  })

  test('attack: with a card, on each way that an order can end', async () => {
    const token = await signIn(opened())
    const { sku } = await findProduct(opened())
    for (const card of ['approve', 'decline'] as const) {
      const orderId = await placeOrder(opened(), { token, card, lines: [{ sku, quantity: 1 }] })
      await untilFinal(opened(), { token, orderId })
    }
    // Its messages are put aside and tried again: they lie in tables where no others do.
    await placeOrder(opened(), { token, card: 'unavailable', lines: [{ sku, quantity: 1 }] })
    const parked = () => query('payments', 'select from witness.atoll_parked limit 1')
    await until(async () => (await parked()).length > 0, { what: 'a message to be parked' })
  })
})

/** What the store itself keeps: from its databases' addresses, its keys' files, its start. */
async function keptSecrets(): Promise<ReadonlyMap<string, string>> {
  const { databases, directory, managementToken } = opened()
  const kept = new Map<string, string>([['the token of operators', managementToken]])
  for (const [name, url] of databases) kept.set(`the password of ${name}`, new URL(url).password)
  for (const folder of ['issuer', 'keys'])
    for (const file of await readdir(join(directory, folder))) {
      const { d } =
        /"d":"(?<d>[\w-]+)"/.exec(await readFile(join(directory, folder, file), 'utf8'))?.groups ??
        {}
      kept.set(`the key in ${folder}/${file}`, d ?? '')
    }
  for (const [name, value] of kept) assert.ok(value.length >= 16, `${name} is a secret`)
  return kept
}

describe('no secret lies where it should not', () => {
  let secrets: readonly (Secret & { readonly value: string })[] = []

  before(async () => {
    const tokens = tokensSeen.map(
      (token, n) => [`the token of session ${n}`, token.split('.')[2] ?? ''] as const,
    )
    const canaries = Object.entries(handedIn).map(
      ([name, value]) => [`the ${name} handed in`, value] as const,
    )
    secrets = [...(await keptSecrets()), ...tokens, ...canaries].map(([name, value]) => ({
      name,
      value,
      isIn: (text: string) => text.includes(value),
    }))
    assert.ok(secrets.length > 30)
  })

  test('attack: not in any table, nor was there for a moment', async () => {
    const { leaks, scanned } = await scanDatabases(opened().databases, [...secrets, accessToken])
    assert.ok(scanned > 5_000, `${scanned} rows`)
    assert.deepEqual(leaks, [])
  })

  test('attack: not in any record, span or output', async () => {
    const { leaks, scanned } = await scanFiles(opened().logs, [...secrets, accessToken])
    assert.ok(scanned > 100_000, `${scanned} characters`)
    assert.deepEqual(leaks, [])
  })

  test('attack: not in any answer, but the token of a session to whoever signs in', () => {
    const isOwn = (answer: string, name: string) =>
      name.startsWith('the token of session') && /^(POST .api.session|POST .sign-in) /.test(answer)
    const found = answersSeen.flatMap((answer) =>
      secrets
        .filter(({ name, isIn }) => isIn(answer) && !isOwn(answer, name))
        .map(({ name }) => [name, answer]),
    )
    assert.ok(answersSeen.length > 1_000, `${answersSeen.length} answers`)
    assert.deepEqual(found, [])
  })

  test('attack: not in any number or word of a management port', async () => {
    for (const { management } of opened().processes())
      for (const path of [
        '/metrics',
        '/health/ready',
        '/health/live',
        '/health/startup',
        '/dead-letters',
        '/resilience',
      ]) {
        const headers = { authorization: `Bearer ${opened().managementToken}` }
        const text = await (await fetch(`${management}${path}`, { headers })).text()
        assert.deepEqual(
          secrets.filter(({ isIn }) => isIn(text)).map(({ name }) => name),
          [],
          path,
        )
      }
  })

  test('attack: not on a command line, nor in what a process was told by its environment', async () => {
    const pids = opened()
      .processes()
      .flatMap(({ pid }) => pid ?? [])
    assert.ok(pids.length > 5)
    for (const pid of pids)
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`, 'utf8')
        assert.deepEqual(
          secrets.filter(({ isIn }) => isIn(text)).map(({ name }) => name),
          [],
          file,
        )
      }
  })

  test('attack: a file of the state that holds one is its owner’s alone', async () => {
    const holding = new Set<string>()
    for (const file of await readdir(opened().directory, {
      recursive: true,
      withFileTypes: true,
    })) {
      const path = join(file.parentPath, file.name)
      // PostgreSQL's own files, in a folder that it makes its owner's alone.
      if (!file.isFile() || /\/postgres\/.*\/(base|pg_\w+|global)\//.test(path)) continue
      const text = await readFile(path, 'utf8').catch(() => '')
      for (const { name } of secrets.filter(({ isIn }) => isIn(text))) {
        holding.add(name)
        assert.equal((await stat(path)).mode & 0o077, 0, `${path} holds ${name}`)
      }
    }
    assert.ok([...holding].filter((name) => name.startsWith('the key in')).length > 5)
  })
})
