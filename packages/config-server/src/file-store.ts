/** Where files come from: a folder or a git folder. Names of apps, profiles and labels become paths here and nowhere else. */
import { nameRefused } from './faults.ts'

/** The files as they are under one label, at one moment. */
export interface Files {
  /** The commit; null where there is none. */
  readonly version: string | null
  /** As it is told to who asked; null for the only one. */
  readonly label: string | null
  /** Folders that are looked into, the strongest first. Shape: '' or `name/`. */
  readonly folders: readonly string[]
  /** The bytes of a file; null if there is none. Shape: `billing-dev.yml`, judged by `toPath`. */
  read(path: string): Promise<Buffer | null>
}

/** A place that keeps files. */
export interface FileStore {
  /** Faults: `not_found` `label_unknown`; `unavailable` `settings_source_gone` */
  open(label: string | null): Promise<Files>
}

/** The largest file that is read. Units: bytes. */
export const fileBytesMax = 1_048_576

const segment = /^[\w+@-][\w.+@-]*$/
/** The longest path. Units: characters. */
const pathMax = 500

/**
 * Judges a text that shall become a path: parts of plain letters, none of which begins with a dot, so that no path
 * leads out of the folder or to what is hidden in it. Faults: `invalid` `name_refused`
 */
export function toPath(what: string, text: string): string {
  const isPath = text.length <= pathMax && text.split('/').every((part) => segment.test(part))
  if (!isPath) throw nameRefused(what)
  return text
}
