/** `atoll check`: whether a system keeps to its decisions. Loads it and looks; only what is asked for is written. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Decided from '@atoll/decisions'
import type { Checked, CheckGround } from '@atoll/decisions'
import type { Language } from '@atoll/patterns'
import { type Fault, isFault } from '@atoll/pipeline'
import { readPublished, writePublished } from './check-published.ts'
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
  { place, contracts, publish }: CheckWish,
  ground: CheckGround,
  { parts, decided }: { readonly parts: Parts; readonly decided: typeof Decided },
): Promise<Checked> {
  const { loadSystem } = await parts.embedded()
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
    return checked
  } catch (thrown) {
    if (!isFault(thrown) || thrown.code !== 'system_invalid') throw thrown
    const decisions = await readDecisions(place)
    return decided.checkRefused({ ...toRefused(thrown), decisions }, ground)
  }
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
