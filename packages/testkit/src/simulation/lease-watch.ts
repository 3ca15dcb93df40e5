/**
 * Whether leases keep their promise: who begins to publish or to handle a lane holds it at that moment, no lane is held
 * twice in one epoch, and a late acknowledgement changes nothing. It watches the twins' tables and stores from outside.
 */
import type { Claim, LaneStore } from '@atoll/messaging/lanes'
import type { MemoryDatabase, Tables } from '@atoll/outbox/memory'
import type { Ledger } from './ledger.ts'
import { beginAt, type SimulatedProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'

interface Holder {
  readonly epoch: number
  readonly process: SimulatedProcess | null
}

export class LeaseWatch {
  readonly #ledger: Ledger
  readonly #scheduler: Scheduler
  /** By group, then by lane. */
  readonly #holders = new Map<string, Map<number, Holder>>()

  constructor(ledger: Ledger, scheduler: Scheduler) {
    this.#ledger = ledger
    this.#scheduler = scheduler
  }

  /** Watches which lanes a relay reads to publish them. */
  overTables(tables: Tables, database: MemoryDatabase, process: SimulatedProcess): Tables {
    let owner = ''
    return {
      ...tables,
      lanes: {
        ...tables.lanes,
        claim: (sql, me, leaseMs) => {
          owner = me
          return tables.lanes.claim(sql, me, leaseMs)
        },
      },
      outbox: {
        ...tables.outbox,
        page: (sql, wanted) => {
          if (!process.isDead)
            for (const lane of wanted.lanes) this.#mayPublish({ database, process, owner, lane })
          return tables.outbox.page(sql, wanted)
        },
      },
    }
  }

  /** Watches which lanes of a group a process is given, and which acknowledgements count. */
  overStore(store: LaneStore, group: string, process: SimulatedProcess): LaneStore {
    return {
      ...store,
      claim: async () => this.#given(await store.claim(), group, process),
      advance: async (leases) => {
        const kept = await store.advance(leases)
        for (const { lane, epoch } of leases)
          if (kept.includes(lane) && !this.#isHolder({ group, lane }, process, epoch))
            this.#ledger.violate(
              `${process.name} acknowledged lane ${lane} of ${group}, which it had lost`,
            )
        return kept
      },
    }
  }

  /** Called when a handler begins. */
  handle(group: string, lane: number, process: SimulatedProcess): void {
    if (process.isDead || this.#isHolder({ group, lane }, process)) return
    this.#ledger.violate(`${process.name} handles lane ${lane} of ${group} without holding it`)
  }

  #mayPublish(parts: {
    readonly database: MemoryDatabase
    readonly process: SimulatedProcess
    readonly owner: string
    readonly lane: number
  }): void {
    const { database, process, owner, lane } = parts
    const row = database.store.lanes.get(null, String(lane))
    const now = beginAt + this.#scheduler.now
    if (row?.owner === owner && row.expiresAt > now) return
    this.#ledger.violate(`${process.name} publishes lane ${lane} without holding it`)
  }

  #given(claim: Claim, group: string, process: SimulatedProcess): Claim {
    const holders = this.#holders.get(group) ?? new Map<number, Holder>()
    this.#holders.set(group, holders)
    for (const { lane, epoch } of claim.leases) {
      const before = holders.get(lane)
      if (before !== undefined && before.epoch === epoch && before.process !== process)
        this.#ledger.violate(`lane ${lane} of ${group} is held twice in epoch ${epoch}`)
      if (before === undefined || before.epoch < epoch) holders.set(lane, { epoch, process })
    }
    return claim
  }

  #isHolder(
    { group, lane }: { readonly group: string; readonly lane: number },
    process: SimulatedProcess,
    epoch?: number,
  ): boolean {
    const holder = this.#holders.get(group)?.get(lane)
    return holder?.process === process && (epoch === undefined || holder.epoch === epoch)
  }
}
