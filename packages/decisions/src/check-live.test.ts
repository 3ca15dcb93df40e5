/** What a running system shows, with systems that would each be wrong in one way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { implement } from '@atoll/chassis'
import { anyone, contract, query, scope } from '@atoll/contract'
import type { Gateway } from '@atoll/gateway'
import { microservices, postgres, rest, system } from '@atoll/system'
import { z } from 'zod'
import { checkLive, type LiveSystem } from './check-live.ts'
import { factsOf } from './facts.ts'
import { inputFor } from './live-input.ts'

const id = z.object({ id: z.uuid() })
const shapes = { input: id, output: id }
const orders = contract('orders', 1, {
  list: query({ ...shapes, allow: scope('orders:read') }),
  shelf: query({ ...shapes, allow: anyone }),
})
const stock = contract('stock', 1, { left: query({ ...shapes, allow: scope() }) })
const gateways: readonly Gateway[] = []
const alone = { pattern: 'self-contained-service', adapter: 'code' } as const
const shop = system('shop', {
  services: [
    implement(orders).service({
      handlers: { list: async (input) => input, shelf: async (input) => input },
    }),
    implement(stock).service({ handlers: { left: async (input) => input } }),
  ],
  gateways,
  decisions: {
    architecture: microservices(),
    communication: rest(),
    messaging: postgres(),
    'sync-collaboration': alone,
  },
})
const facts = factsOf(shop, import.meta.dirname)

/** A system as it should be, or otherwise in some way. */
async function look(otherwise: Partial<LiveSystem> = {}) {
  const asked: string[] = []
  const { findings, looks } = await checkLive(shop, facts, {
    async ask({ contract: service, name }, input, token) {
      assert.ok(z.safeParse(id, input).success, 'what is asked has the shape of the contract')
      asked.push(`${service}.${name} ${token}`)
      return token === 'good' ? 200 : 401
    },
    opens: async () => false,
    health: async () => [{ process: 'orders', status: 200 }],
    end: async () => [],
    ...otherwise,
  })
  return { asked, looks, found: findings.map(({ says, place }) => `${says} ${place}`) }
}

test('nothing is wrong where strangers stay outside, and every look is counted or said to be missing', async () => {
  const { asked, found, looks } = await look()
  assert.deepEqual(found, [])
  assert.equal(asked.length, 2 * 4 + 3, 'closed operations with each token, all with a right one')
  assert.ok(!asked.includes('orders.shelf none'))
  const counts = Object.fromEntries(looks.map(({ look: each, count }) => [each, count]))
  assert.deepEqual(counts, {
    health: 1,
    away: 0,
    tokens: 2,
    neighbours: 2,
    waiting: 0,
    twice: 0,
    crash: 0,
    swap: 0,
  })
})

test('whoever lets in an expired token is told, with the line of the operation', async () => {
  const ask: LiveSystem['ask'] = async ({ name }, _input, token) =>
    token === 'good' || (name === 'left' && token === 'expired') ? 200 : 401
  const { found } = await look({ ask })
  assert.deepEqual(found, ['strangers-in query:stock.left'])
})

test('a refusal for another reason is none: the token was not looked at first', async () => {
  const { found } = await look({
    ask: async (_operation, _input, token) => (token === 'none' ? 400 : 401),
  })
  assert.deepEqual(found.toSorted(), [
    'strangers-in query:orders.list',
    'strangers-in query:stock.left',
  ])
})

test('a database that a neighbour opens, a process that is not well, a call that should not wait', async () => {
  assert.deepEqual((await look({ opens: async (service) => service === 'stock' })).found, [
    'neighbour-in service:stock',
  ])
  const health = async () => [
    { process: 'web', status: 503 },
    { process: 'stock', status: null },
  ]
  assert.deepEqual((await look({ health })).found, ['not-well system', 'not-well system'])
  const end = async () => [{ operation: 'orders.list', callee: 'stock.left' }]
  assert.deepEqual((await look({ end })).found, ['waits-at-runtime operation:orders.list'])
})

test('a database that cannot be tried counts for nothing', async () => {
  const { looks } = await look({ opens: async () => null })
  assert.equal(looks.find(({ look: each }) => each === 'neighbours')?.count, 0)
})

test('an input is made for what contracts usually ask', () => {
  const schema = z.object({
    id: z.uuid(),
    kind: z.enum(['a', 'b']),
    lines: z.array(z.object({ sku: z.string().min(3), pieces: z.int().min(2) })).min(1),
    note: z.string().optional(),
    either: z.union([z.object({ card: z.literal('visa') }), z.null()]),
    isGift: z.boolean(),
    mail: z.email(),
  })
  const made = inputFor(z.toJSONSchema(schema, { io: 'input' }))
  assert.ok(z.safeParse(schema, made).success, JSON.stringify(made))
})
