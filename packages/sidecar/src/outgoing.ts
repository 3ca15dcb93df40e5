/**
 * The outgoing calls of a process in another language: it asks `http://127.0.0.1:<port>/<service>/path…`, and the call takes
 * the same steps as one of ours: trace, deadline, repetition, breaker, choice of an instance. Bodies pass as they come.
 */
import type { IncomingMessage } from 'node:http'
import { fromStatus } from '@atoll/contract'
import { choose, createPicker, type Discovery, type Instance } from '@atoll/discovery'
import {
  type HttpListener,
  openRawListener,
  openStreamingPool,
  type StreamingPool,
  type StreamReply,
} from '@atoll/http'
import {
  type B3Form,
  type Call,
  Cancellation,
  type Clock,
  type Context,
  createIds,
  decodeContext,
  type Deliver,
  encodeContext,
  Fault,
  headerNames,
  pipeline,
  type Random,
  systemRandom,
} from '@atoll/pipeline'
import {
  createBreaker,
  createRetry,
  outgoingDeadline,
  outgoingLimit,
  type ThresholdSettings,
} from '@atoll/resilience'
import { observe, type Telemetry } from '@atoll/telemetry'
import { createCallees } from './callees.ts'
import { callerGone, type Passage, readPassage, writeAnswer } from './passage.ts'

/** What outgoing calls are opened with. */
export interface OutgoingParts {
  readonly discovery: Discovery
  readonly telemetry: Telemetry
  /** On loopback; 0 takes any free one. */
  readonly port: number
  readonly clock: Clock
  readonly random?: Random
  /** Whether calls carry their trace as B3 too, whatever the process says. */
  readonly b3?: B3Form
  /** How long a call may take whose caller does not say (`x-deadline-ms`). Units: milliseconds. */
  readonly deadlineMs?: number
  /** Of a request and of an answer, but for a stream of events. Units: bytes. */
  readonly bodyBytesMax?: number
  /** Of the circuits, by callee: `{ of: { orders: { openMs: 2_000 } } }`. Queries are never asked a second time here. */
  readonly thresholds?: ThresholdSettings
  /** Where this process runs; instances of the same zone are preferred. */
  readonly zone?: string
}

const defaults = { b3: 'none', deadlineMs: 10_000, bodyBytesMax: 67_108_864 } as const
/** How long a request may take to arrive whole. Units: milliseconds. */
const requestTimeoutMs = 300_000

/**
 * Opens the way to the others. Faults: `unavailable` (`cannot_listen`), saying what to do; `invalid`
 * (`thresholds_refused`).
 */
export async function openOutgoing(parts: OutgoingParts): Promise<HttpListener> {
  const { telemetry, clock } = parts
  const { bodyBytesMax, deadlineMs } = { ...defaults, ...parts }
  const ids = createIds(clock)
  const pool = openStreamingPool({ clock, bodyBytesMax })
  const callees = createCallees()
  const deliver = composeSteps(parts, pool, callees.whole)
  const listener = await openRawListener({
    port: parts.port,
    limits: { requestTimeoutMs, urlCharactersMax: 8_192 },
    log: telemetry.log,
    clock,
    async handle(request, response) {
      refuseBrowser(request)
      const passage = await readPassage(request, bodyBytesMax)
      const cancellation = new Cancellation()
      response.once('close', () => response.writableFinished || cancellation.cancel(callerGone()))
      const decoded = decodeContext(textsOf(request), clock, ids)
      const context: Context = {
        ...decoded,
        cancellation,
        caller: telemetry.service,
        // It passes as it is, among the other headers.
        credential: null,
        deadlineAt: decoded.deadlineAt ?? clock.monotonic() + deadlineMs,
      }
      const operation = callees.operationOf(passage.service, passage.method)
      const answer = await ask(deliver, { kind: 'call', operation, input: passage, context })
      await writeAnswer(answer, response)
    },
  })
  const stop = async (graceMs: number) => {
    await listener.stop(graceMs)
    await pool[Symbol.asyncDispose]()
  }
  return { ...listener, stop, [Symbol.asyncDispose]: () => stop(0) }
}

/**
 * The list of `client-out` in chassis/src/borders.ts, in its order, without what only a service of ours has (transactions,
 * tokens, failpoints) and without hedging, since nobody here knows how long which path takes.
 */
function composeSteps(
  { telemetry, clock, discovery, zone, b3, thresholds = {}, random = systemRandom }: OutgoingParts,
  pool: StreamingPool,
  whole: (call: Call) => Call,
): Deliver {
  const picker = createPicker(discovery, { clock, random, ...(zone === undefined ? {} : { zone }) })
  const reach = (instance: Instance) => (message: Parameters<Deliver>[0]) =>
    send(message, { instance, pool, clock, b3: b3 ?? defaults.b3 })
  return pipeline(
    [
      observe('client-out', telemetry),
      outgoingDeadline(clock),
      createRetry({ clock, random }),
      outgoingLimit({ clock, random }),
      // One circuit for each callee, whatever it is asked.
      (next) => (message) => next(message.kind === 'call' ? whole(message) : message),
      createBreaker({ clock, log: telemetry.log, thresholds }).step,
    ],
    choose({ picker, reach }),
  )
}

interface Sending {
  readonly instance: Instance
  readonly pool: StreamingPool
  readonly clock: Clock
  readonly b3: B3Form
}

/** Sends a request to one instance. An answer that says "I am not well" is a fault that holds it. */
async function send(message: Parameters<Deliver>[0], parts: Sending): Promise<StreamReply> {
  if (message.kind !== 'call') throw new TypeError('a sidecar passes calls only')
  const { instance, pool, clock, b3 } = parts
  // Made by this file and nobody else.
  const passage = message.input as Passage
  const { context } = message
  // What is no address goes on as it is: the pool refuses it, and the next attempt may choose another.
  const { origin, pathname } = URL.canParse(instance.address)
    ? new URL(instance.address)
    : { origin: instance.address, pathname: '/' }
  const base = pathname === '/' ? '' : pathname.replace(/\/$/, '')
  const { [headerNames.idempotencyKey]: _, ...own } = encodeContext(context, clock, {
    b3: b3 === 'none' ? passage.b3 : b3,
  })
  forget(passage)
  const deadlineAt = context.deadlineAt ?? Number.POSITIVE_INFINITY
  try {
    const answer = await pool.stream(
      origin,
      {
        method: passage.method,
        path: `${base}${passage.path}`,
        headers: { ...passage.headers, ...own },
        body: passage.body,
      },
      { cancellation: context.cancellation, timeoutMs: deadlineAt - clock.monotonic() },
    )
    if (answer.status < 500 && answer.status !== 429) return answer
    passage.failure = answer
    throw failed(answer, passage.service)
  } catch (thrown) {
    if (passage.refused !== null) throw passage.refused
    throw isOnce(passage) ? unrepeatable(Fault.from(thrown)) : thrown
  }
}

/** Answers what the callee said, even where it said that it failed. Faults: those of the way to it. */
async function ask(
  deliver: Deliver,
  call: Call & { readonly input: Passage },
): Promise<StreamReply> {
  try {
    // What `send` answers comes back as it is.
    return (await deliver(call)) as StreamReply
  } catch (thrown) {
    if (call.input.failure !== null) return call.input.failure
    throw thrown
  }
}

function forget(passage: Passage): void {
  passage.failure?.body.destroy()
  passage.failure = null
}

function failed({ status, headers }: StreamReply, service: string): Fault {
  const after = headers['retry-after']
  const seconds = typeof after === 'string' && /^\d{1,5}$/.test(after) ? Number(after) : null
  return new Fault({
    kind: fromStatus(status),
    code: `http_${status}`,
    message: `${service} answered with status ${status}.`,
    executed: 'unknown',
    origin: service,
    ...(seconds === null ? {} : { retryAfterMs: seconds * 1000 }),
  })
}

function isOnce({ body }: Passage): boolean {
  return body !== null && !Buffer.isBuffer(body)
}

/** A body that was not held is gone; `attempts` tells the retry step so. */
function unrepeatable(fault: Fault): Fault {
  const { kind, code, message, executed } = fault
  return new Fault({ kind, code, message, executed, details: { attempts: 1 }, cause: fault })
}

/**
 * A page in a browser of this machine could ask everything here in the name of its reader. Programs may send
 * `sec-fetch-mode` too (Node's fetch does), but only browsers know of sites. Source: W3C Fetch Metadata.
 */
function refuseBrowser({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'none' || site === 'same-origin') return
  const message = 'A sidecar answers programs, and no page of another site.'
  throw new Fault({ kind: 'forbidden', code: 'browser_refused', message, executed: 'no' })
}

function textsOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  const texts: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') texts[name] = value
  return texts
}
