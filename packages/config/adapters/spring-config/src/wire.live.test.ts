/** What is asked of config servers, and how their odd answers are taken. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openSpringConfig, type SpringConfigSettings } from './spring-config.ts'

/** A server that answers as a test says, and what it was asked. */
async function open(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    asked,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const environment = (source: object) => JSON.stringify({ propertySources: [{ name: 'f', source }] })

async function readFrom(settings: Partial<SpringConfigSettings>) {
  await using remote = openSpringConfig({ servers: [], app: 'app', timeoutMs: 1_000, ...settings })
  return await remote.read()
}

test('app, profiles, label, token and password go where a config server reads them', async () => {
  await using server = await open((_, response) => response.end(environment({ a: 1 })))
  const address = server.url.replace('http://', 'http://user:p%40ss@')
  const servers = [`${address}/config/`]
  const labels = ['team/blue']
  await readFrom({ servers, app: 'team/app', profiles: ['dev', 'eu'], labels, token: 't' })
  const [request] = server.asked
  assert.equal(request?.url, '/config/team(_)app/dev,eu/team(_)blue')
  const { authorization, accept = '' } = request?.headers ?? {}
  assert.equal(authorization, `Basic ${Buffer.from('user:p@ss').toString('base64')}`)
  assert.equal(request?.headers['x-config-token'], 't')
  assert.match(accept, /^application\/vnd\.spring-cloud\.config-server\.v2\+json/)
  await readFrom({ servers: [server.url] })
  assert.equal(server.asked[1]?.url, '/app/default')
})

test('a label that is not found leads to the next, and none found says which were asked for', async () => {
  await using server = await open(({ url = '' }, response) => {
    response.writeHead(url.endsWith('two') ? 200 : 404).end(environment({ a: 1 }))
  })
  const servers = [server.url]
  assert.equal((await readFrom({ servers, labels: ['one', 'two'] })).get('a')?.value, 1)
  const none = readFrom({ servers, labels: ['one', 'three'] })
  await assert.rejects(none, { code: 'settings_not_found', message: /'app'.*one.*three/ })
})

test('a server that fails leads to the next; one that refuses does not', async () => {
  await using failing = await open((_, response) => response.writeHead(500).end('{}'))
  await using refusing = await open((_, response) => response.writeHead(401).end('{}'))
  await using well = await open((_, response) => response.end(environment({ a: 1 })))
  const found = await readFrom({ servers: [failing.url, 'http://127.0.0.1:9', well.url] })
  assert.equal(found.get('a')?.value, 1)
  const refused = readFrom({ servers: [refusing.url, well.url] })
  await assert.rejects(refused, { kind: 'forbidden', message: /401.*user and password/ })
  const nobody = readFrom({ servers: [failing.url, 'http://u:secret@127.0.0.1:9'] })
  await assert.rejects(nobody, ({ code, message }: Error & { code: string }) => {
    assert.equal(code, 'settings_unreachable')
    assert.match(message, /answers 500/)
    return !message.includes('secret')
  })
})

test('a server that is silent is given up in time', async () => {
  await using silent = await open(() => {})
  const late = readFrom({ servers: [silent.url], timeoutMs: 50 })
  await assert.rejects(late, { code: 'settings_unreachable' })
})

test('layers are merged, the first strongest, plain values and those with an origin alike', async () => {
  const sources = [
    { name: 'one', source: { a: { value: 'x', origin: '1:2' }, 'l[0]': { value: 1, origin: '' } } },
    { name: 'two', source: { a: 'y', b: true, 'l[0]': 2, 'l[1]': 2, n: null, o: { c: 1 } } },
  ]
  await using server = await open((_, response) =>
    response.end(JSON.stringify({ name: 'app', unknown: [], propertySources: sources })),
  )
  const found = await readFrom({ servers: [server.url] })
  const values = [...found].map(([name, { value }]) => [name, value])
  assert.deepEqual(Object.fromEntries(values), {
    a: 'x',
    'l[0]': 1,
    b: true,
    n: null,
    o: '{"c":1}',
  })
  assert.equal(found.get('a')?.from, `one:1:2 of ${server.url}`)
})

test('what the server could not decrypt, or did not, is refused by its own name and not shown', async () => {
  await using server = await open((_, response) =>
    response.end(environment({ 'invalid.a.b': '<n/a>', c: '{cipher}abcdef', 'invalid.text': 'x' })),
  )
  const found = await readFrom({ servers: [server.url] })
  assert.match(found.get('a.b')?.refused?.problem ?? '', /cannot decrypt/)
  assert.match(found.get('c')?.refused?.problem ?? '', /arrives encrypted/)
  assert.equal(found.get('c')?.value, null)
  assert.equal(found.get('invalid.text')?.value, 'x')
})

test('a value that is nested too deeply is refused by its own name, and no other with it', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  const body = `{"propertySources":[{"name":"f","source":{"deep":${deep},"b":1}}]}`
  await using server = await open((_, response) => response.end(body))
  const found = await readFrom({ servers: [server.url] })
  assert.match(found.get('deep')?.refused?.problem ?? '', /too deeply/)
  assert.equal(found.get('b')?.value, 1)
})

for (const body of ['<html>', '[]', '{}', '{"propertySources":[{"name":"x"}]}', 'null'])
  test(`an answer of ${body} is no environment, and says so`, async () => {
    await using server = await open((_, response) => response.end(body))
    const read = readFrom({ servers: [server.url] })
    await assert.rejects(read, { code: 'settings_unreadable', message: /Is its address right/ })
  })

test('more properties than are read, or a longer answer, are refused', async () => {
  const many = Array.from({ length: 20_001 }, (_, each) => [`p${each}`, 1] as const)
  await using full = await open((_, response) =>
    response.end(environment(Object.fromEntries(many))),
  )
  await assert.rejects(readFrom({ servers: [full.url] }), { code: 'settings_too_many' })
  await using long = await open((_, response) => response.end('x'.repeat(8_388_609)))
  await assert.rejects(readFrom({ servers: [long.url] }), { code: 'reply_too_large' })
})

for (const servers of [[], ['127.0.0.1:8888'], ['ftp://x'], ['http://x?a'], ['no address']])
  test(`addresses [${servers.join()}] are refused at once, unrepeated`, () => {
    const opening = () => openSpringConfig({ servers, app: 'app' })
    assert.throws(
      opening,
      (thrown: Error) => thrown instanceof TypeError && !/ftp|no ad/.test(thrown.message),
    )
  })

for (const app of ['', '..', 'a\\b', 'a;b', 'a%2f', 'a\nb'])
  test(`an app called ${JSON.stringify(app)} is refused at once`, () => {
    assert.throws(() => openSpringConfig({ servers: ['http://x'], app }), TypeError)
  })
