/** Who may keep the settings of the store: Spring's config server or ours, each on the files of a folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConfigServer } from '@atoll/config-server'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openServer } from '@atoll/servers'

/** Whose config server it is. */
export type KeeperName = 'spring' | 'ours'

/** A config server under way. */
export interface OpenedKeeper extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:8888`. */
  readonly url: string
  /** Writes what a program of this name is told. Shape: YAML. */
  write(app: string, yaml: string): void
  /** Ends the server; what is written stays. */
  close(): Promise<void>
}

/** Starts one that keeps nothing yet. */
export async function openKeeper(name: KeeperName): Promise<OpenedKeeper> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-keeper-'))
  const server = await (name === 'spring' ? openSpring(folder) : openOurs(folder))
  return {
    url: server.url,
    write: (app, yaml) => writeFileSync(join(folder, `${app}.yml`), yaml),
    async close() {
      await server[Symbol.asyncDispose]()
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function openSpring(folder: string) {
  const where = `--spring.cloud.config.server.native.search-locations=file:${folder}/`
  return openServer('config', { settings: [where] })
}

function openOurs(folder: string) {
  return openConfigServer({ port: 0, source: { folder }, log: silentLog, clock: systemClock })
}
