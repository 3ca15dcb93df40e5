/** Runs every journey against the store in one topology. The test files beside it call this and nothing else. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Topology } from '@atoll/system'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import { untilRight } from './check.ts'
import { type Forgery, forgeToken } from './forged-token.ts'
import { journeys, journeysAtOnce, storeEnvironment } from './journeys.ts'
import { accessToken, scanDatabases, scanFiles, type Secret, toTokenSecrets } from './scan.ts'
import { beginWitness, copyOf } from './witness.ts'
import {
  ask,
  findProduct,
  placeOrder,
  type Problem,
  signIn,
  statusesOf,
  tokensSeen,
  untilFinal,
} from './shop.ts'

/** Where the store is written down. */
export const storeFile = new URL('../atoll.ts', import.meta.url)

/** How the store is run. */
export interface JourneyOptions {
  readonly topology: Topology
  /** The store with other decisions; its own file if left out. */
  readonly file?: URL
  /** Starts what these decisions need beside it, and answers what the store is told of it. */
  readonly prepare?: () => Promise<Readonly<Record<string, string>>>
}

/** Registers the journeys; `more` are those that only this way of running can take. */
export function runJourneys(
  { topology, file = storeFile, prepare = async () => ({}) }: JourneyOptions,
  more: (opened: () => OpenedSystem) => void = () => {},
): void {
  let system: OpenedSystem | undefined
  const opened = () => {
    assert.ok(system, 'the store has been started')
    return system
  }
  describe(`the store, ${topology}`, () => {
    before(async () => {
      const environment = { ...storeEnvironment, ...(await prepare()) }
      system = await openSystem({ file, topology, environment })
      await beginWitness(system.databases)
    })
    after(() => system?.stop())

    test('the first order right after the start is right', async () => {
      const ground = opened()
      const token = await signIn(ground)
      const { sku } = await findProduct(ground)
      const orderId = await placeOrder(ground, { token, lines: [{ sku, quantity: 1 }] })
      const order = await untilFinal(ground, { token, orderId })
      assert.equal(statusesOf(order).at(-1), 'shipped')
    })
    describe('journeys', { concurrency: journeysAtOnce }, () => {
      for (const { title, run } of journeys) test(title, () => run(opened()))
    })
    test('a token for somebody else, or one that has ended, is 401', () => refused(opened()))
    more(opened)
    test('the databases are right when all is quiet', () => untilRight(opened().databases))
    test('no token and no card lies in any table, log or span', () => scan(opened()))
  })
}

async function refused(system: OpenedSystem): Promise<void> {
  const forge = (forgery?: Forgery) => forgeToken(system.directory, forgery)
  const good = await ask(system, '/api/orders', { token: await forge() })
  assert.equal(good.status, 200, 'the forger can make a good one')
  for (const forgery of [
    { audience: 'orders' },
    { audience: 'other' },
    { from: -3000, to: -600 },
    { to: 90_000 },
  ]) {
    const token = await forge(forgery)
    const { status, body } = await ask<Problem>(system, '/api/orders', { token })
    assert.equal(status, 401, JSON.stringify(forgery))
    assert.match(body.code, /^token_/)
  }
}

/** What a card of the demonstration says, as a value or as a word that nothing else in the store says. */
const cards: Secret = {
  name: 'a card',
  isIn: (text) =>
    /\b(approve|decline)\b/.test(text) || /card\W{1,5}(slow|unavailable)\b/.test(text),
  allowed: ['payments provider.card', `payments ${copyOf('provider', 'card')}`],
}

async function scan(system: OpenedSystem): Promise<void> {
  const secrets = [...toTokenSecrets(tokensSeen), accessToken, cards]
  const [rows, files] = [
    await scanDatabases(system.databases, secrets),
    await scanFiles(system.logs, secrets),
  ]
  assert.ok(tokensSeen.length > 10 && rows.scanned > 4_000 && files.scanned > 10_000)
  assert.deepEqual([...rows.leaks, ...files.leaks], [])
  // The scan sees what is there, and what was there only for a moment.
  const seen: Secret = {
    name: 'seen',
    isIn: (text) => /\bapprove\b|orders\.orderPlaced/.test(text),
  }
  const { leaks } = await scanDatabases(system.databases, [seen])
  const places = leaks.map(({ place }) => place)
  for (const place of ['payments provider.card', `orders ${copyOf('atoll', 'outbox')}`])
    assert.ok(places.includes(place), `${place} in ${places.join(', ')}`)
}
