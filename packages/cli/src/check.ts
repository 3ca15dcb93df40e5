/** `atoll check`: whether a system keeps to its decisions. Loads it and looks; only what is asked for is written. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Decided from '@atoll/decisions'
import type { Checked, CheckGround } from '@atoll/decisions'
import type { Language } from '@atoll/patterns'
import { Fault, isFault } from '@atoll/pipeline'
import { type Decisions, wholeAnswer } from '@atoll/system'
import { readPublished, writePublished } from './check-published.ts'
import { openLiveSystem } from './check-running.ts'
import { dayOf } from './day.ts'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'
import { versionHere } from './version.ts'
import { writeAsked } from './write-asked.ts'

/** What is to be told, and how. */
export interface CheckWish {
  readonly place: Place
  readonly json: boolean
  /** Null for none. */
  readonly sarif: string | null
  readonly language: Language
  /** Files and folders of what others published, to hold this repository against. */
  readonly contracts: readonly string[]
  /** The folder into which this repository publishes itself; null for none. */
  readonly publish: string | null
  /** Whether a copy is run and looked at too. */
  readonly live: boolean
}

/** Checks and tells. Answers 1 where something is wrong. */
export async function check(wish: CheckWish, parts: Parts): Promise<number> {
  const { place, json, language } = wish
  assertSystemThere(place)
  const decided = await import('@atoll/decisions')
  const ground = { folder: place.directory, today: dayOf(parts.clock) }
  const checked = await checkHere(wish, ground, { parts, decided })
  if (wish.sarif !== null) {
    const log = decided.sarifOf(checked, language, versionHere())
    writeAsked(wish.sarif, `${JSON.stringify(log, null, 2)}\n`)
  }
  const looks = { language, isColourful: isColourful(parts) }
  const lines = json
    ? [JSON.stringify(decided.toJson(checked, language), null, 2)]
    : decided.toLines(checked, looks)
  for (const line of lines) parts.screen.line(line)
  return decided.countsOf(checked.findings).error === 0 ? exitCodes.ok : exitCodes.failed
}

/** Tells of many repositories at once, by what they published. Answers 1 where one of them, or what lies between, is wrong. */
export async function rollUp(
  paths: readonly string[],
  { json, language }: Pick<CheckWish, 'json' | 'language'>,
  parts: Parts,
): Promise<number> {
  const decided = await import('@atoll/decisions')
  const view = decided.rollUp(readPublished(paths, decided), dayOf(parts.clock))
  const looks = { language, isColourful: isColourful(parts) }
  const lines = json
    ? [JSON.stringify(decided.toRollUpJson(view, language), null, 2)]
    : decided.toRollUpLines(view, looks)
  for (const line of lines) parts.screen.line(line)
  const errors = [decided.countsOf(view.between), ...view.systems.map(({ counts }) => counts)]
  return errors.some(({ error }) => error > 0) ? exitCodes.failed : exitCodes.ok
}

/** Source https://no-color.org */
function isColourful({ screen, environment }: Parts): boolean {
  return screen.isTerminal && (environment['NO_COLOR'] ?? '') === ''
}

async function checkHere(
  { place, contracts, publish, live }: CheckWish,
  ground: CheckGround,
  { parts, decided }: { readonly parts: Parts; readonly decided: typeof Decided },
): Promise<Checked> {
  // Without what runs systems, which takes longer to load than the check itself.
  const { loadSystem } = await import('@atoll/embedded/load-system')
  const others = readPublished(contracts, decided)
  try {
    const system = await loadSystem(place.program)
    const checked = decided.checkSystem(system, ground, (facts) => {
      if (others.length === 0) return []
      const own = decided.toPublished(system, { facts, findings: [] })
      return decided.againstPublished(own, decided.contractsIn(others))
    })
    const { facts, findings } = checked
    if (publish !== null && facts !== null)
      writePublished(publish, decided.toPublished(system, { facts, findings }))
    if (!live || facts === null) return checked
    assertAlone(system.decisions)
    const running = await openLiveSystem(system, place, parts)
    return decided.withLive(checked, await decided.checkLive(system, facts, running))
  } catch (thrown) {
    if (!isFault(thrown) || thrown.code !== 'system_invalid') throw thrown
    const decisions = await readDecisions(place)
    return decided.checkRefused({ ...toRefused(thrown), decisions }, ground)
  }
}

/** A copy must not take part in what others run. Faults: precondition `not_alone`. */
function assertAlone(decisions: Decisions): void {
  const { adapter } = wholeAnswer(decisions, 'discovery') ?? { adapter: 'supervisor' }
  if (adapter !== 'eureka') return
  const message =
    'check --live runs a copy, which would be found in the registry that was decided: check a copy of decisions.ts with discovery by the supervisor.'
  throw new Fault({ kind: 'precondition', code: 'not_alone', message })
}

/** What `decisions.ts` exports; undefined where it cannot be loaded, which the mistakes tell already. */
async function readDecisions({ directory }: Place): Promise<unknown> {
  try {
    // What a module exports is unknown until it is looked at.
    const module = (await import(pathToFileURL(join(directory, 'decisions.ts')).href)) as {
      readonly decisions?: unknown
    }
    return module.decisions
  } catch {
    return undefined
  }
}

function toRefused({ message, details }: Fault): {
  readonly name: string
  readonly mistakes: readonly string[]
} {
  // `system` makes this fault with its mistakes, each a sentence.
  const { mistakes } = details as { readonly mistakes: readonly string[] }
  return { name: /'([^']*)'/.exec(message)?.[1] ?? 'system', mistakes }
}
