/**
 * Hop 10 at every border: one span, one record, rate, errors and duration. The outermost step of its border; it reads
 * of a message only the ids that its contract correlates by, and changes nothing but the context.
 */
import type { FaultKind } from '@atoll/contract'
import {
  type Context,
  type Deliver,
  Fault,
  type Fields,
  isFault,
  type Message,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import { type Span, SpanStatusCode } from '@opentelemetry/api'
import { attributesOf, type Border, borders, nameOf } from './border.ts'
import { correlationOf, joinCorrelation } from './correlation.ts'
import type { Telemetry } from './telemetry.ts'
import { toTrace } from './tracing.ts'

/** What observing may know beside. */
export interface Observing {
  /** The field names that a contract correlates by: `(name) => contracts[name].$contract.correlate`. */
  readonly correlate?: (contract: string) => readonly string[]
}

/** How a hop ended, as the label of the metrics: it worked, or the kind of its fault. */
type Outcome = 'ok' | FaultKind

/**
 * Makes the step. A message that is not sampled makes no span; it is counted and recorded all the same. What a stream
 * says after its beginning is not observed.
 */
export function observe(border: Border, telemetry: Telemetry, observing: Observing = {}): Step {
  const { correlate = () => [] } = observing
  return (next) => async (message) => {
    const names = correlate(contractOf(message))
    const content = message.kind === 'call' ? message.input : message.data
    const correlation = joinCorrelation(message.context.correlation, correlationOf(content, names))
    const hop = begin({ border, telemetry }, message, correlation)
    try {
      const reply = await run(hop, next)
      if (isFault(reply)) end(hop, reply.kind, { fault: reply })
      else end(hop, 'ok', { more: correlationOf(reply, names) })
      return reply
    } catch (thrown) {
      const fault = Fault.from(thrown)
      end(hop, fault.kind, { fault })
      throw fault
    }
  }
}

function contractOf(message: Message): string {
  return message.kind === 'call' ? message.operation.contract : message.event.contract
}

interface Place {
  readonly border: Border
  readonly telemetry: Telemetry
}

/** One message on its way through one border. */
interface Hop extends Place {
  readonly message: Message
  readonly name: string
  readonly correlation: Context['correlation']
  readonly span: Span | null
  /** Units: milliseconds, monotonic. */
  readonly startedAt: number
  /** Units: milliseconds since 1970. */
  readonly startTimeMs: number
}

function begin(place: Place, message: Message, correlation: Hop['correlation']): Hop {
  const { clock, tracing } = place.telemetry
  const name = nameOf(message)
  const startTimeMs = clock.now()
  const span = message.context.trace.sampled
    ? tracing.start(name, message.context.trace, {
        kind: borders[place.border].kind,
        startTime: startTimeMs,
        attributes: { ...correlation, ...attributesOf(message, place.border) },
      })
    : null
  return { ...place, message, name, correlation, span, startedAt: clock.monotonic(), startTimeMs }
}

function run(hop: Hop, next: Deliver): Promise<Reply> {
  const { message, correlation, span } = hop
  const { context } = message
  if (span !== null) {
    const onward = { ...message, context: { ...context, correlation, trace: toTrace(span) } }
    return hop.telemetry.tracing.within(span, () => next(onward))
  }
  if (correlation === context.correlation) return next(message)
  return next({ ...message, context: { ...context, correlation } })
}

/** What is known at the end of a hop: how it failed, or the ids that only the reply holds. */
interface Ending {
  readonly fault?: Fault
  readonly more?: Hop['correlation']
}

function end(hop: Hop, outcome: Outcome, ending: Ending): void {
  const { border, telemetry, name, span } = hop
  const durationMs = telemetry.clock.monotonic() - hop.startedAt
  const labels = { service: telemetry.service, border, operation: name, outcome }
  telemetry.borderMetrics.messages.add(1, labels)
  telemetry.borderMetrics.duration.record(durationMs / 1000, labels)
  if (span !== null) endSpan(span, hop.startTimeMs + durationMs, ending)
  record(hop, { outcome, durationMs, ...ending })
}

function endSpan(span: Span, endTimeMs: number, { fault, more = {} }: Ending): void {
  span.setAttributes(more)
  if (fault !== undefined) {
    span.setAttribute('error.type', fault.code)
    // A declared fault is an answer: the operation did what its contract says.
    if (!fault.declared) span.setStatus({ code: SpanStatusCode.ERROR, message: fault.message })
  }
  span.end(endTimeMs)
}

function record(hop: Hop, ended: Ending & { outcome: Outcome; durationMs: number }): void {
  const { border, telemetry, message, name, span } = hop
  const { outcome, durationMs, fault, more = {} } = ended
  const { traceId, spanId } = span === null ? message.context.trace : toTrace(span)
  const fields: Fields = {
    ...hop.correlation,
    ...more,
    trace: traceId,
    span: spanId,
    border,
    operation: name,
    caller: message.context.caller,
    outcome,
    code: fault?.code ?? null,
    // Tenths of a microsecond say nothing.
    durationMs: Math.round(durationMs * 1000) / 1000,
    ...(fault === undefined ? {} : explain(fault)),
  }
  telemetry.log[levelOf(border, fault)](fields, `${name} ${outcome}`)
}

/** Faults that were recorded with their cause, so that a stack stands in the records of a process once. */
const explained = new WeakSet<Fault>()

function explain(fault: Fault): Fields {
  if (fault.cause === undefined || explained.has(fault)) return { reason: fault.message }
  explained.add(fault)
  return { reason: fault.message, error: fault.cause }
}

/** Kinds that somebody here should look at. */
const troubles: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'unavailable',
  'deadline',
  'unimplemented',
])

function levelOf(border: Border, fault: Fault | undefined): 'debug' | 'info' | 'warn' | 'error' {
  const { level } = borders[border]
  if (fault === undefined || fault.declared) return level
  // At an outgoing border the failure is somebody else's, who records it as an error.
  if (fault.kind === 'internal') return level === 'info' ? 'error' : 'warn'
  return troubles.has(fault.kind) ? 'warn' : level
}
