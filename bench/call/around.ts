/** What surrounds the called service: a database of its own that is never asked, and nothing else outside the process. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLife, createLocalCalls, type Surroundings } from '@atoll/chassis'
import { createAttestationVerifier } from '@atoll/identity'
import { createTestIdentity } from '@atoll/identity/testing'
import { createMemoryBroker } from '@atoll/messaging/memory'
import { type Clock, type Ids, noFailpoint, systemRandom } from '@atoll/pipeline'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import { createLog, createTelemetry, encodeSpan, toSpanSink } from '@atoll/telemetry'

/** What the surroundings are made of. */
export interface AroundParts {
  readonly clock: Clock
  readonly ids: Ids
  /** Whether spans and a record of each call are kept, in files of a folder that is removed at the end. */
  readonly isTraced: boolean
}

/** Surroundings that end. */
export type Around = Surroundings & AsyncDisposable

/** Opens them. */
export async function openAround({ clock, ids, isTraced }: AroundParts): Promise<Around> {
  const life = createLife()
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-call-'))
  life.onEnd(() => rm(folder, { recursive: true, force: true }))
  const database = await openTestDatabase()
  life.onEnd(() => database[Symbol.asyncDispose]())
  const identity = createTestIdentity({ clock })
  const messaging = createMemoryBroker({ clock, random: systemRandom }).connect()
  life.onEnd(() => messaging[Symbol.asyncDispose]())
  const records = createWriteStream(join(folder, 'records.ndjson'))
  const spans = createWriteStream(join(folder, 'spans.ndjson'))
  return {
    calls: { kind: 'direct', local: createLocalCalls(clock) },
    external: new Map(),
    messaging,
    clock,
    ids,
    random: systemRandom,
    failpoint: noFailpoint,
    instance: 'bench',
    environment: {},
    version: '1',
    limits: { graceMs: 1_000, leaseMs: 30_000, retryPausesMs: [1_000] },
    openDatabase: (service) => openPostgres({ url: database.url, application: service, clock }),
    openTelemetry(service) {
      const about = { service, instance: `${service}-bench`, version: '1', clock }
      const level = isTraced ? 'info' : 'warn'
      const log = createLog({ ...about, level, destination: records })
      const sink = toSpanSink({
        async write(written) {
          for (const span of written) spans.write(`${encodeSpan(span)}\n`)
        },
        async [Symbol.asyncDispose]() {},
      })
      return createTelemetry({ ...about, log, ids, spans: [sink] })
    },
    openIdentity: async (service) => ({
      verify: identity.verifier(service),
      tokens: { exchange: () => Promise.reject(new TypeError('calls stay in the process')) },
      attestor: identity.attestor(service),
      attestations: createAttestationVerifier({ keys: identity.keys, clock }),
    }),
    [Symbol.asyncDispose]: () => life.end(),
  }
}
