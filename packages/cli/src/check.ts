/** `atoll check`: whether a system keeps to its decisions. Loads it and looks; only what is asked for is written. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Decided from '@atoll/decisions'
import type { Checked, CheckGround } from '@atoll/decisions'
import type { Language } from '@atoll/patterns'
import { type Fault, isFault } from '@atoll/pipeline'
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
}

/** Checks and tells. Answers 1 where something is wrong. */
export async function check(wish: CheckWish, parts: Parts): Promise<number> {
  const { place, json, language } = wish
  assertSystemThere(place)
  const decided = await import('@atoll/decisions')
  const ground = { folder: place.directory, today: dayOf(parts.clock) }
  const checked = await checkHere(place, ground, { parts, decided })
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

/** Source https://no-color.org */
function isColourful({ screen, environment }: Parts): boolean {
  return screen.isTerminal && (environment['NO_COLOR'] ?? '') === ''
}

async function checkHere(
  place: Place,
  ground: CheckGround,
  { parts, decided }: { readonly parts: Parts; readonly decided: typeof Decided },
): Promise<Checked> {
  const { loadSystem } = await parts.embedded()
  try {
    return decided.checkSystem(await loadSystem(place.program), ground)
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
