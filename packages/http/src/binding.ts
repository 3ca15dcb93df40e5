/**
 * Between an operation and HTTP, both ways: the http transport calls and serves through a binding, the gateway puts the
 * same operation at another path with another route. Everything that depends on the contract alone is prepared once.
 */
import { isStream, type Operation, parseRoute, type Route } from '@atoll/contract'
import { Fault, isFault, type Reply } from '@atoll/pipeline'
import type { HttpRequest, HttpResponse } from './exchange.ts'
import { createInputReader } from './input-reader.ts'
import { createInputWriter } from './input-writer.ts'
import type { HttpCall, HttpReply } from './pool.ts'
import { fromProblem, toProblemResponse } from './problem.ts'
import { createEventWriter, readItems } from './items.ts'

/** One operation at one route. */
export interface Binding {
  readonly operation: Operation
  readonly route: Route
  /** Writes an input. Faults: `invalid` with code `path_field` for a value that no path can hold. */
  toCall(input: unknown): HttpCall
  /**
   * Reads an input; it is not yet parsed by the contract, and unknown query parameters are still in it.
   * Faults: `invalid` with code `field_conflict` for a field sent twice with two values, `query_refused` for query
   * parameters of an operation that takes a body, `body_refused` for a body that is no object where one is needed.
   */
  fromRequest(request: HttpRequest): unknown
  /** Writes the output, a stream of items, or a declared fault. */
  toResponse(reply: Reply): HttpResponse
  /** Reads what `toResponse` wrote; the output is not yet parsed. Declared faults are returned, others are thrown. */
  fromReply(reply: HttpReply): Promise<Reply>
}

/** Prepares an operation for HTTP at its own route or at another. */
export function createBinding(operation: Operation, route: Route = parseRoute(operation)): Binding {
  const { status } = route
  const toEvents = isStream(operation.output) ? createEventWriter(operation) : null
  return {
    operation,
    route,
    toCall: createInputWriter(operation, route),
    fromRequest: createInputReader(operation, route),
    toResponse(reply) {
      if (isFault(reply)) return toProblemResponse(reply, { operation })
      if (toEvents === null) return { status, body: { json: reply ?? null } }
      return { status, body: { events: toEvents(reply) } }
    },
    async fromReply(reply) {
      if (reply.status < 200 || reply.status > 299) return fromFailure(reply, operation)
      if (toEvents !== null) return readItems(reply, operation)
      return parseBody(reply)
    },
  }
}

function parseBody({ body }: HttpReply): unknown {
  if (body.length === 0) return null
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new Fault({
      kind: 'internal',
      code: 'unreadable_reply',
      message: 'The other side answered with something that is not JSON.',
      executed: 'yes',
      cause,
    })
  }
}

async function fromFailure(reply: HttpReply, operation: Operation): Promise<Fault> {
  const fault = await fromProblem(parseProblem(reply.body), reply.status, operation)
  if (fault.declared) return fault
  throw fault
}

function parseProblem(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    // Whatever else the body says, the status says the kind.
    return null
  }
}
