/** What the tests of this package share: instances of every shape, and a registry whose time a test moves. */
import { Cancellation } from '@atoll/pipeline'
import type { HttpRequest, HttpResponse } from '@atoll/http'
import { createSimulatedClock, type SimulatedClock } from '@atoll/pipeline/simulated'
import { createAnswers } from './answers.ts'
import type { InstanceInfo, Texts } from './instance-info.ts'
import { Leases, type LeasesSettings } from './leases.ts'
import { createNews } from './news.ts'
import { createRegistry } from './registry.ts'
import type { ReplicationItem } from './replication.ts'
import { registryRoutes, type RoutesParts } from './routes.ts'

/** How often tests let a registry look at its leases. Units: milliseconds. */
export const sweepMs = 1_000

/** An instance that could be registered. */
export function sample(parts: Partial<InstanceInfo> = {}): InstanceInfo {
  return {
    instanceId: 'h1:svc:8080',
    hostName: 'h1',
    app: 'SVC',
    ipAddr: '10.0.0.1',
    sid: null,
    status: 'UP',
    overriddenStatus: 'UNKNOWN',
    port: { number: 8080, isEnabled: true },
    securePort: { number: 443, isEnabled: false },
    countryId: 1,
    dataCenterInfo: { name: 'MyOwn', metadata: {} },
    leaseInfo: {
      renewalIntervalInSecs: 30,
      durationInSecs: 90,
      registrationTimestamp: 0,
      lastRenewalTimestamp: 0,
      evictionTimestamp: 0,
      serviceUpTimestamp: 0,
    },
    metadata: {},
    isCoordinatingDiscoveryServer: false,
    lastUpdatedTimestamp: 1_700_000_000_000,
    lastDirtyTimestamp: 1_700_000_000_001,
    actionType: null,
    appGroupName: null,
    homePageUrl: null,
    statusPageUrl: null,
    healthCheckUrl: null,
    secureHealthCheckUrl: null,
    vipAddress: 'svc',
    secureVipAddress: 'svc',
    asgName: null,
    ...parts,
  }
}

/** The same with a lease of so many seconds. */
export function lasting(durationInSecs: number, parts: Partial<InstanceInfo> = {}): InstanceInfo {
  const { leaseInfo } = sample()
  return sample({ leaseInfo: { ...leaseInfo, durationInSecs }, ...parts })
}

/** Leases on a clock that a test moves, looked at as often as they expect. */
export interface SimulatedLeases {
  readonly clock: SimulatedClock
  readonly leases: Leases
  /** Lets time pass. Units: milliseconds. Answers the ids of the evicted. */
  pass(ms: number): Promise<readonly string[]>
}

/** Makes leases on a simulated clock. */
export function createSimulatedLeases(settings: Partial<LeasesSettings> = {}): SimulatedLeases {
  const clock = createSimulatedClock()
  const leases = new Leases({ clock, sweepMs, ...settings })
  let sinceSweepMs = 0
  return {
    clock,
    leases,
    async pass(ms) {
      const evicted: string[] = []
      for (let left = ms; left > 0; ) {
        const step = Math.min(left, sweepMs - sinceSweepMs)
        await clock.advance(step)
        left -= step
        sinceSweepMs = (sinceSweepMs + step) % sweepMs
        if (sinceSweepMs === 0)
          evicted.push(...leases.sweep().evicted.map(({ instanceId }) => instanceId))
      }
      return evicted
    },
  }
}

/** A registry that is asked without a wire. */
export interface AskedRegistry extends SimulatedLeases {
  readonly told: ReplicationItem[]
  ask(line: string, parts?: Partial<HttpRequest>): Promise<HttpResponse>
}

/** Makes a registry whose routes are called directly. */
export function createAskedRegistry(
  parts: Partial<RoutesParts> = {},
  settings: Partial<LeasesSettings> = {},
): AskedRegistry {
  const simulated = createSimulatedLeases(settings)
  const { leases, clock } = simulated
  const told: ReplicationItem[] = []
  const routes = registryRoutes({
    registry: createRegistry(leases, (item) => void told.push(item)),
    answers: createAnswers(leases),
    news: createNews(clock, () => ({ version: leases.version, hash: leases.hash() })),
    clock,
    admits: () => true,
    isReady: () => true,
    ...parts,
  })
  return {
    ...simulated,
    told,
    /** Shape of a line: `GET /eureka/apps/SVC?x=1`. */
    async ask(line, more = {}) {
      const [method = '', target = ''] = line.split(' ')
      const [path = '', query = ''] = target.split('?')
      const known = routes.map((route) => ({ route, params: match(route.path, path) }))
      const found = known
        .filter(({ route, params }) => route.method === method && params !== null)
        .toSorted((one, other) => size(one.params) - size(other.params))[0]
      if (found === undefined) throw new Error(`no route for ${line}`)
      return found.route.handle({
        method,
        path,
        params: found.params ?? {},
        query: new URLSearchParams(query),
        headers: {},
        body: null,
        bodyBytes: 0,
        cancellation: new Cancellation(),
        remoteAddress: '127.0.0.1',
        ...more,
      })
    },
  }
}

function size(params: Texts | null): number {
  return Object.keys(params ?? {}).length
}

function match(pattern: string, path: string): Texts | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? ''
    const field = /^\{(\w+)\}$/.exec(part)?.[1]
    if (field === undefined ? part !== text : text === '') return null
    if (field !== undefined) params[field] = decodeURIComponent(text)
  }
  return params
}
