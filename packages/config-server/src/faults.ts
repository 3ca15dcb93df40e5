/** What this server refuses, and what it cannot do. Messages name files and lines, never what stands in them. */
import { Fault } from '@atoll/pipeline'

/** A name that no file may have. */
export function nameRefused(what: string): Fault {
  const message = `The ${what} is no name: letters, digits, . _ + @ - and single slashes between them.`
  return new Fault({ kind: 'invalid', code: 'name_refused', message })
}

/** A label that the git folder does not have. */
export function labelUnknown(label: string): Fault {
  const message = `There is no branch, tag or commit '${label}'.`
  return new Fault({ kind: 'not_found', code: 'label_unknown', message })
}

/** A file that is no YAML, no properties, or too much. */
export function fileUnreadable(file: string, why: string): Fault {
  const message = `The file ${file} cannot be read: ${why}.`
  return new Fault({ kind: 'internal', code: 'settings_unreadable', message })
}

/** A name that no tree can hold. */
export function nameTooDeep(name: string, steps: number): Fault {
  const message = `The property ${name.slice(0, 50)}… has more than ${steps} steps: it can be told as .properties only.`
  return new Fault({ kind: 'internal', code: 'settings_unreadable', message })
}

/** The folder or the command that reads it is not there. */
export function sourceGone(why: string, cause?: unknown): Fault {
  return new Fault({ kind: 'unavailable', code: 'settings_source_gone', message: why, cause })
}
