/** `atoll decide --web`: the walk through the decisions as a page, for a workshop. One record for all who look at it. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import {
  beginInterview,
  decideRoutes,
  documentsFolder,
  type Interview,
  phrases,
  readRecord,
  unknownOf,
  updateDocuments,
  writeRecord,
} from '@atoll/decisions'
import type { Language } from '@atoll/patterns'
import { Fault } from '@atoll/pipeline'
import { dayOf } from './day.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { serve } from './serve.ts'

/** How the page is opened. */
export interface DecidePageWish {
  readonly port: number
  readonly language: Language
  /** Whether the documents of the decisions are written at the end. */
  readonly adr: boolean
}

/** Opens the page and answers until somebody ends it. Faults: those of the record and of the port. */
export async function decideOnPage(
  place: Place,
  { port, language, adr }: DecidePageWish,
  parts: Parts,
): Promise<number> {
  const { openListener } = await import('@atoll/http')
  const decisions = await readRecord(place.decisions)
  const interview = beginInterview({ decisions, language, today: dayOf(parts.clock) })
  let known = textOf(place.decisions)
  const save = async (next: Interview): Promise<void> => {
    if (unknownOf(next) !== null) return
    if (textOf(place.decisions) !== known) throw changedMeanwhile(place)
    writeRecord(place.decisions, next.decisions)
    known = textOf(place.decisions)
  }
  const routes = decideRoutes({
    system: basename(place.directory),
    interview,
    save,
    token: randomUUID(),
  })
  const code = await serve('page of the decisions', parts, async (log) => {
    const listener = await openListener({ port, routes, log, clock: parts.clock })
    return { url: listener.address, stop: (graceMs) => listener.stop(graceMs) }
  })
  if (adr) await writeDocuments(place, language, parts)
  return code
}

async function writeDocuments(place: Place, language: Language, parts: Parts): Promise<void> {
  const decisions = await readRecord(place.decisions)
  if (decisions === null) return
  const { directory } = place
  const files = updateDocuments({ directory, decisions, language, isCheck: false })
  if (files.length > 0)
    parts.screen.line(phrases[language].record.written(files.length, documentsFolder))
}

/** Null while there is none. */
function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function changedMeanwhile({ decisions }: Place): Fault {
  const message = `${basename(decisions)} was changed by somebody else, and is not overwritten: end this page and open it again.`
  return new Fault({ kind: 'conflict', code: 'record_changed', message })
}
