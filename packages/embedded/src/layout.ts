/** Where the local environment keeps its state: one folder that can be deleted to start afresh. */
import { join } from 'node:path'

/** The places below `.atoll`. */
export interface Layout {
  readonly root: string
  readonly postgres: string
  readonly issuer: string
  readonly keys: string
  readonly logs: string
}

/** Names the places; makes none of them. */
export function layoutOf(root: string): Layout {
  return {
    root,
    postgres: join(root, 'postgres'),
    issuer: join(root, 'issuer'),
    keys: join(root, 'keys'),
    logs: join(root, 'logs'),
  }
}
