/**
 * One service alone, as real as it gets without the others: its own PostgreSQL database, its own borders, relay and
 * consumers; doubles in place of whom it calls. Tests open it beside the service's source.
 */
import {
  createLife,
  type Life,
  type RunningService,
  type Service,
  startService,
} from '@atoll/chassis'
import {
  type Contract,
  createParser,
  type Event,
  type EventShape,
  isEvent,
  type Parsed,
  type Placed,
  type Schema,
  type Written,
} from '@atoll/contract'
import type { MemoryBrokerFaults } from '@atoll/messaging/memory'
import { encodeNotice, topicOf } from '@atoll/outbox'
import {
  type Client,
  createClients,
  createContext,
  type Fault,
  type Principal,
  systemClock,
} from '@atoll/pipeline'
import type { Sql } from '@atoll/storage'
import { double, type Double, toDeliver } from './double.ts'
import { type HeardEvents, hearEvents } from './heard-events.ts'
import { openServiceSurroundings, type ServiceSurroundings } from './service-surroundings.ts'
import { until, withinMsDefault } from './until.ts'

/** How a service is opened. */
export interface ServiceOptions<C extends Contract> {
  /** The contract that the service implements; it types the clients. */
  readonly contract: C
  /** Stand-ins for the services it uses. */
  readonly doubles?: readonly Double[]
  /** What the network may do to events within its promise: duplicate, delay, reorder. Nothing if left out. */
  readonly network?: MemoryBrokerFaults
  /** What chance the network takes; named in errors. 1 if left out. */
  readonly seed?: number
  /** Pauses before each further try of an event that could not be handled. Units: milliseconds. */
  readonly retryPausesMs?: readonly number[]
  /** What is set from outside; nothing if left out. */
  readonly environment?: Readonly<Record<string, string>>
}

/** How an event is published. */
export interface Publishing {
  /** Who caused it; nobody if left out. */
  readonly by?: Principal
  /** Its id, to deliver the same event twice. A fresh UUID if left out. */
  readonly id?: string
  /** Units: milliseconds; 10,000 if left out. */
  readonly withinMs?: number
}

/** How emitted events are waited for. */
export interface Listening {
  /**
   * How many there must be at least. With 0, what has been emitted by now: it waits only until the outbox is empty.
   * 1 if left out.
   */
  readonly count?: number
  /** Units: milliseconds; 10,000 if left out. */
  readonly withinMs?: number
}

/** A service at work, alone. */
export interface OpenedService<C extends Contract> extends AsyncDisposable {
  /** A client that calls as this person, whose token the service verifies; over bytes, like everybody else. */
  as(principal: Principal): Client<C>
  /** A client that calls as nobody. */
  readonly anonymous: Client<C>
  /**
   * Delivers an event of another service and resolves when it has been handled.
   *  Faults   Error — it could not be handled and was parked; says why
   */
  publish<D extends Schema>(
    event: EventShape<D>,
    data: Written<D>,
    publishing?: Publishing,
  ): Promise<void>
  /** What the service has told: the data of each event that left its outbox, once each, in order. */
  emitted<D extends Schema>(event: EventShape<D>, listening?: Listening): Promise<Parsed<D>[]>
  /** Reads its database; a write is refused. */
  readonly sql: Sql
  /** Its last records from level warn, as lines of JSON. */
  records(): readonly string[]
  /**
   * Stops it and drops its database.
   *  Faults   AggregateError — a double lied or was missing, even if the service swallowed it
   */
  stop(): Promise<void>
}

/** Pauses of a parked event's retries when nobody says: soon, since a test waits. Units: milliseconds. */
const retryPausesMsDefault: readonly number[] = [20, 50, 100, 200, 500]

/** Opens one service alone. Faults: a TypeError for a double that it does not use; those of its start. */
export async function openService<C extends Contract>(
  service: Service,
  options: ServiceOptions<C>,
): Promise<OpenedService<C>> {
  checkDoubles(service, options)
  const life = createLife()
  try {
    return await open(service, options, life)
  } catch (error) {
    await life.end()
    throw error
  }
}

async function open<C extends Contract>(
  service: Service,
  options: ServiceOptions<C>,
  life: Life,
): Promise<OpenedService<C>> {
  const { contract, seed = 1, network = {}, retryPausesMs = retryPausesMsDefault } = options
  const { environment = {} } = options
  const clock = systemClock
  const given = { seed, network, retryPausesMs, environment }
  const surroundings = await openServiceSurroundings({ ...given, clock, life })
  const problems: Fault[] = []
  await listenAsDoubles(service, { ...surroundings, options, problems, life })
  const heard = await hearEvents({
    contract,
    messaging: surroundings.around.messaging,
    onEnd: (close) => life.onEnd(close),
  })
  const running = await startService(service, surroundings.around)
  life.onEnd(() => running.stop())
  const clientOf = await openClients(contract, { ...surroundings, running, life })
  const parts: Opened = { service, running, surroundings, heard, seed }
  const sql = running.database.reader()
  const stop = async () => {
    await life.end()
    if (problems.length > 0)
      throw new AggregateError(problems, problems.map(({ message }) => message).join('\n'))
  }
  return {
    as: (principal) => clientOf(principal),
    anonymous: clientOf(null),
    publish: (event, data, publishing = {}) => publish(parts, { event, data, publishing }),
    emitted: (event, listening = {}) => emitted(parts, event, listening),
    sql,
    records: () => surroundings.lines.all(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function checkDoubles(service: Service, { contract, doubles = [] }: ServiceOptions<Contract>) {
  if (service.contract !== contract)
    throw new TypeError(`${service.name} implements another contract than the one given here`)
  const used = Object.values(service.uses)
  for (const each of doubles)
    if (!used.includes(each.contract))
      throw new TypeError(
        `${service.name} does not use ${each.contract.$contract.name}: leave its double out`,
      )
}

/** Each used contract answers, with or without a double: what is missing is then said by name. */
async function listenAsDoubles(
  service: Service,
  parts: ServiceSurroundings & {
    readonly options: ServiceOptions<Contract>
    readonly problems: Fault[]
    readonly life: Life
  },
): Promise<void> {
  const { calls, identity, problems, life } = parts
  const given = new Map((parts.options.doubles ?? []).map((each) => [each.contract, each]))
  for (const contract of new Set(Object.values(service.uses))) {
    const { name } = contract.$contract
    const deliver = toDeliver(given.get(contract) ?? double(contract, {}), {
      verify: identity.verifier(name),
      onProblem: (problem) => void problems.push(problem),
    })
    const listener = await calls.transport.listen({ service: name, contracts: [contract], deliver })
    life.onEnd(() => listener.stop(0))
    const { address } = listener
    const at = { service: name, instance: `${name}-double`, address, version: '1' }
    const registration = await calls.discovery.register(at)
    life.onEnd(() => registration.withdraw())
  }
}

async function openClients<C extends Contract>(
  contract: C,
  parts: ServiceSurroundings & { readonly running: RunningService; readonly life: Life },
): Promise<(principal: Principal | null) => Client<C>> {
  const { running, calls, identity, ids, life } = parts
  const caller = await calls.transport.open()
  life.onEnd(() => caller[Symbol.asyncDispose]())
  const address = running.address ?? ''
  const clients = createClients(
    contract,
    (message) =>
      message.kind === 'call'
        ? caller.deliver(message, address)
        : Promise.reject(new TypeError('events are published')),
    systemClock,
  )
  return (principal) => {
    const credential =
      principal === null ? null : identity.token({ audience: running.name, ...principal })
    return clients(createContext(ids, { caller: 'test', credential }))
  }
}

interface Opened {
  readonly service: Service
  readonly running: RunningService
  readonly surroundings: ServiceSurroundings
  readonly heard: HeardEvents
  readonly seed: number
}

async function publish(
  { service, running, surroundings, seed }: Opened,
  what: { readonly event: EventShape; readonly data: unknown; readonly publishing: Publishing },
): Promise<void> {
  const event = placed(what.event)
  const { identity, ids, watched, lines, around } = surroundings
  const { by, id = ids.uuid(), withinMs = withinMsDefault } = what.publishing
  if (!service.listeners.some((listener) => listener.event === event))
    throw new TypeError(`${service.name} does not listen to ${topicOf(event)}`)
  const data = await lawful(event, what.data)
  // The contract's types require the key to be a field of the data.
  const key = String((data as Readonly<Record<string, unknown>>)[event.key])
  const attestation =
    by === undefined
      ? null
      : await identity.attest(event.contract, event.name, { principal: by, messageId: id })
  const context = createContext(ids, { caller: event.contract })
  const at = around.clock.now()
  const notice = { kind: 'event', event, id, key, data, at, attestation, context } as const
  let isHandled = false
  void watched.handled(id).then(() => {
    isHandled = true
  })
  await around.messaging.publish([encodeNotice(notice, around.clock)])
  const explain = () => `The seed was ${seed}. ${lines.told()}`
  const waitedFor = `${service.name} to handle ${topicOf(event)}`
  await until(() => isHandled, { withinMs, what: waitedFor, explain })
  await refuseParked(running.database.reader(), id, event)
}

/** Test data that the contract refuses would be dead at once, which no test means. */
async function lawful(event: Event, written: unknown): Promise<unknown> {
  const parsed = await createParser(event.data, 'refuse')(written)
  if (parsed.ok) return parsed.value
  const why = parsed.issues.map(({ path, message }) => `${path || '(whole)'} ${message}`).join('; ')
  throw new TypeError(`${topicOf(event)} does not hold what its contract says: ${why}`)
}

async function refuseParked(sql: Sql, id: string, event: Event): Promise<void> {
  const [parked] = await sql<{ state: string; error: unknown }>`
    select state, error from atoll.parked where msg ->> 'id' = ${id}`
  if (parked === undefined) return
  const why = JSON.stringify(parked.error)
  throw new Error(`${topicOf(event)} could not be handled and is parked (${parked.state}): ${why}`)
}

async function emitted<D extends Schema>(
  { service, running, surroundings, heard, seed }: Opened,
  shape: EventShape<D>,
  { count = 1, withinMs = withinMsDefault }: Listening,
): Promise<Parsed<D>[]> {
  const event = placed(shape)
  if (event.contract !== service.name)
    throw new TypeError(`${topicOf(event)} is not an event of ${service.name}`)
  const sql = running.database.reader()
  const isTold = async () => {
    const waiting = await sql`select from atoll.outbox limit 1`
    return waiting.length === 0 && (await heard.lag()) === 0
  }
  const what = `${service.name} to emit ${topicOf(event)}${count > 1 ? ` ${count} times` : ''}`
  const explain = () => `The seed was ${seed}. ${surroundings.lines.told()}`
  const isDone = count === 0 ? isTold : () => heard.of(event).length >= count
  await until(isDone, { withinMs, what, explain })
  const parser = createParser(event.data, 'refuse')
  const all: Parsed<D>[] = []
  for (const data of heard.of(event)) {
    const parsed = await parser(data)
    if (!parsed.ok) throw new TypeError(`${topicOf(event)} left the outbox with unlawful data`)
    all.push(parsed.value)
  }
  return all
}

function placed(shape: EventShape): Event {
  if ('contract' in shape && isEvent(shape as Placed<string, string, EventShape>))
    return shape as Event
  throw new TypeError('take the event from a contract, such as orders.orderPlaced')
}
