/** The one table between kinds of fault and HTTP statuses, both ways. */
import { type FaultKind, faultKinds } from './fault-shape.ts'

/** Units: HTTP statuses. Source RFC 9110 section 15; 499 by custom for a caller that went away. */
const statuses: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition: 422,
  limited: 429,
  cancelled: 499,
  deadline: 504,
  unavailable: 503,
  unimplemented: 501,
  internal: 500,
}

/** The HTTP status of a kind of fault. */
export function toStatus(kind: FaultKind): number {
  return statuses[kind]
}

/** Statuses that ours never send and others do. Source RFC 9110 section 15.5, RFC 4918 section 11, RFC 6585 */
const others: ReadonlyMap<number, FaultKind> = new Map([
  [402, 'precondition'],
  [405, 'unimplemented'],
  [408, 'deadline'],
  [410, 'not_found'],
  [412, 'precondition'],
  [423, 'conflict'],
  [424, 'precondition'],
  [428, 'precondition'],
  [502, 'unavailable'],
])

/** The kind that an HTTP status means when a server said nothing better. */
export function fromStatus(status: number): FaultKind {
  const exact = faultKinds.find((kind) => statuses[kind] === status) ?? others.get(status)
  if (exact !== undefined) return exact
  return status >= 400 && status < 500 ? 'invalid' : 'internal'
}
