/** From a route's target to the handler that its listener calls; made once, at start. */
import type { Calling } from '@atoll/chassis'
import type { Operation, Route } from '@atoll/contract'
import { createBinding, type HttpRoute } from '@atoll/http'
import { isFault, pipeline, type Step } from '@atoll/pipeline'
import { type Entering, enter } from './enter.ts'
import { handleComposition } from './handle-composition.ts'
import { handleResponder } from './handle-responder.ts'
import { isComposition, isExposed, isResponder, type Responding, type Target } from './target.ts'
import { endInTime } from './stream-time.ts'

/** What the handlers of one gateway share. */
export interface HandlingParts extends Entering {
  readonly gateway: string
  readonly steps: readonly Step[]
  readonly calling: Calling
  readonly signIn: Responding<{}>['signIn']
}

/** What a handler is. */
export type Handle = HttpRoute['handle']

/** Makes the handler of a route. */
export function createRoute(route: Route, target: Target, parts: HandlingParts): HttpRoute {
  const { method, path } = route
  return { method, path, handle: handlerOf(route, target, parts) }
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
  return async (request) => {
    const call = { ...enter(request, operation, parts), input: binding.fromRequest(request) }
    const reply = await deliver(call)
    const response = endInTime(binding.toResponse(reply), request, parts.clock)
    if (parts.location === null || isFault(reply)) return response
    return { ...response, headers: { ...response.headers, location: parts.location(reply) } }
  }
}
