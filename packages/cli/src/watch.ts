/** Tells which processes a changed file concerns, and when. Called by `atoll dev`; it restarts nothing. */
import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, sep } from 'node:path'
import type { Clock, Timer } from '@atoll/pipeline'

/** An editor writes a file in several steps; a change counts when nothing followed for so long. Units: milliseconds. */
export const quietMs = 100
/** Changes that never end are told so often. Units: milliseconds. */
export const burstMsMax = 1_000

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
export function watchFiles(parts: WatchParts): () => void {
  const { directory } = parts
  const changes = createChanges(parts)
  const watchers = new Map<string, FSWatcher>()
  /** Each folder by itself: watching the whole would follow every file of node_modules and of the database. */
  const watchFolder = (name: string) => {
    const watcher = watch(join(directory, name), { recursive: true }, (_, file) => {
      changes.hear(join(name, file ?? ''))
    })
    watcher.on('error', () => {
      watcher.close()
      watchers.delete(name)
    })
    watchers.set(name, watcher)
  }
  const top = watch(directory, (_, file) => {
    const added = foldersIn(directory).filter((name) => !watchers.has(name))
    for (const name of added) watchFolder(name)
    // What happens inside a folder its own watcher tells.
    if (file !== null && (added.includes(file) || !watchers.has(file))) changes.hear(file)
  })
  // The folder itself may be deleted while we look at it.
  top.on('error', () => {})
  for (const name of foldersIn(directory)) watchFolder(name)
  return () => {
    changes.end()
    top.close()
    for (const watcher of watchers.values()) watcher.close()
  }
}

/** Gathers changes until they pause. */
export function createChanges({ processes, clock, onChange }: Omit<WatchParts, 'directory'>): {
  hear(file: string): void
  end(): void
} {
  const concerned = new Set<string>()
  let firstAt = 0
  let quiet: Timer | null = null
  return {
    hear(file) {
      const names = concernedBy(file, processes)
      if (names.length === 0) return
      const now = clock.monotonic()
      if (concerned.size === 0) firstAt = now
      for (const name of names) concerned.add(name)
      quiet?.cancel()
      quiet = clock.timer(Math.min(quietMs, firstAt + burstMsMax - now), () => {
        const told = new Set(concerned)
        concerned.clear()
        onChange(told, file)
      })
    },
    end: () => quiet?.cancel(),
  }
}

function foldersIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
}
