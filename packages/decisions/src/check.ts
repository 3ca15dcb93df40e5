/** Holds a system against the rules. What it finds is data; `check-report.ts` makes lines of it. */
import type { Gateway } from '@atoll/gateway'
import {
  type At,
  type Facts,
  factsForm,
  type Finding,
  findingsOf,
  inOrder,
  recordedFindingsOf,
} from '@atoll/patterns'
import { type Decisions, parseDecisions, type System } from '@atoll/system'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveReport, LookedAt } from './check-live.ts'
import { factsOf } from './facts.ts'
import { placesOfText } from './facts-lines.ts'
import { saidFacts } from './facts-said.ts'

/** Where and when a system is checked. */
export interface CheckGround {
  /** The folder of its `atoll.ts`, absolute. */
  readonly folder: string
  /** Shape: YYYY-MM-DD */
  readonly today: string
}

/** What was found of one system. */
export interface Checked {
  readonly system: string
  /** Null where the system could not be put together. */
  readonly facts: Facts | null
  /** The gravest first. */
  readonly findings: readonly Finding[]
  /** What was looked at while it ran; none where it was not run. */
  readonly looks?: readonly LookedAt[]
}

/** What was found of a system, with what it showed while it ran. */
export function withLive(checked: Checked, { findings, looks }: LiveReport): Checked {
  return { ...checked, findings: inOrder([...checked.findings, ...findings]), looks }
}

/** Checks a system by its values and sources; nothing is started. */
export function checkSystem(
  system: System<Gateway>,
  { folder, today }: CheckGround,
  more: (facts: Facts) => readonly Finding[] = () => [],
): Checked {
  const facts = factsOf(system, folder)
  const findings = inOrder([...findingsOf(facts, today), ...more(facts)])
  return { system: system.name, facts, findings }
}

/** A system that was refused: its mistakes, and what its decisions show by themselves if they can be read. */
export function checkRefused(
  refused: {
    readonly name: string
    readonly mistakes: readonly string[]
    /** What `decisions.ts` exports, if it can be loaded. */
    readonly decisions: unknown
  },
  { folder, today }: CheckGround,
): Checked {
  const { name, mistakes, decisions } = refused
  const parsed = parseDecisions(decisions)
  const recorded = parsed.ok
    ? recordedFindingsOf(factsOfDecisions(name, parsed.decisions, folder), today)
    : []
  const placeOf = openMistakePlaces(folder)
  const told = mistakes.map((mistake): Finding => {
    return {
      rule: 'system-stands',
      level: 'error',
      place: 'system',
      at: placeOf(mistake),
      says: 'system-refused',
      with: { mistake },
      waivedUntil: null,
    }
  })
  return { system: name, facts: null, findings: inOrder([...told, ...recorded]) }
}

function factsOfDecisions(system: string, decisions: Decisions, folder: string): Facts {
  return {
    form: factsForm,
    system,
    at: null,
    services: [],
    gateways: [],
    outside: [],
    about: decisions.about ?? null,
    said: saidFacts(decisions, folder, null),
    suites: [],
  }
}

/** A mistake in the decisions begins with where it is: `decisions.communication.orders: …`. */
function openMistakePlaces(folder: string): (mistake: string) => At | null {
  const file = join(folder, 'decisions.ts')
  const placeOf = existsSync(file)
    ? placesOfText('decisions.ts', readFileSync(file, 'utf8'))
    : () => null
  return (mistake) => {
    const [, where = ''] = /^decisions\.([^:\s]+)/.exec(mistake) ?? []
    return where === '' ? { file: 'atoll.ts', line: 1 } : placeOf(where.split('.'))
  }
}
