/**
 * What surrounds one service under test: a real PostgreSQL database of its own, and everything else in memory, where
 * calls and messages still cross as bytes and every caller is still verified.
 */
import type { Identity, Life, Surroundings } from '@atoll/chassis'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { createAttestationVerifier, parseScopes, type TokenSource } from '@atoll/identity'
import { createTestIdentity, type TestIdentity } from '@atoll/identity/testing'
import { createMemoryBroker, type MemoryBrokerFaults } from '@atoll/messaging/memory'
import { type Clock, createIds, Fault, type Ids, noFailpoint } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import { createLog, createTelemetry } from '@atoll/telemetry'
import { createMemoryTransport } from '@atoll/transport/memory'
import { createLines, type Lines } from './lines.ts'
import { type WatchedMessaging, watchMessaging } from './watched-messaging.ts'

/** What the surroundings are made of. */
export interface SurroundingsParts {
  readonly clock: Clock
  /** What chance the network in memory takes. */
  readonly seed: number
  readonly network: MemoryBrokerFaults
  /** Units: milliseconds. */
  readonly retryPausesMs: readonly number[]
  /** What the service finds set from outside. */
  readonly environment: Readonly<Record<string, string>>
  readonly life: Life
}

/** Surroundings, and the parts of them that a test speaks to. */
export interface ServiceSurroundings {
  readonly around: Surroundings
  readonly calls: Extract<Surroundings['calls'], { readonly kind: 'remote' }>
  readonly watched: WatchedMessaging
  readonly identity: TestIdentity
  readonly ids: Ids
  readonly lines: Lines
}

/** Generous, since nothing competes for lanes here and a slow machine must not lose them. Units: milliseconds. */
const limits = { graceMs: 2_000, leaseMs: 30_000 } as const

/** Opens them; what they opened is closed by `life`. */
export async function openServiceSurroundings(
  parts: SurroundingsParts,
): Promise<ServiceSurroundings> {
  const { clock, seed, network, retryPausesMs, environment, life } = parts
  const database = await openTestDatabase()
  life.onEnd(() => database[Symbol.asyncDispose]())
  const ids = createIds(clock)
  const random = createSeededRandom(seed)
  const identity = createTestIdentity({ clock })
  const broker = createMemoryBroker({ clock, random, faults: network })
  const watched = watchMessaging(broker.connect())
  life.onEnd(() => watched.messaging[Symbol.asyncDispose]())
  const discovery = createMemoryRegistry({ clock }).connect()
  life.onEnd(() => discovery[Symbol.asyncDispose]())
  const calls = {
    kind: 'remote',
    transport: createMemoryTransport({ clock, ids }),
    discovery,
  } as const
  const lines = createLines()
  const around: Surroundings = {
    calls,
    // Who is outside the system is played by a double like everybody else.
    external: new Map(),
    messaging: watched.messaging,
    clock,
    ids,
    random,
    failpoint: noFailpoint,
    instance: 'test',
    version: '1',
    limits: { ...limits, retryPausesMs },
    environment,
    openDatabase: (service) => openPostgres({ url: database.url, application: service, clock }),
    openTelemetry: (service) => {
      const about = { service, instance: `${service}-test`, version: '1', clock }
      const log = createLog({ ...about, level: 'warn', destination: lines })
      return createTelemetry({ ...about, log, ids })
    },
    openIdentity: async (service) => identityOf(service, { identity, clock }),
  }
  return { around, calls, watched, identity, ids, lines }
}

function identityOf(
  service: string,
  parts: { readonly identity: TestIdentity; readonly clock: Clock },
): Identity {
  const { identity, clock } = parts
  return {
    verify: identity.verifier(service),
    tokens: createTokenSource(identity, clock),
    attestor: identity.attestor(service),
    attestations: createAttestationVerifier({ keys: identity.keys, clock }),
  }
}

/** Units: milliseconds. */
const tokenMs = 300_000

/** Exchanges as the issuer does. The border has verified the token before; here it is only read. */
function createTokenSource(identity: TestIdentity, clock: Clock): TokenSource {
  return {
    async exchange({ subjectToken, audience }) {
      const { sub: subject, scope } = claimsOf(subjectToken)
      const token = identity.token({ audience, subject, scopes: parseScopes(scope) ?? [] })
      return { token, expiresAt: clock.now() + tokenMs }
    },
  }
}

function claimsOf(token: string): { readonly sub: string; readonly scope: unknown } {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
  const claims: unknown = JSON.parse(text)
  if (typeof claims === 'object' && claims !== null && 'sub' in claims && 'scope' in claims)
    return { sub: String(claims.sub), scope: claims.scope }
  const message = 'The token to be exchanged names no subject.'
  throw new Fault({ kind: 'unauthenticated', code: 'token_refused', message })
}
