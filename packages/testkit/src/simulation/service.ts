/**
 * One instance of a simulated service: the real unit of work, relay, consumers and retries, on twins. What a handler
 * does is the least that shows a mistake: a count that two transactions may fight over, and an effect of its own.
 */
import type { Event } from '@atoll/contract'
import { laneOf, type Messaging, type Subscription } from '@atoll/messaging'
import type { LaneStore } from '@atoll/messaging/lanes'
import type { MemoryBroker } from '@atoll/messaging/memory'
import {
  createConsumer,
  createPublisher,
  createUnitOfWork,
  fromStoredReply,
  type Guard,
  guardCommand,
  guardMessage,
  type ParkedRetries,
  readReply,
  type Relay,
  startParkedRetries,
  startRelay,
  topicOf,
  type UnitOfWork,
  type Work,
} from '@atoll/outbox'
import { type MemoryConnection, type MemoryDatabase, stateOf } from '@atoll/outbox/memory'
import type { Call, Failpoint, Ids, Log, Notice, Random } from '@atoll/pipeline'
import { effectPrefix, type Ledger } from './ledger.ts'
import type { LeaseWatch } from './lease-watch.ts'
import type { Peer, SimulatedProcess } from './process.ts'
import type { Weakening } from './weaken.ts'

/** How long leases and claims last here. Units: milliseconds. */
export const leaseMs = 240
const claimMs = 300
const graceMs = 100
const retryPausesMs = [20, 40, 60]

/** What a handler may be told to do wrong. */
export interface Trouble {
  /** Throws, or does not. Called inside the handler's transaction. */
  handle(consumer: string, id: string): void
  /** Called after the broker has stored what was published. */
  published(process: SimulatedProcess, again: () => void): void
}

/** A service: whose events it hears, and what it says then. */
export interface ServiceDesign {
  readonly name: string
  readonly emits: readonly Event[]
  readonly hears: readonly { readonly event: Event; readonly says: Event | null }[]
}

/** What the instances of all services share. */
export interface Surroundings {
  readonly broker: MemoryBroker
  readonly brokerPeer: Peer
  readonly ids: Ids
  readonly random: Random
  readonly ledger: Ledger
  readonly watch: LeaseWatch
  readonly trouble: Trouble
  readonly weakening: Weakening
  readonly logOf: (process: SimulatedProcess) => Log
  readonly failpointOf: (process: SimulatedProcess) => Failpoint
}

/** What one instance is made of. */
export interface InstanceParts {
  readonly around: Surroundings
  readonly design: ServiceDesign
  readonly process: SimulatedProcess
  readonly database: MemoryDatabase
  readonly databasePeer: Peer
}

/** An instance at work. */
export interface Instance {
  readonly process: SimulatedProcess
  readonly database: MemoryConnection
  /** Executes a command and answers its reply. */
  command(call: Call, key: string): Promise<unknown>
  /** Ends as a service ends when it is asked to. */
  stop(): Promise<void>
}

/** Starts an instance. */
export function startInstance(parts: InstanceParts): Instance {
  const { around, design, process, databasePeer } = parts
  const database = parts.database.connect({
    wire: {
      request: (step) => process.travel(step, 'request', databasePeer),
      answer: (step) => process.travel(step, 'answer', databasePeer),
    },
    wrap: (tables) =>
      around.watch.overTables(
        around.weakening.tables?.(tables, { database: parts.database, process }) ?? tables,
        parts.database,
        process,
      ),
  })
  process.onKill(() => database.cut())
  const messaging = connectBroker(parts)
  const common = {
    ...around,
    database,
    clock: process.clock,
    log: around.logOf(process),
    failpoint: around.failpointOf(process),
  }
  const relay = design.emits.length === 0 ? null : startOwnRelay(common, design, messaging)
  const unitOfWork = createUnitOfWork({ ...common, attestor: null, wake: () => relay?.wake() })
  const worker: Worker = { around, design, unitOfWork, failpoint: common.failpoint }
  const retries = startParkedRetries({
    ...common,
    retryPausesMs,
    leaseMs: claimMs,
    consumers: design.hears.map(({ event }) => ({
      name: consumerOf(design, event),
      event,
      policy: 'block-key',
      deliverGuarded: (notice: Notice, guard: Guard) => work(worker, notice, guard),
    })),
  })
  const subscribed = subscribe(parts, { messaging, common, worker, retries })
  return {
    process,
    database,
    command: (call, key) => runCommand(worker, database, { call, key }),
    async stop() {
      const subscription = await subscribed
      await subscription?.stop(graceMs)
      await retries.stop(graceMs)
      await relay?.stop()
    },
  }
}

/** Names an inbox: stable, and of this service alone. */
export function consumerOf(design: { readonly name: string }, event: Event): string {
  return `${design.name} ${topicOf(event)}`
}

interface Worker {
  readonly around: Surroundings
  readonly design: ServiceDesign
  readonly unitOfWork: UnitOfWork
  readonly failpoint: Failpoint
}

type Common = Omit<Parameters<typeof startRelay>[0], 'publisher' | 'deliver' | 'events'> & {
  readonly random: Random
}

function startOwnRelay(common: Common, { emits }: ServiceDesign, messaging: Messaging): Relay {
  const publisher = createPublisher(messaging, common.clock)
  const { deliver } = publisher
  return startRelay({ ...common, publisher, deliver, events: emits, leaseMs })
}

/** Every step to the broker takes time and may be lost, as may its answer. */
function connectBroker({ around, design, process }: InstanceParts): Messaging {
  const peer = around.brokerPeer
  const over = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    await process.travel(step, 'request', peer)
    const result = await work()
    await process.travel(step, 'answer', peer)
    return result
  }
  const through = (store: LaneStore): LaneStore => ({
    claim: () => over('group.claim', () => store.claim()),
    read: (cursors) => over('group.read', () => store.read(cursors)),
    advance: (leases) => over('group.advance', () => store.advance(leases)),
    release: (leases) => over('group.release', () => store.release(leases)),
    leave: (leases, kept) => over('group.leave', () => store.leave(leases, kept)),
    lag: () => over('group.lag', () => store.lag()),
  })
  const connection = around.broker.connect({
    clock: process.clock,
    wrap: (store) => {
      const weak = around.weakening.store?.(store) ?? store
      return through(around.watch.overStore(weak, design.name, process))
    },
  })
  return {
    name: connection.name,
    capabilities: connection.capabilities,
    publish: (messages) =>
      over('publish', async () => {
        await connection.publish(messages)
        around.trouble.published(process, () => void connection.publish(messages))
      }),
    subscribe: (consumer) => connection.subscribe(consumer),
    check: () => connection.check(),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/** Takes part in its group as soon as the broker answers. */
async function subscribe(
  { around, design, process }: InstanceParts,
  parts: {
    readonly messaging: Messaging
    readonly common: Common
    readonly worker: Worker
    readonly retries: ParkedRetries
  },
): Promise<Subscription | null> {
  const { messaging, common, worker, retries } = parts
  const consumers = new Map(
    design.hears.map(({ event }) => {
      const name = consumerOf(design, event)
      const handle = createConsumer({
        ...common,
        name,
        event,
        deliver: (message) => {
          if (message.kind !== 'event') throw new TypeError('only events come this way')
          return work(worker, message, guardMessage(name, message, 'block-key'))
        },
        retryPausesMs,
        wakeParked: retries.wake,
      })
      return [topicOf(event), handle] as const
    }),
  )
  if (consumers.size === 0) return null
  for (;;) {
    try {
      return await messaging.subscribe({
        group: design.name,
        topics: [...consumers.keys()],
        log: common.log,
        handle: async (envelope, delivery) => {
          around.watch.handle(design.name, laneOf(envelope.key), process)
          const handled = consumers.get(envelope.topic)?.(envelope, delivery)
          await (around.weakening.handled?.(handled) ?? handled)
        },
      })
    } catch {
      await process.clock.sleep(20)
    }
  }
}

/** What every handler of an event does. */
async function work(worker: Worker, notice: Notice, guard: Guard): Promise<void> {
  const { around, design, unitOfWork } = worker
  const consumer = consumerOf(design, notice.event)
  const says = design.hears.find(({ event }) => event.name === notice.event.name)?.says ?? null
  await unitOfWork.run(notice.context, guard, async (open) => {
    await note(around, open, { consumer, key: notice.key, id: notice.id })
    around.trouble.handle(consumer, notice.id)
    if (says !== null) open.emit(says, notice.data)
  })
  worker.failpoint('consumer.after-commit')
}

/** As the chassis does it: the stored reply first, then the one transaction under the key's guard. */
async function runCommand(
  { around, design, unitOfWork, failpoint }: Worker,
  database: MemoryConnection,
  { call, key }: { readonly call: Call; readonly key: string },
): Promise<unknown> {
  failpoint('work.begun')
  const stored = await readReply(database.reader(), call, key)
  if (stored !== null) return fromStoredReply(stored)
  const consumer = `${design.name}.${call.operation.name}`
  // The simulation's own clients send nothing else.
  const { account, order, refused } = call.input as {
    readonly account: string
    readonly order: string
    readonly refused: boolean
  }
  return unitOfWork.run(call.context, guardCommand(call, key), async (open) => {
    await note(around, open, { consumer, key: order, id: key })
    around.trouble.handle(consumer, key)
    for (const event of design.emits) open.emit(event, { account, order })
    if (refused) return around.ledger.refusal(account)
    return { place: around.ledger.draw() }
  })
}

async function note(
  { ledger }: Surroundings,
  { sql }: Work,
  effect: { readonly consumer: string; readonly key: string; readonly id: string },
): Promise<void> {
  await stateOf(sql).write(`${effectPrefix}${ledger.draw()}`, effect)
}
