/** What a limit is for, in simulated time: a pool of 16 connections and more callers than it can serve. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Priority } from '@atoll/contract'
import { type Deliver, pipeline, type Step } from '@atoll/pipeline'
import {
  createSeededRandom,
  createSimulatedClock,
  type SimulatedClock,
} from '@atoll/pipeline/simulated'
import { incomingDeadline } from './deadline.ts'
import { incomingLimit } from './limit.ts'
import { callOf, parcels } from './testing.ts'

const connections = 16
/** The mean of one piece of work; half of it is the same for all. Units: milliseconds. */
const workMs = 50
/** What the pool can serve. Units: calls in a second. */
const capacity = (connections / workMs) * 1000
/** How long a caller waits. Units: milliseconds. */
const patienceMs = 1_250
const seed = 7

interface Phase {
  readonly factor: number
  readonly seconds: number
  readonly priority?: (draw: number) => Priority
}

interface Tally {
  came: number
  good: number
  /** Units: milliseconds, of those who were served in time. */
  readonly tookMs: number[]
}

type Tallies = Record<Priority, Tally>

/** A pool with a line in front of it that has no end, as a database's driver has. */
function createPool(clock: SimulatedClock): Deliver {
  const random = createSeededRandom(seed)
  const line: (() => void)[] = []
  let busy = 0
  const end = () => {
    const next = line.shift()
    if (next === undefined) busy -= 1
    else next()
  }
  return () =>
    new Promise((resolve) => {
      const begin = () => {
        const ownMs = workMs / 2 - Math.log(1 - random.next()) * (workMs / 2)
        clock.timer(ownMs, () => {
          resolve('ok')
          end()
        })
      }
      if (busy >= connections) line.push(begin)
      else {
        busy += 1
        begin()
      }
    })
}

async function run(steps: (clock: SimulatedClock) => readonly Step[], phases: readonly Phase[]) {
  const clock = createSimulatedClock()
  const random = createSeededRandom(seed)
  const deliver = pipeline(steps(clock), createPool(clock))
  const found: Tallies[] = []
  for (const phase of phases)
    found.push(await runPhase({ clock, deliver, next: random.next }, phase))
  await clock.advance(patienceMs)
  return found
}

async function runPhase(
  { clock, deliver, next }: { clock: SimulatedClock; deliver: Deliver; next: () => number },
  { factor, seconds, priority = () => 'default' }: Phase,
): Promise<Tallies> {
  const toTally = (): Tally => ({ came: 0, good: 0, tookMs: [] })
  const tallies: Tallies = {
    critical: toTally(),
    default: toTally(),
    batch: toTally(),
    'best-effort': toTally(),
  }
  const endAt = clock.monotonic() + seconds * 1000
  for (;;) {
    await clock.advance((-Math.log(1 - next()) * 1000) / (capacity * factor))
    const cameAt = clock.monotonic()
    if (cameAt >= endAt) return tallies
    const worth = priority(next())
    const tally = tallies[worth]
    tally.came += 1
    const call = callOf(parcels.track, clock, {
      deadlineAt: cameAt + patienceMs,
      priority: worth,
    })
    deliver(call).then(
      () => {
        const tookMs = clock.monotonic() - cameAt
        if (tookMs > patienceMs) return
        tally.good += 1
        tally.tookMs.push(tookMs)
      },
      () => {},
    )
  }
}

const limited = (clock: SimulatedClock) => [
  incomingLimit({ clock, random: createSeededRandom(seed) }),
  incomingDeadline(clock),
]
const unlimited = (clock: SimulatedClock) => [incomingDeadline(clock)]
const shareOf = ({ came, good }: Tally) => good / came
const p99Of = ({ tookMs }: Tally) =>
  tookMs.toSorted((left, right) => left - right)[Math.floor(tookMs.length * 0.99)] ?? 0

describe(`a pool that can do ${capacity} calls in a second`, () => {
  test('without a limit it serves nobody in time at three times that, nor right after it', async () => {
    const [, over, after] = await run(unlimited, [
      { factor: 0.5, seconds: 5 },
      { factor: 3, seconds: 10 },
      { factor: 0.5, seconds: 2 },
    ])
    assert.ok((over?.default.good ?? 1) < capacity * 10 * 0.2, `${over?.default.good} served`)
    assert.equal(after?.default.good, 0)
  })

  test('with one it goes on serving what it can, quickly, and everybody right after it', async () => {
    const [calm, first, over, after] = await run(limited, [
      { factor: 0.5, seconds: 5 },
      { factor: 3, seconds: 2 },
      // Longer than what was learnt of undisturbed calls is believed.
      { factor: 3, seconds: 12 },
      { factor: 0.5, seconds: 2 },
    ])
    assert.ok(calm !== undefined && first !== undefined)
    assert.ok(over !== undefined && after !== undefined)
    assert.ok(first.default.good >= capacity * 2 * 0.9, `${first.default.good} served at first`)
    const said = `${over.default.good / 12}/s, p99 ${p99Of(calm.default)} and ${p99Of(over.default)} ms`
    assert.equal(shareOf(calm.default), 1)
    assert.ok(over.default.good >= capacity * 12 * 0.9, said)
    assert.ok(p99Of(over.default) <= p99Of(calm.default) * 3, said)
    assert.ok(shareOf(after.default) >= 0.99, `${shareOf(after.default)} served after it`)
  })

  test('at little more than it can do, hardly anybody is refused who could have been served', async () => {
    const [, found] = await run(limited, [
      { factor: 0.5, seconds: 5 },
      { factor: 0.9, seconds: 20 },
    ])
    assert.ok(found !== undefined)
    assert.ok(shareOf(found.default) >= 0.99)
  })

  test('what is critical is served while batch is shed', async () => {
    const priority = (draw: number): Priority =>
      draw < 0.1 ? 'critical' : draw < 0.3 ? 'default' : draw < 0.8 ? 'batch' : 'best-effort'
    const [, over] = await run(limited, [
      { factor: 0.5, seconds: 5 },
      { factor: 3, seconds: 20, priority },
    ])
    assert.ok(over !== undefined)
    assert.ok(shareOf(over.critical) >= 0.999)
    assert.ok(shareOf(over.default) >= 0.99)
    assert.ok(shareOf(over.batch) < 0.5)
    assert.ok(shareOf(over['best-effort']) < 0.05)
  })
})
