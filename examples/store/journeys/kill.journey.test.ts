/**
 * A process for each service, and every process killed at every place that one order passes: by itself, at a
 * failpoint, and from outside in the middle of many orders. Whatever fell, every order ends, and the databases agree.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import { untilRight } from './check.ts'
import { storeEnvironment } from './journeys.ts'
import { storeFile } from './run-journeys.ts'
import { type Card, findProduct, insistOnOrder, signIn, untilFinal } from './shop.ts'

/**
 * The places that each process passes on the way of one order, in their order. A number says which time: before the
 * order somebody signs in, and an order asks twice and commits more than once.
 */
const places: Readonly<Record<string, readonly string[]>> = {
  web: ['gateway.received/2', 'client.before-send/2', 'client.after-reply/2'],
  customers: ['server.received', 'work.begun'],
  catalog: ['server.received', 'work.begun'],
  orders: [
    'server.received',
    'work.begun',
    'client.before-send',
    'client.after-reply',
    'client.after-reply/2',
    'commit.before',
    'commit.after',
    'relay.before-publish',
    'relay.after-publish',
    'relay.after-delete',
    'consumer.received',
    'consumer.after-commit',
  ],
  payments: [
    'relay.after-delete',
    'relay.after-publish',
    'relay.before-publish',
    'consumer.after-commit',
    'consumer.received',
    'commit.after/3',
    'commit.before/3',
    'commit.after',
    'commit.before',
    'work.begun',
    'server.received',
  ],
  inventory: [
    'consumer.received',
    'commit.before',
    'commit.after',
    'consumer.after-commit',
    'relay.before-publish',
    'relay.after-publish',
    'relay.after-delete',
  ],
  delivery: [
    'relay.after-delete',
    'relay.after-publish',
    'relay.before-publish',
    'consumer.after-commit',
    'commit.after',
    'commit.before',
    'consumer.received',
  ],
}

const rounds = Math.max(...Object.values(places).map((list) => list.length))
const environment = { ...storeEnvironment, ATOLL_LEASE_MS: '1000' }

let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-kill-'))
})
after(() => rm(directory, { recursive: true, force: true }))

function open(failpoint: string): Promise<OpenedSystem> {
  const set = { ...environment, ATOLL_FAILPOINT: failpoint }
  // One state folder for all rounds: what one of them left behind, the next one would trip over.
  return openSystem({ file: storeFile, topology: 'processes', directory, environment: set })
}

for (let round = 0; round < rounds; round++) {
  const armed = Object.entries(places).flatMap(([process, list]) => {
    const place = list[round]
    return place === undefined ? [] : [{ process, place }]
  })
  const failpoint = armed.map(({ process, place }) => `${process}/${place}`).join(',')
  test(`one order, killed at ${failpoint.replaceAll(',', ', ')}`, async () => {
    await using system = await open(failpoint)
    const token = await until(() => signIn(system), { what: 'a token' })
    const lines = [{ sku: 'FUR-CH-10000454', quantity: 1 }]
    const orderId = await insistOnOrder(system, { token, lines })
    const order = await untilFinal(system, { token, orderId }, 40_000)
    assert.equal(order.status, 'shipped')
    const isFallen = (name: string) =>
      system.processes().some((each) => each.name === name && each.restarts > 0)
    for (const { process, place } of armed)
      await until(() => isFallen(process), { what: `${process} to fall at ${place}` })
    await untilRight(system.databases)
  })
}

test('every process killed from outside in the middle of many orders', async () => {
  await using system = await open('')
  const token = await signIn(system)
  const cards: Card[] = ['approve', 'decline', 'approve', 'slow']
  const products = [await findProduct(system), await findProduct(system)]
  const orders = Array.from({ length: 24 }, (_, index) => {
    const card = cards[index % cards.length] ?? 'approve'
    const sku = products[index % products.length]?.sku ?? ''
    return insistOnOrder(system, { token, card, lines: [{ sku, quantity: 1 }] }, 60_000).then(
      (orderId) => ({ orderId, card }),
    )
  })
  for (const { name } of system.processes()) {
    await system.kill(name, 'SIGKILL')
    await system.allReady()
  }
  for (const { orderId, card } of await Promise.all(orders)) {
    const { status } = await untilFinal(system, { token, orderId }, 60_000)
    assert.equal(status, card === 'decline' ? 'cancelled' : 'shipped')
  }
  for (const { name, restarts } of system.processes()) assert.ok(restarts > 0, `${name} fell`)
  await untilRight(system.databases)
})
