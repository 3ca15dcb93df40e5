/** `atoll sidecar`: runs beside one process in any language until somebody ends it. */
import type { B3Form, Clock, Log } from '@atoll/pipeline'
import type { SeenChange } from '@atoll/sidecar'
import type { SpanSink } from '@atoll/telemetry'
import { listenForEnding } from './ending.ts'
import { exitCodes, usageFault } from './exit-code.ts'
import { openRegistryOf, type RegistryWish } from './eureka-place.ts'
import type { Parts } from './parts.ts'

/** What a sidecar is told. */
export interface SidecarWish extends RegistryWish {
  readonly service: string
  readonly port?: number
  readonly host: string
  readonly instance?: string
  readonly health?: string
  readonly intervalMs?: number
  readonly listen: number
  readonly deadlineMs?: number
  readonly zone?: string
  readonly zipkin?: string
  readonly otlp?: string
  readonly b3: B3Form
}

/** How long calls under way may take when it is ended. Units: milliseconds. */
const graceMs = 10_000

/** Runs it. Answers the exit code. Faults: those of its options and of its port. */
export async function sidecar(wish: SidecarWish, parts: Parts): Promise<number> {
  const { clock, screen, environment } = parts
  const { service, zone, b3 } = wish
  const { openOutgoing, startRegistrar } = await import('@atoll/sidecar')
  const { readThresholds } = await import('@atoll/resilience')
  const watched = await watchedBy(wish)
  const { createLog, createTelemetry } = await import('@atoll/telemetry')
  const names = { service, instance: `${service}-sidecar`, version: '' }
  // Records go to standard error, so that what is said to people stays readable.
  const destination = { write: (line: string) => screen.problem(line.trimEnd()) }
  const log = createLog({ ...names, level: 'warn', destination, clock })
  await using telemetry = createTelemetry({
    ...names,
    log,
    spans: await openSinks(wish, { log, clock }),
    clock,
  })
  const { deadlineMs } = wish
  await using discovery = await openRegistryOf(wish, { environment, clock, log })
  const outgoing = await openOutgoing({
    discovery,
    telemetry,
    port: wish.listen,
    clock,
    b3,
    // As every process of ours reads them.
    thresholds: readThresholds(environment['ATOLL_THRESHOLDS'] ?? ''),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(zone === undefined ? {} : { zone }),
  })
  const ending = listenForEnding(clock, environment['npm_lifecycle_event'] !== undefined)
  {
    const onChange = (change: SeenChange) => screen.line(toSeen(change))
    await using _ = startRegistrar({ services: watched, discovery, clock, log, onChange })
    screen.line(`${service} calls others at ${outgoing.address}/<service>/… Stop with Ctrl-C.`)
    await ending.stop
  }
  screen.line(`${service} is withdrawn; calls under way are finished.`)
  const isNow = await Promise.race([
    outgoing.stop(graceMs).then(() => false),
    ending.now.then(() => true),
  ])
  return isNow ? exitCodes.interrupted : exitCodes.ok
}

/** One line for people; its address ends it, so that it can be copied. */
export function toSeen({ service, address, now, reason }: SeenChange): string {
  if (now === 'registered') return `${service} is registered, at ${address}`
  const what = now === 'withdrawn' ? 'is withdrawn' : 'is not registered yet'
  return `${service} ${what} (${address}): ${reason}`
}

/** The process itself; none where it only calls others. */
async function watchedBy(wish: SidecarWish) {
  const { service, host, port, instance, health, intervalMs, zone } = wish
  if (port === undefined) {
    if (health === undefined) return []
    throw usageFault('Say with --port where the process listens.')
  }
  const { toWatchedService } = await import('@atoll/sidecar')
  const watched = toWatchedService({
    service,
    address: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    check: health === undefined ? { tcp: true } : { http: health },
    ...(instance === undefined ? {} : { instance }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(zone === undefined ? {} : { metadata: { zone } }),
  })
  return [watched]
}

async function openSinks(
  { zipkin, otlp }: Pick<SidecarWish, 'zipkin' | 'otlp'>,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<SpanSink[]> {
  const { createSpanSink } = await import('@atoll/telemetry')
  const sinks: SpanSink[] = []
  if (zipkin !== undefined) {
    const { createZipkinExporter } = await import('@atoll/telemetry-zipkin')
    sinks.push(
      createSpanSink({ exporter: createZipkinExporter({ url: zipkin, clock }), log, clock }),
    )
  }
  if (otlp !== undefined) {
    const { createOtlpExporter } = await import('@atoll/telemetry-otlp')
    sinks.push(createSpanSink({ exporter: createOtlpExporter({ url: otlp, clock }), log, clock }))
  }
  return sinks
}
