/**
 * How a context is written beside a message, for every protocol alike. Names are lower case. What a peer sends is
 * taken only if it has the right form; anything else is as if it were not there.
 */
import { type B3Form, decodeB3, encodeB3 } from './b3.ts'
import { Cancellation } from './cancellation.ts'
import type { Ids } from './chance.ts'
import type { Clock } from './clock.ts'
import type { Context, Trace } from './context.ts'

/** The names under which a context crosses a wire. */
export const headerNames = {
  trace: 'traceparent',
  correlation: 'baggage',
  deadline: 'x-deadline-ms',
  idempotencyKey: 'idempotency-key',
  credential: 'authorization',
  caller: 'x-caller',
} as const

/** Headers of one message, names in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>

/** The longest idempotency key that is taken. Units: characters. */
export const idempotencyKeyCharactersMax = 200

/** What may be written beside what our own services read. */
export interface Encoding {
  /** For peers that follow no `traceparent`. Defaults to `none`. */
  readonly b3?: B3Form
}

/** Writes a context for the next hop; the deadline as the time that remains. */
export function encodeContext(
  context: Context,
  clock: Clock,
  { b3 = 'none' }: Encoding = {},
): Record<string, string> {
  const headers: Record<string, string> = {
    [headerNames.trace]: encodeTrace(context.trace),
    [headerNames.caller]: context.caller,
  }
  if (b3 !== 'none') Object.assign(headers, encodeB3(context.trace, b3))
  if (context.deadlineAt !== null) {
    const remainingMs = Math.max(0, Math.floor(context.deadlineAt - clock.monotonic()))
    headers[headerNames.deadline] = String(remainingMs)
  }
  if (context.idempotencyKey !== null)
    headers[headerNames.idempotencyKey] = encodeText(context.idempotencyKey)
  if (context.credential !== null) headers[headerNames.credential] = `Bearer ${context.credential}`
  const correlation = encodeCorrelation(context.correlation)
  if (correlation !== '') headers[headerNames.correlation] = correlation
  return headers
}

/**
 * Reads a context as a peer wrote it; the principal stays unknown until a step has verified the credential. Where a
 * trace came in several forms, W3C's goes before B3's.
 */
export function decodeContext(headers: Headers, clock: Clock, ids: Ids): Context {
  const remainingMs = decodeCount(headers[headerNames.deadline])
  const begin = () => newTrace(ids)
  return {
    trace: decodeTrace(headers[headerNames.trace]) ?? decodeB3(headers, begin) ?? begin(),
    deadlineAt: remainingMs === null ? null : clock.monotonic() + remainingMs,
    cancellation: new Cancellation(),
    principal: null,
    credential: decodeCredential(headers[headerNames.credential]),
    idempotencyKey: decodeKey(headers[headerNames.idempotencyKey]),
    caller: headers[headerNames.caller] ?? 'unknown',
    correlation: decodeCorrelation(headers[headerNames.correlation]),
  }
}

/** Begins a trace. */
export function newTrace(ids: Ids): Trace {
  return { traceId: ids.hex(16), spanId: ids.hex(8), sampled: true }
}

/** Source https://www.w3.org/TR/trace-context/#traceparent-header */
export function encodeTrace(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`
}

const traceparent =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?=$|-)/

/** Reads a `traceparent`; null for one that has not its form. Only a later version may have more behind the flags. */
export function decodeTrace(text: string | undefined): Trace | null {
  const parts = text === undefined ? null : traceparent.exec(text)
  if (parts === null) return null
  const [known, traceId = '', spanId = '', flags = ''] = parts
  if (known.startsWith('00') && known !== text) return null
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

function decodeCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function decodeCredential(text: string | undefined): string | null {
  const parts = text === undefined ? null : /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(text)
  return parts?.[1] ?? null
}

function decodeKey(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  const key = decodeText(text)
  return key.length <= idempotencyKeyCharactersMax ? key : null
}

/** Correlation ids kept per message, and their longest form, as W3C baggage bounds itself. */
const correlationCountMax = 8
const correlationCharactersMax = 512

/** Source https://www.w3.org/TR/baggage/ */
function encodeCorrelation(correlation: Readonly<Record<string, string>>): string {
  let text = ''
  for (const [name, value] of Object.entries(correlation).slice(0, correlationCountMax)) {
    const longer = `${text}${text === '' ? '' : ','}${name}=${encodeText(value)}`
    // A reader takes nothing of what is too long, so the rest stays behind.
    if (longer.length > correlationCharactersMax) break
    text = longer
  }
  return text
}

function decodeCorrelation(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined || text.length > correlationCharactersMax) return {}
  const pairs = text.split(',', correlationCountMax).flatMap((member) => {
    const parts = /^\s*([A-Za-z][A-Za-z0-9]{0,30})=([^;\s]*)/.exec(member)
    return parts === null ? [] : [[parts[1] ?? '', decodeText(parts[2] ?? '')] as const]
  })
  return Object.fromEntries(pairs)
}

/** A lone surrogate has no bytes; it becomes the replacement character. */
function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
