/**
 * The relay: committed outbox rows, in order per key, to the message channel. It is handed the relay-out border and
 * knows neither the chassis nor the channel. A row leaves the outbox only when the channel has confirmed it, so that
 * a crash at any place can cause a duplicate, never a loss.
 */
import type { Event } from '@atoll/contract'
import {
  type Clock,
  decodeContext,
  type Deliver,
  type Failpoint,
  type Ids,
  type Log,
  type Notice,
} from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { attestationHeader, topicOf } from './envelope.ts'
import { createFloors, type Floors } from './floors.ts'
import { createLanes } from './lanes.ts'
import { startLoop } from './loop.ts'
import type { Publisher } from './publish.ts'
import { type OutboxRow, tablesOf } from './tables.ts'

/** What a relay is made of. */
export interface RelayParts {
  readonly database: Database
  /** The relay-out border around the publisher's hop. */
  readonly deliver: Deliver
  readonly publisher: Publisher
  readonly events: readonly Event[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Units: milliseconds; 10 s unless a test says otherwise. */
  readonly leaseMs?: number
  readonly failpoint: Failpoint
}

/** A running relay. */
export interface Relay {
  /** Says that something was committed. */
  wake(): void
  /** Publishes what is left, as far as the channel takes it; lanes are given back. */
  stop(): Promise<void>
}

/** Rows of one lane in one page. */
const pageRowsMax = 100
const leaseMsDefault = 10_000
/** Units: milliseconds. */
const idleMsMin = 5
const idleMsMax = 250

/** Starts the relay of a service. */
export function startRelay(parts: RelayParts): Relay {
  const { clock, log } = parts
  const leaseMs = parts.leaseMs ?? leaseMsDefault
  const lanes = createLanes({ ...parts, leaseMs })
  const events = new Map(parts.events.map((event) => [topicOf(event), event]))
  const floors = createFloors(parts)
  let renewAt = 0
  let isTold = false
  const turn = async (): Promise<boolean> => {
    if (!isTold) await tellOfUndeclared(parts, events)
    isTold = true
    if (clock.monotonic() >= renewAt) {
      await lanes.renew()
      renewAt = clock.monotonic() + leaseMs / 3
    }
    await floors.look()
    return relayPage(parts, { events, floors, lanes: lanes.held() })
  }
  const loop = startLoop({
    clock,
    turn,
    onError: (error) => log.warn({ error }, 'the relay could not publish; it tries again'),
    idleMsMin,
    idleMsMax,
  })
  const finish = async () => {
    await loop.stop()
    await flush(turn, log)
    await lanes.release().catch((error: unknown) => {
      log.warn({ error }, 'lanes could not be given back; others wait for the lease')
    })
  }
  let finished: Promise<void> | null = null
  return { wake: loop.wake, stop: () => (finished ??= finish()) }
}

/** Pages that a stopping relay still publishes, so that the last commits need not wait for the next start. */
const lastPagesMax = 100

async function flush(turn: () => Promise<boolean>, log: Log): Promise<void> {
  try {
    for (let page = 0; page < lastPagesMax && (await turn()); page += 1);
  } catch (error) {
    log.warn({ error }, 'the outbox could not be flushed; the next start goes on')
  }
}

type Events = ReadonlyMap<string, Event>

interface Wanted {
  readonly events: Events
  readonly floors: Floors
  /** Those held at the moment. */
  readonly lanes: readonly number[]
}

/** Publishes one page of every held lane. Answers whether there was anything to do. */
async function relayPage(parts: RelayParts, { events, floors, lanes }: Wanted): Promise<boolean> {
  if (lanes.length === 0) return false
  const reader = parts.database.reader()
  const topics = [...events.keys()]
  const wanted = { lanes, floors: lanes.map(floors.of), topics, countMax: pageRowsMax }
  const rows = await tablesOf(reader).outbox.page(reader, wanted)
  floors.learn(lanes, rows)
  if (rows.length === 0) return false
  parts.failpoint('relay.before-publish')
  await parts.publisher.publish(
    rows.map((row) => toNotice(row, events, parts)),
    parts.deliver,
  )
  parts.failpoint('relay.after-publish')
  await parts.database.transaction(({ sql }) => tablesOf(sql).outbox.remove(sql, rows))
  floors.removed(rows.length)
  parts.failpoint('relay.after-delete')
  return true
}

/** Events that an older version of the service emitted stay until they are declared again; the others go on. */
async function tellOfUndeclared({ database, log }: RelayParts, events: Events): Promise<void> {
  const reader = database.reader()
  const topics = await tablesOf(reader).outbox.topicsBeside(reader, [...events.keys()])
  for (const topic of topics) {
    const message = `The outbox holds ${topic}, which the contract no longer declares: declare it again until the outbox is empty.`
    log.error({ topic }, message)
  }
}

/** An event keeps the version under which it was emitted. */
function toNotice(row: OutboxRow, events: Events, parts: RelayParts): Notice {
  const event = events.get(row.topic)
  if (event === undefined) throw new TypeError(`${row.topic} was not asked for`)
  return {
    kind: 'event',
    event: event.version === row.version ? event : { ...event, version: row.version },
    id: row.msg_id,
    key: row.key,
    data: row.payload,
    at: row.at,
    attestation: row.headers[attestationHeader] ?? null,
    context: decodeContext(row.headers, parts.clock, parts.ids),
  }
}
