/**
 * What happens to a message: the five places where one enters or leaves a process, each a list of steps, outermost
 * first. There is no second mechanism for wrapping. The lists are composed once, when a service or gateway starts.
 */
import type { Contract, Event } from '@atoll/contract'
import { acceptAttestation, authenticate, authorize, exchange, withhold } from '@atoll/identity'
import {
  type Clock,
  type Deliver,
  type Failpoint,
  type FailpointName,
  noFailpoint,
  type Random,
  type Step,
} from '@atoll/pipeline'
import {
  type Breaker,
  createRate,
  createHedge,
  createRetry,
  createRetryBudgets,
  incomingDeadline,
  incomingLimit,
  outgoingDeadline,
  outgoingLimit,
  type Rate,
} from '@atoll/resilience'
import { observe, type Telemetry } from '@atoll/telemetry'
import { refuseInTransaction } from './delivery.ts'
import type { Identity } from './identity.ts'
import { parseCalls, parseNotices } from './parse.ts'

/** What all borders of one service or gateway are made of. */
export interface BorderParts {
  readonly telemetry: Telemetry
  readonly clock: Clock
  readonly random: Random
  readonly identity: Identity
  readonly failpoint: Failpoint
  /** The circuits of everything that is called from here. */
  readonly breaker: Breaker
  /** Whether calls stay in the process: then the principal is carried, and no token is made for each hop. */
  readonly direct: boolean
  /** The contracts of services outside the system: they are shown no token of ours. */
  readonly outside: ReadonlySet<string>
  /** The field names that tell one story, by contract; see `correlate` in a contract. */
  readonly correlate: (contract: string) => readonly string[]
}

/** Gateway in: a route has been matched and become a call. `rate` is what one caller may ask. */
export function gatewayIn(parts: BorderParts, rate?: Rate): readonly Step[] {
  return [
    observe('gateway-in', parts.telemetry, parts),
    stop(parts, 'gateway.received'),
    incomingLimit(parts),
    incomingDeadline(parts.clock),
    authenticate(parts.identity.verify),
    createRate({ clock: parts.clock, ...rate }),
  ]
}

/** Client out: a typed client was called. A repetition may choose another instance. */
export function clientOut(parts: BorderParts): readonly Step[] {
  const budgets = createRetryBudgets(parts.clock)
  return [
    refuseInTransaction,
    sendAs(parts.telemetry.service),
    observe('client-out', parts.telemetry, parts),
    outgoingDeadline(parts.clock),
    createRetry({ ...parts, budgets }),
    createHedge({ ...parts, budgets }),
    ...(parts.direct ? [] : [outgoingLimit(parts)]),
    parts.breaker.step,
    withhold(parts.outside, parts.direct ? carry : exchange(parts.identity.tokens)),
    stop(parts, 'client.before-send', 'client.after-reply'),
  ]
}

/** Server in: a call has arrived, its input decoded and not yet parsed. */
export function serverIn(parts: BorderParts, contract: Contract): readonly Step[] {
  return [
    observe('server-in', parts.telemetry, parts),
    stop(parts, 'server.received'),
    incomingLimit(parts),
    incomingDeadline(parts.clock),
    parts.direct ? authorize() : authenticate(parts.identity.verify),
    parseCalls(contract),
  ]
}

/** Relay out: a committed event goes to the channel. */
export function relayOut(parts: BorderParts): readonly Step[] {
  return [observe('relay-out', parts.telemetry, parts)]
}

/** Consumer in: an event has arrived, its data decoded and not yet parsed. */
export function consumerIn(parts: BorderParts, event: Event): readonly Step[] {
  return [
    observe('consumer-in', parts.telemetry, parts),
    stop(parts, 'consumer.received'),
    acceptAttestation(parts.identity.attestations),
    parseNotices(event),
  ]
}

/** In the process the verified principal goes with the call as it is. */
const carry: Step = (next) => next

/** Whoever passes a message on is its caller for the next hop. */
function sendAs(caller: string): Step {
  return (next: Deliver) => (message) =>
    next({ ...message, context: { ...message.context, caller } })
}

/** A place where a test may stop the process, before and after the hop. */
function stop({ failpoint }: BorderParts, before: FailpointName, after?: FailpointName): Step {
  if (failpoint === noFailpoint) return (next: Deliver) => next
  return (next: Deliver) => async (message) => {
    failpoint(before)
    const reply = await next(message)
    if (after !== undefined) failpoint(after)
    return reply
  }
}
