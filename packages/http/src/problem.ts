/**
 * Faults as `application/problem+json`, both ways. Whoever answers a failure over HTTP, with or without an operation,
 * comes through here, so that no stack trace and no vendor's message has another way out.
 * Source RFC 9457; beyond its members: code, kind, executed, details, retryAfterMs.
 */
import { STATUS_CODES } from 'node:http'
import { fromStatus, type Operation } from '@atoll/contract'
import { Fault, fromWireFault, toWireFault } from '@atoll/pipeline'
import type { HttpResponse } from './exchange.ts'
import { statusOf } from './refusal.ts'

/** The media type of problems. */
export const problemType = 'application/problem+json'

/** A problem document. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  /** Units: an HTTP status. */
  readonly status: number
  /** Stable; what programs decide by. */
  readonly code: string
  readonly detail: string
  readonly kind: string
  readonly executed: string
  readonly details?: unknown
  readonly retryAfterMs?: number
}

/** Describes a fault; a declared one under its operation's contract. */
export function toProblem(fault: Fault, operation: Operation | null): Problem {
  const wire = toWireFault(fault, operation)
  const status = statusOf(wire)
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Client Closed Request',
    status,
    code: wire.code,
    detail: wire.message,
    kind: wire.kind,
    executed: wire.executed,
    ...(isEmpty(wire.details) ? {} : { details: wire.details }),
    ...(wire.retryAfterMs === null ? {} : { retryAfterMs: wire.retryAfterMs }),
  }
}

function isEmpty(details: unknown): boolean {
  return isRecord(details) && Object.keys(details).length === 0
}

/** The response of a fault; `trace` lets its reader find the records of it. */
export function toProblemResponse(
  fault: Fault,
  options: { readonly operation?: Operation; readonly trace?: string } = {},
): HttpResponse {
  const { operation = null, trace } = options
  const problem = { ...toProblem(fault, operation), ...(trace === undefined ? {} : { trace }) }
  const headers: Record<string, string> = { 'content-type': problemType }
  if (fault.retryAfterMs !== null)
    headers['retry-after'] = String(Math.ceil(fault.retryAfterMs / 1000))
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}

/**
 * Reads the fault of an operation out of a response's JSON. A server that does not speak our problems is understood by
 * its status, and what it executed is then unknown unless the status says that it refused.
 */
export async function fromProblem(
  body: unknown,
  status: number,
  operation: Operation,
): Promise<Fault> {
  const problem = isRecord(body) ? body : {}
  if (!isOurs(problem)) return foreign(problem, status, operation)
  return fromWireFault(
    {
      kind: problem['kind'],
      code: problem['code'],
      message: problem['detail'],
      details: 'details' in problem ? problem['details'] : {},
      executed: problem['executed'],
      retryAfterMs: problem['retryAfterMs'] ?? null,
    },
    operation,
  )
}

/** Whether a body is a problem as ours write it. */
export function isOurs(body: unknown): boolean {
  return isRecord(body) && typeof body['code'] === 'string' && typeof body['executed'] === 'string'
}

function foreign(problem: Readonly<Record<string, unknown>>, status: number, operation: Operation) {
  return new Fault({
    kind: fromStatus(status),
    code: typeof problem['code'] === 'string' ? problem['code'] : `http_${status}`,
    message: `The other side answered with status ${status}.`,
    origin: operation.contract,
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
