/**
 * From what is written behind `compare` to sides that can be started: which answers there are to a decision, which of them
 * are built, and which change nothing that runs. Whatever is wrong is said before anything starts.
 */
import { type AreaId, type PatternId, patterns, texts } from '@atoll/patterns'
import { Fault } from '@atoll/pipeline'
import {
  adaptersOf,
  type Decisions,
  isAreaId,
  isPatternId,
  planOf,
  recordsOf,
  isPutOff,
  type RecordedDecision,
  type System,
  withDecisions,
  withRecord,
} from '@atoll/system'
import type { StagedSide } from './stage.ts'
import type { Trial } from './trial.ts'

/** One answer, ready to be started. */
export interface Side extends StagedSide {
  readonly pattern: string
}

/** What is to be compared. */
export interface Asked {
  /** Shape: `discovery`. */
  readonly decision: string
  /** Patterns, adapters, `pattern:adapter`, or names of the trial. Shape: `haproxy`. */
  readonly answers: readonly string[]
  /** Other decisions, made anew for all sides. Shape: `architecture` → `microservice-architecture`. */
  readonly along: ReadonlyMap<string, string>
}

type Answer = Exclude<RecordedDecision['said'], { readonly waivedUntil: string }>[number]

/** The decisions that whoever runs a system reads. All others are kept by the code of services or by people. */
const steering: readonly AreaId[] = ['architecture', 'discovery', 'configuration'] as const

/** Where servers of others are, when nobody says: at their own default, or where the environment says. */
const settingsDefault: Readonly<Record<string, unknown>> = {
  eureka: { servers: ['http://127.0.0.1:8761/eureka'] },
  'spring-config': { servers: ['http://127.0.0.1:8888'] },
}

/**
 * The sides of a comparison, in the order in which they are written.
 * Faults: invalid `answers_refused`: an unknown decision or answer, one that is not built, one that changes nothing
 * that runs; those of `withDecisions`.
 */
export function sidesOf(
  system: System,
  { decision, answers, along }: Asked,
  trial: Pick<Trial, 'answers' | 'environment'>,
): readonly Side[] {
  const own = (area: string) => trial.answers?.[area] ?? {}
  const base = [...along].reduce((decisions, [area, written]) => {
    const known = assertArea(area)
    const answer = answerOf({ area: known, written, decisions, own: own(area) })
    assertSteering(known)
    return decided(decisions, known, answer)
  }, system.decisions)
  const area = assertArea(decision)
  const chosen = answers.map((written) =>
    answerOf({ area, written, decisions: base, own: own(decision) }),
  )
  assertSteering(area)
  return chosen.map((answer, place): Side => {
    const decisions = decided(base, area, answer)
    const { topology } = planOf(withDecisions(system, decisions))
    if (topology !== 'processes' && area === 'discovery') throw inOneProcess(area)
    const { pattern, adapter } = answer
    const environment = trial.environment ?? {}
    const changed = changedBy(decisions, [area, ...along.keys()])
    return { answer: answers[place] ?? '', pattern, adapter, decisions: changed, environment }
  })
}

/** Only what is decided otherwise is written down for a side. */
function changedBy(decisions: Decisions, areasOf: readonly string[]): Partial<Decisions> {
  const entries = Object.entries(decisions).filter(([area]) => areasOf.includes(area))
  return Object.fromEntries(entries)
}

/** What is said of narrower places stays. */
function decided(decisions: Decisions, area: AreaId, answer: Answer): Decisions {
  return withRecord(decisions, { area, place: 'system', said: [answer] })
}

function assertArea(decision: string): AreaId {
  if (isAreaId(decision)) return decision
  throw refused(`There is no decision '${decision}'. What can be compared: ${steering.join(', ')}.`)
}

function assertSteering(area: AreaId): void {
  if (steering.includes(area)) return
  throw refused(
    `Nothing runs otherwise by '${area}': it is kept by the code of services, by people, or by the only thing that is built. What can be compared: ${steering.join(', ')}.`,
  )
}

interface Wanted {
  readonly area: AreaId
  readonly written: string
  readonly decisions: Decisions
  readonly own: Readonly<Record<string, unknown>>
}

function answerOf({ area, written, decisions, own }: Wanted): Answer {
  const named = own[written]
  if (named !== undefined) return toAnswer(named, `answers.${area}.${written} of the trial`)
  const found = adapterOf(area, written)
  const recorded = recordsOf(decisions, [area]).find(({ place }) => place === 'system')?.said
  const same =
    recorded === undefined || isPutOff(recorded)
      ? undefined
      : recorded.find(({ pattern, adapter }) => matches({ pattern, adapter }, found))
  if (same !== undefined) return same
  const settings = settingsDefault[found.adapter]
  // An adapter without settings has none to say, and `withDecisions` looks at all of it.
  return { ...found, ...(settings === undefined ? {} : { settings }) } as Answer
}

function matches(one: Pick<Answer, 'pattern' | 'adapter'>, other: typeof one): boolean {
  return one.pattern === other.pattern && one.adapter === other.adapter
}

interface Choice {
  readonly pattern: PatternId
  readonly adapter: string
}

function adapterOf(area: AreaId, written: string): Choice {
  const possible = patternsOf(area)
  const [first = '', second] = written.split(':')
  const built: Choice[] = possible.flatMap((pattern) =>
    adaptersOf(pattern).map((adapter) => ({ pattern, adapter })),
  )
  const found = built.find(({ pattern, adapter }) =>
    second === undefined
      ? pattern === first || adapter === first
      : pattern === first && adapter === second,
  )
  if (found !== undefined) return found
  const list = built.map(({ pattern, adapter }) => `${adapter} (${pattern})`).join(', ')
  if (isPatternId(first) && possible.includes(first) && adaptersOf(first).length === 0)
    throw refused(
      `${texts.en.patterns[first].name} is not built yet, so nothing can run under it. Built for ${area}: ${list}.`,
    )
  throw refused(`'${written}' is no answer to ${area}. Built: ${list}.`)
}

function patternsOf(area: AreaId): readonly PatternId[] {
  return Object.keys(patterns)
    .filter(isPatternId)
    .filter((id) => patterns[id].answers.includes(area))
}

function toAnswer(value: unknown, where: string): Answer {
  const isAnswer =
    typeof value === 'object' && value !== null && 'pattern' in value && 'adapter' in value
  // The rest of it is looked at by `withDecisions`.
  if (isAnswer) return value as Answer
  throw refused(`${where} is no answer: write one like haproxy({ checkMs: 500 }).`)
}

function inOneProcess(area: string): Fault {
  return refused(
    `Everything is one process here, which no call leaves, so ${area} changes nothing. Add --with architecture=microservice-architecture.`,
  )
}

function refused(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'answers_refused', message })
}
