/** Hop 6: from a parsed message to the handler that works on it, under the guard that makes it count once. */
import { type Operation, operationsOf, wireCode } from '@atoll/contract'
import {
  fromStoredReply,
  type Guard,
  guardCommand,
  guardMessage,
  readReply,
  topicOf,
  unguarded,
} from '@atoll/outbox'
import {
  type Call,
  type Deliver,
  type Failpoint,
  Fault,
  isFault,
  type Notice,
} from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import type { OpenGround } from './delivery.ts'
import { type Committed, committed, type Handling, type Uses } from './ground.ts'
import type { Listener, Service } from './implement.ts'

/** What dispatching needs of a running service. */
export interface DispatchParts {
  readonly service: Service
  readonly openGround: OpenGround
  readonly database: Database
  readonly failpoint: Failpoint
}

/** The hop behind the server-in border. */
export function dispatchCalls(parts: DispatchParts): Deliver {
  const workers = new Map(
    operationsOf(parts.service.contract).map((operation) => [
      operation.name,
      createWorker(parts, operation),
    ]),
  )
  return async (message) => {
    if (message.kind !== 'call') throw new TypeError('a service is called; events go to consumers')
    parts.failpoint('work.begun')
    const call = withAgreedKey(message)
    const work = workers.get(call.operation.name)
    if (work === undefined) throw new TypeError(`${call.operation.name} has no handler`)
    return await work(call)
  }
}

/** Runs the handler of one operation. */
function createWorker(
  parts: DispatchParts,
  operation: Operation,
): (call: Call) => Promise<unknown> {
  const run = parts.service.handlers.get(operation.name)
  if (run === undefined) throw new TypeError(`${operation.name} has no handler`)
  const fault = faultMaker(operation)
  const open = (call: Call, guard: Guard) =>
    // `fault` knows its codes by the operation's own type, which ends at this border.
    parts.openGround(call.context, guard, fault) as Handling<string, Uses, never>
  if (operation.kind === 'query') return (call) => run(call.input, open(call, unguarded))
  return async (call) => {
    const key = call.context.idempotencyKey
    const stored = key === null ? null : await storedReply(call, key, parts.database)
    if (stored !== null) return fromStoredReply(stored)
    const guard = key === null ? unguarded : guardCommand(call, key)
    const answer = await run(call.input, open(call, guard))
    if (isCommitted(answer)) return answer[committed]
    if (!isFault(answer)) throw uncommitted(operation)
    return answer
  }
}

/** What the types refuse already, said again for callers without types: nothing guards such an answer. */
function uncommitted({ contract, name }: Pick<Operation, 'contract' | 'name'>): TypeError {
  return new TypeError(`${contract}.${name} must answer with the result of its \`transaction\``)
}

/** Hop 9: the hop behind the consumer-in border. The guard differs between a first delivery and a retry. */
export function dispatchNotices(
  parts: DispatchParts,
  listener: Listener<string>,
  guardOf: (notice: Notice) => Guard = (notice) =>
    guardMessage(topicOf(listener.event), notice, listener.policy),
): Deliver {
  return async (message) => {
    if (message.kind !== 'event') throw new TypeError('a consumer takes events only')
    const answer = await listener.run(
      message.data,
      parts.openGround(message.context, guardOf(message), noFaults),
    )
    if (!isCommitted(answer)) throw uncommitted(listener.event)
    parts.failpoint('consumer.after-commit')
  }
}

/** The caller's key and the one that the contract derives must be the same, where both exist. */
function withAgreedKey(call: Call): Call {
  const { operation, context, input } = call
  if (operation.kind !== 'command') return call
  const derived = operation.keyOf(input)
  const sent = context.idempotencyKey
  if (derived !== null && sent !== null && derived !== sent)
    throw keyFault(
      'idempotency_key_mismatch',
      `The idempotency key must be '${derived}' for this input.`,
    )
  if (derived === null && sent === null && operation.needsKey)
    throw keyFault(
      'idempotency_key_missing',
      'Send an Idempotency-Key header: any text that is new for a new command.',
    )
  return derived === sent || derived === null
    ? call
    : { ...call, context: { ...context, idempotencyKey: derived } }
}

function keyFault(code: string, message: string): Fault {
  return new Fault({ kind: 'invalid', code, message })
}

function storedReply(call: Call, key: string, database: Database) {
  const reader = database.reader({ signal: call.context.cancellation.signal })
  return readReply(reader, call, key)
}

/** A consumer answers nobody, so it has no fault to declare; its types do not know this function. */
const noFaults = (): never => {
  throw new TypeError('a consumer declares no faults: throw, and the message is tried again')
}

function faultMaker(operation: Operation) {
  return (code: string, details: unknown): never => {
    const shape = operation.faults[code]
    if (shape === undefined)
      throw new TypeError(
        `${operation.contract}.${operation.name} does not declare the fault '${code}'`,
      )
    const message = wireCode(operation.contract, code).replaceAll(/[._]/g, ' ')
    const parts = {
      kind: shape.kind,
      code,
      message,
      details,
      executed: 'no',
      declared: true,
    } as const
    // Nothing is known of the operation's type here: the handler's own types say which fault this is.
    return new Fault(parts) as never
  }
}

function isCommitted(answer: unknown): answer is Committed<unknown> {
  return typeof answer === 'object' && answer !== null && !isFault(answer) && committed in answer
}
