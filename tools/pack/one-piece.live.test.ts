/**
 * One piece at a time in services that know nothing else of Atoll: the packed packages, installed by npm beside Express,
 * Fastify and Nest, against the real servers that such services stand beside.
 */
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openConfigServer } from '@atoll/config-server'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openPool } from '@atoll/postgres'
import { openTestDatabase } from '@atoll/postgres/testing'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { installStrangers, type Strangers } from './stranger.ts'

const withinMs = 30_000
/** Spring's figures are minutes; so a registry tells at once what it knows. */
const quick = ['--eureka.server.response-cache-update-interval-ms=200']

/** A service of each framework, by what it is called. */
const written = (name: string) => [`express/${name}.js`, `fastify/${name}.js`, `nest/${name}.js`]

let strangers: Strangers
let eureka: OpenedServer
let spring: OpenedServer
let zipkin: OpenedServer
let kept: KeptSettings
before(async () => {
  const installing = installStrangers()
  eureka = await openServer('eureka', { settings: quick })
  const settings = [
    `--eureka.client.service-url.defaultZone=${eureka.url}/eureka/`,
    '--eureka.client.registry-fetch-interval-seconds=1',
  ]
  spring = await openServer('spring-shop', { settings })
  zipkin = await openServer('zipkin')
  kept = await openKeptSettings()
  strangers = await installing
})
after(async () => {
  await strangers?.[Symbol.asyncDispose]()
  await spring?.stop()
  await zipkin?.stop()
  await kept?.[Symbol.asyncDispose]()
  await eureka?.stop()
})

async function textOf(url: string, headers: Record<string, string> = {}) {
  const reply = await fetch(url, { headers })
  return { status: reply.status, text: await reply.text() }
}

for (const name of ['catalog', 'tokens', 'orders', 'invoices', 'offers'])
  for (const file of written(name))
    test(`${file} runs without a line of ours as well`, async () => {
      await using database = await openTestDatabase()
      const settings = { DATABASE_URL: name === 'orders' ? database.url : '' }
      await using original = await strangers.start(`original/${file}`, settings)
      assert.equal(original.output(), '')
    })

for (const [place, file] of written('catalog').entries())
  describe(file, () => {
    test('is found in Eureka, called by Feign, calls Spring by name, and is gone when it is told to end', async () => {
      const settings = {
        EUREKA_URL: `${eureka.url}/eureka`,
        ZIPKIN_URL: `${zipkin.url}/api/v2/spans`,
      }
      const catalog = await strangers.start(file, settings)
      const asked = await until(
        async () => {
          const { status, text } = await textOf(`${spring.url}/ask`)
          return status === 200 && text
        },
        { withinMs, what: 'Feign to call it', explain: () => catalog.output() },
      )
      assert.equal(asked, 'hello from catalog')
      const trace = `a${place}`.repeat(16)
      const headers = { traceparent: `00-${trace}-${'b2'.repeat(8)}-01` }
      const neighbour = await textOf(`${catalog.url}/neighbour/a?secret=b`, headers)
      assert.deepEqual(neighbour, { status: 200, text: 'hello from spring-shop' })
      const ended = await catalog.end('SIGTERM')
      // As it would have ended without us.
      assert.deepEqual(ended, { code: null, signal: 'SIGTERM' })
      assert.equal(catalog.output(), '')
      await until(async () => (await textOf(`${eureka.url}/eureka/apps/CATALOG`)).status === 404, {
        withinMs,
        what: 'Eureka to have forgotten it',
      })
      const spans = await until(
        async () => {
          const known = await traceOf(trace)
          return known.length === 2 && known
        },
        { what: 'Zipkin to know the trace' },
      )
      const server = spans.find(({ kind }) => kind === 'SERVER')
      const client = spans.find(({ kind }) => kind === 'CLIENT')
      assert.deepEqual(
        [server?.parentId, server?.name, server?.localEndpoint?.serviceName],
        // Zipkin writes names in lower case.
        ['b2'.repeat(8), 'get /neighbour/:word', 'catalog'],
      )
      assert.deepEqual([client?.parentId, client?.name], [server?.id, 'get'])
      assert.doesNotMatch(JSON.stringify(spans), /secret/)
    })
  })

for (const file of written('tokens'))
  describe(file, () => {
    test('asks for a token of its issuer before one route, and knows who came', async () => {
      await using issuer = await openIssuer()
      await using prices = await strangers.start(file, { ISSUER_URL: issuer.url })
      const ask = async (claims?: object) => {
        const token = claims === undefined ? 'none' : issuer.sign(claims)
        const headers = { authorization: `Bearer ${token}` }
        return Object.values(await textOf(`${prices.url}/prices`, headers))
      }
      assert.deepEqual(await ask({ scope: 'prices:read' }), [200, 'prices for ada'])
      assert.equal((await ask({ scope: 'other' }))[0], 403)
      assert.equal((await ask({ scope: 'prices:read', aud: 'orders' }))[0], 401)
      assert.equal((await ask())[0], 401)
      assert.equal((await textOf(`${prices.url}/prices`)).status, 401)
      assert.equal((await textOf(`${prices.url}/hello`)).status, 200)
    })
  })

for (const file of written('orders'))
  describe(file, () => {
    test('tells what its own transaction committed, and nothing of one that was undone', async () => {
      await using database = await openTestDatabase()
      await using subscriber = await openRecorder()
      const settings = { DATABASE_URL: database.url, SUBSCRIBER_URL: subscriber.url }
      const orders = await strangers.start(file, settings)
      const pool = await openPool({ url: database.url })
      const stock = "insert into stock values ('book', 2), ('gone', 0)"
      await pool.query({ text: stock })
      const place = async (id: string, sku: string) => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify({ id, sku })
        return (await fetch(`${orders.url}/orders`, { method: 'POST', headers, body })).status
      }
      assert.deepEqual(
        [await place('a', 'book'), await place('b', 'gone'), await place('c', 'book')],
        [201, 409, 201],
      )
      const heard = () =>
        subscriber.bodies.flat().map((each): unknown => Reflect.get(Object(each), 'data'))
      await until(() => heard().length >= 2, { what: 'the subscriber to hear of two orders' })
      await orders.end('SIGTERM')
      assert.deepEqual(
        heard().toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
        [
          { id: 'a', sku: 'book' },
          { id: 'c', sku: 'book' },
        ],
      )
      await pool[Symbol.asyncDispose]()
    })
  })

for (const file of written('invoices'))
  describe(file, () => {
    test('asks a service that fails no more', async () => {
      let asked = 0
      const server = createServer((_, response) => {
        asked += 1
        response.writeHead(asked < 2 ? 200 : 503).end('12')
      })
      await using billing = await listen(server)
      await using invoices = await strangers.start(file, { BILLING_URL: billing.url })
      const total = async () => Object.values(await textOf(`${invoices.url}/total`))
      assert.deepEqual(await total(), [200, '12'])
      for (let count = 0; count < 20; count += 1) assert.deepEqual(await total(), [200, 'unknown'])
      // Five failures in a row open the circuit.
      assert.equal(asked, 6)
    })
  })

for (const [place, file] of written('offers').entries())
  describe(file, () => {
    for (const keeper of ['spring', 'ours'] as const)
      test(`follows a setting that changes on a config server, ${keeper}`, async () => {
        const percent = 10 * (place + 1)
        kept.write(`shop.discount-percent: ${percent}`)
        await using offers = await strangers.start(file, { CONFIG_URL: kept.urls[keeper] })
        const offer = async () => (await textOf(`${offers.url}/offer`)).text
        assert.equal(await offer(), `a book for ${2_000 - 20 * percent} cents`)
        kept.write('shop.discount-percent: 50')
        await until(async () => (await offer()) === 'a book for 1000 cents', {
          withinMs,
          what: 'the change to be seen',
          explain: () => offers.output(),
        })
        // What is no number is refused: the last good one stays, and it is said once.
        kept.write('shop.discount-percent: half')
        await until(() => offers.output().includes('shop.discount-percent'), { withinMs })
        assert.equal(await offer(), 'a book for 1000 cents')
      })

    test('starts on its own constants while no server answers, and says so', async () => {
      await using offers = await strangers.start(file, { CONFIG_URL: 'http://127.0.0.1:9' })
      assert.equal((await textOf(`${offers.url}/offer`)).text, 'a book for 2000 cents')
      assert.match(
        offers.output(),
        /AtollWarning: the settings cannot be fetched; starting without/,
      )
    })
  })

interface KeptSettings extends AsyncDisposable {
  readonly urls: { readonly spring: string; readonly ours: string }
  /** Replaces what is said to the app `offers`. */
  write(yaml: string): void
}

/** One folder of settings that both servers tell. */
async function openKeptSettings(): Promise<KeptSettings> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-offers-'))
  const where = `--spring.cloud.config.server.native.search-locations=file:${folder}/`
  const theirs = await openServer('config', { settings: [where] })
  const parts = { port: 0, source: { folder }, log: silentLog, clock: systemClock }
  const ours = await openConfigServer(parts)
  return {
    urls: { spring: theirs.url, ours: ours.url },
    write: (yaml) => writeFileSync(join(folder, 'offers.yml'), yaml),
    async [Symbol.asyncDispose]() {
      await theirs.stop()
      await ours[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

/** An issuer as Keycloak is one: a document that says where its keys are, and an RSA key. */
async function openIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const server = createServer((request, response) => {
    const isDocument = request.url === '/.well-known/openid-configuration'
    const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
    const document = { issuer: url, jwks_uri: `${url}/certs` }
    response.end(JSON.stringify(isDocument ? document : { keys: [key] }))
  })
  const { url, [Symbol.asyncDispose]: close } = await listen(server)
  return {
    url,
    sign(claims: object) {
      const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const iat = Math.floor(Date.now() / 1000)
      const usual = { iss: url, aud: ['account', 'catalog'], sub: 'ada', iat, exp: iat + 60 }
      const signed = `${text({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${text({ ...usual, ...claims })}`
      const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
      return `${signed}.${signature}`
    },
    [Symbol.asyncDispose]: close,
  }
}

interface ZipkinSpan {
  readonly id: string
  readonly parentId?: string
  readonly kind?: string
  readonly name: string
  readonly localEndpoint?: { readonly serviceName: string }
}

/** A trace as Zipkin tells it; empty while it knows nothing of it. */
async function traceOf(id: string): Promise<readonly ZipkinSpan[]> {
  const { status, text } = await textOf(`${zipkin.url}/api/v2/trace/${id}`)
  // Zipkin's own answer, of the second format.
  return status === 200 ? (JSON.parse(text) as ZipkinSpan[]) : []
}

/** Takes JSON and remembers it. */
async function openRecorder() {
  const bodies: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      bodies.push(JSON.parse(body))
      response.writeHead(202).end()
    })
  })
  return { bodies, ...(await listen(server)) }
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
