/** What the commands that run a server of ours alone have in common: who may come, what is said, and how it ends. */
import { type Secret, setting } from '@atoll/config'
import { secret } from '@atoll/contract'
import type { Log } from '@atoll/pipeline'
import { z } from 'zod'
import { listenForEnding } from './ending.ts'
import { exitCodes, usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'

/** Where a server listens, as it is written on a command line. */
export interface ServeWish {
  readonly port: number
  readonly host: string
  /** With commas. */
  readonly hosts?: string
}

/** A server that is open. */
interface Server {
  readonly url: string
  stop(graceMs: number): Promise<void>
}

/** How long requests under way may take when it is ended. Units: milliseconds. */
const graceMs = 10_000

/** Who may come; a command line would show it to everybody on the machine. */
export function loginSetting(env: string) {
  const form = z
    .string()
    .max(2_000)
    .regex(/^$|^[^:]+:.+$/)
  const describe = 'What everybody has to show who asks, like user:password; nothing if left out.'
  return setting(secret(form), { env, default: '', describe })
}

/** Shape: `user:password` → both, `` → null. */
export function toCredentials(login: Secret) {
  const text = login.reveal()
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '::1']

/** Says, once, that everybody may come: on loopback that is usual, elsewhere it has to be meant. */
export function warnIfOpen(
  { host }: ServeWish,
  parts: Pick<Parts, 'screen'>,
  { isGuarded, env }: { readonly isGuarded: boolean; readonly env: string },
): void {
  if (isGuarded || loopback.includes(host)) return
  parts.screen.problem(`Everybody who reaches ${host} may ask it: ${env} says who may.`)
}

/** Where it listens, as servers of ours take it. */
export function placeOfServer({ port, host, hosts }: ServeWish) {
  return { port, host, ...(hosts === undefined ? {} : { hosts: hosts.split(',') }) }
}

/** Opens a server, says where it is, and runs it until somebody ends it. Answers the exit code. */
export async function serve(
  name: string,
  parts: Parts,
  open: (log: Log) => Promise<Server>,
): Promise<number> {
  const { clock, screen, environment } = parts
  const { createLog } = await import('@atoll/telemetry')
  // Records go to standard error, so that what is said to people stays readable.
  const destination = { write: (line: string) => screen.problem(line.trimEnd()) }
  const names = { service: name, instance: name, version: '' }
  const log = createLog({ ...names, level: 'warn', destination, clock })
  const server = await open(log).catch(toUsage)
  const ending = listenForEnding(clock, environment['npm_lifecycle_event'] !== undefined)
  screen.line(`The ${name} answers at ${server.url}. Stop with Ctrl-C.`)
  await ending.stop
  const isNow = await Promise.race([
    server.stop(graceMs).then(() => false),
    ending.now.then(() => true),
  ])
  screen.line(`The ${name} has stopped.`)
  return isNow ? exitCodes.interrupted : exitCodes.ok
}

/** What servers of ours refuse of their settings was written on the command line or beside it. */
function toUsage(thrown: unknown): never {
  throw thrown instanceof TypeError ? usageFault(`It cannot run: ${thrown.message}.`) : thrown
}
