/** `atoll registry`: a registry that Eureka's clients use as their own, until somebody ends it. */
import { readSettings, setting } from '@atoll/config'
import { secret } from '@atoll/contract'
import { z } from 'zod'
import type { Parts } from './parts.ts'
import {
  loginSetting,
  placeOfServer,
  serve,
  type ServeWish,
  toCredentials,
  warnIfOpen,
} from './serve.ts'

/** What a registry is told. */
export interface RegistryServerWish extends ServeWish {
  /** With commas. */
  readonly peers?: string
}

const settings = {
  login: loginSetting('REGISTRY_LOGIN'),
  peers: setting(secret(z.string().max(10_000)), {
    env: 'REGISTRY_PEERS',
    default: '',
    describe: 'The other registries, with commas, where their addresses hold a password.',
  }),
}

/** Runs it. Answers the exit code. Faults: those of its options, its settings and its port. */
export async function registry(wish: RegistryServerWish, parts: Parts): Promise<number> {
  const { login, peers } = await readSettings(settings, parts)
  const credentials = toCredentials(login)
  warnIfOpen(wish, parts, { isGuarded: credentials !== null, env: 'REGISTRY_LOGIN' })
  const written = wish.peers ?? peers.reveal()
  const { openRegistry } = await import('@atoll/registry')
  return serve('registry', parts, (log) =>
    openRegistry({
      ...placeOfServer(wish),
      peers: written === '' ? [] : written.split(','),
      ...(credentials === null ? {} : { credentials }),
      log,
      clock: parts.clock,
    }),
  )
}
