/**
 * The store and two suppliers that somebody else wrote, with stock Spring and nothing of ours: they find each other in a
 * registry that speaks Eureka's interface, whoever wrote that.
 */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test, type TestContext } from 'node:test'
import { importOpenApi } from '@atoll/contract/import'
import { type OpenedServer, openServer, type ServerName } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import { untilRight } from '../check.ts'
import { type OpenedWay, openWay } from '../discovery/ways.ts'
import { addressOf } from '../doors.ts'
import { forgeToken } from '../forged-token.ts'
import { storeEnvironment } from '../journeys.ts'
import { findProduct, type Product, placeOrder, type Problem, signIn, untilFinal } from '../shop.ts'

interface Supply {
  readonly supplyId: string
  readonly pieces: number
  readonly price: { readonly amount: number }
  readonly supplier: string
  readonly reference: string
}
interface Span {
  readonly kind?: string
  readonly name?: string
  readonly localEndpoint?: { readonly serviceName?: string }
}

/** What stands while the journeys run. */
interface World {
  readonly open: AsyncDisposableStack
  readonly way: OpenedWay
  readonly zipkin: OpenedServer
  readonly suppliers: Map<ServerName, OpenedServer>
  readonly system: OpenedSystem
  readonly token: string
  readonly product: Product
}

const kinds = ['supplier', 'supplier-4'] as const
/** How long callers may notice that a supplier was killed. Units: milliseconds. */
const goneMsMax = 5_000
/** Units: milliseconds. */
const withinMs = 60_000

/** Registers the journeys. */
export function runSupplierJourneys(through: 'eureka' | 'registry'): void {
  const opened: Partial<World> = {}
  const open = new AsyncDisposableStack()
  describe(`the store and its suppliers, found through ${through}, one journey after the other`, () => {
    before(async () => void Object.assign(opened, await openWorld(through, open)))
    after(() => open.disposeAsync())
    const world = () => {
      // Assigned whole, or the journeys do not begin.
      return opened as World
    }
    for (const [title, run] of journeys) test(title, (t) => run(world(), t))
  })
}

/** What opens is closed at the end, whether the rest opens or not. */
function closing<T extends AsyncDisposable>(
  open: AsyncDisposableStack,
  opening: Promise<T>,
): Promise<T> {
  open.defer(async () => (await opening.catch(() => null))?.[Symbol.asyncDispose]())
  return opening
}

async function openWorld(
  through: 'eureka' | 'registry',
  open: AsyncDisposableStack,
): Promise<World> {
  const [way, zipkin] = await Promise.all([
    closing(open, openWay(through)),
    closing(open, openServer('zipkin')),
  ])
  const suppliers = new Map<ServerName, OpenedServer>()
  const openStore = openSystem({
    file: new URL('./atoll.ts', import.meta.url),
    topology: 'processes',
    environment: {
      ...storeEnvironment,
      ...way.environment,
      ATOLL_ZIPKIN_URL: `${zipkin.url}/api/v2/spans`,
    },
  })
  const all = kinds.map(async (kind) =>
    suppliers.set(kind, await closing(open, openSupplier(kind, { way, zipkin }))),
  )
  const [system] = await Promise.all([closing(open, openStore), ...all])
  const scopes = ['supplies:read', 'supplies:write']
  const token = await forgeToken(system.directory, { audience: 'inventory', scopes })
  return { open, way, zipkin, suppliers, system, token, product: await findProduct(system) }
}

function openSupplier(
  kind: (typeof kinds)[number],
  { way, zipkin }: Pick<World, 'way' | 'zipkin'>,
): Promise<OpenedServer> {
  const zone = `--eureka.client.service-url.defaultZone=${way.registry}/`
  const traced = ['--spring.profiles.active=traced', `--zipkin=${zipkin.url}`]
  return openServer(kind, { settings: [zone, ...traced] })
}

/** Orders supplies at inventory itself, as a program of the store's own people would. */
async function order(
  { system, token, product }: World,
  asking: {
    readonly pieces?: number
    readonly supplyId?: string
    readonly sku?: string
    readonly headers?: Readonly<Record<string, string>>
  } = {},
) {
  const { pieces = 2, supplyId = randomUUID(), sku = product.sku } = asking
  const reply = await fetch(`${addressOf(system, 'inventory')}/supplies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...asking.headers,
    },
    body: JSON.stringify({ supplyId, sku, pieces }),
  })
  // What a test asks for is what it then asserts about.
  const body = (await reply.json()) as Supply & Problem & { readonly kind: string }
  return { status: reply.status, body }
}

/** Orders until each of these suppliers has taken one. */
async function untilAllSell(world: World, count: number): Promise<ReadonlySet<string>> {
  const sellers = new Set<string>()
  await until(
    async () => {
      const { status, body } = await order(world)
      assert.equal(status, 201, JSON.stringify(body))
      sellers.add(body.supplier)
      return sellers.size >= count
    },
    {
      withinMs,
      what: `${count} suppliers to sell`,
      explain: () => [...world.suppliers.values()].map((each) => each.lastLines()).join('\n'),
    },
  )
  return sellers
}

const journeys: readonly (readonly [string, (world: World, t: TestContext) => Promise<void>])[] = [
  [
    'what the suppliers say of themselves is the contract that the store keeps of them',
    async ({ suppliers }) => {
      const path = new URL('../../contracts/supplier.ts', import.meta.url)
      const kept = await readFile(path, 'utf8')
      for (const { url } of suppliers.values()) {
        const document: unknown = await (await fetch(`${url}/v3/api-docs`)).json()
        const imported = importOpenApi(document, { name: 'supplier' })
        assert.ok(imported.ok)
        assert.equal(withoutSpace(imported.source), withoutSpace(kept))
      }
    },
  ],
  [
    'inventory buys of both suppliers, and both ask our catalogue by its name what they sell',
    async (world) => {
      const sellers = await untilAllSell(world, 2)
      const ports = [...world.suppliers.values()].map(({ port }) => `supplier-${port}`)
      assert.deepEqual([...sellers].toSorted(), ports.toSorted())
      const { body } = await order(world, { pieces: 3 })
      // Three pieces at what a supplier takes of the price that the catalogue told it.
      assert.equal(body.price.amount, 3 * Math.floor((world.product.price.amount * 6) / 10))
    },
  ],
  [
    'a supply that is ordered again is the same supply',
    async (world) => {
      const supplyId = randomUUID()
      const first = await order(world, { supplyId })
      assert.deepEqual(await order(world, { supplyId }), first)
    },
  ],
  [
    'what a supplier refuses is refused in our own words',
    async (world) => {
      const unknown = await order(world, { sku: 'NONE' })
      assert.deepEqual([unknown.status, unknown.body.code], [404, 'inventory.unknown_product'])
      const many = await order(world, { pieces: 501 })
      assert.deepEqual([many.status, many.body.code], [409, 'inventory.not_so_many'])
      assert.deepEqual(many.body.details, { most: 500 })
    },
  ],
  [
    'everything of one supply stands in one trace, theirs and ours',
    async (world) => {
      const traceId = randomBytes(16).toString('hex')
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
      assert.equal((await order(world, { headers: { traceparent } })).status, 201)
      const wanted = ['catalog', 'inventory', 'supplier']
      let seen: readonly Span[] = []
      await until(
        async () => {
          const reply = await fetch(`${world.zipkin.url}/api/v2/trace/${traceId}`)
          seen = (await reply.json()) as readonly Span[]
          const of = (service: string, kind: string) =>
            seen.filter((each) => each.kind === kind && serviceOf(each) === service).length
          assert.deepEqual([...new Set(seen.map(serviceOf))].toSorted(), wanted)
          assert.equal(of('inventory', 'SERVER'), 1)
          // An offer and an order, and what each of them has to know.
          for (const service of ['inventory', 'supplier']) assert.equal(of(service, 'CLIENT'), 2)
          for (const service of ['supplier', 'catalog']) assert.equal(of(service, 'SERVER'), 2)
          return true
        },
        { withinMs, what: 'the trace to be whole', explain: () => JSON.stringify(seen.map(brief)) },
      )
    },
  ],
  [
    'a supplier that is killed is gone for callers within 5 s: the other sells',
    async (world, t) => {
      const [dead, left] = kinds.map((kind) => world.suppliers.get(kind))
      assert.ok(dead && left)
      await untilAllSell(world, 2)
      await dead.kill()
      const killedAt = performance.now()
      let lastFailedMs = 0
      let asked = 0
      while (performance.now() - killedAt < 2 * goneMsMax) {
        const { status, body } = await order(world)
        asked += 1
        if (status === 201) assert.equal(body.supplier, `supplier-${left.port}`)
        else lastFailedMs = performance.now() - killedAt
      }
      assert.ok(asked > 20, `${asked} orders`)
      assert.ok(lastFailedMs <= goneMsMax, `an order failed ${lastFailedMs} ms after the kill`)
      t.diagnostic(`${asked} supplies, the last failure after ${Math.round(lastFailedMs)} ms`)
    },
  ],
  [
    'once the other is killed too, supplies are unavailable and say so, and the store sells on',
    async (world) => {
      await world.suppliers.get('supplier-4')?.kill()
      const { status, body } = await order(world)
      assert.deepEqual([status, body.kind], [503, 'unavailable'], JSON.stringify(body))
      const token = await signIn(world.system)
      const lines = [{ sku: world.product.sku, quantity: 1 }]
      const orderId = await placeOrder(world.system, { token, lines })
      const { status: end } = await untilFinal(world.system, { token, orderId })
      assert.equal(end, 'shipped')
    },
  ],
  [
    'a supplier that comes back sells soon',
    async (world) => {
      const opening = openSupplier('supplier', world)
      world.suppliers.set('supplier', await closing(world.open, opening))
      await until(async () => (await order(world)).status === 201, {
        withinMs,
        what: 'the new supplier to sell',
      })
      await untilRight(world.system.databases)
    },
  ],
]

function serviceOf({ localEndpoint }: Span): string {
  return localEndpoint?.serviceName ?? 'nobody'
}

function brief(span: Span): string {
  return `${serviceOf(span)} ${span.kind} ${span.name}`
}

/** Only how lines break differs between what is written and what is kept. */
function withoutSpace(code: string): string {
  return code.replaceAll(/[\s,]+/g, '')
}
