/** `atoll registrar`: looks after the processes of a list until somebody ends it. */
import { readFile } from 'node:fs/promises'
import { Fault } from '@atoll/pipeline'
import type { SeenChange } from '@atoll/sidecar'
import { listenForEnding } from './ending.ts'
import { openRegistryOf, type RegistryWish } from './eureka-place.ts'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { toSeen } from './sidecar.ts'

/** What a registrar is told. */
export interface RegistrarWish extends RegistryWish {
  readonly file: string
  readonly listen: number
}

/** Runs it. Answers the exit code. Faults: invalid `services_unreadable`, not_found `no_file`. */
export async function registrar(wish: RegistrarWish, parts: Parts): Promise<number> {
  const { clock, screen, environment } = parts
  const { parseServices, startRegistrar } = await import('@atoll/sidecar')
  const services = parseServices(await readList(wish.file))
  const { createLog } = await import('@atoll/telemetry')
  const destination = { write: (line: string) => screen.problem(line.trimEnd()) }
  const log = createLog({
    service: 'registrar',
    instance: 'registrar',
    version: '',
    // What happens to a process is said in plain lines below.
    level: 'warn',
    destination,
    clock,
  })
  await using discovery = await openRegistryOf(wish, { environment, clock, log })
  const { openListener } = await import('@atoll/http')
  const handle = async () => ({ status: 200, body: { json: { services: watching.states() } } })
  const routes = [{ method: 'GET', path: '/services', handle }] as const
  await using listener = await openListener({ port: wish.listen, routes, clock, log })
  const onChange = (change: SeenChange) => screen.line(toSeen(change))
  await using watching = startRegistrar({ services, discovery, clock, log, onChange })
  const ending = listenForEnding(clock, environment['npm_lifecycle_event'] !== undefined)
  const many = services.length === 1 ? '1 process' : `${services.length} processes`
  screen.line(`Looking after ${many}. Stop with Ctrl-C. How they are: ${listener.address}/services`)
  await ending.stop
  screen.line('Everything is withdrawn.')
  return exitCodes.ok
}

async function readList(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = isMissing ? 'there is no such file' : 'its rights or its kind do not allow it'
    const message = `${file} cannot be read: ${why}. Name the list of services with --file.`
    throw new Fault({ kind: 'not_found', code: 'no_file', message, cause })
  }
}
