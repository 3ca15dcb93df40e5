/** The store as it is measured: started as its users start it, with a customer who is signed in and products to buy. */
import { join } from 'node:path'
import { type Ask, openAsking } from '@atoll/comparison'
import { systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import type { Topology } from '@atoll/system'

/** The root of the workspace. */
export const root = join(import.meta.dirname, '../..')

/** The store at work. */
export interface OpenedStore extends AsyncDisposable {
  readonly system: OpenedSystem
  readonly ask: Ask
  readonly token: string
  readonly skus: readonly string[]
}

/** How it is opened. */
export interface StoreOptions {
  readonly topology?: Topology
  /** `atoll.ts`, from the root. */
  readonly file?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Parked work is tried again soon, as in journeys. */
const retryPausesMs = '200,500,1000,2000,3000,3000,3000,3000,3000,3000'
/** Longer than any deadline of the store, so that these show. Units: milliseconds. */
const answerMsMax = 20_000
/** Units: products on a page, and pages. */
const pageSize = 50
const pages = 6

/** Opens it. */
export async function openStore(options: StoreOptions = {}): Promise<OpenedStore> {
  const { topology = 'processes', file = 'examples/store/atoll.ts', environment = {} } = options
  const system = await openSystem({
    file: join(root, file),
    topology,
    environment: { ATOLL_RETRY_PAUSES_MS: retryPausesMs, ...environment },
  })
  const { ask, [Symbol.asyncDispose]: close } = openAsking(system.url, systemClock, answerMsMax)
  const end = async () => {
    await close()
    await system.stop()
  }
  try {
    return { system, ask, ...(await visit(ask)), [Symbol.asyncDispose]: end }
  } catch (thrown) {
    await end()
    throw thrown
  }
}

async function visit(ask: Ask): Promise<Pick<OpenedStore, 'token' | 'skus'>> {
  const json = { email: 'ada@example.com' }
  const { body } = await ask<{ accessToken: string }>('POST', '/api/session', { json })
  const skus: string[] = []
  let after = ''
  for (let page = 0; page < pages; page += 1) {
    const found = await ask<Page>('GET', `/api/products?limit=${pageSize}${after}`)
    skus.push(...found.body.items.map(({ sku }) => sku))
    after = `&after=${found.body.next}`
  }
  return { token: body.accessToken, skus }
}

interface Page {
  readonly items: readonly { readonly sku: string }[]
  readonly next: string | null
}

let count = 0

/** Places an order, and answers its number. Faults: an Error when it is not taken. */
export async function placeOrder({ ask, token, skus }: OpenedStore): Promise<string> {
  const json = { lines: [{ sku: skus[count++ % skus.length], quantity: 1 }], card: 'approve' }
  const sent = { token, json, key: crypto.randomUUID() }
  const { status, body } = await ask<{ orderId: string }>('POST', '/api/orders', sent)
  if (status !== 202) throw new Error(`an order was answered ${status}: ${JSON.stringify(body)}`)
  return body.orderId
}

/** The status of an order. */
export async function statusOf({ ask, token }: OpenedStore, orderId: string): Promise<string> {
  const { body } = await ask<{ status: string }>('GET', `/api/orders/${orderId}`, { token })
  return body.status
}

/** Waits until an order is shipped. Units: milliseconds. */
export async function untilShipped(
  store: OpenedStore,
  orderId: string,
  withinMs = 60_000,
): Promise<void> {
  const isShipped = async () => (await statusOf(store, orderId)) === 'shipped'
  await until(isShipped, { withinMs, what: `the order ${orderId} to be shipped` })
}

/** Stops a process where it is, so that it neither answers nor falls, while something is done. */
export async function whileStill<T>(
  { system }: OpenedStore,
  names: readonly string[],
  act: () => Promise<T>,
): Promise<T> {
  for (const name of names) await system.kill(name, 'SIGSTOP')
  try {
    return await act()
  } finally {
    for (const name of names) await system.kill(name, 'SIGCONT')
  }
}

/** What an act takes, and why it failed; null if it did not. Units: milliseconds. */
export async function timed(
  act: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly problem: string | null }> {
  const startedAt = performance.now()
  const problem = await act().then(
    () => null,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  )
  return { ms: performance.now() - startedAt, problem }
}

/** So many times, one after the other. */
export async function repeat<T>(times: number, act: () => Promise<T>): Promise<readonly T[]> {
  const found: T[] = []
  for (let time = 0; time < times; time += 1) found.push(await act())
  return found
}
