/** Tells which processes a changed file concerns, and when. Called by `atoll dev`; it restarts nothing. */
import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, sep } from 'node:path'
import type { Clock, Timer } from '@atoll/pipeline'

/** An editor writes a file in several steps; a change counts when nothing followed for so long. Units: milliseconds. */
export const quietMs = 100

/** What is watched. */
export interface WatchParts {
  readonly directory: string
  /** Every process of the system. */
  readonly processes: readonly string[]
  readonly clock: Clock
  /** Called with the processes that the changes since the last time concern. */
  readonly onChange: (processes: ReadonlySet<string>, file: string) => void
}

/** The processes that a file concerns: the one whose folder it is in, or all, as for contracts. */
export function concernedBy(file: string, processes: readonly string[]): readonly string[] {
  const parts = file.split(sep)
  if (parts.some((part) => part.startsWith('.') || part === 'node_modules')) return []
  if (/(~|\.tmp|\.md|\.test\.ts)$/.test(file)) return []
  const owner = parts.slice(0, -1).find((part) => processes.includes(part))
  return owner === undefined ? processes : [owner]
}

/** Begins to watch. Answers how to end it. */
export function watchFiles({ directory, processes, clock, onChange }: WatchParts): () => void {
  const watchers = new Map<string, FSWatcher>()
  let concerned = new Set<string>()
  let quiet: Timer | null = null
  const hear = (file: string) => {
    const names = concernedBy(file, processes)
    if (names.length === 0) return
    for (const name of names) concerned.add(name)
    quiet?.cancel()
    quiet = clock.timer(quietMs, () => {
      const now = concerned
      concerned = new Set()
      onChange(now, file)
    })
  }
  /** Each folder by itself: watching the whole would follow every file of node_modules and of the database. */
  const watchFolders = () => {
    for (const name of foldersIn(directory)) {
      if (watchers.has(name)) continue
      const each = watch(join(directory, name), { recursive: true }, (_, file) => {
        hear(join(name, file ?? ''))
      })
      each.on('error', () => {
        each.close()
        watchers.delete(name)
      })
      watchers.set(name, each)
    }
  }
  const top = watch(directory, (_, file) => {
    watchFolders()
    if (file !== null && !watchers.has(file)) hear(file)
  })
  // The folder itself may be deleted while we look at it.
  top.on('error', () => {})
  watchFolders()
  return () => {
    quiet?.cancel()
    top.close()
    for (const each of watchers.values()) each.close()
  }
}

function foldersIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
}
