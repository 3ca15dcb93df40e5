/**
 * What other thresholds would have done: the recorded calls of a circuit are played again, in the order of their own
 * times, through the same code that runs on real calls. It sends nothing and changes nothing; an operator decides.
 */
import type { RecordedCall } from './call-record.ts'
import { Circuit, refused } from './circuit.ts'
import { isFailure } from './outcome.ts'
import type { CircuitThresholds } from './thresholds.ts'

/** The calls that one circuit remembers, oldest first. */
export interface CircuitRecord {
  readonly name: string
  readonly thresholds: CircuitThresholds
  readonly calls: readonly RecordedCall[]
}

/** What some thresholds would have done. Units: calls, except where it says otherwise. */
export interface Trial {
  /** How often the circuit would have opened. */
  readonly openings: number
  /** Calls that would not have been sent. */
  readonly refused: number
  /** Of these, the ones that went well in truth. */
  readonly refusedInVain: number
  /** Failures that callers would still have waited for. */
  readonly failuresSent: number
}

/** What is found for one circuit. */
export interface Finding {
  readonly name: string
  /** Calls that are remembered. */
  readonly calls: number
  /** Of these, the ones that failed. */
  readonly failures: number
  /** The time they cover. Units: milliseconds. */
  readonly coversMs: number
  /** With the thresholds as they are. */
  readonly now: Trial
  /** With those that were asked about; null where none were. */
  readonly candidate: Trial | null
  /** What would have done best; null where nothing that was tried does better than what is set. */
  readonly proposal: Proposal | null
  /** The same in sentences. */
  readonly says: readonly string[]
}

/** Thresholds that would have done better. */
export interface Proposal {
  /** Only what differs from what is set. */
  readonly thresholds: Partial<CircuitThresholds>
  readonly trial: Trial
}

/** What is tried beside what is set. */
const triedFailuresInRow = [null, 3, 5, 10, 20]
const triedFailurePercent = [null, 25, 50, 75]
const triedOpenMs = [1_000, 5_000, 15_000]
const combinations = triedFailuresInRow.flatMap((failuresInRow) =>
  triedFailurePercent.flatMap((failurePercent) =>
    triedOpenMs.map((openMs) => ({ failuresInRow, failurePercent, openMs })),
  ),
)

/** Plays recorded calls again under other thresholds. Whatever an operator holds open or closed is let go. */
export function replay(calls: readonly RecordedCall[], thresholds: CircuitThresholds): Trial {
  return play(toMoments(calls), thresholds)
}

function play(moments: readonly Moment[], thresholds: CircuitThresholds): Trial {
  const circuit = new Circuit({ ...thresholds, forced: null }, () => {})
  const admissions = new Int32Array(moments.length / 2)
  const counts = { refused: 0, refusedInVain: 0, failuresSent: 0 }
  for (const { at, call, place, isEnd } of moments) {
    const isBad = isFailure(call.outcome)
    if (!isEnd) {
      const admission = circuit.admit(at)
      admissions[place] = admission
      if (admission !== refused) continue
      counts.refused += 1
      if (!isBad) counts.refusedInVain += 1
      continue
    }
    const admission = admissions[place] ?? refused
    if (admission === refused) continue
    circuit.settle(at, { latencyMs: call.latencyMs, outcome: call.outcome, admission })
    if (isBad) counts.failuresSent += 1
  }
  return { openings: circuit.openings, ...counts }
}

/** Tries what is set, what is asked about, and a few others. Units: a few dozen replays of at most 2,048 calls. */
export function findThresholds(record: CircuitRecord, asked: CircuitThresholds | null): Finding {
  const { name, calls, thresholds } = record
  const failures = calls.filter((call) => isFailure(call.outcome)).length
  const moments = toMoments(calls)
  const now = play(moments, thresholds)
  const candidate = asked === null ? null : play(moments, asked)
  // Where nothing failed, no threshold does better than any other.
  const proposal = failures === 0 ? null : propose(moments, thresholds, now)
  const found = { name, calls: calls.length, failures, coversMs: coversMsOf(calls), now }
  return { ...found, candidate, proposal, says: toSentences({ ...found, candidate, proposal }) }
}

interface Moment {
  readonly at: number
  readonly call: RecordedCall
  /** Which call it is. */
  readonly place: number
  readonly isEnd: boolean
}

/** Beginnings and ends in the order of time; at one time ends come first, as a circuit would have known of them. */
function toMoments(calls: readonly RecordedCall[]): Moment[] {
  const moments = calls.flatMap((call, place): Moment[] => [
    { at: call.endedAt - call.latencyMs, call, place, isEnd: false },
    { at: call.endedAt, call, place, isEnd: true },
  ])
  const rank = ({ call, isEnd }: Moment) => (isEnd && call.latencyMs > 0 ? 0 : 1)
  return moments.toSorted((one, other) => one.at - other.at || rank(one) - rank(other))
}

function propose(
  moments: readonly Moment[],
  thresholds: CircuitThresholds,
  now: Trial,
): Proposal | null {
  let best: Proposal | null = null
  for (const tried of combinations) {
    const trial = play(moments, { ...thresholds, ...tried })
    if (isBetter(trial, best?.trial ?? now))
      best = { thresholds: differing(tried, thresholds), trial }
  }
  return best
}

/** A call refused in vain weighs as much as a failure that was sent; of equals the one that opens less often. */
function isBetter(one: Trial, other: Trial): boolean {
  const cost = (trial: Trial) => trial.refusedInVain + trial.failuresSent
  return cost(one) < cost(other) || (cost(one) === cost(other) && one.openings < other.openings)
}

function differing(
  tried: Partial<CircuitThresholds>,
  set: CircuitThresholds,
): Partial<CircuitThresholds> {
  const known: ReadonlyMap<string, unknown> = new Map(Object.entries(set))
  return Object.fromEntries(Object.entries(tried).filter(([name, one]) => known.get(name) !== one))
}

function coversMsOf(calls: readonly RecordedCall[]): number {
  const [first] = calls
  const last = calls.at(-1)
  if (first === undefined || last === undefined) return 0
  return Math.round(last.endedAt - (first.endedAt - first.latencyMs))
}

function toSentences(found: Omit<Finding, 'says'>): string[] {
  const { name, calls, failures, coversMs, now, candidate, proposal } = found
  if (calls === 0) return [`${name}: no call is remembered yet.`]
  const seconds = Math.round(coversMs / 100) / 10
  const begin = `${name}: ${calls} calls within ${seconds} s are remembered, ${failures} of them failed.`
  const said = [begin, `As it is set, ${toSentence(now)}`]
  if (candidate !== null) said.push(`With what you ask about, ${toSentence(candidate)}`)
  if (proposal === null)
    return [
      ...said,
      failures === 0
        ? 'Nothing failed, so there is nothing to learn from.'
        : 'Nothing that was tried does better than what is set.',
    ]
  const changes = Object.entries(proposal.thresholds).map(
    ([field, value]) => `${field} ${value === null ? 'off' : String(value)}`,
  )
  return [...said, `Proposed: ${changes.join(', ')}; ${toSentence(proposal.trial)}`]
}

function toSentence({ openings, refused: spared, refusedInVain, failuresSent }: Trial): string {
  const times = openings === 1 ? 'once' : `${openings} times`
  return `the circuit would have opened ${times}, not sent ${spared} calls (${refusedInVain} of them in vain), and sent ${failuresSent} that failed.`
}
