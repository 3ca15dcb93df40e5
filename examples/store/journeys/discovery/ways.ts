/**
 * The ways in which the services of the store may find each other, and what each needs beside the store. Journeys and
 * faults run with every one of them; the services know of none.
 */
import { silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { openServer } from '@atoll/servers'

/** Every way: told by the supervisor, Netflix's Eureka server as Spring ships it, our registry, DNS, HAProxy. */
export const ways = ['supervisor', 'eureka', 'registry', 'dns', 'haproxy'] as const

/** How services find each other. */
export type Way = (typeof ways)[number]

/** What a way needs, under way. */
export interface OpenedWay extends AsyncDisposable {
  /** What the store is told of it. */
  readonly environment: Readonly<Record<string, string>>
  /** Where a registry answers; null where there is none. Shape: `http://127.0.0.1:8761/eureka`. */
  readonly registry: string | null
}

/** So that what takes minutes in an estate takes seconds. */
const eurekaSettings = [
  '--eureka.server.enable-self-preservation=false',
  '--eureka.server.eviction-interval-timer-in-ms=500',
  '--eureka.server.response-cache-update-interval-ms=200',
]

const files: Readonly<Record<Way, URL>> = {
  supervisor: new URL('../../atoll.ts', import.meta.url),
  eureka: new URL('./eureka/atoll.ts', import.meta.url),
  registry: new URL('./eureka/atoll.ts', import.meta.url),
  dns: new URL('./dns/atoll.ts', import.meta.url),
  haproxy: new URL('./haproxy/atoll.ts', import.meta.url),
}

/** The store with this way decided. */
export function fileOf(way: Way): URL {
  return files[way]
}

/** Starts what a way needs; the store itself brings a name server and HAProxy. */
export async function openWay(way: Way): Promise<OpenedWay> {
  if (way === 'eureka') {
    const server = await openServer('eureka', { settings: eurekaSettings })
    return toOpened(`${server.url}/eureka`, server)
  }
  if (way === 'registry') {
    const registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
    return toOpened(registry.url, registry)
  }
  return { environment: {}, registry: null, async [Symbol.asyncDispose]() {} }
}

function toOpened(url: string, server: AsyncDisposable): OpenedWay {
  return {
    environment: { EUREKA_SERVERS: url },
    registry: url,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
