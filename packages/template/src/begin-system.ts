/** Makes a system of an empty folder and says what to do next. The one way in for the command line and for `npm create atoll`. */
import { basename, relative, resolve } from 'node:path'
import { newSystem } from './new-system.ts'
import { type Pipeline, pipelines } from './owned-files.ts'
import { writeSystem } from './write-piece.ts'

/** What is to begin. */
export interface SystemWish {
  /** It is made if it is not there. */
  readonly folder: string
  /** Of the system; left out, it is called like its folder. */
  readonly name?: string | undefined
  /** For GitHub if left out. */
  readonly pipeline?: Pipeline | undefined
  /** Shape: `2026-11-23`. */
  readonly today: string
}

/** Begins a system. Answers lines for a person. Faults: `name_refused`, `folder_not_empty`; those of files. */
export function beginSystem({ folder, name, pipeline, today }: SystemWish): readonly string[] {
  const place = resolve(folder)
  const called = name ?? basename(place)
  const piece = newSystem({ name: called, pipeline: pipeline ?? pipelines[0] }, today)
  const { created } = writeSystem(place, piece)
  const near = relative(process.cwd(), place)
  return [
    `${near === '' ? 'This folder' : near} holds the system '${called}': ${created.length} files.`,
    '',
    ...(near === '' ? [] : [`  cd ${near}`]),
    ...piece.next.map((step) => `  ${step}`),
  ]
}
