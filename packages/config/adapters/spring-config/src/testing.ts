/** What the tests of this adapter share: a folder of settings that a config server, Spring's or ours, serves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemoteKeeper } from '@atoll/config/conformance'
import { openSpringConfig } from './spring-config.ts'

/** The key of every test. */
export const key = 'a-key-for-tests'
/** The app of the suite. */
const app = 'billing'

/** A folder that is gone with its test. */
export function openFolder() {
  const path = mkdtempSync(join(tmpdir(), 'atoll-settings-'))
  return {
    path,
    write: (name: string, text: string) => writeFileSync(join(path, name), text),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A server as the suite of the port wants it. */
export function createKeeper(parts: {
  readonly folder: ReturnType<typeof openFolder>
  /** The address, asked anew for each process. */
  readonly url: string
  kill(): Promise<void>
  close(): Promise<void>
}): RemoteKeeper {
  const { folder, url } = parts
  return {
    async put(properties) {
      const lines = Object.entries(properties).map(
        ([name, value]) => `"${name}": ${JSON.stringify(value)}`,
      )
      folder.write(`${app}.yml`, lines.join('\n'))
    },
    connect: () => openSpringConfig({ servers: [url], app }),
    kill: () => parts.kill(),
    [Symbol.asyncDispose]: () => parts.close(),
  }
}
