/** From an opening to what the services of one process find around them: the adapters of the local environment. */
import { join } from 'node:path'
import type { Calls, Identity, Life, Surroundings } from '@atoll/chassis'
import type { Discovery } from '@atoll/discovery'
import {
  createAttestationVerifier,
  createAttestor,
  createCachedExchange,
  createSigningKey,
  createVerifier,
  type KeySource,
  type PrivateJwk,
  serviceTokenMsMax,
  sessionTokenMsMax,
} from '@atoll/identity'
import type { ServiceTokens } from '@atoll/issuer'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { type Clock, createIds, type Ids, type Log, systemRandom } from '@atoll/pipeline'
import { openPostgres } from '@atoll/storage-postgres'
import type { External } from '@atoll/system'
import { createLog, createMetrics, createTelemetry } from '@atoll/telemetry'
import { configurationBy } from './configuration.ts'
import { openExternal } from './external.ts'
import { createFailpoint } from './failpoint.ts'
import { type LineFile, openLineFile } from './line-file.ts'
import { type Management, openManagement } from './management.ts'
import type { Opening } from './opening.ts'
import { openSpanSinks } from './span-sinks.ts'

/** What surroundings are opened from. */
export interface SurroundingsParts {
  readonly opening: Opening
  readonly calls: (log: Log) => Calls
  /** The services outside that this process calls. */
  readonly external: readonly External[]
  /** The decided registry, where those outside are looked up. */
  readonly registry: (calls: Calls, log: Log) => Discovery
  /** How one service or gateway of this process asks the issuer. */
  readonly tokensOf: (name: string) => ServiceTokens
  /** The issuer's public keys, and those of services. */
  readonly issuerKeys: KeySource
  readonly serviceKeys: KeySource
  /** The gateways of the system: they take people's tokens, whose audience is the system. */
  readonly gateways: ReadonlySet<string>
  readonly clock: Clock
  readonly life: Life
}

/** The surroundings of one process, and the port at which it is asked how it is. */
export interface Opened {
  readonly around: Surroundings
  readonly management: Management
}

/** How many verified exchanges one service remembers. */
const exchangesMax = 5000

/** Opens the surroundings of one process; what it opened is closed by `life`. */
export async function openSurroundings(parts: SurroundingsParts): Promise<Opened> {
  const { opening, clock, life } = parts
  const ids = createIds(clock)
  const lines = await openLines('ndjson', parts)
  const spanLines = await openLines('spans.ndjson', parts)
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const logOf = (service: string) => openLog(service, { opening, lines, clock })
  const log = logOf(opening.process)
  const { failpoint, arm } = createFailpoint(opening)
  const { system, process, instance, version } = opening
  const management = await openManagement({
    info: { system, process, instance, version },
    metrics,
    token: opening.managementToken,
    arm,
    clock,
    log,
    life,
  })
  const messaging = await openMessaging(parts, { ids, log })
  const calls = parts.calls(log)
  const around: Surroundings = {
    calls,
    external: await openExternal({
      external: parts.external,
      environment: opening.environment,
      registry: () => parts.registry(calls, log),
      zone: opening.zone,
      clock,
      b3: opening.b3,
      life,
    }),
    messaging,
    clock,
    ids,
    random: systemRandom,
    failpoint,
    instance: opening.instance,
    version: opening.version,
    zone: opening.zone,
    // Under the names by which Spring's services say the same, and Spring Boot Admin and Prometheus find it.
    metadata: {
      'management.port': new URL(management.address).port,
      ...(opening.zone === null ? {} : { zone: opening.zone }),
    },
    limits: opening.limits,
    environment: opening.environment,
    ...configurationBy(opening.configuration, clock),
    thresholds: opening.thresholds,
    openDatabase: (service) =>
      openPostgres({ url: ownUrl(opening, service), application: service, clock }),
    openTelemetry: (service) =>
      createTelemetry({
        service,
        instance: `${service}-${opening.instance}`,
        version: opening.version,
        log: logOf(service),
        spans: openSpanSinks({ opening, lines: spanLines, log, clock }),
        metrics,
        clock,
        ids,
      }),
    openIdentity: (service) => openIdentity(service, parts),
  }
  return { around, management }
}

async function openMessaging(
  { opening, clock, life }: SurroundingsParts,
  { ids, log }: { readonly ids: Ids; readonly log: Log },
) {
  const { messagingUrl: url, limits } = opening
  const messaging = await openPostgresMessaging({ url, clock, ids, log, leaseMs: limits.leaseMs })
  life.onEnd(() => messaging[Symbol.asyncDispose]())
  return messaging
}

/** A file of the process beside its others. */
async function openLines(
  ending: string,
  { opening, life }: Pick<SurroundingsParts, 'opening' | 'life'>,
): Promise<LineFile> {
  const lines = await openLineFile(join(opening.logDirectory, `${opening.process}.${ending}`))
  life.onEnd(() => lines.close())
  return lines
}

function openLog(
  service: string,
  parts: { readonly opening: Opening; readonly lines: LineFile; readonly clock: Clock },
): Log {
  const { opening, lines, clock } = parts
  const { instance, version, logLevel } = opening
  return createLog({
    service,
    instance: `${service}-${instance}`,
    version,
    level: logLevel,
    destination: lines,
    clock,
  })
}

function ownUrl({ databases, process }: Opening, service: string): string {
  const url = databases[service]
  if (url === undefined)
    throw new TypeError(`process ${process} was given no database of ${service}`)
  return url
}

async function openIdentity(name: string, parts: SurroundingsParts): Promise<Identity> {
  const { opening, clock } = parts
  const key = createSigningKey(ownKey(opening, name), name)
  const isGateway = parts.gateways.has(name)
  return {
    verify: createVerifier({
      issuer: opening.issuer,
      audience: isGateway ? opening.system : name,
      tokenMsMax: isGateway ? sessionTokenMsMax : serviceTokenMsMax,
      keys: parts.issuerKeys,
      clock,
    }),
    tokens: createCachedExchange(parts.tokensOf(name), { clock, entriesMax: exchangesMax }),
    attestor: createAttestor({ service: name, key, clock }),
    attestations: createAttestationVerifier({ keys: parts.serviceKeys, clock }),
  }
}

function ownKey({ keys, process }: Opening, name: string): PrivateJwk {
  const key = keys[name]
  if (key === undefined) throw new TypeError(`process ${process} was given no key of ${name}`)
  return key
}
