/** Reads a system from its file, for whoever runs it: the command line, and each process by itself. */
import { pathToFileURL } from 'node:url'
import type { Gateway } from '@atoll/gateway'
import { Fault, isFault } from '@atoll/pipeline'
import type { System } from '@atoll/system'

/**
 * Loads the default export of an `atoll.ts`.
 * Faults: invalid `system_unreadable`, saying what to write; those of `system(…)` itself.
 */
export async function loadSystem(file: string): Promise<System<Gateway>> {
  const loaded = await importFile(file)
  if (isSystem(loaded)) return loaded
  const message = `${file} exports no system: end it with \`export default system('name', { … })\`.`
  throw new Fault({ kind: 'invalid', code: 'system_unreadable', message })
}

async function importFile(file: string): Promise<unknown> {
  try {
    // What a module exports is unknown until it is looked at.
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown }
    return module.default
  } catch (thrown) {
    if (isFault(thrown)) throw thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const message = `${whereOf(thrown) ?? file} cannot be loaded: ${why}`
    throw new Fault({ kind: 'invalid', code: 'system_unreadable', message, cause: thrown })
  }
}

/** Where a file could not be read: Node begins the stack of a syntax error with its place. */
function whereOf(thrown: unknown): string | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const place = /^file:\/\/(\S+?:\d+)$/m.exec(stack)?.[1] ?? /^(\/\S+?:\d+)$/m.exec(stack)?.[1]
  return place ?? null
}

function isSystem(value: unknown): value is System<Gateway> {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'services', 'gateways', 'decisions'].every((field) => field in value)
  )
}
