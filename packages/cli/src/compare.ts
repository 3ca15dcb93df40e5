/** `atoll compare`: runs a system under several answers to one decision and says what that changes. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Asked, Comparison, Rendered, Trial } from '@atoll/comparison'
import { Fault } from '@atoll/pipeline'
import { openStage } from './compare-stage.ts'
import { listenForEnding } from './ending.ts'
import { exitCodes, usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'
import { toTable } from './table.ts'
import { writeAsked } from './write-asked.ts'

/** What is compared, as it was written. */
export interface CompareWish {
  /** Shape: `discovery=supervisor,haproxy`. */
  readonly wish: string
  /** Other decisions, made anew for all sides. Shape: `architecture=microservice-architecture`. */
  readonly along: readonly string[]
  readonly place: Place
  /** Null for `trial.ts` beside `atoll.ts`. */
  readonly trial: string | null
  readonly rounds: number
  /** Units: seconds. */
  readonly seconds: number
  /** Where the record is written; null for nowhere. */
  readonly json: string | null
  /** Whether what differs is written into the reason of the decision. */
  readonly attach: boolean
}

/** Compares. Answers the exit code: failed where a journey failed under an answer. */
export async function compareAnswers(options: CompareWish, parts: Parts): Promise<number> {
  const { place, rounds, seconds, json } = options
  const { clock, screen, environment, embedded } = parts
  const asked = parseWish(options)
  assertSystemThere(place)
  const { loadSystem } = await embedded()
  const { compare, isRight, renderComparison, sidesOf } = await import('@atoll/comparison')
  const system = await loadSystem(place.program)
  const trial = await loadTrial(options.trial ?? join(place.directory, 'trial.ts'), options)
  const sides = sidesOf(system, asked, trial)
  const ending = listenForEnding(clock, environment['npm_lifecycle_event'] !== undefined)
  const cancellation = new AbortController()
  const stage = openStage({ place, environment, clock })
  void ending.stop.then(() => {
    screen.problem('Everything that was started stops now.')
    cancellation.abort()
    stage.interrupt()
  })
  void ending.now.then(() => stage.interrupt())
  const startedAt = clock.monotonic()
  const tell = (progress: string) => screen.problem(`${progress} …`)
  const { directory } = place
  const { decision } = asked
  const { signal: cancelled } = cancellation
  try {
    const what = { system, directory, decision, sides, trial, rounds, seconds }
    const comparing = compare({ ...what, stage, clock, tell, cancelled })
    // A journey may wait for long; whoever ends us does not.
    const found = await Promise.race([comparing, ending.stop.then(() => null)])
    if (found === null) return exitCodes.interrupted
    const tookSeconds = (clock.monotonic() - startedAt) / 1000
    for (const line of toLines(renderComparison(found))) screen.line(line)
    const at = new Date(clock.now()).toISOString()
    if (json !== null) writeAsked(json, toRecord(found, { at, seconds: tookSeconds }))
    if (options.attach) screen.line(await attach(found, place, at.slice(0, 10)))
    return isRight(found) ? exitCodes.ok : exitCodes.failed
  } catch (thrown) {
    if (cancelled.aborted) return exitCodes.interrupted
    throw thrown
  } finally {
    await stage.end()
  }
}

const wishForm = /^([a-z][a-z0-9-]*)=([a-z0-9:,-]+)$/

function parseWish({ wish, along }: Pick<CompareWish, 'wish' | 'along'>): Asked {
  const [decision = '', answers = []] = parseDecision(wish) ?? []
  if (answers.length < 2)
    throw usageFault(
      `'${wish}' names no decision with two answers or more: write it like discovery=supervisor,haproxy.`,
    )
  const others = along.map((each) => {
    const [area = '', [answer = '', ...more] = []] = parseDecision(each) ?? []
    if (answer !== '' && more.length === 0) return [area, answer] as const
    throw usageFault(`--with takes one decision and its answer, like discovery=dns, not '${each}'.`)
  })
  return { decision, answers, along: new Map(others) }
}

function parseDecision(text: string): readonly [string, readonly string[]] | null {
  const [, area = '', listed = ''] = wishForm.exec(text) ?? []
  const answers = listed.split(',').filter((answer) => answer !== '')
  return area === '' || answers.length === 0 ? null : [area, answers]
}

async function loadTrial(file: string, { place }: CompareWish): Promise<Trial> {
  const { isTrial } = await import('@atoll/comparison')
  const path = resolve(file)
  if (!existsSync(path)) {
    const message = `There is no ${path}: write the journeys and the load of the system there, as docs/do/compare-answers.md shows, or name that file with --trial.`
    throw new Fault({ kind: 'not_found', code: 'no_trial', message })
  }
  // What a module exports is unknown until it is looked at.
  const { default: found } = (await import(pathToFileURL(path).href)) as { default?: unknown }
  if (isTrial(found)) return found
  const message = `${path} exports no trial of ${place.directory}: end it with \`export default trial({ journeys: […], load: { customers: 8, customer: … } })\`.`
  throw new Fault({ kind: 'invalid', code: 'trial_unreadable', message })
}

function toLines({ title, ratios, figures, verdicts, remarks }: Rendered): string[] {
  return [title, '', ...toTable(ratios), '', ...verdicts, '', ...toTable(figures), '', ...remarks]
}

/** Answers what was done, as a sentence. */
async function attach(found: Comparison, { decisions: file }: Place, day: string): Promise<string> {
  const { readRecord, writeRecord } = await import('@atoll/decisions')
  const { withEvidence } = await import('@atoll/comparison')
  const decisions = await readRecord(file)
  if (decisions === null) {
    const message = `Nothing was attached: there is no ${file} to write into.`
    throw new Fault({ kind: 'not_found', code: 'no_decisions', message })
  }
  const isNew = writeRecord(file, withEvidence(decisions, found, day)) === 'written'
  return `${isNew ? 'What differs stands now' : 'The same stood already'} in the reason of ${found.decision}, in ${file}.`
}

function toRecord(found: Comparison, when: { readonly at: string; readonly seconds: number }) {
  const { version, platform, arch } = process
  const machine = `${availableParallelism()} cores, Node ${version.slice(1)}, ${platform} ${arch}`
  return `${JSON.stringify({ ...when, machine, ...found }, null, 2)}\n`
}
