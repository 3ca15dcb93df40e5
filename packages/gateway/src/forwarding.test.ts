/**
 * What of a stranger's request arrives at the service behind a gateway, looked at on the wire by a server of a few lines
 * that understands nothing, and what the gateway does before it asks for a body.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { randomInt } from 'node:crypto'
import { inspectAnswer, sendAttack } from '@atoll/testkit/attacks'
import fc from 'fast-check'
import { openAttacked } from './testing/attacked.ts'

/** Repeats a run of made inputs: `ATOLL_SEED=… npm test -- forwarding`. */
const seed = Number(process.env['ATOLL_SEED'] ?? randomInt(2 ** 31))

interface Arrived {
  readonly url: string
  readonly headers: readonly string[]
  readonly body: string
}

const arrived: Arrived[] = []
const recorder = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (piece) => {
    body += String(piece)
  })
  request.on('end', () => {
    arrived.push({ url: request.url ?? '', headers: request.rawHeaders, body })
    response.setHeader('content-type', 'application/json').end('{"id":"made"}')
  })
})

let recorded: Awaited<ReturnType<typeof openAttacked>> | undefined
let served: Awaited<ReturnType<typeof openAttacked>> | undefined

before(async () => {
  await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve))
  const address = recorder.address()
  assert.ok(typeof address === 'object' && address !== null)
  recorded = await openAttacked({ behind: `http://127.0.0.1:${address.port}` })
  served = await openAttacked()
})
after(async () => {
  await recorded?.[Symbol.asyncDispose]()
  await served?.[Symbol.asyncDispose]()
  recorder.closeAllConnections()
  await new Promise((resolve) => recorder.close(resolve))
})

/** Sends headers with an honest command and gives what arrived behind. */
async function sendOn(...headers: readonly string[]): Promise<Arrived> {
  const body = '{"name":"a"}'
  const lines = ['POST /things HTTP/1.1', 'Host: localhost', 'Content-Type: application/json']
  const text = [...lines, `Content-Length: ${body.length}`, ...headers, '', body].join('\r\n')
  const [answer] = await sendAttack(recorded?.ports.gateway ?? 0, text)
  assert.equal(answer?.status, 202, answer?.body)
  const [one, ...others] = arrived.splice(0)
  assert.ok(one)
  assert.equal(others.length, 0)
  assert.equal(one.body, body)
  return one
}

function namesOf({ headers }: Arrived): readonly string[] {
  return headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
}

/** All that a gateway says to a service for somebody who did not sign in. */
const own = [
  'host',
  'connection',
  'traceparent',
  'x-caller',
  'x-deadline-ms',
  'content-type',
  'content-length',
]
const evil = 'evil-canary'

describe('what a stranger writes beside a request', () => {
  const strangers: readonly string[] = [
    `X-User-Id: ${evil}`,
    `X_User_Id: ${evil}`,
    `X-User-Roles: ${evil}`,
    `X-Forwarded-For: ${evil}`,
    `X-Forwarded-User: ${evil}`,
    `X-Forwarded-Host: ${evil}`,
    `X-Real-IP: ${evil}`,
    `X-Original-URL: /${evil}`,
    `X-HTTP-Method-Override: ${evil}`,
    `X-Caller: ${evil}`,
    `X_Caller: ${evil}`,
    'X-Deadline-Ms: 999999999',
    'X_Deadline_Ms: 999999999',
    `X-Deadline: ${evil}`,
    `X-Epoch: ${evil}`,
    `X-Atoll-Principal: ${evil}`,
    `X-Trace-Id: ${evil}`,
    'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    `tracestate: ${evil}`,
    `baggage: orderId=${evil}`,
    `Cookie: other=${evil}`,
    `Cookie: session=`,
    `Forwarded: for=${evil}`,
    `Via: ${evil}`,
    `TE: trailers, ${evil}`,
    `Proxy-Authorization: Basic ${evil}`,
    `Last-Event-ID: ${evil}`,
    `Idempotency_Key: ${evil}`,
    `Connection: close, X-User-Id\r\nX-User-Id: ${evil}`,
    `Connection: X-Caller, X-Deadline-Ms, traceparent`,
    `Keep-Alive: ${evil}`,
    `X-Long: ${evil}${'x'.repeat(15_000)}`,
  ]
  for (const header of strangers)
    test(`attack: header: '${header.slice(0, 50).replace('\r\n', ' ')}' does not arrive behind the gateway`, async () => {
      const one = await sendOn(header)
      assert.deepEqual(
        namesOf(one).filter((name) => !own.includes(name)),
        [],
      )
      assert.doesNotMatch(one.headers.join('\n'), /evil-canary|999999999|0af7651916cd43dd/)
      for (const name of ['traceparent', 'x-caller', 'x-deadline-ms'])
        assert.equal(namesOf(one).filter((each) => each === name).length, 1, name)
      const caller = one.headers[namesOf(one).indexOf('x-caller') * 2 + 1]
      assert.equal(caller, 'web')
    })

  test('attack: header: the token of a caller does not arrive, one for the service alone does', async () => {
    const token = recorded?.web.token('things:read') ?? ''
    const one = await sendOn(`Authorization: Bearer ${token}`)
    const sent = one.headers[namesOf(one).indexOf('authorization') * 2 + 1] ?? ''
    assert.match(sent, /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)
    assert.ok(!sent.includes(token))
    const claims: unknown = JSON.parse(
      Buffer.from(sent.split('.')[1] ?? '', 'base64url').toString(),
    )
    assert.equal(Reflect.get(Object(claims), 'aud'), 'things')
  })

  test('attack: header: a trailer is no header', async () => {
    const chunk = '{"name":"a"}'
    const text = `POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization, X-Caller\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\nAuthorization: Bearer ${evil}\r\nX-Caller: ${evil}\r\nIdempotency-Key: ${evil}\r\n\r\n`
    const [answer] = await sendAttack(recorded?.ports.gateway ?? 0, text)
    assert.equal(answer?.status, 202)
    const [one] = arrived.splice(0)
    assert.ok(one)
    assert.doesNotMatch(one.headers.join('\n'), /evil-canary/)
    assert.deepEqual(
      namesOf(one).filter((name) => !own.includes(name)),
      [],
    )
  })
})

function fieldOf(value: unknown, name: string): unknown {
  return Reflect.get(Object(value), name)
}

describe(`a value in a path or a query, seed ${seed}`, () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    fc
      .array(
        fc.constantFrom(
          '.',
          '/',
          '\\',
          '%',
          '2f',
          '2e',
          '%2f',
          '%252f',
          ';',
          '?',
          '#',
          '&',
          '=',
          '+',
          ' ',
          '\0',
          '\r\n',
          'é',
          'e\u0301',
          '\u2044',
          '\uff0f',
          '__proto__',
          '\ud800',
          'a',
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join('')),
  )
  const escape = (text: string) => encodeURIComponent(text.toWellFormed())

  const ask = async (path: string, field: string) => {
    const [answer] = await sendAttack(
      served?.ports.gateway ?? 0,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    assert.ok(answer)
    inspectAnswer(answer)
    const [call] = served?.takeArrived() ?? []
    return {
      status: answer.status,
      body: answer.body,
      got: call === undefined ? null : fieldOf(call.input, field),
    }
  }

  test('attack: path: a value that arrives is the value that was sent, any other is refused', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { status, got, body } = await ask(`/things/${escape(text)}`, 'id')
        if (status === 200) assert.equal(got, text.toWellFormed())
        else assert.deepEqual([status, got], [400, null], body)
      }),
      { seed, numRuns: 150 },
    )
  })

  test('attack: path: so is a value in a query', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { status, got, body } = await ask(`/things?text=${escape(text)}`, 'text')
        assert.equal(status, 200, body)
        assert.equal(got, text.toWellFormed())
      }),
      { seed, numRuns: 150 },
    )
  })
})

describe('a body that waits to be asked for', () => {
  const body = '{"name":"a"}'
  const headOf = (...headers: readonly string[]) =>
    [
      'POST /changes HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
      ...headers,
      '',
      '',
    ].join('\r\n')
  const send = (text: string) => sendAttack(served?.ports.gateway ?? 0, text)

  const refusals: Readonly<
    Record<string, readonly [header: string, status: number, code: string]>
  > = {
    'without a token': ['X: y', 401, 'token_missing'],
    'with a token of nobody': ['Authorization: Bearer a.b.c', 401, 'token_refused'],
    'with something that is no token': ['Authorization: Basic YTpi', 401, 'token_refused'],
    'with a session from another site': [
      'Cookie: session=a\r\nOrigin: http://evil.test',
      403,
      'cross_site',
    ],
    'with a key that cannot be kept': [
      `Idempotency-Key: ${'x'.repeat(201)}`,
      400,
      'idempotency_key_refused',
    ],
  }
  for (const [what, [header, status, code]] of Object.entries(refusals))
    test(`attack: header: a body ${what} is not asked for`, async () => {
      const answers = await send(headOf(header))
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [status],
      )
      assert.match(answers[0]?.body ?? '', new RegExp(`"code":"${code}"`))
      // Nobody knows whether the body comes, so what follows on this connection must not be read as a request.
      assert.match(answers[0]?.head ?? '', /^connection: close\r?$/im)
    })

  test('attack: header: a body of a caller who may not do this is not asked for', async () => {
    const answers = await send(headOf(`Authorization: Bearer ${served?.web.token('things:read')}`))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403],
    )
  })

  test('is asked for where its caller may send it, and taken', async () => {
    const token = served?.web.token('things:write') ?? ''
    const answers = await send(headOf(`Authorization: Bearer ${token}`) + body)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [100, 202],
    )
    assert.equal(served?.takeArrived().length, 1)
  })
})

test('attack: size: a page longer than the contract allows is asked through a composition', async () => {
  const ask = async (limit: number) =>
    (
      await sendAttack(
        served?.ports.gateway ?? 0,
        `GET /pages/a?limit=${limit} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      )
    )[0]
  assert.equal((await ask(100))?.status, 200)
  served?.takeArrived()
  const over = await ask(101)
  assert.equal(over?.status, 400, over?.body)
  assert.ok(served?.takeArrived().every(({ operation }) => operation.name !== 'search'))
})
