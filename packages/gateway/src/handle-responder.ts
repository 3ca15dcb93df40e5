/** A responder at work: typed clients for its lines, its input parsed before them and its output after. */
import {
  type Contract,
  createParser,
  type Issue,
  type Operation,
  type Route,
} from '@atoll/contract'
import { createBinding, type HttpRequest, type HttpResponse } from '@atoll/http'
import {
  type Client,
  type Context,
  createClients,
  type Deliver,
  Fault,
  pipeline,
} from '@atoll/pipeline'
import { enter } from './enter.ts'
import type { Handle, HandlingParts } from './handle.ts'
import { ownOperation } from './own-operation.ts'
import { toPublicFault } from './public-fault.ts'
import type { Responder } from './target.ts'

/** Makes the handler of a responder. */
export function handleResponder(route: Route, responder: Responder, parts: HandlingParts): Handle {
  const { allow, input, output } = responder
  const operation = ownOperation(parts.gateway, `${route.method} ${route.path}`, {
    allow,
    ...(input === null ? {} : { input }),
    ...(output === null ? {} : { output }),
  })
  const deliver = pipeline(parts.steps, runner(route, responder, { ...parts, operation }))
  return async (request, trace) => {
    try {
      const call = { ...enter(request, { operation, trace }, parts), input: request }
      // The hop behind the steps answers with nothing else.
      return (await deliver(call)) as HttpResponse
    } catch (thrown) {
      const page = responder.fault?.(toPublicFault(Fault.from(thrown)), request) ?? null
      if (page !== null) return page
      throw thrown
    }
  }
}

function runner(
  route: Route,
  responder: Responder,
  parts: HandlingParts & { readonly operation: Operation },
): Deliver {
  const openClients = clientsOf(responder, parts)
  const readInput = inputReader(route, responder, parts.operation)
  const toResponse = responseWriter(route, responder, parts.operation)
  return async (message) => {
    if (message.kind !== 'call') throw new TypeError('a route is called')
    const { context } = message
    // Put there by the handler above.
    const request = message.input as HttpRequest
    const input = await readInput(request)
    const call = openClients(context)
    const { signIn } = parts
    return toResponse(
      await responder.run({ call, request, input, caller: context.principal, signIn }),
    )
  }
}

function clientsOf({ uses }: Responder, { calling, clock }: HandlingParts) {
  const clients = Object.entries(uses).map(([name, contract]) => ({
    name,
    open: createClients<Contract>(contract, calling.clientOut, clock),
  }))
  return (context: Context) => {
    const call: Record<string, Client<Contract>> = {}
    for (const { name, open } of clients) call[name] = open(context)
    return call
  }
}

/** Faults: invalid `invalid_input` with every issue. */
function inputReader(route: Route, { input }: Responder, operation: Operation) {
  if (input === null) return () => Promise.resolve(null)
  const binding = createBinding(operation, route)
  const parse = createParser(input, 'refuse')
  return async (request: HttpRequest): Promise<unknown> => {
    const parsed = await parse(binding.fromRequest(request))
    if (parsed.ok) return parsed.value
    throw new Fault({
      kind: 'invalid',
      code: 'invalid_input',
      message: `The input does not hold what the document says. ${describe(parsed.issues)}`,
      details: { issues: parsed.issues },
    })
  }
}

/** With an output of its own a responder answers that as JSON, without one a whole response. */
function responseWriter({ status }: Route, { output }: Responder, { contract, name }: Operation) {
  if (output === null) return (answer: unknown) => Promise.resolve(answer)
  const parse = createParser(output, 'allow')
  return async (answer: unknown): Promise<HttpResponse> => {
    const parsed = await parse(answer)
    if (parsed.ok) return { status, body: { json: parsed.value } }
    const cause = new TypeError(
      `${contract} ${name} answered unlawfully: ${describe(parsed.issues)}`,
    )
    const message = 'The answer of this route does not hold what its document says.'
    throw new Fault({ kind: 'internal', code: 'reply_unlawful', message, executed: 'yes', cause })
  }
}

function describe(issues: readonly Issue[]): string {
  const [first] = issues
  return first === undefined ? '' : `${first.path || '(whole)'}: ${first.message}`
}
