/** Which relay may publish which lanes, in memory. */
import { laneCount } from '@atoll/messaging'
import type { Sql } from '@atoll/storage'
import type { LaneTable } from '../tables.ts'
import { read, write } from './handle.ts'
import type { MemoryStore } from './store.ts'

/** How long a silent relay is kept in the list. Units: milliseconds. */
const silentMsMax = 60_000

type Store = Pick<MemoryStore, 'lanes' | 'relays'>

export function createLaneTable(store: Store): LaneTable {
  return {
    async claim(sql, owner, leaseMs) {
      await appear(store, sql, { owner, leaseMs })
      const live = await read(sql, 'lanes.count', (session) => {
        const now = session?.begunAt ?? 0
        return store.relays.list(session).filter(({ expiresAt }) => expiresAt > now).length
      })
      const share = Math.ceil(laneCount / Math.max(1, live))
      const held = await take(store, sql, { owner, leaseMs, share })
      await giveBack(store, sql, { owner, kept: held })
      return held
    },
    async release(sql, owner) {
      await giveBack(store, sql, { owner, kept: [] })
      await write(sql, 'lanes.leave', async (session) => {
        await store.relays.lock(session, owner)
        store.relays.put(session, owner, null)
      })
    },
  }
}

interface Holding {
  readonly owner: string
  readonly leaseMs: number
}

async function appear({ relays }: Store, sql: Sql, { owner, leaseMs }: Holding): Promise<void> {
  await write(sql, 'lanes.appear', async (session) => {
    await relays.lock(session, owner)
    relays.put(session, owner, { owner, expiresAt: session.begunAt + leaseMs })
  })
  await write(sql, 'lanes.forget', (session) => {
    for (const relay of relays.list(session)) {
      const isSilent = relay.expiresAt < session.begunAt - silentMsMax
      if (isSilent && !relays.isLocked(session, relay.owner)) relays.put(session, relay.owner, null)
    }
  })
}

function take(
  { lanes }: Store,
  sql: Sql,
  { owner, leaseMs, share }: Holding & { readonly share: number },
): Promise<number[]> {
  return write(sql, 'lanes.take', (session) => {
    const now = session.begunAt
    const own = (lane: { readonly owner: string | null }) => Number(lane.owner !== owner)
    const taken = lanes
      .list(session)
      .filter((lane) => lane.owner === owner || lane.expiresAt < now)
      .filter(({ lane }) => !lanes.isLocked(session, String(lane)))
      .toSorted((a, b) => own(a) - own(b) || a.lane - b.lane)
      .slice(0, share)
    for (const { lane, epoch, owner: before } of taken) {
      const next = {
        lane,
        owner,
        epoch: epoch + Number(before !== owner),
        expiresAt: now + leaseMs,
      }
      lanes.put(session, String(lane), next)
    }
    return taken.map(({ lane }) => lane)
  })
}

function giveBack(
  { lanes }: Store,
  sql: Sql,
  { owner, kept }: { readonly owner: string; readonly kept: readonly number[] },
): Promise<void> {
  return write(sql, 'lanes.give-back', async (session) => {
    for (const { lane } of lanes.list(session).filter((each) => each.owner === owner)) {
      if (kept.includes(lane)) continue
      const held = await lanes.lock(session, String(lane))
      if (held?.owner === owner)
        lanes.put(session, String(lane), { ...held, owner: null, expiresAt: 0 })
    }
  })
}
