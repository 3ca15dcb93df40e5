/**
 * Bad input, against the whole store: the right status, a stable code, nothing of the inside shown, nothing written,
 * and the process lives. Beside a corpus by hand stand inputs made from the contracts.
 */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { describe as describeSchema, type JsonSchema } from '@atoll/contract'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import fc from 'fast-check'
import { web } from '../gateway/web.ts'
import { type Change, changesOf, rightInputs } from './bad-inputs.ts'
import { type Databases, openReader } from '../checker/checker.ts'
import { storeFile } from './run-journeys.ts'
import { signIn } from './shop.ts'

/** Repeats a run: `ATOLL_SEED=… npm run test:journeys -- bad-input`. */
const seed = Number(process.env['ATOLL_SEED'] ?? randomInt(2 ** 31))
/** Right inputs that each route's changes are made from. */
const runs = 4

let system: OpenedSystem | undefined
let token = ''
let rowsBefore: ReadonlyMap<string, number> = new Map()

function opened(): OpenedSystem {
  assert.ok(system, 'the store has been started')
  return system
}

before(async () => {
  system = await openSystem({ file: storeFile, topology: 'one-process', environment: {} })
  token = await signIn(system)
  rowsBefore = await countRows(system.databases)
  assert.ok(rowsBefore.size > 10, 'tables were found')
})
after(() => system?.stop())

/** How many rows each table of each database has. */
async function countRows(databases: Databases): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const name of databases.keys()) {
    const client = await openReader(databases, name)
    try {
      const tables = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
      )
      for (const table of tables.rows) {
        const { rows } = await client.query<{ count: string }>(`select count(*) from ${table.name}`)
        counts.set(`${name} ${table.name}`, Number(rows[0]?.count))
      }
    } finally {
      await client.end()
    }
  }
  return counts
}

interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Looks at a refusal: its form, and that it shows nothing of the inside. */
function codeOf({ type, body, status }: Answered, what: string): string {
  assert.equal(type, 'application/problem+json', `${what} answered ${status}: ${body}`)
  assert.doesNotMatch(
    body,
    /node_modules|\.ts:\d|\bat [\w.]+ \(|FST_|HPE_|fastify|undici|postgres|select |ZodError|stack/i,
    what,
  )
  const problem = JSON.parse(body) as { status: number; code: string; kind: string }
  assert.equal(problem.status, status, what)
  assert.match(problem.code, /^[a-z]+[a-z0-9_]*(\.[a-z0-9_]+)?$/, what)
  return problem.code
}

async function send(path: string, init: RequestInit): Promise<Answered> {
  const signal = AbortSignal.timeout(15_000)
  const response = await fetch(`${opened().url}${path}`, { redirect: 'manual', signal, ...init })
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, body: await response.text() }
}

const json = { 'content-type': 'application/json' }
const order = '{"lines":[{"sku":"no-such-thing","quantity":1}],"card":"approve"}'

function place(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) {
  const own = { authorization: `Bearer ${token}`, 'idempotency-key': 'bad-input' }
  return send('/api/orders', { method: 'POST', headers: { ...own, ...headers }, body })
}

describe('a body', () => {
  const bodies: Record<
    string,
    readonly [body: string | Uint8Array<ArrayBuffer>, status: number, code: string]
  > = {
    'that is empty': ['', 400, 'invalid_input'],
    'that is broken JSON': ['{"lines":[', 400, 'json_malformed'],
    'with a comma too many': ['{"lines":[],}', 400, 'json_malformed'],
    'of NaN': ['NaN', 400, 'json_malformed'],
    'that is a list': ['[]', 400, 'invalid_input'],
    'that is null': ['null', 400, 'invalid_input'],
    'that is a text': ['"lines"', 400, 'invalid_input'],
    'that is not UTF-8': [new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400, 'json_malformed'],
    'in UTF-16': [new Uint8Array(Buffer.from(order, 'utf16le')), 400, 'json_malformed'],
    'of 10 MB': [`"${'x'.repeat(10_000_000)}"`, 413, 'body_too_large'],
    'of ten thousand lists in each other': [
      '['.repeat(10_000) + ']'.repeat(10_000),
      400,
      'json_too_deep',
    ],
    'with __proto__': [order.replace('{', '{"__proto__":{"admin":true},'), 400, 'key_refused'],
    'with __proto__ inside': [
      order.replace('{"sku"', '{"__proto__":{"a":1},"sku"'),
      400,
      'key_refused',
    ],
    'with constructor.prototype': [
      order.replace('{', '{"constructor":{"prototype":{"admin":true}},'),
      400,
      'key_refused',
    ],
    'with constructor': [order.replace('{', '{"constructor":1,'), 400, 'invalid_input'],
    'with an unknown field inside': [
      order.replace('"sku"', '"price":1,"sku"'),
      400,
      'invalid_input',
    ],
    'whose number is beyond any': [order.replace(':1', ':1e999'), 400, 'invalid_input'],
    'whose text holds NUL': [order.replace('no-such-thing', 'a\\u0000b'), 400, 'invalid_input'],
    'whose text holds half a character': [
      order.replace('no-such-thing', 'a\\ud800b'),
      400,
      'invalid_input',
    ],
  }
  for (const [what, [body, status, code]] of Object.entries(bodies))
    test(`${what} is refused`, async () => {
      const answer = await place(body)
      assert.deepEqual([codeOf(answer, what), answer.status], [code, status])
    })

  for (const type of [
    'text/plain',
    'text/xml',
    'application/octet-stream',
    'multipart/form-data; boundary=x',
    '',
  ])
    test(`of type '${type}' is refused`, async () => {
      const answer = await place(new Uint8Array(Buffer.from(order)), { 'content-type': type })
      assert.equal(codeOf(answer, type), 'media_type_unsupported')
      assert.equal(answer.status, 415)
    })

  test('as a form is no order', async () => {
    const answer = await place('lines=1', { 'content-type': 'application/x-www-form-urlencoded' })
    assert.deepEqual([codeOf(answer, 'form'), answer.status], ['invalid_input', 400])
  })

  for (const key of ['', 'x'.repeat(201), '%00'])
    test(`with the key '${key.slice(0, 10)}' is refused`, async () => {
      const answer = await place(order, { ...json, 'idempotency-key': key })
      assert.deepEqual([codeOf(answer, key), answer.status], ['idempotency_key_refused', 400])
    })
})

describe('a request for something that is not there', () => {
  const requests: readonly (readonly [
    method: string,
    path: string,
    status: number,
    code: string,
  ])[] = [
    ['GET', '/api', 404, 'no_such_route'],
    ['GET', '/api/products/', 404, 'no_such_route'],
    ['GET', '/API/products', 404, 'no_such_route'],
    ['GET', '/catalog/priceOf', 404, 'no_such_route'],
    ['GET', '/metrics', 404, 'no_such_route'],
    ['GET', '/.env', 404, 'no_such_route'],
    ['DELETE', '/api/products', 405, 'method_not_allowed'],
    ['POST', '/api/products', 405, 'method_not_allowed'],
    ['PUT', '/api/orders', 405, 'method_not_allowed'],
    ['PATCH', '/api/orders/1', 405, 'method_not_allowed'],
    ['GET', '/api/session', 405, 'method_not_allowed'],
  ]
  for (const [method, path, status, code] of requests)
    test(`${method} ${path} is ${status}`, async () => {
      const answer = await send(path, { method })
      assert.deepEqual([codeOf(answer, path), answer.status], [code, status])
    })

  for (const query of [
    'limit=1&limit=2',
    'limit=',
    'after=',
    'limit=0x10',
    'limit=1e1',
    'debug=1',
    '__proto__=1',
    'constructor=1',
    '$json=%7B',
    '$json=%7B%22limit%22%3A%22a%22%7D',
    'query=%00',
    'query=%ff%0a',
  ])
    test(`GET /api/products?${query} is 400`, async () => {
      const answer = await send(`/api/products?${query}`, {})
      assert.equal(answer.status, 400, answer.body)
      codeOf(answer, query)
    })
})

describe('bytes that no client sends', () => {
  const head = (line: string, ...headers: readonly string[]) =>
    `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`
  const many = (count: number) => Array.from({ length: count }, (_, n) => `x-${n}: 1`)
  const paths = [
    '/api/../api/products',
    '/api/%2e%2e/orders',
    '/api/products/a%2fb',
    '/api/products/a%5cb',
    '/api/products/..%2f..%2fetc',
    '/api/products/a%00',
    '/api/products/%252e',
    '/api/products;a=1',
    '//api/products',
    '/api//products',
    '/api/products/%',
    '/api/products/%c0%ae',
    '/api/products/a\\b',
    'http://other/api/products',
    '*',
    '/api/products/\xe9',
  ]
  const smuggled = 'POST /api/orders'
  const requests: Record<string, readonly [text: string, status: number]> = {
    ...Object.fromEntries(
      paths.map((path) => [`path ${path}`, [head(`GET ${path}`), 400] as const]),
    ),
    'thousands of headers': [head('GET /', ...many(2_000)), 431],
    'a huge header': [head('GET /', `x: ${'x'.repeat(100_000)}`), 431],
    'a huge target': [head(`GET /?${'x'.repeat(5_000)}`), 414],
    'no HTTP': ['\x16\x03\x01\x02\x00\r\n\r\n', 400],
    'HTTP/0.9': ['GET /\r\n\r\n', 400],
    'a version of nobody': ['GET / HTTP/9.9\r\nHost: a\r\n\r\n', 400],
    'no Host': ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    'two Hosts': [head('GET /', 'Host: other'), 400],
    'two credentials': [head('GET /', 'Authorization: Bearer a', 'Authorization: Bearer b'), 400],
    'a length and chunks': [
      `${head(smuggled, 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      400,
    ],
    'two lengths': [`${head(smuggled, 'Content-Length: 1', 'Content-Length: 2')}{}`, 400],
    'a list of lengths': [`${head(smuggled, 'Content-Length: 1, 2')}{}`, 400],
    'a signed length': [`${head(smuggled, 'Content-Length: +2')}{}`, 400],
    'two codings': [`${head(smuggled, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n`, 400],
    'a coding in disguise': [
      `${head(smuggled, 'Transfer-Encoding: xchunked')}0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`,
      400,
    ],
    'a folded header': [head('GET /', 'x-a: 1\r\n folded: 2'), 400],
    'a space before the colon': [head(smuggled, 'Content-Length : 2'), 400],
    'a bare line feed': ['GET / HTTP/1.1\nHost: a\n\n', 400],
    'NUL in a header': [head('GET /', 'x-a: a\0b'), 400],
  }
  for (const [what, [text, status]] of Object.entries(requests))
    test(`${what} is ${status}`, async () => {
      const answer = await sendRaw(text)
      assert.equal(answer.status, status, answer.body)
      codeOf(answer, what)
      assert.equal(answer.answers, 1, 'nothing after it was taken for a request')
    })
})

async function sendRaw(text: string): Promise<Answered & { readonly answers: number }> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(opened().url).port) })
  socket.setEncoding('latin1').on('error', () => socket.destroy())
  let all = ''
  socket.on('data', (piece) => {
    all += String(piece)
  })
  socket.write(Buffer.from(text, 'latin1'))
  await new Promise((resolve) => socket.once('close', resolve))
  const end = all.indexOf('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0),
    type: /^content-type: (.*)$/im.exec(all.slice(0, end))?.[1]?.trim() ?? '',
    body: all.slice(end + 4),
    answers: all.match(/HTTP\/1\.1 \d{3}/g)?.length ?? 0,
  }
}

/** A route of the interface with what it takes, out of its contract. */
interface ApiRoute {
  readonly method: string
  readonly path: string
  readonly pathFields: readonly string[]
  readonly input: JsonSchema
}

function apiRoutes(): readonly ApiRoute[] {
  return web.routes.flatMap(({ route, target }) => {
    if (!route.path.startsWith('/api/')) return []
    const { method, path, pathFields } = route
    return [{ method, path, pathFields, input: inputOf(target, pathFields) }]
  })
}

function inputOf(
  target: (typeof web.routes)[number]['target'],
  pathFields: readonly string[],
): JsonSchema {
  if ('exposes' in target) return describeSchema(target.exposes.input, 'input')
  if (!('parts' in target))
    return target.input === null ? {} : describeSchema(target.input, 'input')
  const [required] = Object.values(target.parts).filter(({ fallback }) => fallback === null)
  assert.ok(required)
  const schema = describeSchema(required.operation.input, 'input')
  assert.deepEqual(schema['required'], pathFields, 'its path is all that it takes')
  return schema
}

/** Sends an input as the route takes it; null where it has no form in HTTP. */
function ask(route: ApiRoute, { input, survivesText }: Omit<Change, 'what'>) {
  const isGet = route.method === 'GET'
  if (!isRecord(input)) return isGet ? null : post(route, route.path, input)
  if (isGet && !survivesText) return null
  const texts = route.pathFields.map((name) => input[name])
  if (!texts.every((text) => typeof text === 'string' && text !== '')) return null
  const path = route.pathFields.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(String(input[name]))),
    route.path,
  )
  const others = Object.entries(input).filter(([name]) => !route.pathFields.includes(name))
  if (!isGet) return post(route, path, Object.fromEntries(others))
  const query = new URLSearchParams(
    others.map(([name, value]): [string, string] => [name, String(value)]),
  )
  return send(`${path}?${query.toString()}`, { headers: headersOf(route) })
}

function post(route: ApiRoute, path: string, body: unknown) {
  const headers = { ...headersOf(route), ...json }
  return send(path, { method: route.method, headers, body: JSON.stringify(body) })
}

function headersOf({ path }: ApiRoute): Record<string, string> {
  if (!path.startsWith('/api/orders')) return {}
  return { authorization: `Bearer ${token}`, 'idempotency-key': 'bad-input' }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

describe(`inputs made from the contracts, seed ${seed}`, () => {
  for (const route of apiRoutes())
    test(`${route.method} ${route.path} refuses each wrong one and takes each at its limit`, async (t) => {
      const asked = { wrong: 0, right: 0 }
      const property = fc.asyncProperty(rightInputs(route.input), async (right) => {
        for (const change of changesOf(route.input, right)) {
          const answer = await ask(route, change)
          if (answer === null) continue
          if (change.isRight) await assertTaken(answer, change.what)
          else assertRefused(answer, change.what)
          asked[change.isRight ? 'right' : 'wrong'] += 1
        }
      })
      await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
      t.diagnostic(`seed ${seed}: ${asked.wrong} wrong, ${asked.right} at their limit`)
      assert.ok(asked.wrong > 0)
    })
})

function assertRefused(answer: Answered, what: string): void {
  const code = codeOf(answer, what)
  assert.equal(answer.status, 400, `${what} answered ${answer.status} ${code}`)
  const codes = ['invalid_input', 'query_refused', 'key_refused', 'path_refused', 'body_refused']
  assert.ok(codes.includes(code), `${what} answered ${code}`)
}

/** At its limit an input passes the contract; that the thing it names does not exist is another matter. */
async function assertTaken(answer: Answered, what: string): Promise<void> {
  if (answer.status < 300) return
  const code = codeOf(answer, what)
  assert.match(code, /^(orders|catalog|customers)\./, `${what} answered ${answer.status} ${code}`)
}

test('nothing of all this was written, and the store lives', async () => {
  assert.equal((await send('/health/ready', {})).status, 200)
  assert.equal((await send('/', {})).status, 200)
  assert.deepEqual(await countRows(opened().databases), rowsBefore)
})
