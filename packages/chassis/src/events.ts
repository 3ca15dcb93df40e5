/** The events of a service: its relay, its consumers, and the retries of what its consumers could not handle. */
import { eventsOf } from '@atoll/contract'
import type { Consumer, Delivery, Envelope } from '@atoll/messaging'
import {
  createConsumer,
  createPublisher,
  type Guard,
  type Relay,
  startParkedRetries,
  startRelay,
  topicOf,
} from '@atoll/outbox'
import { type Notice, pipeline } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { type BorderParts, consumerIn, relayOut } from './borders.ts'
import { type DispatchParts, dispatchNotices } from './dispatch.ts'
import type { Listener, Service } from './implement.ts'
import type { Life } from './life.ts'
import type { Surroundings } from './surroundings.ts'

interface EventParts {
  readonly service: Service
  readonly around: Surroundings
  readonly database: Database
  readonly borders: BorderParts
  readonly life: Life
}

/** Starts the relay: from now on what is committed is told. */
export function startEvents(parts: EventParts): Relay {
  const { service, around, database, borders, life } = parts
  const publisher = createPublisher(around.messaging, around.clock)
  const relay = startRelay({
    ...around,
    database,
    publisher,
    deliver: pipeline(relayOut(borders), publisher.deliver),
    events: eventsOf(service.contract),
    log: borders.telemetry.log,
    leaseMs: around.limits.leaseMs,
  })
  life.onEnd(() => relay.stop())
  return relay
}

/** Starts the consumers: one subscription for the service, so that all its events keep one order per key. */
export async function startConsumers(
  parts: EventParts & { readonly dispatch: DispatchParts },
): Promise<void> {
  const { service, around, borders, life } = parts
  if (service.listeners.length === 0) return
  const retries = startRetries(parts)
  life.onEnd(() => retries.stop(around.limits.graceMs))
  const consumers = new Map(
    service.listeners.map((listener) => [
      topicOf(listener.event),
      toConsumer(parts, listener, retries.wake),
    ]),
  )
  const subscription = await around.messaging.subscribe({
    group: service.name,
    topics: [...consumers.keys()],
    handle: (envelope, delivery) => handle(consumers, envelope, delivery),
    log: borders.telemetry.log,
  })
  life.onEnd(() => subscription.stop(around.limits.graceMs))
}

type Consume = Consumer['handle']

function handle(
  consumers: ReadonlyMap<string, Consume>,
  envelope: Envelope,
  delivery: Delivery,
): Promise<void> {
  const consume = consumers.get(envelope.topic)
  if (consume === undefined) throw new TypeError(`nobody listens to ${envelope.topic}`)
  return consume(envelope, delivery)
}

function toConsumer(
  parts: EventParts & { readonly dispatch: DispatchParts },
  listener: Listener<string>,
  wakeParked: () => void,
): Consume {
  const { around, database, borders, dispatch } = parts
  const { event } = listener
  return createConsumer({
    ...around,
    name: topicOf(event),
    event,
    deliver: pipeline(consumerIn(borders, event), dispatchNotices(dispatch, listener)),
    database,
    log: borders.telemetry.log,
    retryPausesMs: around.limits.retryPausesMs,
    wakeParked,
  })
}

function startRetries(parts: EventParts & { readonly dispatch: DispatchParts }) {
  const { service, around, database, borders, dispatch } = parts
  return startParkedRetries({
    ...around,
    database,
    log: borders.telemetry.log,
    retryPausesMs: around.limits.retryPausesMs,
    leaseMs: around.limits.leaseMs,
    consumers: service.listeners.map((listener) => ({
      name: topicOf(listener.event),
      event: listener.event,
      policy: listener.policy,
      // Composed anew for each retry, since its guard is the parked row; retries are rare.
      deliverGuarded: (notice: Notice, guard: Guard) =>
        pipeline(
          consumerIn(borders, listener.event),
          dispatchNotices(dispatch, listener, () => guard),
        )(notice),
    })),
  })
}
