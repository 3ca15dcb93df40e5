/**
 * How a context is written beside a message, for every protocol alike. Names are lower case. What a peer sends is
 * taken only if it has the right form; anything else is as if it were not there.
 */
import { isPriority, type Priority } from '@atoll/contract'
import { type B3Form, decodeB3, encodeB3 } from './b3.ts'
import { Cancellation } from './cancellation.ts'
import type { Ids } from './chance.ts'
import type { Clock } from './clock.ts'
import { type Context, newTrace, type Trace } from './context.ts'

/** The names under which a context crosses a wire. */
export const headerNames = {
  trace: 'traceparent',
  correlation: 'baggage',
  deadline: 'x-deadline-ms',
  priority: 'x-priority',
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
  encoding: Encoding = {},
): Record<string, string> {
  const headers = encodeForOthers(context, clock, encoding)
  headers[headerNames.caller] = context.caller
  if (context.priority !== 'default') headers[headerNames.priority] = context.priority
  if (context.credential !== null) headers[headerNames.credential] = `Bearer ${context.credential}`
  const correlation = encodeCorrelation(context.correlation)
  if (correlation !== '') headers[headerNames.correlation] = correlation
  return headers
}

/** Writes what anybody may know of a context, and nothing of who asks: its trace, the time that remains, its key. */
export function encodeForOthers(
  { trace, deadlineAt, idempotencyKey }: Context,
  clock: Clock,
  { b3 = 'none' }: Encoding = {},
): Record<string, string> {
  const headers = encodeTraceHeaders(trace, b3)
  if (deadlineAt !== null) {
    const remainingMs = Math.max(0, Math.floor(deadlineAt - clock.monotonic()))
    headers[headerNames.deadline] = String(remainingMs)
  }
  if (idempotencyKey !== null) headers[headerNames.idempotencyKey] = encodeText(idempotencyKey)
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
    trace: decodeTraceOf(headers, begin) ?? begin(),
    deadlineAt: remainingMs === null ? null : clock.monotonic() + remainingMs,
    cancellation: new Cancellation(),
    principal: null,
    credential: decodeCredential(headers[headerNames.credential]),
    priority: decodePriority(headers[headerNames.priority]),
    idempotencyKey: decodeKey(headers[headerNames.idempotencyKey]),
    caller: headers[headerNames.caller] ?? 'unknown',
    correlation: decodeCorrelation(headers[headerNames.correlation]),
  }
}

/** Where a peer stands, in whatever form it says so; null if it does not. `begin` is for one that says only whether to sample. */
export function decodeTraceOf(headers: Headers, begin: () => Trace): Trace | null {
  return decodeTrace(headers[headerNames.trace]) ?? decodeB3(headers, begin)
}

/** Writes where a message stands, and nothing else of it. */
export function encodeTraceHeaders(trace: Trace, b3: B3Form): Record<string, string> {
  return { [headerNames.trace]: encodeTrace(trace), ...encodeB3(trace, b3) }
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

function decodePriority(text: string | undefined): Priority {
  return isPriority(text) ? text : 'default'
}

/** Reads the token of an `authorization` header; null for one of another scheme. Source RFC 6750 section 2.1 */
export function decodeCredential(text: string | undefined): string | null {
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
