/** From a route's target to the handler that its listener calls; made once, at start. */
import type { Calling } from '@atoll/chassis'
import type { Operation, Route } from '@atoll/contract'
import {
  createBinding,
  type HttpRequest,
  type HttpResponse,
  type HttpRoute,
  toProblemResponse,
} from '@atoll/http'
import { type Deliver, isFault, newTrace, pipeline, type Step, type Trace } from '@atoll/pipeline'
import type { BeginTrace } from './begin-trace.ts'
import { type Entering, enter } from './enter.ts'
import { handleComposition } from './handle-composition.ts'
import { handleResponder } from './handle-responder.ts'
import { ownOperation } from './own-operation.ts'
import {
  accessOf,
  isComposition,
  isExposed,
  isResponder,
  type Responding,
  type Target,
} from './target.ts'
import { toPublicFault } from './public-fault.ts'
import { endInTime } from './stream-time.ts'

/** What the handlers of one gateway share. */
export interface HandlingParts extends Entering {
  readonly gateway: string
  readonly steps: readonly Step[]
  readonly calling: Calling
  readonly beginTrace: BeginTrace
  readonly signIn: Responding<{}>['signIn']
  /** Verifies the credential of a call and does nothing with it. */
  readonly admit: Deliver
}

/** Answers one request; the trace is the one that its answer names. */
export type Handle = (request: HttpRequest, trace: Trace) => Promise<HttpResponse>

/** The header by which an answer names its trace, for whoever looks for its records. */
const traceHeader = 'x-trace-id'

/** Makes the handler of a route. */
export function createRoute(route: Route, target: Target, parts: HandlingParts): HttpRoute {
  const { method, path } = route
  const handle = handlerOf(route, target, parts)
  const meant = ownOperation(parts.gateway, `${method} ${path}`, { allow: accessOf(target) })
  return {
    method,
    path,
    async admit(request) {
      await parts.admit(enter(request, { operation: meant, trace: newTrace(parts.ids) }, parts))
    },
    async handle(request) {
      const trace = parts.beginTrace(request)
      const response = await answer(handle, request, trace)
      return { ...response, headers: { [traceHeader]: trace.traceId, ...response.headers } }
    },
  }
}

/** A failure is answered here, while its trace is known. */
async function answer(handle: Handle, request: HttpRequest, trace: Trace): Promise<HttpResponse> {
  try {
    return await handle(request, trace)
  } catch (thrown) {
    // What is no fault nobody expected: the listener records it.
    if (!isFault(thrown)) throw thrown
    return toProblemResponse(toPublicFault(thrown), { trace: trace.traceId })
  }
}

function handlerOf(route: Route, target: Target, parts: HandlingParts): Handle {
  if (isResponder(target)) return handleResponder(route, target, parts)
  if (isComposition(target)) return handleComposition(route, target, parts)
  if (isExposed(target))
    return handleOperation(route, target.exposes, { ...parts, location: target.location })
  return handleOperation(route, target, { ...parts, location: null })
}

function handleOperation(
  route: Route,
  operation: Operation,
  parts: HandlingParts & { readonly location: ((output: unknown) => string) | null },
): Handle {
  const binding = createBinding(operation, route)
  const deliver = pipeline(parts.steps, parts.calling.clientOut)
  return async (request, trace) => {
    const entered = enter(request, { operation, trace }, parts)
    const call = { ...entered, input: binding.fromRequest(request) }
    const reply = await deliver(call)
    const response = endInTime(binding.toResponse(reply), request, parts.clock)
    if (parts.location === null || isFault(reply)) return response
    return { ...response, headers: { ...response.headers, location: parts.location(reply) } }
  }
}
