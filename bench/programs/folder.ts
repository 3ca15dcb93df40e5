/** A folder for the state of one measured system, removed when it has ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that goes away. */
export interface Folder {
  readonly path: string
  remove(): Promise<void>
}

/** Makes one. */
export async function openFolder(name: string): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), `atoll-bench-${name}-`))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
