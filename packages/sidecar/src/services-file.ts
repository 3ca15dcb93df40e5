/** Reads the list of processes that a registrar looks after. Pure: text goes in, processes or every mistake come out. */
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import { healthRulesDefault } from './health.ts'
import type { WatchedService } from './registrar.ts'

const Count = z.int().min(1).max(100)
const Milliseconds = z.int().min(50).max(600_000)
const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'write letters, digits, . _ -')

const originOnly = 'write scheme, host and port only, such as http://10.0.0.7:5000'

const ServiceEntry = z.strictObject({
  service: Name,
  address: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(isOrigin, originOnly),
  instance: z.string().min(1).max(200).optional(),
  version: z.string().max(100).default(''),
  metadata: z.record(z.string().max(100), z.string().max(1_000)).default({}),
  check: z
    .union([
      z.strictObject({ http: z.string().startsWith('/').max(1_000) }),
      z.strictObject({ tcp: z.literal(true) }),
    ])
    .default({ tcp: true }),
  intervalMs: Milliseconds.default(healthRulesDefault.intervalMs),
  timeoutMs: Milliseconds.default(healthRulesDefault.timeoutMs),
  healthy: Count.default(healthRulesDefault.healthy),
  unhealthy: Count.default(healthRulesDefault.unhealthy),
})
const ServicesFile = z.strictObject({ services: z.array(ServiceEntry).min(1).max(1_000) })

/** One process as it is written down. */
export type ServiceEntry = z.input<typeof ServiceEntry>

/**
 * Reads a list. Shape: `{ "services": [{ "service": "pricing", "address": "http://10.0.0.7:5000", "check": { "http": "/health" } }] }`
 * Faults: invalid `services_unreadable` with every mistake and its place.
 */
export function parseServices(text: string): readonly WatchedService[] {
  const parsed = ServicesFile.safeParse(toJson(text))
  if (parsed.success) {
    const services = parsed.data.services.map(toWatched)
    const ids = services.map(({ instance }) => `${instance.service}/${instance.instance}`)
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice === undefined) return services
    throw unreadable([`${twice} stands twice: give each an \`instance\` of its own`])
  }
  throw unreadable(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
  )
}

/** One process that is looked after. Faults: invalid `services_unreadable`. */
export function toWatchedService(entry: ServiceEntry): WatchedService {
  const [watched] = parseServices(JSON.stringify({ services: [entry] }))
  if (watched === undefined) throw new TypeError('a list of one has one')
  return watched
}

/** What is more than an origin would be left out of every call. */
function isOrigin(address: string): boolean {
  const url = URL.parse(address)
  return url === null || url.href === `${url.origin}/`
}

function toWatched(entry: z.output<typeof ServiceEntry>): WatchedService {
  const { service, version, metadata, check, intervalMs, timeoutMs, healthy, unhealthy } = entry
  const { origin, hostname, port, protocol } = new URL(entry.address)
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const instance = entry.instance ?? `${host}:${service}:${number}`
  return {
    instance: { service, instance, address: origin, version, metadata },
    target:
      'http' in check
        ? { kind: 'http', origin, path: check.http }
        : { kind: 'tcp', host, port: number },
    rules: { intervalMs, timeoutMs, healthy, unhealthy },
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw unreadable([thrown instanceof Error ? thrown.message : String(thrown)])
  }
}

function unreadable(mistakes: readonly string[]): Fault {
  const list = mistakes.map((mistake) => `\n  - ${mistake}`).join('')
  const message = `The list of services cannot be read:${list}`
  return new Fault({ kind: 'invalid', code: 'services_unreadable', message, details: { mistakes } })
}
