/** A small system that runs: two services, a gateway, pages, decisions, tests, and what a team needs around it. */
import { readModel, rename } from './models.ts'
import { capital, parseSystemName } from './names.ts'
import { type Answers, firstManifest, ownedFiles } from './owned-files.ts'
import type { Piece } from './piece.ts'
import { recordFile, recordOf, toRecordText } from './record.ts'

const sample = parseSystemName('sample-system')

/** The days in the decisions of the model: when they were made, and until when some are put off. */
const sampleDays = { today: '2026-11-23', inAYear: '2027-11-23' }

/** What `atoll new system` writes. Shape: today: `2026-11-23`. Faults: invalid `name_refused`. */
export function newSystem(answers: Answers, today: string): Piece {
  const name = parseSystemName(answers.name)
  const copied = [...readModel('system')].map(
    ([file, text]) => [file, dated(rename(text, [[sample, name]]), today)] as const,
  )
  return {
    files: new Map([
      ...copied,
      ...ownedFiles(answers),
      ['package.json', firstManifest(answers)],
      [recordFile, toRecordText(recordOf(answers))],
    ]),
    edits: [],
    byHand: [],
    next: [
      'npm install   fetches what it needs, the right Node included',
      'npm test      proves it',
      `npm start     runs ${capital(name.words)}; then look at http://localhost:8080`,
    ],
  }
}

function dated(text: string, today: string): string {
  return text.replaceAll(sampleDays.today, today).replaceAll(sampleDays.inAYear, dayInAYear(today))
}

/** The same day a year later; the 29th of February becomes the 28th. */
function dayInAYear(day: string): string {
  const later = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
  return later.endsWith('-02-29') ? later.replace(/29$/, '28') : later
}
