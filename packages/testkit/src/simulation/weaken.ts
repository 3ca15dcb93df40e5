/**
 * Deliberate weakenings of the platform: each takes one of its safeguards away, so that a test can see whether the
 * simulation notices. Nothing else may ever use them.
 */
import type { LaneLease, LaneStore } from '@atoll/messaging/lanes'
import type { MemoryDatabase, Tables } from '@atoll/outbox/memory'
import { laneCount } from '@atoll/messaging'
import type { SimulatedProcess } from './process.ts'

/** What is put in place of the real thing. */
export interface Weakening {
  readonly tables?: (
    tables: Tables,
    of: { readonly database: MemoryDatabase; readonly process: SimulatedProcess },
  ) => Tables
  readonly store?: (store: LaneStore) => LaneStore
  /** What is awaited before a message is acknowledged. */
  readonly handled?: (handled: Promise<void> | undefined) => Promise<void>
}

/** No weakening. */
export const intact: Weakening = {}

/** Every safeguard that can be taken away, by name. */
export const weakenings: Readonly<Record<string, Weakening>> = {
  /** A message that comes twice is not recognised. */
  inbox: {
    tables: (tables) => ({
      ...tables,
      inbox: { ...tables.inbox, enter: async () => ({ waiting: false }) },
    }),
  },
  /** State and event are written in two steps. */
  outbox: {
    tables: (tables, { database, process }) => ({
      ...tables,
      outbox: {
        ...tables.outbox,
        add: async (_, rows, locks) => {
          process.clock.timer(3, () => {
            void database.connect().transaction(({ sql }) => tables.outbox.add(sql, rows, locks))
          })
        },
      },
    }),
  },
  /** Two transactions of one key draw their ids side by side. */
  'advisory-lock': {
    tables: (tables) => ({
      ...tables,
      outbox: { ...tables.outbox, add: (sql, rows) => tables.outbox.add(sql, rows, []) },
    }),
  },
  /** A repeated command is not recognised. */
  idempotency: {
    tables: (tables) => ({
      ...tables,
      idempotency: { ...tables.idempotency, add: async () => true, read: async () => null },
    }),
  },
  /** A relay publishes lanes whether or not it got them. */
  lease: {
    tables: (tables) => ({
      ...tables,
      lanes: {
        ...tables.lanes,
        claim: async (sql, owner, leaseMs) => {
          await tables.lanes.claim(sql, owner, leaseMs)
          return Array.from({ length: laneCount }, (_, lane) => lane)
        },
      },
    }),
  },
  /** An acknowledgement counts whoever sends it, however late. */
  'lane-fence': {
    store: (store) => ({
      ...store,
      advance: async (leases: readonly LaneLease[]) => {
        await store.advance(leases)
        return leases.map(({ lane }) => lane)
      },
    }),
  },
  /** A relay publishes the youngest first. */
  order: {
    tables: (tables) => ({
      ...tables,
      outbox: {
        ...tables.outbox,
        page: async (sql, wanted) => (await tables.outbox.page(sql, wanted)).toReversed(),
      },
    }),
  },
  /** Later messages of a key do not wait for a parked one. */
  parked: {
    tables: (tables) => ({
      ...tables,
      inbox: {
        ...tables.inbox,
        enter: async (sql, message) =>
          (await tables.inbox.enter(sql, message)) === null ? null : { waiting: false },
      },
    }),
  },
  /** A message is acknowledged before its effect has committed. */
  acknowledge: {
    handled: async (handled) => void handled?.catch(() => {}),
  },
  /** A row leaves the outbox when it is read, not when the channel has confirmed it. */
  confirm: {
    tables: (tables, { database }) => ({
      ...tables,
      outbox: {
        ...tables.outbox,
        page: async (sql, wanted) => {
          const rows = await tables.outbox.page(sql, wanted)
          const own = database.connect()
          await own.transaction((open) => tables.outbox.remove(open.sql, rows))
          return rows
        },
      },
    }),
  },
}
