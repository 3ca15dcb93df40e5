/** Where the local environment keeps its state: one folder that can be deleted to start afresh. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '@atoll/pipeline'

/** The places below `.atoll`. */
export interface Layout {
  readonly root: string
  readonly postgres: string
  readonly issuer: string
  readonly keys: string
  readonly logs: string
  /** What a config server last told each service. */
  readonly settings: string
}

/** Names the places; makes none of them. */
function layoutOf(root: string): Layout {
  return {
    root,
    postgres: join(root, 'postgres'),
    issuer: join(root, 'issuer'),
    keys: join(root, 'keys'),
    logs: join(root, 'logs'),
    settings: join(root, 'settings'),
  }
}

/** Makes the folder that holds them. Faults: unavailable `directory_unwritable`, saying what to do. */
export async function openLayout(root: string): Promise<Layout> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const message = `${root} cannot be made: give this user the right to write there, or start elsewhere with --directory.`
    throw new Fault({
      kind: 'unavailable',
      code: 'directory_unwritable',
      message,
      executed: 'no',
      cause,
    })
  }
  return layoutOf(root)
}
