import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { isFault, systemClock } from '@atoll/pipeline'
import { openPoster, type PosterSettings } from './poster.ts'

const advice = 'write it like this'

interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A server that remembers what it is sent and answers as it is told, and a poster to it. */
async function open(
  answer: (response: ServerResponse) => void,
  settings: Omit<Partial<PosterSettings>, 'url'> & { path?: string } = {},
) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { path = '/spans', ...rest } = settings
  const url = `http://127.0.0.1:${address.port}${path}`
  const poster = openPoster({ url, advice, clock: systemClock, ...rest })
  return {
    asked,
    poster,
    async [Symbol.asyncDispose]() {
      await poster[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const said =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body)

test('JSON is posted as it is, with the headers that were set, to the whole address', async () => {
  const headers = { authorization: 'Bearer a' }
  await using ground = await open(said(202), { path: '/api/v2/spans?a=1', headers })
  const reply = await ground.poster.post('[{"a":"ä"}]')
  assert.equal(reply.status, 202)
  const [asked] = ground.asked
  assert.equal(asked?.path, '/api/v2/spans?a=1')
  assert.equal(asked?.headers.authorization, 'Bearer a')
  assert.equal(asked?.headers['content-type'], 'application/json')
  assert.equal(asked?.headers['content-encoding'], undefined)
  assert.equal(asked?.body.toString('utf8'), '[{"a":"ä"}]')
})

test('a packed body says so, and is whole', async () => {
  await using ground = await open(said(200), { gzip: true })
  const json = JSON.stringify(Array.from({ length: 1_000 }, (_, index) => ({ index })))
  await ground.poster.post(json)
  const [asked] = ground.asked
  assert.equal(asked?.headers['content-encoding'], 'gzip')
  assert.ok((asked?.body.length ?? json.length) < json.length / 4)
  assert.equal(gunzipSync(asked?.body ?? Buffer.alloc(0)).toString('utf8'), json)
})

for (const [status, kind] of [
  [302, 'internal'],
  [400, 'invalid'],
  [404, 'not_found'],
  [413, 'invalid'],
  [429, 'limited'],
  [500, 'internal'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'deadline'],
] as const)
  test(`an answer of ${status} is a fault of kind ${kind}, with its words as cause`, async () => {
    await using ground = await open(said(status, { 'retry-after': '7' }, 'x'.repeat(500)))
    await assert.rejects(ground.poster.post('[]'), (thrown) => {
      assert.ok(isFault(thrown))
      assert.deepEqual(
        [thrown.kind, thrown.code, thrown.retryAfterMs],
        [kind, `http_${status}`, 7_000],
      )
      assert.ok(thrown.cause instanceof Error)
      assert.equal(thrown.cause.message, 'x'.repeat(200))
      return true
    })
  })

test('when to try again is read as seconds or as a date, and nothing else', async () => {
  const now = Date.UTC(2026, 10, 23)
  const clock = { ...systemClock, now: () => now }
  for (const [text, expectedMs] of [
    ['0', 0],
    ['120', 120_000],
    ['Mon, 23 Nov 2026 00:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 00:00:30 GMT', 0],
    ['soon', null],
    ['-1', null],
  ] as const) {
    await using ground = await open(said(503, { 'retry-after': text }), { clock })
    await assert.rejects(ground.poster.post('[]'), { retryAfterMs: expectedMs }, text)
  }
})

test('a server that is not there is unavailable', async () => {
  const ground = await open(said(200))
  await ground.poster.post('[]')
  await ground[Symbol.asyncDispose]()
  const url = 'http://127.0.0.1:1/spans'
  await using poster = openPoster({ url, advice, clock: systemClock })
  await assert.rejects(poster.post('[]'), { kind: 'unavailable', code: 'unreachable' })
})

for (const url of ['', 'zipkin', 'ftp://127.0.0.1/', 'http://me:secret@127.0.0.1/', 'file:///a'])
  test(`'${url}' is refused at once, and not repeated`, () => {
    assert.throws(
      () => openPoster({ url, advice, clock: systemClock }),
      (thrown) => {
        assert.ok(isFault(thrown))
        assert.equal(thrown.code, 'bad_address')
        assert.match(thrown.message, /write it like this/)
        assert.doesNotMatch(thrown.message, /secret|ftp/)
        return true
      },
    )
  })

test('where the path is missing, somebody answers who takes no posts: it is told how it is written', async () => {
  for (const status of [302, 404, 405]) {
    await using ground = await open(said(status))
    const message = `The other side answered with status ${status}: ${advice}.`
    await assert.rejects(ground.poster.post('[]'), { message })
  }
  await using ground = await open(said(503))
  await assert.rejects(ground.poster.post('[]'), {
    message: 'The other side answered with status 503.',
  })
})
