/** `atoll decide`: asks what is open and writes decisions.ts whole; the same without a terminal, step by step or at once. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import {
  aboutKeys,
  askAgain,
  beginInterview,
  type Beginning,
  documentsFolder,
  idleOf,
  type Interview,
  phrases,
  printDecisions,
  progressOf,
  readAnswers,
  readRecord,
  replyWith,
  stateOf,
  takeDefaults,
  unknownOf,
  updateDocuments,
  withoutIdle,
  wrap,
  writeRecord,
} from '@atoll/decisions'
import { areaIds, type Language, texts } from '@atoll/patterns'
import { isAreaId } from '@atoll/system'
import { walkThrough } from './decide-walk.ts'
import { exitCodes, usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import type { Prompts } from './prompts.ts'

/** What was asked for. */
export interface DecideWish {
  /** To ask again, though decided. */
  readonly area: string | null
  readonly language: Language
  /** Takes all defaults and asks nothing. */
  readonly defaults: boolean
  /** A file of answers. */
  readonly answers: string | null
  /** Replies, one after the other. */
  readonly replies: readonly string[]
  readonly reason: string | null
  readonly json: boolean
  /** Prints what would be written, and writes nothing. */
  readonly dryRun: boolean
  /** Whether the documents follow; null: they follow what is decided. */
  readonly adr: boolean | null
  /** Looks whether the documents are those of the decisions, and does nothing else. */
  readonly check: boolean
  /** Whether the language was asked for, and is not just that of the terminal. */
  readonly isLanguageAsked: boolean
}

/** Decides what is open. */
export async function decide(place: Place, wish: DecideWish, parts: Parts): Promise<number> {
  const { screen, clock } = parts
  if (wish.check || wish.adr === true) return documents(place, wish, parts)
  const isTold = wish.defaults || wish.answers !== null || wish.replies.length > 0 || wish.json
  if (!isTold && !screen.isInteractive)
    throw usageFault(
      'Nobody can be asked here. Take all defaults with --defaults, give answers with --answers <file>, or take a step with --answer <area>=<pattern> --json.',
    )
  const beginning = {
    decisions: await readRecord(place.decisions),
    language: wish.language,
    today: new Date(clock.now()).toISOString().slice(0, 10),
  }
  const begun = again(answered(beginning, wish), wish.area)
  const replied = wish.replies.reduce(
    (now, each) => replyWith(now, each, wish.reason ?? undefined),
    begun,
  )
  const told = wish.defaults ? byDefaults(replied, parts) : replied
  if (isTold) return finish(told, { place, wish, parts })
  return ask(told, { place, wish, parts })
}

interface Deciding {
  readonly place: Place
  readonly wish: DecideWish
  readonly parts: Parts
  /** Something was written on the way already. */
  readonly isSaved?: boolean
}

function answered(beginning: Beginning, { answers }: DecideWish): Interview {
  if (answers === null) return beginInterview(beginning)
  const read = readAnswers(parseJson(answers), beginning)
  if (read.ok) return read.interview
  const list = read.mistakes.map((each) => `\n- ${each}`).join('')
  throw usageFault(`${basename(answers)} cannot be taken, and nothing was written:${list}`)
}

function parseJson(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw usageFault(`${basename(file)} is no JSON: ${why}`)
  }
}

function again(now: Interview, area: string | null): Interview {
  if (area === null) return now
  if (!isAreaId(area))
    throw usageFault(`There is no area '${area}'; write one of: ${areaIds.join(', ')}`)
  return askAgain(now, { area, place: 'system' })
}

async function ask(from: Interview, deciding: Deciding): Promise<number> {
  const { place, wish, parts } = deciding
  const said = phrases[wish.language].interview
  const prompts = await parts.prompts()
  const { columns } = parts.screen
  const isGoingOn = unknownOf(from) === null
  prompts.begin(isGoingOn ? `${said.title}: ${said.goesOn}` : said.title)
  let isSaved = false
  const save = (now: Interview) => {
    if (wish.dryRun || unknownOf(now) !== null) return
    isSaved = writeRecord(place.decisions, now.decisions) === 'written' || isSaved
  }
  const { now, end } = await walkThrough(from, { prompts, columns, save })
  const idle = idleOf(now).length
  const isLeavingOut =
    end === 'done' && idle > 0 && (await isYes(prompts, said.leaveOut(idle), said))
  prompts.end(end === 'done' ? said.done : said.stopped)
  const code = finish(isLeavingOut ? withoutIdle(now) : now, { ...deciding, isSaved })
  return end === 'interrupted' ? exitCodes.interrupted : code
}

async function isYes(
  prompts: Prompts,
  message: string,
  { yes, no }: { readonly yes: string; readonly no: string },
): Promise<boolean> {
  const options = [
    { value: 'yes', label: yes },
    { value: 'no', label: no },
  ]
  return (await prompts.choose({ message, options, initial: ['yes'] })) === 'yes'
}

/** Writes what was said, and tells what came of it. */
function finish(now: Interview, deciding: Deciding): number {
  const { place, wish, isSaved = false } = deciding
  const { screen } = deciding.parts
  const said = phrases[wish.language].interview
  const isKnown = unknownOf(now) === null
  const written = isKnown && !wish.dryRun ? writeRecord(place.decisions, now.decisions) : null
  if (wish.json) {
    documentLines(now, { place, wish })
    screen.line(JSON.stringify({ written: written === 'written', ...stateOf(now) }, null, 2))
    return exitCodes.ok
  }
  if (wish.dryRun && isKnown) screen.line(printDecisions(now.decisions).trimEnd())
  const name = basename(place.decisions)
  const { left } = progressOf(now)
  // Answers of a file may wait for a question that is still to come.
  const idle = wish.replies.length > 0 ? idleOf(now).length : 0
  const unsaid = aboutKeys.filter((key) => now.about[key] === undefined)
  const lines = [
    ...(written === 'written' || isSaved ? [said.written(name)] : []),
    ...(written === 'same' && !isSaved ? [said.same(name)] : []),
    ...(isKnown ? [] : [said.notWritten(unsaid.join(', '))]),
    ...documentLines(now, { place, wish }),
    ...(idle > 0 ? [said.idle(idle, place.command('decide --defaults'))] : []),
    ...(left > 0 ? [said.stillOpen(left, place.command('decide'))] : []),
  ]
  for (const line of lines) (wish.dryRun ? screen.problem : screen.line)(line)
  return exitCodes.ok
}

/** Writes the documents that what was decided changed, and tells how many. */
function documentLines(
  now: Interview,
  { place, wish }: Pick<Deciding, 'place' | 'wish'>,
): readonly string[] {
  if (wish.adr === false || wish.dryRun || unknownOf(now) !== null) return []
  const { directory } = place
  const language = wish.isLanguageAsked ? wish.language : null
  const files = updateDocuments({ directory, decisions: now.decisions, language, isCheck: false })
  if (files.length === 0) return []
  return [phrases[wish.language].record.written(files.length, documentsFolder)]
}

/** Writes the documents anew, or looks whether they are those of the decisions. */
async function documents(place: Place, wish: DecideWish, { screen }: Parts): Promise<number> {
  const said = phrases[wish.language].record
  const decisions = await readRecord(place.decisions)
  if (decisions === null) {
    const command = place.command('decide')
    throw usageFault(`There is no decisions.ts in ${place.directory}; begin with \`${command}\`.`)
  }
  const { directory } = place
  const language = wish.isLanguageAsked ? wish.language : null
  const files = updateDocuments({ directory, decisions, language, isCheck: wish.check })
  if (wish.json) screen.line(JSON.stringify({ folder: documentsFolder, files }, null, 2))
  else if (files.length === 0) screen.line(said.same(documentsFolder))
  else if (wish.check) screen.problem(said.differs(files, place.command('decide --adr')))
  else screen.line(said.written(files.length, documentsFolder))
  return wish.check && files.length > 0 ? exitCodes.failed : exitCodes.ok
}

/** Takes all defaults; nobody can be asked, so what concerns nothing then is left out, and told. */
function byDefaults(from: Interview, { screen }: Parts): Interview {
  const now = takeDefaults(from)
  const { areas } = texts[now.language]
  const idle = idleOf(now).map(({ area }) => areas[area].name)
  if (idle.length === 0) return now
  for (const line of wrap(phrases[now.language].interview.leftOut(idle.join(', ')), screen.columns))
    screen.problem(line)
  return withoutIdle(now)
}
