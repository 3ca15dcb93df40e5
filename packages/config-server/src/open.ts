/**
 * Opens a config server: where its files are, its key, its routes. The one place of this package where a connection is
 * taken and a folder is named.
 */
import { createBasicGate, type Credentials, openListener } from '@atoll/http'
import type { Clock, Log } from '@atoll/pipeline'
import { createChanges } from './changes.ts'
import { createCipher } from './cipher.ts'
import { createFolderStore } from './folder.ts'
import { createGitStore } from './git.ts'
import { configRoutes } from './routes.ts'

/** What a config server is opened with. */
export interface ConfigServerSettings {
  /** 0 takes any free one. */
  readonly port: number
  /** Defaults to 127.0.0.1. */
  readonly host?: string
  /** Names by which others come, beside those of loopback and the address that is bound. */
  readonly hosts?: readonly string[]
  /** Where the files are; of a git folder what is committed, without a label `label` (`HEAD` if left out). */
  readonly source: { readonly folder: string } | { readonly git: string; readonly label?: string }
  /** Decrypts `{cipher}` values; the `encrypt.key` of a Spring server. */
  readonly key?: string
  /** The `encrypt.salt` of a Spring server. Units: hexadecimal; `deadbeef` if left out, as there. */
  readonly salt?: string
  /** Whoever asks must know it. */
  readonly credentials?: Credentials
  /** Stand before everything in the files. */
  readonly overrides?: Readonly<Record<string, string | number | boolean>>
  readonly log: Log
  readonly clock: Clock
}

/** An open config server. Disposing is `stop(0)`. */
export interface OpenConfigServer extends AsyncDisposable {
  /** What clients are given. Shape: `http://127.0.0.1:8888`. */
  readonly url: string
  /** Finishes what is in flight, for as long as this. Units: milliseconds. */
  stop(graceMs: number): Promise<void>
}

/** One value to encrypt, or decrypt. Units: bytes. */
const bodyBytesMax = 65_536

/**
 * Opens a config server and begins to answer.
 * Faults: `unavailable` `cannot_listen`, `settings_source_gone`; `not_found` `label_unknown`; a TypeError for a key or a
 * salt that cannot be used.
 */
export async function openConfigServer(settings: ConfigServerSettings): Promise<OpenConfigServer> {
  const { clock, log, source, port, host, hosts, key, salt, overrides = {} } = settings
  const cipher = key === undefined || key === '' ? null : createCipher(key, salt)
  const store =
    'folder' in source ? createFolderStore(source.folder) : createGitStore(source.git, source.label)
  // A folder that is not there is told at once, not to the first program that asks.
  await store.open(null)
  const routes = configRoutes({
    store,
    cipher,
    overrides,
    changes: createChanges(clock),
    admits: createBasicGate(settings.credentials ?? null),
    failed: (fault) =>
      log.warn(
        // Of what nobody expected only the cause says what it is.
        { code: fault.code, error: fault.code === 'internal' ? fault.cause : fault.message },
        'settings cannot be told',
      ),
  })
  const listener = await openListener({
    port,
    ...(host === undefined ? {} : { host }),
    ...(hosts === undefined ? {} : { hosts }),
    routes,
    limits: { bodyBytesMax },
    log,
    clock,
  })
  return {
    url: listener.address,
    stop: (graceMs) => listener.stop(graceMs),
    [Symbol.asyncDispose]: () => listener.stop(0),
  }
}
