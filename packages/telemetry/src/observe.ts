/**
 * Hop 10 at every border: one span, one record, rate, errors and duration. The outermost step of its border; it reads
 * of a message only the ids that its contract correlates by, and changes nothing but the context.
 */
import type { FaultKind } from '@atoll/contract'
import {
  type Context,
  type Deliver,
  type FallbackListener,
  Fault,
  type Fields,
  isFault,
  type LogLevel,
  type Message,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { attributesOf, type Border, borders, nameOf } from './border.ts'
import type { BorderCount } from './border-metrics.ts'
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
  const subjectOf = createSubjects(border, telemetry, observing)
  return (next) => (message) => {
    const subject = subjectOf(message)
    const { names } = subject
    const content = message.kind === 'call' ? message.input : message.data
    if (message.kind === 'call' && subject.fellBack !== null)
      message.fallback?.onUse(subject.fellBack)
    const correlation = joinCorrelation(message.context.correlation, correlationOf(content, names))
    const hop = begin({ border, telemetry, subject, message, correlation })
    return run(hop, next).then(
      (reply) => {
        if (isFault(reply)) end(hop, reply.kind, { fault: reply })
        else end(hop, 'ok', { more: correlationOf(reply, names) })
        return reply
      },
      (thrown: unknown) => {
        const fault = Fault.from(thrown)
        end(hop, fault.kind, { fault })
        throw fault
      },
    )
  }
}

/** What all messages of one operation or event have in common at one border. */
interface Subject {
  readonly name: string
  /** The fields that its contract correlates by. */
  readonly names: readonly string[]
  readonly counts: Map<Outcome, BorderCount>
  /** Hears of a caller's own answer that took the place of a reply; null where nobody is called. */
  readonly fellBack: FallbackListener | null
}

/** Made once for each operation and event; an event that an older emitter wrote is a value of its own. */
function createSubjects(border: Border, telemetry: Telemetry, by: Observing) {
  const { service, borderMetrics } = telemetry
  const { correlate = () => [] } = by
  const subjects = new WeakMap<object, Subject>()
  const make = (message: Message): Subject => {
    const member = memberOf(message)
    const name = nameOf(message)
    const labels = { service, border, operation: name }
    const counts = new Map([['ok' as const, borderMetrics.count({ ...labels, outcome: 'ok' })]])
    const fellBack = border === 'client-out' ? createFallbackNote(name, telemetry) : null
    const subject = { name, names: correlate(member.contract), counts, fellBack }
    subjects.set(member, subject)
    return subject
  }
  return (message: Message): Subject => subjects.get(memberOf(message)) ?? make(message)
}

/** Counts fallbacks, and says on the span of whoever asked that its answer was made of one. */
function createFallbackNote(operation: string, { service, meter }: Telemetry): FallbackListener {
  const count = meter.createCounter('atoll.fallbacks', {
    description: 'Replies that a caller made itself, since the other side could not',
  })
  return ({ code }, hasFailed) => {
    count.add(1, { service, operation, code, outcome: hasFailed ? 'failed' : 'ok' })
    trace.getActiveSpan()?.setAttribute('fallback', operation)
  }
}

function memberOf(message: Message) {
  return message.kind === 'call' ? message.operation : message.event
}

interface Arrival {
  readonly border: Border
  readonly telemetry: Telemetry
  readonly subject: Subject
  readonly message: Message
  readonly correlation: Context['correlation']
}

/** One message on its way through one border. */
interface Hop {
  readonly arrival: Arrival
  readonly span: Span | null
  /** Units: milliseconds, monotonic. */
  readonly startedAt: number
  /** Units: milliseconds since 1970; zero where no span asks. */
  readonly startTimeMs: number
}

function begin(arrival: Arrival): Hop {
  const { border, telemetry, subject, message, correlation } = arrival
  const { clock, tracing } = telemetry
  const startedAt = clock.monotonic()
  if (!message.context.trace.sampled) return { arrival, span: null, startedAt, startTimeMs: 0 }
  const startTimeMs = clock.now()
  const span = tracing.start(subject.name, message.context.trace, {
    kind: borders[border].kind,
    startTime: startTimeMs,
    attributes: { ...correlation, ...attributesOf(message, border) },
  })
  return { arrival, span, startedAt, startTimeMs }
}

function run({ arrival, span }: Hop, next: Deliver): Promise<Reply> {
  const { message, correlation, telemetry } = arrival
  const { context } = message
  if (span !== null) {
    const onward = { ...message, context: { ...context, correlation, trace: toTrace(span) } }
    return telemetry.tracing.within(span, () => next(onward))
  }
  if (correlation === context.correlation) return next(message)
  return next({ ...message, context: { ...context, correlation } })
}

/** What is known at the end of a hop: how it failed, or the ids that only the reply holds. */
interface Ending {
  readonly fault?: Fault
  readonly more?: Context['correlation']
}

interface Ended extends Ending {
  readonly outcome: Outcome
  readonly durationMs: number
}

function end(hop: Hop, outcome: Outcome, ending: Ending): void {
  const { arrival, span } = hop
  const durationMs = arrival.telemetry.clock.monotonic() - hop.startedAt
  countOf(arrival, outcome).add(durationMs)
  if (span !== null) endSpan(span, hop.startTimeMs + durationMs, ending)
  const level = levelOf(arrival.border, ending.fault)
  if (arrival.telemetry.log.isOn(level)) record(hop, level, { outcome, durationMs, ...ending })
}

function countOf({ subject, telemetry, border }: Arrival, outcome: Outcome): BorderCount {
  const known = subject.counts.get(outcome)
  if (known !== undefined) return known
  const { service, borderMetrics } = telemetry
  const count = borderMetrics.count({ service, border, operation: subject.name, outcome })
  subject.counts.set(outcome, count)
  return count
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

function record({ arrival, span }: Hop, level: LogLevel, ended: Ended): void {
  const { border, telemetry, subject, message, correlation } = arrival
  const { outcome, durationMs, fault, more = {} } = ended
  const { name } = subject
  const { traceId, spanId } = span === null ? message.context.trace : toTrace(span)
  const fields: Fields = {
    ...correlation,
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
  telemetry.log[level](fields, `${name} ${outcome}`)
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

function levelOf(border: Border, fault: Fault | undefined): LogLevel {
  const { level } = borders[border]
  if (fault === undefined || fault.declared) return level
  // At an outgoing border the failure is somebody else's, who records it as an error.
  if (fault.kind === 'internal') return level === 'info' ? 'error' : 'warn'
  return troubles.has(fault.kind) ? 'warn' : level
}
