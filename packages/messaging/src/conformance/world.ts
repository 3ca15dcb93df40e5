/** What the cases of the suite share: worlds, messages, recorded effects, and waiting for conditions. */
import assert from 'node:assert/strict'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import type { Envelope } from '../envelope.ts'
import type { Consumer, Delivery, Messaging, Subscription } from '../messaging.ts'

/** One process's worth of connections, which the suite can stop and let go on. */
export interface Instance {
  readonly messaging: Messaging
  /** Stops it as if the process were stopped: nothing is renewed. */
  pause(): void | Promise<void>
  resume(): void | Promise<void>
}

/** An empty broker. Disposing it closes its instances first. */
export interface World extends AsyncDisposable {
  connect(): Promise<Instance>
}

/** The technology that shows what it can do. */
export interface MessagingUnderTest {
  readonly name: string
  /** Units    leaseMs: how long a silent instance keeps its lanes */
  open(settings: { readonly leaseMs: number }): Promise<World>
  /** Whether the technology by itself may deliver again what was acknowledged; then the suite does not count repeats. */
  readonly repeatsAcknowledged?: boolean
  /** How long instances keep lanes in cases that wait for a lease to end. Units: milliseconds. */
  readonly leaseMsShort: number
}

/** Long enough that no case passes by waiting for a lease to end. Units: milliseconds. */
export const leaseMsLong = 60_000
/** How long a condition may take to come true. Units: milliseconds. */
const patienceMs = 20_000
const pauseMs = 3

export const topic = 'orders.orderPlaced'

const ids = createIds(systemClock)

/** A message of a key; its body tells its number. */
export function message(key: string, number: number, parts: Partial<Envelope> = {}): Envelope {
  return {
    id: ids.uuid(),
    topic,
    key,
    version: 1,
    at: systemClock.now(),
    headers: { number: String(number) },
    body: Buffer.from(String(number)),
    ...parts,
  }
}

/** Messages numbered from 0, the keys in turn. */
export function messages(count: number, keys: readonly string[]): Envelope[] {
  return Array.from({ length: count }, (_, number) =>
    message(keys[number % keys.length] ?? '', number),
  )
}

export function keysOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `key-${index}`)
}

/** What handlers did, duplicates recognised by id as an inbox does. */
export class Effects {
  readonly #ids = new Set<string>()
  readonly #byKey = new Map<string, string[]>()
  #deliveries = 0

  get count(): number {
    return this.#ids.size
  }

  get deliveries(): number {
    return this.#deliveries
  }

  /** Answers whether this is the first time. */
  record({ id, key, body }: Envelope): boolean {
    this.#deliveries += 1
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const numbers = this.#byKey.get(key) ?? []
    numbers.push(Buffer.from(body).toString())
    this.#byKey.set(key, numbers)
    return true
  }

  has(envelope: Envelope): boolean {
    return this.#ids.has(envelope.id)
  }

  /** Every message once, and each key in the order in which it was published. */
  assertAll(published: readonly Envelope[]): void {
    assert.equal(this.count, published.length)
    for (const [key, of] of Map.groupBy(published, ({ key }) => key))
      assert.deepEqual(
        this.#byKey.get(key),
        of.map(({ body }) => Buffer.from(body).toString()),
        `order of ${JSON.stringify(key)}`,
      )
  }
}

/** What a case says about a consumer; the rest is usual. */
export interface ConsumerParts {
  readonly group?: string
  readonly topics?: readonly string[]
  readonly handle: (message: Envelope, delivery: Delivery) => unknown
}

export function subscribe(
  messaging: Messaging,
  { group = 'shop', topics = [topic], handle }: ConsumerParts,
): Promise<Subscription> {
  const consumer: Consumer = {
    group,
    topics,
    log: silentLog,
    handle: async (envelope, delivery) => void (await handle(envelope, delivery)),
  }
  return messaging.subscribe(consumer)
}

/** Waits until a condition holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = systemClock.monotonic() + patienceMs
  while (!(await holds())) {
    assert.ok(systemClock.monotonic() < end, `still not so after ${patienceMs} ms: ${what}`)
    await systemClock.sleep(pauseMs)
  }
}

/** Something that handlers wait for and a case opens. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
