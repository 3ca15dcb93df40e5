/**
 * The store with its settings in a config server, Spring's or ours, beside two suppliers in stock Spring that read the
 * same one: no line of a service knows of it.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openPool } from '@atoll/postgres'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import { untilRight } from '../check.ts'
import { type OpenedWay, openWay } from '../discovery/ways.ts'
import { addressOf } from '../doors.ts'
import { forgeToken } from '../forged-token.ts'
import { storeEnvironment } from '../journeys.ts'
import { findProduct, placeOrder, type Problem, signIn, untilFinal } from '../shop.ts'
import { type KeeperName, type OpenedKeeper, openKeeper } from './keepers.ts'

/** What stands while the journeys run. */
interface World {
  readonly keeper: OpenedKeeper
  readonly way: OpenedWay
  readonly suppliers: readonly OpenedServer[]
  readonly system: OpenedSystem
}

/** Units: milliseconds. */
const withinMs = 60_000

/** Registers the journeys. */
export function runSettingsJourneys(name: KeeperName): void {
  const opened: Partial<World> = {}
  describe(`the store, its settings in a config server, ${name}`, () => {
    before(() => openWorld(name, opened), { timeout: 2 * withinMs })
    after(async () => {
      await opened.system?.stop()
      for (const each of opened.suppliers ?? []) await each.stop()
      await opened.way?.[Symbol.asyncDispose]()
      await opened.keeper?.[Symbol.asyncDispose]()
    })
    const world = () => {
      // Assigned whole, or the journeys do not begin.
      return opened as World
    }
    for (const [title, run] of journeys) test(title, () => run(world()))
  })
}

/** Everything that is opened is written down at once, so that it is closed even if the rest does not start. */
async function openWorld(name: KeeperName, opened: { -readonly [P in keyof World]?: World[P] }) {
  const [keeper, way] = await Promise.all([openKeeper(name), openWay('registry')])
  Object.assign(opened, { keeper, way })
  keeper.write('supplier', 'supplier.most: 3')
  keeper.write('application', 'store.parcel-pieces-max: 7')
  const settings = [
    `--eureka.client.service-url.defaultZone=${way.registry}/`,
    `--spring.cloud.config.uri=${keeper.url}`,
  ]
  const file = new URL('./atoll.ts', import.meta.url)
  const environment = {
    ...storeEnvironment,
    ...way.environment,
    CONFIG_SERVERS: keeper.url,
  }
  const [system, ...suppliers] = await Promise.all([
    openSystem({ file, topology: 'processes', environment }),
    openServer('supplier', { settings }),
    openServer('supplier-4', { settings }),
  ])
  Object.assign(opened, { system, suppliers })
}

/** Orders so many pieces and answers who carries them. */
async function carrierOf({ system }: World, quantity: number): Promise<string> {
  const token = await signIn(system)
  const { sku } = await findProduct(system)
  const orderId = await placeOrder(system, { token, lines: [{ sku, quantity }] })
  assert.equal((await untilFinal(system, { token, orderId })).status, 'shipped')
  await using pool = await openPool({ url: system.databases.get('delivery') ?? '' })
  const { rows } = await pool.query<{ carrier: string }>({
    text: 'select carrier from shipment where order_id = $1',
    values: [orderId],
  })
  return rows[0]?.carrier ?? 'nobody'
}

const [parcel, freight] = ['Coastal Parcel', 'Overland Freight']

const journeys: readonly (readonly [string, (world: World) => Promise<void>])[] = [
  [
    'what the server says to all holds: what is more than it says goes by freight',
    async (world) => {
      assert.deepEqual([await carrierOf(world, 7), await carrierOf(world, 8)], [parcel, freight])
    },
  ],
  [
    'what it says to one service goes before, without a restart',
    async (world) => {
      const { keeper, system } = world
      const before = system.processes()
      keeper.write('delivery', 'store.parcelPiecesMax: 1')
      await until(async () => (await carrierOf(world, 2)) === freight, {
        withinMs,
        what: 'two pieces to go by freight',
      })
      assert.deepEqual(system.processes(), before)
    },
  ],
  [
    'what cannot be meant is refused, and the last good setting stays',
    async (world) => {
      world.keeper.write('delivery', 'store.parcel-pieces-max: many')
      const refused = world.system.manage('delivery', '/actuator/refresh', {})
      await assert.rejects(refused, /with 400: .*parcelPiecesMax \(store\.parcel-pieces-max, /)
      assert.equal(await carrierOf(world, 2), freight)
      world.keeper.write('delivery', 'store.parcel-pieces-max: 1')
      assert.ok(Array.isArray(await world.system.manage('delivery', '/actuator/refresh', {})))
    },
  ],
  [
    'the suppliers, in stock Spring, are told by the same server what they have',
    async ({ system, suppliers }) => {
      const scopes = ['supplies:read', 'supplies:write']
      const token = await forgeToken(system.directory, { audience: 'inventory', scopes })
      const { sku } = await findProduct(system)
      const order = async (pieces: number) => {
        const reply = await fetch(`${addressOf(system, 'inventory')}/supplies`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ supplyId: randomUUID(), sku, pieces }),
        })
        // What a test asks for is what it then asserts about.
        const body = (await reply.json()) as Problem & { readonly supplier: string }
        return { status: reply.status, body }
      }
      const sellers = new Set<string>()
      await until(
        async () => {
          const { status, body } = await order(3)
          if (status === 201) sellers.add(body.supplier)
          return sellers.size === suppliers.length
        },
        {
          withinMs,
          what: 'both suppliers to sell',
          explain: () => suppliers.map((each) => each.lastLines()).join('\n'),
        },
      )
      // Whichever is asked: more often than there are suppliers.
      for (let count = 0; count < 2 * suppliers.length; count += 1) {
        const { status, body } = await order(4)
        assert.deepEqual(
          [status, body.code, body.details],
          [409, 'inventory.not_so_many', { most: 3 }],
        )
      }
    },
  ],
  [
    'without the server the store sells on, and a service that starts goes on with what it was last told',
    async (world) => {
      const { keeper, system } = world
      await keeper.close()
      await system.kill('delivery', 'SIGKILL')
      await system.allReady()
      assert.equal(await carrierOf(world, 2), freight)
      await untilRight(system.databases)
    },
  ],
]
