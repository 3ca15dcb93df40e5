/** What every store of lanes must show, besides what the suite shows of messaging on it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { laneCount } from '../lane.ts'
import type { LaneLease, LaneStore } from '../lane-store.ts'
import { until } from './world.ts'

/** A group whose lanes have at least ten messages each. */
export interface StoreWorld extends AsyncDisposable {
  /** One more member. */
  member(): Promise<LaneStore>
}

/** The store that shows what it can do. */
export interface LaneStoreUnderTest {
  readonly name: string
  open(settings: { readonly leaseMs: number }): Promise<StoreWorld>
}

const leaseMsShort = 150
const leaseMsLong = 60_000

/** Runs the suite. */
export function laneStoreConformance(subject: LaneStoreUnderTest): void {
  describe(`lane store: ${subject.name}`, () => {
    it('divides the lanes and never gives one to two members', async () => {
      await using world = await subject.open({ leaseMs: leaseMsLong })
      const [one, other] = [await world.member(), await world.member()]
      const all = await one.claim()
      assert.deepEqual([all.share, all.leases.length], [laneCount, laneCount])
      assert.equal((await other.claim()).leases.length, 0)
      const { share, leases } = await one.claim()
      assert.deepEqual([share, leases.length], [laneCount / 2, laneCount])
      await one.release(leases.slice(0, 8))
      const lanes = [...(await one.claim()).leases, ...(await other.claim()).leases]
      assert.deepEqual(
        numbersOf(lanes),
        Array.from({ length: laneCount }, (_, lane) => lane),
      )
    })

    it('moves positions forward only', async () => {
      await using world = await subject.open({ leaseMs: leaseMsLong })
      const store = await world.member()
      const [first] = (await store.claim()).leases
      assert.ok(first !== undefined)
      const { lane, epoch, position } = first
      assert.deepEqual(await store.advance([{ lane, epoch, position: position + 5 }]), [lane])
      assert.deepEqual(await store.advance([{ lane, epoch, position: position + 2 }]), [lane])
      const again = (await store.claim()).leases.find((one) => one.lane === lane)
      assert.deepEqual(again, { lane, epoch, position: position + 5 })
    })

    it('refuses everything of who lost the lanes to another', async () => {
      await using world = await subject.open({ leaseMs: leaseMsShort })
      const [late, next] = [await world.member(), await world.member()]
      const old = (await late.claim()).leases
      const taken = await claimAll(next)
      const moved = old.map((lease) => ({ ...lease, position: lease.position + 3 }))
      assert.deepEqual(await late.advance(moved), [])
      await late.release(moved)
      await late.leave(moved, [])
      assert.deepEqual((await next.claim()).leases.toSorted(byLane), taken.toSorted(byLane))
    })

    it('refuses an epoch of before, also of the same member', async () => {
      await using world = await subject.open({ leaseMs: leaseMsShort })
      const [one, other] = [await world.member(), await world.member()]
      const old = (await one.claim()).leases
      await claimAll(other)
      const again = await claimAll(one)
      const moved = old.map((lease) => ({ ...lease, position: lease.position + 3 }))
      assert.deepEqual(await one.advance(moved), [])
      assert.deepEqual((await one.claim()).leases.toSorted(byLane), again.toSorted(byLane))
    })

    it('lets who leaves keep the lanes in use until they are released', async () => {
      await using world = await subject.open({ leaseMs: leaseMsLong })
      const [leaving, staying] = [await world.member(), await world.member()]
      const { leases } = await leaving.claim()
      const kept = leases.filter(({ lane }) => lane < 2)
      const done = leases.map((lease) => ({ ...lease, position: lease.position + 1 }))
      await leaving.leave(
        done.filter(({ lane }) => lane >= 2),
        [0, 1],
      )
      const rest = (await staying.claim()).leases
      assert.equal(rest.length, laneCount - 2)
      assert.ok(rest.every((lease) => done.some((one) => isAfter(lease, one))))
      await leaving.release(kept)
      assert.equal((await staying.claim()).leases.length, laneCount)
    })

    it('reads on from where it is told, and says where the lane ends', async () => {
      await using world = await subject.open({ leaseMs: leaseMsLong })
      const store = await world.member()
      const [first] = (await store.claim()).leases
      assert.ok(first !== undefined)
      const { lane, position } = first
      const [batch] = await store.read([{ lane, position: position + 4 }])
      assert.equal(batch?.messages[0]?.position, position + 4)
      assert.ok(batch.head >= position + 10)
      const [end] = await store.read([{ lane, position: batch.head }])
      assert.deepEqual(end, { lane, next: batch.head, head: batch.head, messages: [] })
    })
  })
}

async function claimAll(store: LaneStore): Promise<readonly LaneLease[]> {
  let leases: readonly LaneLease[] = []
  const start = systemClock.monotonic()
  await until('all lanes are free', async () => {
    leases = (await store.claim()).leases
    return leases.length === laneCount
  })
  assert.ok(systemClock.monotonic() - start >= leaseMsShort / 2, 'they were free before')
  return leases
}

function isAfter(lease: LaneLease, before: LaneLease): boolean {
  return (
    lease.lane === before.lane && lease.position === before.position && lease.epoch > before.epoch
  )
}

function byLane(one: LaneLease, other: LaneLease): number {
  return one.lane - other.lane
}

function numbersOf(leases: readonly LaneLease[]): number[] {
  return leases.map(({ lane }) => lane).toSorted((one, other) => one - other)
}
