/**
 * Asks DNS for the services that somebody follows, again and again. While no server answers, what is known stays; that a
 * name does not exist is an answer: nobody is there.
 */
import { NODATA, NOTFOUND, type promises } from 'node:dns'
import type { Instance } from '@atoll/discovery'
import type { Source } from '@atoll/discovery/following'
import type { Clock, Log, Timer } from '@atoll/pipeline'
import { type DnsRecords, fromAddresses, fromSrv, type Scheme } from './names.ts'

/** What asking is made of. */
export interface AskingParts {
  readonly resolver: promises.Resolver
  readonly records: DnsRecords
  readonly scheme: Scheme
  readonly clock: Clock
  readonly log: Log
  /** Units: milliseconds from an answer to the next question. */
  readonly askMs: number
}

/** A source that can be ended. */
export interface Asking extends Source {
  stop(): void
}

interface Asked {
  instances: readonly Instance[]
  timer: Timer | null
  isWell: boolean
}

/** Begins to ask for a service when it is first wanted. */
export function createAsking(parts: AskingParts): Asking {
  const { clock, log, askMs } = parts
  // One entry for each service that the process calls: bounded by its source.
  const services = new Map<string, Asked>()
  const listeners = new Set<(service: string) => void>()
  let isOver = false
  const ask = async (service: string, asked: Asked) => {
    try {
      const found = await resolve(service, parts)
      if (isOver) return
      if (!asked.isWell) log.info({ service }, 'DNS answers again')
      asked.isWell = true
      const isNews = JSON.stringify(found) !== JSON.stringify(asked.instances)
      asked.instances = found
      if (isNews) for (const listener of listeners) listener(service)
    } catch (thrown) {
      // Once for a whole outage.
      if (asked.isWell && !isOver)
        log.warn({ error: thrown, service }, 'DNS does not answer; known instances stay')
      asked.isWell = false
    }
    if (!isOver) asked.timer = clock.timer(askMs, () => void ask(service, asked))
  }
  return {
    of(service) {
      const known = services.get(service)
      if (known !== undefined) return known.instances
      const asked: Asked = { instances: [], timer: null, isWell: true }
      services.set(service, asked)
      if (!isOver) void ask(service, asked)
      return asked.instances
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      isOver = true
      for (const { timer } of services.values()) timer?.cancel()
    },
  }
}

async function resolve(
  service: string,
  { resolver, records, scheme }: AskingParts,
): Promise<readonly Instance[]> {
  const name = records.nameOf(service)
  if (records.kind === 'srv')
    return fromSrv(service, await orNobody(resolver.resolveSrv(name)), scheme)
  const [four, six] = await Promise.all([
    orNobody(resolver.resolve4(name)),
    orNobody(resolver.resolve6(name)),
  ])
  return fromAddresses(
    service,
    { addresses: [...four, ...six], port: records.portOf(service) },
    scheme,
  )
}

async function orNobody<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && absences.has(thrown.code)) return []
    throw thrown
  }
}

const absences: ReadonlySet<unknown> = new Set([NOTFOUND, NODATA])
