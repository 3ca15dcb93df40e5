/** From a route's target to the handler that its listener calls; made once, at start. */
import type { Calling } from '@atoll/chassis'
import type { Contract, Operation, Route } from '@atoll/contract'
import {
  createBinding,
  type HttpRequest,
  type HttpResponse,
  type HttpRoute,
  toProblemResponse,
} from '@atoll/http'
import {
  type Call,
  type Client,
  type Context,
  createClients,
  type Deliver,
  Fault,
  isFault,
  pipeline,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import type { Asked, Composition, Part } from './compose.ts'
import { type Entering, enter, ownOperation } from './enter.ts'
import {
  accessOf,
  isComposition,
  isExposed,
  isResponder,
  type Responder,
  type Responding,
  type Target,
} from './route.ts'

/** What the handlers of one gateway share. */
export interface HandlingParts extends Entering {
  readonly steps: readonly Step[]
  readonly calling: Calling
  readonly signIn: Responding<{}>['signIn']
}

/** Makes the handler of a route. */
export function createRoute(route: Route, target: Target, parts: HandlingParts): HttpRoute {
  const { method, path } = route
  return { method, path, handle: handlerOf(route, target, parts) }
}

function handlerOf(route: Route, target: Target, parts: HandlingParts): HttpRoute['handle'] {
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
): HttpRoute['handle'] {
  const binding = createBinding(operation, route)
  const deliver = pipeline(parts.steps, parts.calling.clientOut)
  return async (request) => {
    const call = { ...enter(request, operation, parts), input: binding.fromRequest(request) }
    const reply = await deliver(call)
    const response = binding.toResponse(reply)
    if (parts.location === null || isFault(reply)) return response
    return { ...response, headers: { ...response.headers, location: parts.location(reply) } }
  }
}

function handleComposition(
  route: Route,
  composition: Composition,
  parts: HandlingParts,
): HttpRoute['handle'] {
  const operation = ownOperation(
    parts.gateway,
    `${route.method} ${route.path}`,
    accessOf(composition),
  )
  const entries = Object.entries(composition.parts)
  const gather: Deliver = async (message) => {
    if (message.kind !== 'call') throw new TypeError('a route is called')
    return gatherParts(entries, message, parts)
  }
  const deliver = pipeline(parts.steps, gather)
  return async (request) => {
    const asked = { ...Object.fromEntries(keysOf(request)), ...request.params }
    const call = { ...enter(request, operation, parts), input: asked }
    // What the hop behind the steps gathered.
    const gathered = (await deliver(call)) as Gathered | FailedPart
    if ('failed' in gathered) return toProblemResponse(gathered.failed, gathered.operation)
    const { replies, missing } = gathered
    const headers = missing.length === 0 ? {} : { 'x-partial': missing.join(', ') }
    return { status: route.status, headers, body: { json: composition.join(replies) } }
  }
}

function keysOf({ query }: HttpRequest): [string, string | undefined][] {
  return [...query.keys()].map((key) => [key, query.get(key) ?? undefined])
}

/** The replies by the names of their parts, and which parts are fallbacks. */
interface Gathered {
  readonly replies: Readonly<Record<string, unknown>>
  readonly missing: readonly string[]
}
/** A required part that answered with one of its declared faults: the whole answers with it. */
interface FailedPart {
  readonly failed: Fault
  readonly operation: Operation
}

async function gatherParts(
  entries: readonly (readonly [string, Part])[],
  call: Call,
  parts: HandlingParts,
): Promise<Gathered | FailedPart> {
  const missing: string[] = []
  const asked = call.input as Asked
  const gathered = await Promise.all(
    entries.map(async ([name, part]) => {
      const answer = await askPart(part, asked, call.context, parts)
      if (answer.isFallback) missing.push(name)
      return { name, part, reply: answer.reply }
    }),
  )
  for (const { part, reply } of gathered)
    if (isFault(reply)) return { failed: reply, operation: part.operation }
  return { replies: Object.fromEntries(gathered.map(({ name, reply }) => [name, reply])), missing }
}

async function askPart(
  part: Part,
  asked: Asked,
  context: Context,
  parts: HandlingParts,
): Promise<{ readonly reply: Reply; readonly isFallback: boolean }> {
  const budgetAt = part.budgetMs === null ? Infinity : parts.clock.monotonic() + part.budgetMs
  const deadlineAt = Math.min(context.deadlineAt ?? Infinity, budgetAt)
  const call: Call = {
    kind: 'call',
    operation: part.operation,
    input: part.input(asked),
    context: { ...context, deadlineAt },
  }
  try {
    const reply = await withinBudget(parts.calling.clientOut(call), deadlineAt, parts)
    if (isFault(reply) && part.fallback !== null)
      return { reply: part.fallback.value, isFallback: true }
    return { reply, isFallback: false }
  } catch (thrown) {
    if (part.fallback === null) throw thrown
    return { reply: part.fallback.value, isFallback: true }
  }
}

/** The callee gives up by its deadline; the page does not wait for it to say so. */
function withinBudget(
  reply: Promise<Reply>,
  deadlineAt: number,
  { clock }: HandlingParts,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const late = () => {
      const message = 'A part of the answer took longer than its budget.'
      reject(new Fault({ kind: 'deadline', code: 'part_late', message, executed: 'unknown' }))
    }
    const timer = clock.timer(deadlineAt - clock.monotonic(), late)
    reply.then(resolve, reject).finally(() => timer.cancel())
  })
}

function handleResponder(
  route: Route,
  responder: Responder,
  parts: HandlingParts,
): HttpRoute['handle'] {
  const operation = ownOperation(parts.gateway, `${route.method} ${route.path}`, responder.allow)
  const clients = Object.entries(responder.uses).map(([name, contract]) => ({
    name,
    open: createClients<Contract>(contract, parts.calling.clientOut, parts.clock),
  }))
  const hop: Deliver = async (message) => {
    if (message.kind !== 'call') throw new TypeError('a route is called')
    const { context } = message
    const call: Record<string, Client<Contract>> = {}
    for (const { name, open } of clients) call[name] = open(context)
    // Put there by the handler below.
    const request = message.input as HttpRequest
    return responder.run({ call, request, caller: context.principal, signIn: parts.signIn })
  }
  const deliver = pipeline(parts.steps, hop)
  return async (request) => {
    try {
      const call = { ...enter(request, operation, parts), input: request }
      return (await deliver(call)) as HttpResponse
    } catch (thrown) {
      const fault = Fault.from(thrown)
      const page = responder.fault?.(fault, request) ?? null
      if (page !== null) return page
      throw fault
    }
  }
}
