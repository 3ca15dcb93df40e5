/** Messages that wait, and those of them that are dead, in memory. */
import type { Sql } from '@atoll/storage'
import type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterTable,
  ParkedTable,
  Place,
} from '../tables.ts'
import { read, write } from './handle.ts'
import type { MemoryTable, Session } from './session.ts'
import type { MemoryStore, StoredParked } from './store.ts'

type Rows = MemoryTable<StoredParked>

export function createParked(store: MemoryStore): ParkedTable {
  const { parked } = store
  return {
    lockLast: (sql, of) =>
      write(sql, 'parked.lock-last', async (session) => {
        for (const row of ofKey(parked, session, of).toReversed())
          if ((await parked.lock(session, placeOf(row))) !== null) return true
        return false
      }),
    add: (sql, { consumer, key, id, message, state, tried, waitMs, error }) =>
      write(sql, 'parked.add', (session) => {
        const n = store.draw()
        const parkedAt = session.begunAt
        const nextAt = waitMs === null ? null : parkedAt + waitMs
        const counts = { attempts: tried, started: tried }
        const row = { consumer, key, n, id, message, state, ...counts, nextAt, error, parkedAt }
        parked.put(session, placeOf(row), row)
      }),
    claimDue: (sql, consumers, limits) =>
      write(sql, 'parked.claim', (session) => {
        const due = dueIn(parked, session, consumers).slice(0, limits.countMax)
        return due.map((row) => {
          const started = row.started + 1
          parked.put(session, placeOf(row), {
            ...row,
            started,
            nextAt: session.begunAt + limits.claimMs,
          })
          const { consumer, key, n, attempts } = row
          const msg: unknown = JSON.parse(row.message)
          return { consumer, key, n, msg, attempts, started }
        })
      }),
    async takeAway(sql, place) {
      const isTaken = await write(sql, 'parked.take-away', async (session) => {
        const row = await parked.lock(session, placeOf(place))
        parked.put(session, placeOf(place), null)
        return row !== null
      })
      if (isTaken) await makeNextDue(parked, sql, place)
      return isTaken
    },
    fail: (sql, claimed, { pauseMs, error }) =>
      change({ parked, sql }, claimed, (row, now) => {
        const tried = claimed.attempts + 1
        const state = pauseMs === null ? 'dead' : 'retry'
        return {
          ...row,
          state,
          attempts: tried,
          started: tried,
          nextAt: now + (pauseMs ?? 0),
          error,
        }
      }),
    giveBack: (sql, claimed) =>
      change({ parked, sql }, claimed, (row, now) => ({
        ...row,
        started: row.started - 1,
        nextAt: now,
      })),
    keep: (sql, claimed, claimMs) =>
      change({ parked, sql }, claimed, (row, now) => ({ ...row, nextAt: now + claimMs })),
  }
}

export function createDeadLetters({ parked }: MemoryStore): DeadLetterTable {
  return {
    list: (sql, filter, countMax) =>
      read(sql, 'dead.list', (session) =>
        deadIn(parked, session, filter).slice(0, countMax).map(toDeadLetter(parked, session)),
      ),
    revive: (sql, filter) =>
      write(sql, 'dead.revive', (session) =>
        onDead({ parked, session }, filter, (row) => {
          const nextAt = session.begunAt
          return { ...row, state: 'retry', attempts: 0, started: 0, nextAt }
        }).then((rows) => rows.length),
      ),
    async discard(sql, filter) {
      const rows = await write(sql, 'dead.discard', (session) =>
        onDead({ parked, session }, filter, () => null),
      )
      for (const row of rows) await makeNextDue(parked, sql, row)
      return rows.length
    },
  }
}

/** The parked messages of a key, in order. */
function ofKey(parked: Rows, session: Session | null, of: Omit<Place, 'n'>): StoredParked[] {
  return parked
    .list(session)
    .filter(({ consumer, key }) => consumer === of.consumer && key === of.key)
    .toSorted((a, b) => a.n - b.n)
}

function dueIn(
  parked: Rows,
  session: Session,
  consumers: { readonly ordered: readonly string[]; readonly unordered: readonly string[] },
): StoredParked[] {
  const isFirst = (row: StoredParked) => ofKey(parked, session, row)[0]?.n === row.n
  return parked
    .list(session)
    .filter(({ state, nextAt }) => state === 'retry' && (nextAt ?? Infinity) <= session.begunAt)
    .filter(
      (row) =>
        consumers.unordered.includes(row.consumer) ||
        (consumers.ordered.includes(row.consumer) && isFirst(row)),
    )
    .filter((row) => !parked.isLocked(session, placeOf(row)))
    .toSorted((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))
}

/** Changes a claimed message, unless a later try has begun. */
function change(
  { parked, sql }: { readonly parked: Rows; readonly sql: Sql },
  claimed: Place & { readonly started: number },
  next: (row: StoredParked, now: number) => StoredParked,
): Promise<void> {
  return write(sql, 'parked.change', async (session) => {
    const row = await parked.lock(session, placeOf(claimed))
    if (row?.started !== claimed.started) return
    parked.put(session, placeOf(claimed), next(row, session.begunAt))
  })
}

/** A statement of its own: only a new snapshot sees what was put behind while the one before waited. */
function makeNextDue(parked: Rows, sql: Sql, of: Omit<Place, 'n'>): Promise<void> {
  return write(sql, 'parked.next-due', async (session) => {
    const first = ofKey(parked, session, of)[0]
    if (first?.state !== 'behind') return
    const row = await parked.lock(session, placeOf(first))
    if (row?.state !== 'behind') return
    parked.put(session, placeOf(row), { ...row, state: 'retry', nextAt: session.begunAt })
  })
}

function deadIn(parked: Rows, session: Session | null, filter: DeadLetterFilter): StoredParked[] {
  const { consumer, key } = filter
  return parked
    .list(session)
    .filter((row) => row.state === 'dead')
    .filter((row) => (consumer ?? row.consumer) === row.consumer && (key ?? row.key) === row.key)
    .toSorted((a, b) => a.n - b.n)
}

async function onDead(
  { parked, session }: { readonly parked: Rows; readonly session: Session },
  filter: DeadLetterFilter,
  next: (row: StoredParked) => StoredParked | null,
): Promise<StoredParked[]> {
  const changed: StoredParked[] = []
  for (const { consumer, key, n } of deadIn(parked, session, filter)) {
    const row = await parked.lock(session, placeOf({ consumer, key, n }))
    if (row?.state !== 'dead') continue
    parked.put(session, placeOf(row), next(row))
    changed.push(row)
  }
  return changed
}

function toDeadLetter(parked: Rows, session: Session | null) {
  return (row: StoredParked): DeadLetter => {
    const { consumer, key, n, id: messageId, attempts } = row
    // Only `park` and `fail` write these two texts.
    const { topic } = JSON.parse(row.message) as { readonly topic: string }
    const error = JSON.parse(row.error) as DeadLetter['error']
    const parkedAt = new Date(row.parkedAt).toISOString()
    const behind = ofKey(parked, session, row).filter((after) => after.n > n).length
    return { consumer, key, n, messageId, topic, attempts, parkedAt, error, behind }
  }
}

function placeOf({ consumer, key, n }: Place): string {
  return `${consumer} ${n} ${key}`
}
