/** `atoll new`: begins a system, or adds to one, and says what was written and what is worth doing next. */
import { resolve } from 'node:path'
import {
  beginSystem,
  newEvent as eventPiece,
  type EventWish,
  newOperation as operationPiece,
  newPage as pagePiece,
  newService as servicePiece,
  type OperationWish,
  type PageWish,
  type Piece,
  type SystemWish,
  type Written,
  writePiece,
} from '@atoll/template'
import { dayOf } from './day.ts'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'

/** Where something is added. */
interface Adding {
  readonly directory: string
  readonly force: boolean
}

/** Begins a system. Faults: `name_refused`, `folder_not_empty`; those of files. */
export function newSystem(wish: Omit<SystemWish, 'today'>, { screen, clock }: Parts): number {
  for (const line of beginSystem({ ...wish, today: dayOf(clock) })) screen.line(line)
  return exitCodes.ok
}

/** Adds a service. Faults: those of the name, of a place without system and of writing. */
export function newService(
  wish: Adding & { readonly name: string },
  parts: Parts,
): Promise<number> {
  return add(wish, servicePiece(resolve(wish.directory), wish.name), parts)
}

/** Adds an operation. Faults: as `newService`, and `service_missing`, `member_exists`. */
export function newOperation(wish: Adding & OperationWish, parts: Parts): Promise<number> {
  return add(wish, operationPiece(resolve(wish.directory), wish), parts)
}

/** Adds an event. Faults: as `newOperation`, and `own_event`. */
export function newEvent(wish: Adding & EventWish, parts: Parts): Promise<number> {
  return add(wish, eventPiece(resolve(wish.directory), wish), parts)
}

/** Adds a page. Faults: as `newService`, and `service_missing`, `page_exists`. */
export function newPage(wish: Adding & PageWish, parts: Parts): Promise<number> {
  return add(wish, pagePiece(resolve(wish.directory), wish), parts)
}

/** Exit code 1 where something is left to do by hand: the system is not whole until then. */
async function add({ directory, force }: Adding, piece: Piece, parts: Parts): Promise<number> {
  const written = await writePiece(resolve(directory), piece, { force })
  for (const line of describe(piece, written)) parts.screen.line(line)
  for (const { file, add: lines } of piece.byHand)
    parts.screen.problem(`\n${file} is not in a form that we know, so it stays as it is. ${lines}`)
  return piece.byHand.length === 0 ? exitCodes.ok : exitCodes.failed
}

function describe({ next }: Piece, { created, changed, isChecked }: Written): string[] {
  return [
    ...created.map((file) => `  new      ${file}`),
    ...changed.map((file) => `  changed  ${file}`),
    '',
    ...next,
    isChecked
      ? 'The system type-checks with it; `npm test` proves it.'
      : 'It was not type-checked: `npm run check` and `npm test` prove it.',
  ]
}
