/** `atoll config-server`: tells the settings of a folder until somebody ends it. */
import { readSettings, setting } from '@atoll/config'
import { secret } from '@atoll/contract'
import { Fault, isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'
import {
  loginSetting,
  placeOfServer,
  serve,
  type ServeWish,
  toCredentials,
  warnIfOpen,
} from './serve.ts'

/** What a config server is told. */
export interface ConfigServerWish extends ServeWish {
  readonly folder?: string
  readonly git?: string
  readonly label?: string
}

/** Named as Spring's server names them, so that one can stand in the other's place. */
const settings = {
  key: setting(secret(z.string().max(10_000)), {
    env: 'ENCRYPT_KEY',
    default: '',
    describe: 'Decrypts {cipher} values.',
  }),
  salt: setting(z.string().max(1_000), {
    env: 'ENCRYPT_SALT',
    default: 'deadbeef',
    describe: 'Of the key, in hexadecimal.',
  }),
  login: loginSetting('CONFIG_LOGIN'),
}

/** Runs it. Answers the exit code. Faults: those of its options, its settings, its folder and its port. */
export async function configServer(wish: ConfigServerWish, parts: Parts): Promise<number> {
  const source = sourceOf(wish)
  const { key, salt, login } = await readSettings(settings, parts)
  const credentials = toCredentials(login)
  warnIfOpen(wish, parts, { isGuarded: credentials !== null, env: 'CONFIG_LOGIN' })
  const { openConfigServer } = await import('@atoll/config-server')
  return serve('config server', parts, (log) =>
    openConfigServer({
      ...placeOfServer(wish),
      source,
      key: key.reveal(),
      salt,
      ...(credentials === null ? {} : { credentials }),
      log,
      clock: parts.clock,
    }).catch((thrown: unknown) => {
      throw withPath(thrown, wish)
    }),
  )
}

/** The server tells nobody where its folder is; whoever starts it may know. */
function withPath(thrown: unknown, { folder, git }: ConfigServerWish): unknown {
  if (!isFault(thrown) || thrown.code !== 'settings_source_gone') return thrown
  const { kind, code, message } = thrown
  return new Fault({ kind, code, message: `${git ?? folder}: ${message}`, cause: thrown })
}

function sourceOf({ folder, git, label }: ConfigServerWish) {
  if (git !== undefined) return { git, ...(label === undefined ? {} : { label }) }
  if (folder === undefined) throw usageFault('Say with --folder or --git where the settings are.')
  if (label === undefined) return { folder }
  throw usageFault('A --label is of a --git folder; of a plain one, programs ask for it.')
}
