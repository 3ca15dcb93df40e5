/**
 * A service's life. Start: database and migrations, then the borders, then whoever sends work. Stop, in the order that
 * loses nothing: not ready, known no longer, no new calls, no new messages, outbox flushed and lanes given back,
 * database closed. A service that fails to start leaves nothing behind.
 */
import { type LiveSettings, openSettings, type Settings } from '@atoll/config'
import type { Contract } from '@atoll/contract'
import { createUnitOfWork, outboxMigrations, startRetention } from '@atoll/outbox'
import { type Deliver, pipeline } from '@atoll/pipeline'
import { type Breaker, createBreaker, mergeThresholds } from '@atoll/resilience'
import { type Database, readMigrations } from '@atoll/storage'
import type { Telemetry } from '@atoll/telemetry'
import { type BorderParts, serverIn } from './borders.ts'
import { type Calling, openCalling } from './calling.ts'
import { createGrounds } from './delivery.ts'
import { type DispatchParts, dispatchCalls } from './dispatch.ts'
import { startConsumers, startEvents } from './events.ts'
import { createHealth, type Health } from './health.ts'
import type { Service } from './implement.ts'
import { createLife, type Life } from './life.ts'
import { makeKnown } from './make-known.ts'
import type { Surroundings } from './surroundings.ts'

/** A service at work. */
export interface RunningService {
  readonly name: string
  readonly health: Health
  readonly database: Database
  readonly telemetry: Telemetry
  /** The circuits of everything that it calls. */
  readonly breaker: Breaker
  /** What it declares, as it is now. */
  readonly settings: LiveSettings<Settings>
  /** Where it is reached, if it listens. */
  readonly address: string | null
  stop(): Promise<void>
}

/** Starts a service in its surroundings. Faults: those of what it needs; nothing stays open. */
export async function startService(
  service: Service,
  around: Surroundings,
): Promise<RunningService> {
  const life = createLife()
  try {
    return await start(service, around, life)
  } catch (error) {
    // The first failure is the one to know; what cannot be closed after it is most likely its consequence.
    await life.end().catch(() => {})
    throw error
  }
}

async function start(service: Service, around: Surroundings, life: Life): Promise<RunningService> {
  const { name } = service
  const telemetry = around.openTelemetry(name)
  life.onEnd(() => telemetry.close())
  const settings = await openOwnSettings(service, around, telemetry)
  life.onEnd(() => settings[Symbol.asyncDispose]())
  const database = await openDatabase(service, around, { life, telemetry, settings })
  const thresholds = mergeThresholds(service.thresholds ?? {}, around.thresholds ?? {})
  const borders = await openBorders({ ...around, thresholds }, telemetry, contractsOf(service))
  const calling = await openCalling(around, borders, life)
  const relay = startEvents({ service, around, database, borders, life })
  const openGround = createGrounds({
    uses: service.uses,
    clientOut: calling.clientOut,
    database,
    unitOfWork: createUnitOfWork({
      ...around,
      database,
      attestor: borders.identity.attestor,
      wake: relay.wake,
    }),
    settings,
    clock: around.clock,
    log: telemetry.log,
  })
  const dispatch: DispatchParts = { service, openGround, database, failpoint: around.failpoint }
  await startConsumers({ service, around, database, borders, dispatch, life })
  const health = createHealth({
    database: () => database.check(),
    messaging: () => around.messaging.check(),
  })
  const entry = pipeline(serverIn(borders, service.contract), dispatchCalls(dispatch))
  const address = await startListening({ service, around, calling, entry, life })
  health.stage = 'ready'
  telemetry.log.info({ address }, `${name} is ready`)
  const stop = async () => {
    health.stage = 'draining'
    await life.end()
    health.stage = 'stopped'
  }
  return { name, health, database, telemetry, breaker: borders.breaker, settings, address, stop }
}

/** Reads what the service declares, and keeps it fresh where somebody else keeps it. */
function openOwnSettings(
  { name, settings }: Service,
  { environment, configuration, clock }: Surroundings,
  { log }: Telemetry,
): Promise<LiveSettings<Settings>> {
  const isAsked = Object.keys(settings).length > 0
  const kept = isAsked ? configuration?.(name) : undefined
  // An environment does not change while a process runs.
  return openSettings(settings, { environment, clock, log, ...(kept ?? { refreshMs: 0 }) })
}

async function openDatabase(
  service: Service,
  around: Surroundings,
  parts: {
    readonly life: Life
    readonly telemetry: Telemetry
    readonly settings: LiveSettings<Settings>
  },
): Promise<Database> {
  const database = await around.openDatabase(service.name)
  parts.life.onEnd(() => database[Symbol.asyncDispose]())
  await database.migrate(outboxMigrations)
  if (service.migrations !== null) {
    const migrations = await readMigrations(service.migrations)
    await database.migrate({ owner: service.name, migrations })
  }
  await service.prepare?.({
    sql: database.reader(),
    settings: parts.settings.current,
    transaction: (work) => database.transaction(({ sql }) => work({ sql })),
  })
  const retention = startRetention({ database, clock: around.clock, log: parts.telemetry.log })
  parts.life.onEnd(() => retention.stop())
  return database
}

/** Opens what the borders of a service or gateway are made of. */
export async function openBorders(
  around: Surroundings,
  telemetry: Telemetry,
  contracts: readonly Contract[],
): Promise<BorderParts> {
  const correlate = new Map(contracts.map(({ $contract }) => [$contract.name, $contract.correlate]))
  return {
    telemetry,
    clock: around.clock,
    random: around.random,
    failpoint: around.failpoint,
    breaker: createBreaker({
      clock: around.clock,
      log: telemetry.log,
      ...(around.thresholds === undefined ? {} : { thresholds: around.thresholds }),
    }),
    identity: await around.openIdentity(telemetry.service),
    direct: around.calls.kind === 'direct',
    outside: new Set(around.external.keys()),
    correlate: (contract) => correlate.get(contract) ?? [],
  }
}

function contractsOf(service: Service): readonly Contract[] {
  return [service.contract, ...Object.values(service.uses)]
}

/** Begins to be called: in the process by name, or at an address that is then made known. */
async function startListening(parts: {
  readonly service: Service
  readonly around: Surroundings
  readonly calling: Calling
  readonly entry: Deliver
  readonly life: Life
}): Promise<string | null> {
  const { service, around, entry, life } = parts
  const { calls } = around
  if (calls.kind === 'direct') {
    const serving = calls.local.serve(service.name, entry)
    life.onEnd(() => serving.stop(around.limits.graceMs))
    return null
  }
  const served = { service: service.name, contracts: [service.contract], deliver: entry }
  const listener = await calls.transport.listen(served)
  life.onEnd(() => listener.stop(around.limits.graceMs))
  const { address } = listener
  await makeKnown(calls.discovery, { name: service.name, address }, { around, life })
  return address
}
